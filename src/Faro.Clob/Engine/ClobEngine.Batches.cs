using System.Runtime.CompilerServices;

namespace Faro.Clob.Engine;

/// <content>The frame of every command: sweep what expired, then publish each changed book as one batch.</content>
public sealed partial class ClobEngine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin(long now, EventBuffer output)
    {
        _output = output;
        if (now > _now) _now = now; // a clock that steps back must not revive an expired order
        if (_expiries.Count != 0) Sweep();
    }

    private void Sweep()
    {
        for (int first = _expiries.First; first != 0 && _pool.Cold[first].Expiration <= _now; first = _expiries.First)
            End(_markets[_members[_pool.Hot[first].Member].Market], first, OrderStatus.Expired, EndReason.Expired);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Touched(Market market)
    {
        if (market.Listed) return;
        market.Listed = true;
        _touched.Add(market);
    }

    /// <summary>One batch for each market whose displayed book this command changed (rule M17).</summary>
    private void Finish()
    {
        if (_touched.Count == 0) return;
        foreach (Market market in _touched)
        {
            market.Listed = false;
            int changed = CountChanges(market.Bids) + CountChanges(market.Asks);
            if (changed != 0)
            {
                market.BookSequence++;
                ref EngineEvent e = ref _output.Add();
                e.Kind = EngineEventKind.BatchStart;
                e.Market = market.Index;
                e.Number = market.BookSequence;
                e.Other = changed;
                AddLevels(market.Index, market.Bids);
                AddLevels(market.Index, market.Asks);
            }

            market.Bids.Dirty = default;
            market.Asks.Dirty = default;
        }

        _touched.Clear();
    }

    private static int CountChanges(Ladder side)
    {
        int count = 0;
        for (TickMask dirty = side.Dirty; !dirty.IsEmpty;)
        {
            int tick = dirty.Lowest;
            dirty.Clear(tick);
            if (side.Levels[tick].Before != side.Levels[tick].Total) count++;
        }

        return count;
    }

    private void AddLevels(int market, Ladder side)
    {
        for (TickMask dirty = side.Dirty; !dirty.IsEmpty;)
        {
            int tick = side.Bids ? dirty.Highest : dirty.Lowest;
            dirty.Clear(tick);
            ref Level level = ref side.Levels[tick];
            if (level.Before == level.Total) continue;
            ref EngineEvent e = ref _output.Add();
            e.Kind = EngineEventKind.BookLevel;
            e.Market = market;
            e.Tick = (byte)tick;
            e.Side = side.Bids ? OrderSide.Buy : OrderSide.Sell;
            e.Lots = level.Total;
        }
    }
}
