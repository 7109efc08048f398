namespace Faro.Clob.Engine;

/// <summary>One displayed level.</summary>
/// <param name="Tick">YES tick.</param>
/// <param name="Lots">Total in lots.</param>
public readonly record struct BookLevel(byte Tick, UInt128 Lots);

/// <content>Reading state: books, queues, and the audit of section 11's invariants.</content>
public sealed partial class ClobEngine
{
    /// <summary>State of a market.</summary>
    public MarketStatus StatusOf(int market) => _markets[market].Status;

    /// <summary>Payout of YES in ticks once resolved, else null.</summary>
    public int? PayoutOf(int market) => _markets[market].PayoutYes is >= 0 and var payout ? payout : null;

    /// <summary>Sequence number of a market's last batch.</summary>
    public ulong SequenceOf(int market) => _markets[market].BookSequence;

    /// <summary>Trades made in a market.</summary>
    public ulong TradesOf(int market) => _markets[market].Trades;

    /// <summary>Displayed levels, best first.</summary>
    public List<BookLevel> Book(int market, OrderSide side)
    {
        Ladder ladder = side == OrderSide.Buy ? _markets[market].Bids : _markets[market].Asks;
        List<BookLevel> levels = [];
        for (TickMask left = ladder.Occupied; !left.IsEmpty;)
        {
            int tick = ladder.Bids ? left.Highest : left.Lowest;
            left.Clear(tick);
            levels.Add(new BookLevel((byte)tick, ladder.Levels[tick].Total));
        }

        return levels;
    }

    /// <summary>Ids of resting orders in priority order.</summary>
    public List<ulong> Queue(int market, OrderSide side)
    {
        Ladder ladder = side == OrderSide.Buy ? _markets[market].Bids : _markets[market].Asks;
        List<ulong> ids = [];
        foreach (BookLevel level in Book(market, side))
            for (int i = ladder.Levels[level.Tick].Head; i != 0; i = _pool.Hot[i].Next) ids.Add(_pool.Hot[i].Id);
        return ids;
    }

    /// <summary>Ids and markets of trades that wait for settlement, by market and number.</summary>
    public List<(int Market, ulong Trade)> PendingTrades() =>
        [.. _pendingTrades.Pairs().Select(p => (_pending[p.Value].Market, _pending[p.Value].Number)).Order()];

    /// <summary>
    /// Recomputes from the orders what the engine keeps as running sums, and checks that nothing crossing rests and that
    /// collateral and tokens are conserved. Answers one sentence for each thing that is wrong; none means sound.
    /// </summary>
    public List<string> Audit()
    {
        List<string> wrong = [];
        UInt128[] reserved = new UInt128[_balanceCount];
        UInt128[] pending = new UInt128[_balanceCount];
        int[] open = new int[_memberCount];
        int resting = 0;
        foreach (Market market in _markets)
        {
            if (market.Asks.Crosses(market.Asks.Best, market.Bids.Best)) wrong.Add($"market {market.Index}: the book is crossed");
            foreach (Ladder side in (ReadOnlySpan<Ladder>)[market.Bids, market.Asks])
                resting += AuditSide(market, side, reserved, open, wrong);
        }

        foreach ((_, int slot) in _pendingTrades.Pairs())
        {
            PendingTrade trade = _pending[slot];
            foreach (int index in (ReadOnlySpan<int>)[trade.Maker, trade.Taker])
            {
                ref OrderNode node = ref _pool.Hot[index];
                pending[PaySlot(ref _members[node.Member], node.IsBuy, node.IsYes)] += node.Gives(trade.Lots, trade.Tick);
            }
        }

        for (int slot = 1; slot < _balanceCount; slot++)
        {
            if (_balances[slot].Reserved != reserved[slot])
                wrong.Add($"balance {slot}: reserved is {_balances[slot].Reserved}, the open orders hold {reserved[slot]}");
            if (_balances[slot].Pending != pending[slot])
                wrong.Add($"balance {slot}: pending is {_balances[slot].Pending}, the trades hold {pending[slot]}");
            if (_balances[slot].Available > UInt128.MaxValue >> 1) wrong.Add($"balance {slot}: negative");
        }

        for (int m = 1; m < _memberCount; m++)
            if (open[m] != _members[m].OpenCount) wrong.Add($"member {m}: {_members[m].OpenCount} open orders counted, {open[m]} rest");
        if (_orders.Count != _pool.Live) wrong.Add($"{_pool.Live} live orders, {_orders.Count} ids");
        if (resting > _pool.Live) wrong.Add($"{resting} orders rest, {_pool.Live} are live");
        AuditCollateral(wrong);
        return wrong;
    }

    /// <summary>
    /// What must stay the same while orders come and go: for each market the YES and the NO supply minus its sets (fees
    /// included); only deposits, and redeeming, change them.
    /// </summary>
    public (Int128 Yes, Int128 No) TokenResidue(int market)
    {
        Market m = _markets[market];
        Int128 yes = (Int128)m.FeesYes - m.Sets;
        Int128 no = (Int128)m.FeesNo - m.Sets;
        for (int i = 1; i < _memberCount; i++)
        {
            if (_members[i].Market != market) continue;
            yes += (Int128)_balances[_members[i].TokenSlot].Total;
            no += (Int128)_balances[_members[i].TokenSlot + 1].Total;
        }

        return (yes, no);
    }

    private int AuditSide(Market market, Ladder side, UInt128[] reserved, int[] open, List<string> wrong)
    {
        int resting = 0;
        for (int tick = 0; tick <= 100; tick++)
        {
            UInt128 total = UInt128.Zero;
            for (int i = side.Levels[tick].Head; i != 0; i = _pool.Hot[i].Next)
            {
                ref OrderNode node = ref _pool.Hot[i];
                if (node.Tick != tick || node.IsBid != side.Bids || !node.InBook || node.Remaining == UInt128.Zero
                    || _members[node.Member].Market != market.Index || _orders.Find(node.Id) != i)
                {
                    wrong.Add($"market {market.Index}: order {node.Id} rests where it does not belong");
                }

                total += node.Remaining;
                reserved[PaySlot(ref _members[node.Member], node.IsBuy, node.IsYes)] += node.Gives(node.Remaining, node.Tick);
                open[node.Member]++;
                resting++;
            }

            if (total != side.Levels[tick].Total) wrong.Add($"market {market.Index}: the total at tick {tick} is not the sum");
            if (side.Occupied.Has(tick) != (side.Levels[tick].Head != 0)) wrong.Add($"market {market.Index}: mask wrong at {tick}");
        }

        return resting;
    }

    private void AuditCollateral(List<string> wrong)
    {
        Int128[] held = new Int128[_deposited.Length];
        foreach ((ulong key, int slot) in _accounts.Pairs()) held[(int)(uint)key] += (Int128)_balances[slot].Total;
        foreach (Market m in _markets)
            held[m.Spec.Collateral] += (Int128)m.FeesCollateral + m.Sets - (Int128)m.Redeemed;
        for (int asset = 0; asset < held.Length; asset++)
            if (held[asset] != (Int128)_deposited[asset]) wrong.Add($"collateral {asset}: {held[asset]} held, {_deposited[asset]} deposited");
    }
}
