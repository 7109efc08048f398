using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Faro.Clob.Engine;

/// <summary>What matching touches: one cache line an order. Links are indices into the pool; 0 means none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OrderNode
{
    public UInt128 Remaining;
    public ulong Id;
    public int Member;
    public int Prev;
    public int Next;
    public int OpenPrev;
    public int OpenNext;
    public byte Tick;
    public byte Kind;
    public OrderStatus Status;
    public byte Traits;
    public UInt128 Filled;

    public const byte BuyBit = 1;
    public const byte YesBit = 2;

    public const byte TifMask = 3;
    public const byte PostOnlyBit = 4;
    public const byte InBookBit = 8;
    public const byte ExpiresBit = 16;
    public const byte PendingBit = 32;

    public readonly bool IsBuy => (Kind & BuyBit) != 0;

    public readonly bool IsYes => (Kind & YesBit) != 0;

    /// <summary>BUY YES and SELL NO are bids of the YES book; the other two are asks (rule M1).</summary>
    public readonly bool IsBid => Kind is 0 or (BuyBit | YesBit);

    /// <summary>Whether a trade of it is not settled; its count is in the cold part.</summary>
    public readonly bool HasPending => (Traits & PendingBit) != 0;

    public readonly bool InBook => (Traits & InBookBit) != 0;

    public readonly TimeInForce TimeInForce => (TimeInForce)(Traits & TifMask);

    public readonly bool IsFinal => Status >= OrderStatus.Filled;

    /// <summary>The tick of the order's own token in a trade at <paramref name="yesTick"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint OwnTick(uint yesTick) => IsYes ? yesTick : 100 - yesTick;

    /// <summary>Base units that the order gives for <paramref name="lots"/> at <paramref name="yesTick"/>: never rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly UInt128 Gives(UInt128 lots, uint yesTick) => Lots.Times(lots, IsBuy ? OwnTick(yesTick) : 100);

    /// <summary>Base units that the order gets, before fees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly UInt128 Gets(UInt128 lots, uint yesTick) => Lots.Times(lots, IsBuy ? 100 : OwnTick(yesTick));
}

/// <summary>What only expiry, cancel-all and delayed settlement touch.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OrderColdNode
{
    public long Expiration;
    public ulong Age;
    public int HeapSlot;
    public int PendingTrades;
}

/// <summary>Pooled orders: slots are reused, so indices are a function of the commands alone.</summary>
internal sealed class OrderPool
{
    public OrderNode[] Hot;
    public OrderColdNode[] Cold;
    public int Used = 1;
    public int FreeHead;
    public int Live;

    public OrderPool(int capacity)
    {
        Hot = LargeArrays.Allocate<OrderNode>(capacity + 1);
        Cold = LargeArrays.Allocate<OrderColdNode>(capacity + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take()
    {
        Live++;
        int index = FreeHead;
        if (index != 0)
        {
            FreeHead = Hot[index].Next;
            return index;
        }

        if (Used == Hot.Length) Grow();
        return Used++;
    }

    private void Grow()
    {
        OrderNode[] hot = LargeArrays.Allocate<OrderNode>(Used * 2);
        OrderColdNode[] cold = LargeArrays.Allocate<OrderColdNode>(Used * 2);
        Hot.AsSpan().CopyTo(hot);
        Cold.AsSpan().CopyTo(cold);
        (Hot, Cold) = (hot, cold);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int index)
    {
        Live--;
        Hot[index] = default;
        Hot[index].Next = FreeHead;
        FreeHead = index; // the cold part is overwritten when the slot is taken: freeing must not fetch it
    }
}

/// <summary>Arithmetic in lots of 100 base units: a lot times a tick is a whole number of base units, so no trade rounds.</summary>
internal static class Lots
{
    public const int BaseUnits = 100;

    /// <summary><paramref name="lots"/> × <paramref name="factor"/>; one multiplication when the lots fit in 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 Times(UInt128 lots, uint factor)
    {
        ulong low = (ulong)lots;
        ulong high = (ulong)(lots >> 64);
        ulong carry = Math.BigMul(low, factor, out ulong product);
        return new UInt128((high * factor) + carry, product);
    }
}
