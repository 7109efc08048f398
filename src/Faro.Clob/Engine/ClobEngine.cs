using System.Runtime.CompilerServices;

namespace Faro.Clob.Engine;

/// <summary>
/// The matching engine and its ledger: a pure state machine with no clock, no I/O and no randomness. The same commands give
/// the same state and the same events, byte for byte. One thread at a time may call it. Once its pools have grown to the
/// size of the workload, a command allocates nothing.
/// </summary>
/// <remarks>
/// All markets are in one engine because they share a wallet's collateral; each market still has exactly one writer.
/// Every command sweeps expired orders first, and everything a command did to a book is published as one batch at its end.
/// </remarks>
public sealed partial class ClobEngine
{
    /// <summary>Largest total that may be deposited of one asset, in base units: every sum then fits in 128 bits.</summary>
    public static readonly UInt128 LargestDeposit = UInt128.Parse("100000000000000000000000000000000000000");

    private readonly OrderPool _pool;
    private readonly ExpiryHeap _expiries;
    private readonly IdMap _orders;
    private readonly IdMap _accounts = new(1024);
    private readonly IdMap _memberships = new(1024);
    private readonly List<Market> _markets = [];
    private readonly List<Market> _touched = [];
    private Balance[] _balances = new Balance[4096];
    private Member[] _members = new Member[1024];
    private int[] _walletMembers = new int[1024];
    private UInt128[] _deposited = new UInt128[16];
    private PendingTrade[] _pending = new PendingTrade[64];
    private readonly IdMap _pendingTrades = new(64);
    private ulong[] _scratchAges = new ulong[256];
    private int[] _scratch = new int[256];
    private EventBuffer _output = new(1);
    private int _balanceCount = 1;
    private int _memberCount = 1;
    private int _walletCount;
    private int _pendingUsed = 1;
    private int _pendingFree;
    private ulong _ages;
    private long _now;

    /// <summary>An empty engine with room for <paramref name="orders"/> live orders before its pool grows.</summary>
    public ClobEngine(int orders = 4096)
    {
        _pool = new OrderPool(orders);
        _orders = new IdMap(orders);
        _expiries = new ExpiryHeap(_pool);
    }

    /// <summary>Live orders: resting, or with a trade that is not settled.</summary>
    public int LiveOrders => _pool.Live;

    /// <summary>Wallets added so far.</summary>
    public int WalletCount => _walletCount;

    /// <summary>Markets added so far.</summary>
    public int MarketCount => _markets.Count;

    /// <summary>Latest time any command carried, Unix seconds.</summary>
    public long Now => _now;

    /// <summary>When the next resting order expires, or null.</summary>
    public long? NextExpiration => _expiries.First is var first and not 0 ? _pool.Cold[first].Expiration : null;

    /// <summary>Adds a market and answers its index.</summary>
    public int AddMarket(MarketSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)spec.FeeBps, 10_000u);
        ArgumentOutOfRangeException.ThrowIfNegative(spec.Collateral);
        if (spec.Status == MarketStatus.Resolved) throw new ArgumentException("A market is not born resolved.", nameof(spec));
        _markets.Add(new Market(_markets.Count, spec));
        if (spec.Collateral >= _deposited.Length) Array.Resize(ref _deposited, spec.Collateral * 2);
        return _markets.Count - 1;
    }

    /// <summary>Adds a wallet and answers its index.</summary>
    public int AddWallet()
    {
        if (_walletCount == _walletMembers.Length) Array.Resize(ref _walletMembers, _walletCount * 2);
        return _walletCount++;
    }

    /// <summary>
    /// Takes an order: checks what depends on state (7.5 steps 2, 9, 11, 12), reserves, crosses, and rests or ends the rest.
    /// A refusal leaves no trace; an accepted order reports its state as the last event of its own.
    /// </summary>
    public Refusal Place(long now, in NewOrder order, EventBuffer output)
    {
        Begin(now, output);
        Refusal refusal = TryPlace(order);
        Finish();
        return refusal;
    }

    /// <summary>Advances the time: ends every order whose expiration has come, by expiration and then age (rule M9).</summary>
    public void Advance(long now, EventBuffer output)
    {
        Begin(now, output);
        Finish();
    }

    private Refusal TryPlace(in NewOrder order)
    {
        Market market = _markets[order.Market];
        if (market.Status != MarketStatus.Open) return Refusal.MarketNotActive;
        if (order.Expiration != 0 && order.Expiration <= _now) return Refusal.OrderExpired;
        if (_orders.Find(order.Id) != 0) return Refusal.DuplicateOrder;

        bool buy = order.Side == OrderSide.Buy;
        int member = FindMember(order.Wallet, order.Market);
        int slot = member != 0 ? PaySlot(ref _members[member], buy, order.Yes)
            : buy ? _accounts.Find(AccountKey(order.Wallet, market.Spec.Collateral)) : 0;
        uint ownTick = order.Yes ? order.YesTick : 100u - order.YesTick;
        UInt128 reserve = Lots.Times(order.Lots, buy ? ownTick : 100);
        if (_balances[slot].Available < reserve) return Refusal.InsufficientBalance; // slot 0 is empty for ever
        if (market.Spec.MaxOpenOrders > 0 && member != 0 && _members[member].OpenCount >= market.Spec.MaxOpenOrders)
            return Refusal.TooManyOpenOrders;

        if (member == 0) member = AddMember(order.Wallet, order.Market);
        slot = PaySlot(ref _members[member], buy, order.Yes);
        _balances[slot].Available -= reserve;
        _balances[slot].Reserved += reserve;

        int index = _pool.Take();
        ref OrderNode node = ref _pool.Hot[index];
        node.Remaining = order.Lots;
        node.Filled = UInt128.Zero;
        node.Id = order.Id;
        node.Member = member;
        node.Prev = node.Next = node.OpenPrev = node.OpenNext = 0;
        node.Tick = order.YesTick;
        node.Kind = (byte)((buy ? OrderNode.BuyBit : 0) | (order.Yes ? OrderNode.YesBit : 0));
        node.Status = OrderStatus.Open;
        node.Traits = (byte)((byte)order.TimeInForce | (order.PostOnly ? OrderNode.PostOnlyBit : 0)
            | (order.Expiration != 0 ? OrderNode.ExpiresBit : 0));
        _pool.Cold[index] = new OrderColdNode { Age = ++_ages, Expiration = order.Expiration };
        _orders.Add(order.Id, index);
        Enter(market, index, OrderFlags.None);
        return Refusal.None;
    }

    /// <summary>Crosses an order that holds its reservation, then rests or ends what is left.</summary>
    private void Enter(Market market, int index, OrderFlags flags)
    {
        OrderNode[] nodes = _pool.Hot;
        ref OrderNode node = ref nodes[index];
        Ladder against = market.Against(node);
        if ((node.Traits & OrderNode.PostOnlyBit) != 0 && against.Crosses(against.Best, node.Tick))
        {
            End(market, index, OrderStatus.Cancelled, EndReason.PostOnlyWouldCross);
            return;
        }

        if (node.TimeInForce == TimeInForce.Fok && !CanFillWhole(market, against, node))
        {
            End(market, index, OrderStatus.Cancelled, EndReason.FokNotFilled);
            return;
        }

        while (true)
        {
            int best = against.Best;
            if (!against.Crosses(best, node.Tick)) break;
            Touched(market);
            int makerIndex = against.Levels[best].Head;
            ref OrderNode maker = ref nodes[makerIndex];
            if (maker.Member == node.Member)
            {
                if (market.Spec.SelfTrade != SelfTradeMode.CancelIncoming)
                    End(market, makerIndex, OrderStatus.Cancelled, EndReason.SelfTrade);
                if (market.Spec.SelfTrade == SelfTradeMode.CancelResting) continue;
                End(market, index, OrderStatus.Cancelled, EndReason.SelfTrade);
                return;
            }

            Trade(market, against, makerIndex, ref maker, index, ref node);
            if (node.Remaining == UInt128.Zero)
            {
                Complete(index, ref node, flags);
                return;
            }
        }

        if (node.TimeInForce != TimeInForce.Gtc)
        {
            End(market, index, OrderStatus.Cancelled,
                node.Filled == UInt128.Zero ? EndReason.NoMatch : EndReason.FakRemainder);
            return;
        }

        Touched(market);
        market.SideOf(node).Append(nodes, index);
        node.Status = node.Filled == UInt128.Zero ? OrderStatus.Open : OrderStatus.PartiallyFilled;
        Opened(index, ref node);
        Report(ref node, EndReason.None, flags);
    }

    /// <summary>Counts what a fill-or-kill could take: only other wallets' size, and no further than self-trade prevention allows.</summary>
    private bool CanFillWhole(Market market, Ladder against, in OrderNode node)
    {
        OrderNode[] nodes = _pool.Hot;
        UInt128 missing = node.Remaining;
        for (int tick = against.Best; tick is > 0 and <= 100 && against.Crosses(tick, node.Tick); tick = against.NextOutward(tick))
        {
            for (int i = against.Levels[tick].Head; i != 0; i = nodes[i].Next)
            {
                if (nodes[i].Member == node.Member)
                {
                    if (market.Spec.SelfTrade == SelfTradeMode.CancelResting) continue;
                    return false;
                }

                if (nodes[i].Remaining >= missing) return true;
                missing -= nodes[i].Remaining;
            }
        }

        return false;
    }

    /// <summary>One trade at the maker's price; the taker's price improvement is released from its reservation at once (rule M3).</summary>
    private void Trade(Market market, Ladder side, int makerIndex, ref OrderNode maker, int takerIndex, ref OrderNode taker)
    {
        UInt128 lots = taker.Remaining < maker.Remaining ? taker.Remaining : maker.Remaining;
        uint tick = maker.Tick;
        side.Touch((int)tick).Total -= lots;
        maker.Remaining -= lots;
        maker.Filled += lots;
        taker.Remaining -= lots;
        taker.Filled += lots;

        Balance[] balances = _balances;
        ref Member makerMember = ref _members[maker.Member];
        ref Member takerMember = ref _members[taker.Member];
        UInt128 makerGives = maker.Gives(lots, tick);
        UInt128 takerGives = taker.Gives(lots, tick);
        UInt128 takerHeld = taker.Gives(lots, taker.Tick);
        ref Balance makerPays = ref balances[PaySlot(ref makerMember, maker.IsBuy, maker.IsYes)];
        ref Balance takerPays = ref balances[PaySlot(ref takerMember, taker.IsBuy, taker.IsYes)];
        makerPays.Reserved -= makerGives;
        takerPays.Reserved -= takerHeld;
        takerPays.Available += takerHeld - takerGives;

        MatchType match = maker.IsBuy != taker.IsBuy ? MatchType.Complementary : taker.IsBuy ? MatchType.Mint : MatchType.Merge;
        UInt128 fee = market.Spec.FeeBps == 0 ? UInt128.Zero
            : Fees.OfTaker(lots, taker.OwnTick(tick), (uint)market.Spec.FeeBps, taker.IsBuy);
        ulong number = ++market.Trades;
        bool settled = market.Spec.AutoSettle;
        if (settled)
        {
            Credit(market, ref makerMember, maker, lots, tick, UInt128.Zero);
            Credit(market, ref takerMember, taker, lots, tick, fee);
            CountSets(market, match, lots);
        }
        else
        {
            makerPays.Pending += makerGives;
            takerPays.Pending += takerGives;
            AddPendingTo(makerIndex, ref maker);
            AddPendingTo(takerIndex, ref taker);
            AddPending(market.Index, number, lots, fee, makerIndex, takerIndex, (byte)tick, match);
        }

        ref EngineEvent e = ref _output.Add();
        e.Kind = EngineEventKind.Trade;
        e.Market = market.Index;
        e.Number = number;
        e.Lots = lots;
        e.Filled = fee;
        e.Order = maker.Id;
        e.Taker = taker.Id;
        e.Wallet = makerMember.Wallet;
        e.Other = takerMember.Wallet;
        e.Tick = (byte)tick;
        e.Side = taker.IsBuy ? OrderSide.Buy : OrderSide.Sell;
        e.Yes = taker.IsYes;
        e.Match = match;
        e.Settled = settled;

        if (maker.Remaining == UInt128.Zero)
        {
            side.Remove(_pool.Hot, makerIndex);
            Complete(makerIndex, ref maker, OrderFlags.None);
        }
        else
        {
            maker.Status = OrderStatus.PartiallyFilled;
            Report(ref maker, EndReason.None, OrderFlags.None);
        }
    }

    /// <summary>Everything crossed: filled, or matched while a trade of it is not settled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Complete(int index, ref OrderNode node, OrderFlags flags)
    {
        Closed(index, ref node);
        bool pending = node.HasPending;
        node.Status = pending ? OrderStatus.Matched : OrderStatus.Filled;
        Report(ref node, EndReason.None, flags);
        if (!pending) Forget(index, ref node);
    }

    /// <summary>Ends an order before it is filled: its remainder is removed from the book and its reservation is freed.</summary>
    private void End(Market market, int index, OrderStatus status, EndReason reason)
    {
        ref OrderNode node = ref _pool.Hot[index];
        if (node.InBook)
        {
            Touched(market);
            market.SideOf(node).Remove(_pool.Hot, index);
        }

        if (node.Remaining != UInt128.Zero)
        {
            UInt128 held = node.Gives(node.Remaining, node.Tick);
            ref Balance balance = ref _balances[PaySlot(ref _members[node.Member], node.IsBuy, node.IsYes)];
            balance.Reserved -= held;
            balance.Available += held;
            node.Remaining = UInt128.Zero;
        }

        Closed(index, ref node);
        node.Status = status;
        Report(ref node, reason, OrderFlags.None);
        if (!node.HasPending) Forget(index, ref node);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forget(int index, ref OrderNode node)
    {
        _orders.Remove(node.Id);
        _pool.Free(index);
    }

    /// <summary>Joins the owner's list of open orders and the expiry heap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Opened(int index, ref OrderNode node)
    {
        ref Member member = ref _members[node.Member];
        node.OpenPrev = member.OpenTail;
        node.OpenNext = 0;
        if (member.OpenTail != 0) _pool.Hot[member.OpenTail].OpenNext = index;
        else member.OpenHead = index;
        member.OpenTail = index;
        member.OpenCount++;
        if ((node.Traits & OrderNode.ExpiresBit) != 0) _expiries.Add(index);
    }

    /// <summary>Leaves them, if it was in them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Closed(int index, ref OrderNode node)
    {
        ref Member member = ref _members[node.Member];
        if (node.OpenPrev == 0 && member.OpenHead != index) return;
        if (node.OpenPrev != 0) _pool.Hot[node.OpenPrev].OpenNext = node.OpenNext;
        else member.OpenHead = node.OpenNext;
        if (node.OpenNext != 0) _pool.Hot[node.OpenNext].OpenPrev = node.OpenPrev;
        else member.OpenTail = node.OpenPrev;
        node.OpenPrev = node.OpenNext = 0;
        member.OpenCount--;
        if ((node.Traits & OrderNode.ExpiresBit) != 0) _expiries.Remove(index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Report(ref OrderNode node, EndReason reason, OrderFlags flags)
    {
        ref Member member = ref _members[node.Member];
        ref EngineEvent e = ref _output.Add();
        e.Kind = EngineEventKind.OrderState;
        e.Market = member.Market;
        e.Wallet = member.Wallet;
        e.Order = node.Id;
        e.Lots = node.Remaining;
        e.Filled = node.Filled;
        e.Status = node.Status;
        e.Reason = reason;
        e.Flags = node.InBook ? flags | OrderFlags.Resting : flags;
    }
}
