namespace Faro.Clob.Engine;

/// <content>Cancelling, market states, and settlement with its failure.</content>
public sealed partial class ClobEngine
{
    /// <summary>
    /// Cancels those of the ids that are this wallet's open orders; skips the rest silently (rule M14). Each cancelled order
    /// reports reason <see cref="EndReason.User"/> unless another is given.
    /// </summary>
    public int Cancel(long now, int wallet, ReadOnlySpan<ulong> ids, EventBuffer output, EndReason reason = EndReason.User)
    {
        Begin(now, output);
        int cancelled = 0;
        foreach (ulong id in ids)
        {
            int index = id == 0 ? 0 : _orders.Find(id);
            if (index == 0) continue;
            ref OrderNode node = ref _pool.Hot[index];
            ref Member member = ref _members[node.Member];
            if (member.Wallet != wallet || !node.InBook) continue;
            End(_markets[member.Market], index, OrderStatus.Cancelled, reason);
            cancelled++;
        }

        Finish();
        return cancelled;
    }

    /// <summary>Cancels all open orders of a wallet that match the filters (null matches all), oldest first.</summary>
    public int CancelAll(
        long now, int wallet, int? market, bool? yes, OrderSide? side, EventBuffer output, EndReason reason = EndReason.User)
    {
        Begin(now, output);
        int count = 0;
        for (int m = wallet < _walletCount ? _walletMembers[wallet] : 0; m != 0; m = _members[m].NextOfWallet)
        {
            if (market is { } only && _members[m].Market != only) continue;
            for (int i = _members[m].OpenHead; i != 0; i = _pool.Hot[i].OpenNext)
            {
                ref OrderNode node = ref _pool.Hot[i];
                if (yes is { } outcome && node.IsYes != outcome) continue;
                if (side is { } only2 && node.IsBuy != (only2 == OrderSide.Buy)) continue;
                Collect(i, count++);
            }
        }

        EndCollected(count, reason);
        Finish();
        return count;
    }

    /// <summary>Moves a market to another state; closing or resolving cancels everything that rests, in one batch (rule M15).</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="market">The market.</param>
    /// <param name="to">The new state.</param>
    /// <param name="payoutYes">Resolving only: 100 YES won, 0 NO won, 50 split; anything from 0 to 100.</param>
    /// <param name="output">Takes the events.</param>
    public Refusal SetStatus(long now, int market, MarketStatus to, int? payoutYes, EventBuffer output)
    {
        Begin(now, output);
        Refusal refusal = TrySetStatus(_markets[market], to, payoutYes);
        Finish();
        return refusal;
    }

    /// <summary>Whether the page lets a market move so.</summary>
    public static bool CanMove(MarketStatus from, MarketStatus to) => (from, to) switch
    {
        (MarketStatus.Seeding, MarketStatus.Open) => true,
        (MarketStatus.Open, MarketStatus.Paused) or (MarketStatus.Paused, MarketStatus.Open) => true,
        (MarketStatus.Seeding or MarketStatus.Open or MarketStatus.Paused, MarketStatus.Closed) => true,
        (MarketStatus.Closed, MarketStatus.Open) => true,
        (MarketStatus.Closed or MarketStatus.Open or MarketStatus.Paused, MarketStatus.Resolved) => true,
        _ => false,
    };

    /// <summary>A pending trade reached the chain: what was paid is consumed, proceeds minus fee arrive.</summary>
    public Refusal Settle(long now, int market, ulong trade, EventBuffer output)
    {
        Begin(now, output);
        Refusal refusal = TrySettle(_markets[market], trade);
        Finish();
        return refusal;
    }

    /// <summary>A pending trade was reverted; section 12.3 decides what becomes of both orders.</summary>
    public Refusal Fail(long now, int market, ulong trade, Blame blame, EventBuffer output)
    {
        Begin(now, output);
        Refusal refusal = TryFail(_markets[market], trade, blame == Blame.None ? Blame.Taker : blame);
        Finish();
        return refusal;
    }

    private Refusal TrySetStatus(Market market, MarketStatus to, int? payoutYes)
    {
        if (!CanMove(market.Status, to)) return Refusal.InvalidTransition;
        if (to == MarketStatus.Resolved && payoutYes is not (>= 0 and <= 100)) return Refusal.InvalidTransition;
        market.Status = to;
        if (to == MarketStatus.Resolved) market.PayoutYes = payoutYes!.Value;
        ref EngineEvent e = ref _output.Add();
        e.Kind = EngineEventKind.MarketState;
        e.Market = market.Index;
        e.MarketStatus = to;
        if (to is not (MarketStatus.Closed or MarketStatus.Resolved)) return Refusal.None;
        int count = 0;
        foreach (Ladder side in (ReadOnlySpan<Ladder>)[market.Bids, market.Asks])
        {
            for (TickMask left = side.Occupied; !left.IsEmpty; left.Clear(left.Lowest))
                for (int i = side.Levels[left.Lowest].Head; i != 0; i = _pool.Hot[i].Next)
                    Collect(i, count++);
        }

        EndCollected(count, EndReason.MarketClosed);
        return Refusal.None;
    }

    private void Collect(int index, int count)
    {
        if (count == _scratch.Length)
        {
            Array.Resize(ref _scratch, count * 2);
            Array.Resize(ref _scratchAges, count * 2);
        }

        _scratch[count] = index;
        _scratchAges[count] = _pool.Cold[index].Age;
    }

    private void EndCollected(int count, EndReason reason)
    {
        Array.Sort(_scratchAges, _scratch, 0, count);
        for (int i = 0; i < count; i++)
            End(_markets[_members[_pool.Hot[_scratch[i]].Member].Market], _scratch[i], OrderStatus.Cancelled, reason);
    }

    private static ulong PendingKey(int market, ulong trade) => ((ulong)(uint)(market + 1) << 40) | trade;

    private void AddPending(
        int market, ulong number, UInt128 lots, UInt128 fee, int maker, int taker, byte tick, MatchType match)
    {
        int slot = _pendingFree;
        if (slot != 0) _pendingFree = _pending[slot].NextFree;
        else
        {
            if (_pendingUsed == _pending.Length) Array.Resize(ref _pending, _pendingUsed * 2);
            slot = _pendingUsed++;
        }

        _pending[slot] = new PendingTrade
        {
            Market = market,
            Number = number,
            Lots = lots,
            Fee = fee,
            Maker = maker,
            Taker = taker,
            Tick = tick,
            Match = match,
        };
        _pendingTrades.Add(PendingKey(market, number), slot);
    }

    private bool TakePending(Market market, ulong number, out PendingTrade trade)
    {
        trade = default;
        ulong key = PendingKey(market.Index, number);
        int slot = number == 0 || number > market.Trades ? 0 : _pendingTrades.Find(key);
        if (slot == 0) return false;
        trade = _pending[slot];
        _pendingTrades.Remove(key);
        _pending[slot] = new PendingTrade { NextFree = _pendingFree };
        _pendingFree = slot;
        return true;
    }

    private void AddPendingTo(int index, ref OrderNode node)
    {
        _pool.Cold[index].PendingTrades++;
        node.Traits |= OrderNode.PendingBit;
    }

    /// <summary>Whether another trade of the order is still pending.</summary>
    private bool TakePendingFrom(int index, ref OrderNode node)
    {
        if (--_pool.Cold[index].PendingTrades != 0) return true;
        node.Traits &= unchecked((byte)~OrderNode.PendingBit);
        return false;
    }

    private Refusal TrySettle(Market market, ulong number)
    {
        if (!TakePending(market, number, out PendingTrade trade)) return Refusal.NotPending;
        ref OrderNode maker = ref _pool.Hot[trade.Maker];
        ref OrderNode taker = ref _pool.Hot[trade.Taker];
        ref Member makerMember = ref _members[maker.Member];
        ref Member takerMember = ref _members[taker.Member];
        _balances[PaySlot(ref makerMember, maker.IsBuy, maker.IsYes)].Pending -= maker.Gives(trade.Lots, trade.Tick);
        _balances[PaySlot(ref takerMember, taker.IsBuy, taker.IsYes)].Pending -= taker.Gives(trade.Lots, trade.Tick);
        Credit(market, ref makerMember, maker, trade.Lots, trade.Tick, UInt128.Zero);
        Credit(market, ref takerMember, taker, trade.Lots, trade.Tick, trade.Fee);
        CountSets(market, trade.Match, trade.Lots);
        ReportSettlement(EngineEventKind.Settled, market, trade, maker, taker);
        Settled(trade.Maker, ref maker);
        Settled(trade.Taker, ref taker);
        return Refusal.None;
    }

    private void Settled(int index, ref OrderNode node)
    {
        if (TakePendingFrom(index, ref node)) return;
        if (node.Status == OrderStatus.Matched)
        {
            node.Status = OrderStatus.Filled;
            Report(ref node, EndReason.None, OrderFlags.None);
        }

        if (node.IsFinal) Forget(index, ref node);
    }

    private Refusal TryFail(Market market, ulong number, Blame blame)
    {
        if (!TakePending(market, number, out PendingTrade trade)) return Refusal.NotPending;
        ref OrderNode maker = ref _pool.Hot[trade.Maker];
        ref OrderNode taker = ref _pool.Hot[trade.Taker];
        GiveBack(trade.Maker, ref maker, trade);
        GiveBack(trade.Taker, ref taker, trade);
        ReportSettlement(EngineEventKind.Failed, market, trade, maker, taker);

        // The guilty leave first: an innocent order that crosses again must not meet the one that just failed it.
        bool makerGuilty = (blame & Blame.Maker) != 0;
        bool takerGuilty = (blame & Blame.Taker) != 0;
        if (makerGuilty) Condemn(market, trade.Maker);
        if (takerGuilty) Condemn(market, trade.Taker);
        if (!makerGuilty) Acquit(market, trade.Maker, trade.Lots);
        if (!takerGuilty) Acquit(market, trade.Taker, trade.Lots);
        return Refusal.None;
    }

    private void GiveBack(int index, ref OrderNode node, in PendingTrade trade)
    {
        UInt128 given = node.Gives(trade.Lots, trade.Tick);
        ref Balance balance = ref _balances[PaySlot(ref _members[node.Member], node.IsBuy, node.IsYes)];
        balance.Pending -= given;
        balance.Available += given;
        node.Filled -= trade.Lots;
        TakePendingFrom(index, ref node);
    }

    private void Condemn(Market market, int index)
    {
        if (!KeepsFinalState(index)) End(market, index, OrderStatus.MatchFailed, EndReason.SettlementFailed);
    }

    /// <summary>An order that has already ended keeps its state; only what it filled shrinks.</summary>
    private bool KeepsFinalState(int index)
    {
        ref OrderNode node = ref _pool.Hot[index];
        if (!node.IsFinal) return false;
        Report(ref node, EndReason.None, OrderFlags.None);
        if (!node.HasPending) Forget(index, ref node);
        return true;
    }

    /// <summary>The table of section 12.3, point 5: the first row that fits.</summary>
    private void Acquit(Market market, int index, UInt128 lots)
    {
        if (KeepsFinalState(index)) return;
        ref OrderNode node = ref _pool.Hot[index];
        long expiration = _pool.Cold[index].Expiration;
        ref Balance balance = ref _balances[PaySlot(ref _members[node.Member], node.IsBuy, node.IsYes)];
        UInt128 reserve = node.Gives(lots, node.Tick);
        if (node.TimeInForce != TimeInForce.Gtc || (!node.InBook && market.Status != MarketStatus.Open))
        {
            End(market, index, OrderStatus.Cancelled, EndReason.CounterpartyFailed);
        }
        else if (expiration != 0 && expiration <= _now)
        {
            End(market, index, OrderStatus.Expired, EndReason.Expired);
        }
        else if (balance.Available < reserve)
        {
            End(market, index, OrderStatus.Cancelled, EndReason.InsufficientBalance);
        }
        else
        {
            balance.Available -= reserve;
            balance.Reserved += reserve;
            node.Remaining += lots;
            if (!node.InBook)
            {
                Enter(market, index, OrderFlags.Restored);
                return;
            }

            Touched(market);
            market.SideOf(node).Touch(node.Tick).Total += lots;
            node.Status = node.Filled == UInt128.Zero ? OrderStatus.Open : OrderStatus.PartiallyFilled;
            Report(ref node, EndReason.None, OrderFlags.Restored);
        }
    }

    private void ReportSettlement(
        EngineEventKind kind, Market market, in PendingTrade trade, in OrderNode maker, in OrderNode taker)
    {
        ref EngineEvent e = ref _output.Add();
        e.Kind = kind;
        e.Market = market.Index;
        e.Number = trade.Number;
        e.Lots = trade.Lots;
        e.Filled = trade.Fee;
        e.Order = maker.Id;
        e.Taker = taker.Id;
        e.Wallet = _members[maker.Member].Wallet;
        e.Other = _members[taker.Member].Wallet;
        e.Tick = trade.Tick;
        e.Match = trade.Match;
    }
}
