using System.Numerics;
using System.Runtime.CompilerServices;

namespace Faro.Clob.Engine;

/// <summary>Which of 101 ticks are set, in 128 bits.</summary>
internal struct TickMask
{
    private ulong _low;
    private ulong _high;

    public readonly bool IsEmpty => (_low | _high) == 0;

    /// <summary>Highest set tick; 0 when empty (no order rests at tick 0).</summary>
    public readonly int Highest => _high != 0 ? 127 - BitOperations.LeadingZeroCount(_high)
        : _low != 0 ? 63 - BitOperations.LeadingZeroCount(_low) : 0;

    /// <summary>Lowest set tick; 128 when empty.</summary>
    public readonly int Lowest => _low != 0 ? BitOperations.TrailingZeroCount(_low)
        : 64 + BitOperations.TrailingZeroCount(_high);

    public readonly bool Has(int tick) => tick < 64 ? (_low >> tick & 1) != 0 : (_high >> (tick - 64) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int tick)
    {
        if (tick < 64) _low |= 1UL << tick;
        else _high |= 1UL << (tick - 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear(int tick)
    {
        if (tick < 64) _low &= ~(1UL << tick);
        else _high &= ~(1UL << (tick - 64));
    }
}

/// <summary>One price level: a FIFO queue of pool indices and its total.</summary>
internal struct Level
{
    public UInt128 Total;

    /// <summary>The total when the running command first touched the level.</summary>
    public UInt128 Before;
    public int Head;
    public int Tail;
}

/// <summary>One side of a YES book: 100 ticks, an occupancy mask, and which levels the running command touched.</summary>
internal sealed class Ladder(bool bids)
{
    public readonly bool Bids = bids;
    public readonly Level[] Levels = new Level[101];
    public TickMask Occupied;
    public TickMask Dirty;

    /// <summary>Best resting tick; 0 for empty bids and 128 for empty asks, neither of which crosses anything.</summary>
    public int Best => Bids ? Occupied.Highest : Occupied.Lowest;

    /// <summary>Whether an order resting at <paramref name="restingTick"/> here meets an incoming one limited at <paramref name="limit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Crosses(int restingTick, int limit) => Bids ? restingTick >= limit : restingTick <= limit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Level Touch(int tick)
    {
        ref Level level = ref Levels[tick];
        if (!Dirty.Has(tick))
        {
            Dirty.Set(tick);
            level.Before = level.Total;
        }

        return ref level;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(OrderNode[] nodes, int index)
    {
        ref OrderNode node = ref nodes[index];
        ref Level level = ref Touch(node.Tick);
        node.Prev = level.Tail;
        node.Next = 0;
        if (level.Tail != 0) nodes[level.Tail].Next = index;
        else
        {
            level.Head = index;
            Occupied.Set(node.Tick);
        }

        level.Tail = index;
        level.Total += node.Remaining;
        node.Traits |= OrderNode.InBookBit;
    }

    /// <summary>Unlinks an order; its remainder is subtracted from the total.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(OrderNode[] nodes, int index)
    {
        ref OrderNode node = ref nodes[index];
        ref Level level = ref Touch(node.Tick);
        if (node.Prev != 0) nodes[node.Prev].Next = node.Next;
        else level.Head = node.Next;
        if (node.Next != 0) nodes[node.Next].Prev = node.Prev;
        else level.Tail = node.Prev;
        if (level.Head == 0) Occupied.Clear(node.Tick);
        level.Total -= node.Remaining;
        node.Prev = node.Next = 0;
        node.Traits &= unchecked((byte)~OrderNode.InBookBit);
    }

    /// <summary>The tick after <paramref name="tick"/> on the way out from the best, or 0.</summary>
    public int NextOutward(int tick)
    {
        if (Bids)
        {
            for (int t = tick - 1; t >= 1; t--)
                if (Occupied.Has(t)) return t;
        }
        else
        {
            for (int t = tick + 1; t <= 100; t++)
                if (Occupied.Has(t)) return t;
        }

        return 0;
    }
}
