using System.Numerics;
using Faro.Clob.Engine;

namespace Faro.Clob.Tests.Engine;

/// <summary>
/// The rules once more, written for reading and not for speed: lists, BigInteger and a sort before every match. It shares
/// no code with the engine beyond the names of the states.
/// </summary>
internal sealed class ReferenceBook(int feeBps, SelfTradeMode selfTrade, bool autoSettle)
{
    public readonly List<string> Log = [];
    private readonly Dictionary<ulong, Order> _orders = [];
    private readonly Dictionary<(int Wallet, string Asset), BigInteger> _available = [];
    private readonly List<Trade> _trades = [];
    private MarketStatus _status = MarketStatus.Open;
    private long _now;
    private int _times;

    public BigInteger Available(int wallet, string asset) => _available.GetValueOrDefault((wallet, asset));

    public void Deposit(int wallet, string asset, BigInteger amount) => Add(wallet, asset, amount);

    public IEnumerable<ulong> Queue(bool bids) => Resting(bids).Select(o => o.Id);

    public IEnumerable<(int Tick, BigInteger Lots)> Levels(bool bids) =>
        Resting(bids).GroupBy(o => o.Tick).Select(g => (g.Key, g.Aggregate(BigInteger.Zero, (sum, o) => sum + o.Remaining)));

    public Refusal Place(long now, NewOrder n)
    {
        Pass(now);
        if (_status != MarketStatus.Open) return Refusal.MarketNotActive;
        if (n.Expiration != 0 && n.Expiration <= _now) return Refusal.OrderExpired;
        if (_orders.TryGetValue(n.Id, out Order? twin) && twin is not { Pending: 0, Status: >= OrderStatus.Filled }) return Refusal.DuplicateOrder;
        Order o = new(n.Id, n.Wallet, n.YesTick, n.Side == OrderSide.Buy, n.Yes, n.TimeInForce, n.PostOnly, n.Expiration, ++_times)
        {
            Remaining = (BigInteger)n.Lots,
        };
        if (Available(o.Wallet, o.PayAsset) < o.Cost(o.Remaining, o.Tick)) return Refusal.InsufficientBalance;
        Add(o.Wallet, o.PayAsset, -o.Cost(o.Remaining, o.Tick));
        _orders[o.Id] = o;
        Enter(o);
        return Refusal.None;
    }

    public void Cancel(long now, int wallet, ulong id)
    {
        Pass(now);
        if (_orders.TryGetValue(id, out Order? o) && o.Wallet == wallet && o.Rests)
            End(o, OrderStatus.Cancelled, EndReason.User);
    }

    public void CancelAll(long now, int wallet, OrderSide? side, bool? yes)
    {
        Pass(now);
        foreach (Order o in _orders.Values.Where(o => o.Rests && o.Wallet == wallet
            && (side is null || o.Buy == (side == OrderSide.Buy)) && (yes is null || o.Yes == yes)).OrderBy(o => o.Age).ToList())
        {
            End(o, OrderStatus.Cancelled, EndReason.User);
        }
    }

    public void Pass(long now)
    {
        _now = Math.Max(_now, now);
        foreach (Order o in _orders.Values.Where(o => o.Rests && o.Expiration != 0 && o.Expiration <= _now)
            .OrderBy(o => o.Expiration).ThenBy(o => o.Age).ToList())
        {
            End(o, OrderStatus.Expired, EndReason.Expired);
        }
    }

    public void SetStatus(long now, MarketStatus to)
    {
        Pass(now);
        bool allowed = (_status, to) is (MarketStatus.Open, MarketStatus.Paused) or (MarketStatus.Paused, MarketStatus.Open)
            or (MarketStatus.Open, MarketStatus.Closed) or (MarketStatus.Paused, MarketStatus.Closed)
            or (MarketStatus.Closed, MarketStatus.Open);
        if (!allowed) return;
        _status = to;
        if (to != MarketStatus.Closed) return;
        foreach (Order o in _orders.Values.Where(o => o.Rests).OrderBy(o => o.Age).ToList())
            End(o, OrderStatus.Cancelled, EndReason.MarketClosed);
    }

    public void Settle(long now, int number)
    {
        Pass(now);
        if (number < 1 || number > _trades.Count || _trades[number - 1].Done) return;
        Trade t = _trades[number - 1];
        t.Done = true;
        Pay(t);
        foreach (Order o in new[] { t.Maker, t.Taker })
        {
            o.Pending--;
            if (o is { Pending: 0, Status: OrderStatus.Matched }) Set(o, OrderStatus.Filled, EndReason.None);
        }
    }

    public void Fail(long now, int number, Blame blame)
    {
        Pass(now);
        if (number < 1 || number > _trades.Count || _trades[number - 1].Done) return;
        Trade t = _trades[number - 1];
        t.Done = true;
        foreach (Order o in new[] { t.Maker, t.Taker })
        {
            o.Pending--;
            o.Filled -= t.Lots;
            Add(o.Wallet, o.PayAsset, o.Cost(t.Lots, t.Tick));
        }

        (Order Order, bool Guilty)[] parties = [(t.Maker, (blame & Blame.Maker) != 0), (t.Taker, (blame & Blame.Taker) != 0)];
        foreach ((Order o, bool guilty) in parties.OrderBy(p => p.Guilty ? 0 : 1))
        {
            if (o.Status >= OrderStatus.Filled) Set(o, o.Status, EndReason.None);
            else if (guilty) End(o, OrderStatus.MatchFailed, EndReason.SettlementFailed);
            else Return(o, t.Lots);
        }
    }

    private void Return(Order o, BigInteger lots)
    {
        BigInteger cost = o.Cost(lots, o.Tick);
        if (o.Tif != TimeInForce.Gtc) End(o, OrderStatus.Cancelled, EndReason.CounterpartyFailed);
        else if (!o.Rests && _status != MarketStatus.Open) End(o, OrderStatus.Cancelled, EndReason.CounterpartyFailed);
        else if (o.Expiration != 0 && o.Expiration <= _now) End(o, OrderStatus.Expired, EndReason.Expired);
        else if (Available(o.Wallet, o.PayAsset) < cost) End(o, OrderStatus.Cancelled, EndReason.InsufficientBalance);
        else
        {
            Add(o.Wallet, o.PayAsset, -cost);
            o.Remaining += lots;
            if (o.Rests) Set(o, o.Filled == 0 ? OrderStatus.Open : OrderStatus.PartiallyFilled, EndReason.None);
            else Enter(o);
        }
    }

    private void Enter(Order o)
    {
        o.Time = ++_times;
        List<Order> Crossing() => [.. Resting(!o.Bid).Where(m => o.Bid ? m.Tick <= o.Tick : m.Tick >= o.Tick)];
        if (o.PostOnly && Crossing().Count > 0)
        {
            End(o, OrderStatus.Cancelled, EndReason.PostOnlyWouldCross);
            return;
        }

        if (o.Tif == TimeInForce.Fok)
        {
            IEnumerable<Order> countable = selfTrade == SelfTradeMode.CancelResting
                ? Crossing().Where(m => m.Wallet != o.Wallet) : Crossing().TakeWhile(m => m.Wallet != o.Wallet);
            if (countable.Aggregate(BigInteger.Zero, (sum, m) => sum + m.Remaining) < o.Remaining)
            {
                End(o, OrderStatus.Cancelled, EndReason.FokNotFilled);
                return;
            }
        }

        foreach (Order m in Crossing())
        {
            if (m.Wallet == o.Wallet)
            {
                if (selfTrade != SelfTradeMode.CancelIncoming) End(m, OrderStatus.Cancelled, EndReason.SelfTrade);
                if (selfTrade == SelfTradeMode.CancelResting) continue;
                End(o, OrderStatus.Cancelled, EndReason.SelfTrade);
                return;
            }

            Cross(m, o);
            if (o.Remaining == 0)
            {
                Set(o, o.Pending > 0 ? OrderStatus.Matched : OrderStatus.Filled, EndReason.None);
                return;
            }
        }

        if (o.Tif != TimeInForce.Gtc)
        {
            End(o, OrderStatus.Cancelled, o.Filled == 0 ? EndReason.NoMatch : EndReason.FakRemainder);
            return;
        }

        o.Rests = true;
        Set(o, o.Filled == 0 ? OrderStatus.Open : OrderStatus.PartiallyFilled, EndReason.None);
    }

    private void Cross(Order maker, Order taker)
    {
        BigInteger lots = BigInteger.Min(maker.Remaining, taker.Remaining);
        int t = taker.Own(maker.Tick);
        BigInteger fee = t is 0 or 100 ? 0
            : taker.Buy ? feeBps * Math.Min(t, 100 - t) * lots * 100 / (t * 10000) : feeBps * Math.Min(t, 100 - t) * lots * 100 / 1000000;
        Trade trade = new(maker, taker, lots, maker.Tick, fee);
        _trades.Add(trade);
        foreach (Order o in new[] { maker, taker })
        {
            o.Remaining -= lots;
            o.Filled += lots;
            Add(o.Wallet, o.PayAsset, o.Cost(lots, o.Tick) - o.Cost(lots, maker.Tick));
        }

        Log.Add($"trade {_trades.Count} {maker.Id} {taker.Id} {lots} @{maker.Tick} fee {fee}");
        if (autoSettle)
        {
            trade.Done = true;
            Pay(trade);
        }
        else
        {
            maker.Pending++;
            taker.Pending++;
        }

        if (maker.Remaining == 0) maker.Rests = false;
        Set(maker, maker.Remaining > 0 ? OrderStatus.PartiallyFilled : maker.Pending > 0 ? OrderStatus.Matched : OrderStatus.Filled,
            EndReason.None);
    }

    private void Pay(Trade t)
    {
        Add(t.Maker.Wallet, t.Maker.GetAsset, t.Maker.Proceeds(t.Lots, t.Tick));
        Add(t.Taker.Wallet, t.Taker.GetAsset, t.Taker.Proceeds(t.Lots, t.Tick) - t.Fee);
    }

    private void End(Order o, OrderStatus status, EndReason reason)
    {
        Add(o.Wallet, o.PayAsset, o.Cost(o.Remaining, o.Tick));
        o.Remaining = 0;
        o.Rests = false;
        Set(o, status, reason);
    }

    private void Set(Order o, OrderStatus status, EndReason reason)
    {
        Assert.False(o.Status >= OrderStatus.Filled && status != o.Status, "a final state never changes");
        o.Status = status;
        Log.Add($"order {o.Id} {status} {reason} filled {o.Filled} rest {o.Remaining}");
    }

    private List<Order> Resting(bool bids) => [.. _orders.Values.Where(o => o.Rests && o.Bid == bids)
        .OrderBy(o => bids ? -o.Tick : o.Tick).ThenBy(o => o.Time)];

    private void Add(int wallet, string asset, BigInteger amount) =>
        _available[(wallet, asset)] = Available(wallet, asset) + amount;

    /// <summary>Drops orders that can never change again, to keep the scans short.</summary>
    public void Tidy()
    {
        foreach (Order o in _orders.Values.Where(o => o is { Pending: 0, Status: >= OrderStatus.Filled }).ToList())
            _orders.Remove(o.Id);
    }

    private sealed record Order(
        ulong Id, int Wallet, int Tick, bool Buy, bool Yes, TimeInForce Tif, bool PostOnly, long Expiration, int Age)
    {
        public BigInteger Remaining { get; set; }

        public BigInteger Filled { get; set; }

        public int Time { get; set; }

        public int Pending { get; set; }

        public bool Rests { get; set; }

        public OrderStatus Status { get; set; }

        public bool Bid => Buy == Yes;

        public string PayAsset => Buy ? "collateral" : Yes ? "yes" : "no";

        public string GetAsset => Buy ? Yes ? "yes" : "no" : "collateral";

        public int Own(int tick) => Yes ? tick : 100 - tick;

        public BigInteger Cost(BigInteger lots, int tick) => Buy ? lots * Own(tick) : lots * 100;

        public BigInteger Proceeds(BigInteger lots, int tick) => Buy ? lots * 100 : lots * Own(tick);
    }

    private sealed record Trade(Order Maker, Order Taker, BigInteger Lots, int Tick, BigInteger Fee)
    {
        public bool Done { get; set; }
    }
}
