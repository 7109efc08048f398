using System.Collections.Concurrent;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Signing;

namespace Faro.Clob.Venue;

/// <summary>A command from the journal, with its result.</summary>
internal readonly record struct CommittedCommand(VenueCommand Command, VenueOutcome Outcome, long AtMs, int FirstEvent, int EventCount);

/// <summary>
/// The state that readers see: only committed batches. The writer applies each batch after its commit, under <see cref="Gate"/>;
/// recovery applies the same batches again and gets the same records.
/// </summary>
internal sealed partial class VenueViews(VenueCore core)
{
    private readonly Dictionary<Hash256, OrderRecord> _orders = [];
    private readonly List<OrderRecord?> _byNumber = [null];
    private readonly Dictionary<EthAddress, WalletRecord> _wallets = [];
    private readonly ConcurrentDictionary<(Hash256, long), MarketRecord> _markets = new();
    private readonly ConcurrentDictionary<EthAddress, Hash256> _nonces = new();
    private readonly HashSet<MarketRecord> _moved = [];
    private readonly List<Publication> _user = [];

    /// <summary>Guards every record; held for microseconds.</summary>
    public Lock Gate { get; } = new();

    public List<MarketRecord> Markets { get; } = [];

    public ConcurrentDictionary<string, VenueKey> Keys { get; } = new();

    /// <summary>Set while the journal is replayed: there are no subscribers then.</summary>
    public bool Silent { get; set; }

    public MarketRecord? Market(Hash256 conditionId, long chainId) => _markets.GetValueOrDefault((conditionId, chainId));

    public MarketRecord MarketAt(int index)
    {
        lock (Gate) return Markets[index];
    }

    public Hash256 NonceOf(EthAddress wallet) => _nonces.GetValueOrDefault(wallet);

    public OrderRecord? Order(in Hash256 hash) => _orders.GetValueOrDefault(hash);

    public WalletRecord? Wallet(EthAddress wallet) => _wallets.GetValueOrDefault(wallet);

    public long OrderCount => _byNumber.Count - 1;

    /// <summary>Applies one committed command; messages for subscribers are added to <paramref name="publications"/>.</summary>
    public void Apply(in CommittedCommand committed, ReadOnlySpan<EngineEvent> events, List<Publication> publications)
    {
        switch (committed.Command)
        {
            case VenueCommand.ListMarket when committed.Outcome is VenueOutcome.Listed listed:
                AddMarket(core.Markets[listed.Market]);
                break;
            case VenueCommand.PlaceOrders c when committed.Outcome is VenueOutcome.Placed { Replayed: false }:
                foreach (OrderItem item in c.Items)
                    if (item.Refused is null) AddOrder(c.Wallet, item, committed.AtMs);
                break;
            case VenueCommand.RaiseNonce c when committed.Outcome is not VenueOutcome.Refused: _nonces[c.Wallet] = c.Nonce; break;
            case VenueCommand.IssueKey c: CopyKey(c.KeyId); break;
            case VenueCommand.RegenerateKey c: CopyKey(c.KeyId); break;
            case VenueCommand.RevokeKey c: CopyKey(c.KeyId); break;
            case VenueCommand.MoveMarket { PayoutYes: { } payout } c when committed.Outcome is VenueOutcome.Done:
                Markets[c.Market].PayoutYes = payout;
                break;
        }

        Follow(committed, events, publications);
    }

    private void Follow(in CommittedCommand committed, ReadOnlySpan<EngineEvent> events, List<Publication> publications)
    {
        int firstUser = publications.Count;
        List<Publication> user = _user;
        long atMs = committed.AtMs;
        for (int i = 0; i < events.Length; i++)
        {
            ref readonly EngineEvent e = ref events[i];
            switch (e.Kind)
            {
                case EngineEventKind.Trade: AddTrade(e, atMs, publications, user); break;
                case EngineEventKind.OrderState: FollowOrder(e, atMs, user); break;
                case EngineEventKind.BatchStart:
                    // The batch is sent before the trades in it.
                    Publication.Batch? batch = TakeBatch(e, events.Slice(i + 1, e.Other), atMs);
                    if (batch is not null) publications.Insert(firstUser++, batch);
                    i += e.Other;
                    break;
                case EngineEventKind.Settled or EngineEventKind.Failed:
                    FollowSettlement(e, atMs, (committed.Command as VenueCommand.SettleTrade)?.TransactionHash, user);
                    break;
                case EngineEventKind.MarketState:
                    MarketRecord market = Markets[e.Market];
                    market.Terms = market.Terms with { Status = e.MarketStatus };
                    break;
            }
        }

        if (!Silent)
        {
            foreach (MarketRecord market in _moved) TellTicker(market, atMs, publications);
            publications.AddRange(user);
        }

        user.Clear();

        _moved.Clear();
    }

    private static void TellTicker(MarketRecord market, long atMs, List<Publication> publications)
    {
        TickerValues ticker = market.Ticker();
        if (ticker == market.Told) return;
        market.Told = ticker;
        publications.Add(new Publication.Ticker(market, ticker, atMs));
    }

    /// <summary>Reserves space for a known number of orders.</summary>
    public void Expect(int orders)
    {
        _byNumber.EnsureCapacity(_byNumber.Count + orders);
        _orders.EnsureCapacity(_orders.Count + orders);
    }

    private void AddMarket(VenueMarket market)
    {
        MarketRecord record = new(market);
        Markets.Add(record);
        _markets[(market.Listing.ConditionId, market.Listing.ChainId)] = record;
    }

    private void AddOrder(EthAddress wallet, OrderItem item, long atMs)
    {
        ValidOrder valid = item.Valid!;
        OrderRecord order = new()
        {
            Number = item.Number,
            Hash = valid.Hash,
            Market = Markets[item.Market],
            Wallet = wallet,
            Tick = valid.YesTick,
            Yes = valid.Order.Yes,
            Side = valid.Order.Side,
            OrderType = valid.Order.OrderType,
            TimeInForce = valid.TimeInForce,
            PostOnly = valid.Order.PostOnly,
            Expiration = valid.Order.Expiration,
            SizeUnits = valid.SizeUnits,
            CreatedAtMs = atMs,
            UpdatedAtMs = atMs,
            Remaining = valid.Lots,
            Signed = valid.Order,
        };
        if (_byNumber.Count != (int)item.Number) throw new InvalidOperationException("Order numbers have a gap.");
        _byNumber.Add(order);
        _orders.Add(valid.Hash, order);
        WalletFor(wallet).Orders.Add(order);
    }

    private void AddTrade(in EngineEvent e, long atMs, List<Publication> publications, List<Publication> user)
    {
        MarketRecord market = Markets[e.Market];
        TradeRecord trade = new()
        {
            Market = market,
            Number = e.Number,
            Maker = _byNumber[(int)e.Order]!,
            Taker = _byNumber[(int)e.Taker]!,
            Lots = e.Lots,
            Fee = e.Filled,
            Tick = e.Tick,
            Match = e.Match,
            AtMs = atMs,
            Status = e.Settled ? "SETTLED" : "MATCHED",
            SettledAtMs = e.Settled ? atMs : null,
        };
        market.Trades.Add(trade);
        market.LastTick = e.Tick;
        Touch(market);
        if (!Silent) publications.Add(new Publication.Trade(trade));
        AddFill(new FillRecord(trade, IsTaker: false), user);
        AddFill(new FillRecord(trade, IsTaker: true), user);
    }

    private void AddFill(FillRecord fill, List<Publication> user)
    {
        WalletRecord wallet = WalletFor(fill.Order.Wallet);
        wallet.Add(fill);
        ulong sequence = ++wallet.UserSequence;
        if (!Silent) user.Add(new Publication.UserFill(fill.Order.Wallet, sequence, fill, "MATCHED"));
    }

    private void FollowOrder(in EngineEvent e, long atMs, List<Publication> user)
    {
        OrderRecord order = _byNumber[(int)e.Order]!;
        bool rests = (e.Flags & OrderFlags.Resting) != 0;
        bool firstRest = rests && order.BookAddedAtMs is null;
        order.Remaining = e.Lots;
        order.Filled = e.Filled;
        order.Status = e.Status;
        if (e.Reason != EndReason.None) order.Reason = e.Reason;
        order.UpdatedAtMs = atMs;
        if (e.Status == OrderStatus.Filled) order.Signed = null;
        if (firstRest) order.BookAddedAtMs = atMs;
        string type = e.Status switch
        {
            _ when (e.Flags & OrderFlags.Restored) != 0 => "order_restored",
            OrderStatus.Open => "order_open",
            OrderStatus.PartiallyFilled => "order_partially_filled",
            OrderStatus.Matched => "order_matched",
            OrderStatus.Filled => "order_filled",
            OrderStatus.Expired => "order_expired",
            OrderStatus.MatchFailed => "order_match_failed",
            _ => "order_cancelled",
        };
        ulong sequence = ++WalletFor(order.Wallet).UserSequence;
        if (!Silent)
        {
            user.Add(new Publication.UserOrder(
                order.Wallet, sequence, type, order, new OrderSnapshot(e.Lots, e.Filled, e.Status, order.Reason), atMs));
        }
    }

    private void FollowSettlement(in EngineEvent e, long atMs, string? transactionHash, List<Publication> user)
    {
        TradeRecord trade = Markets[e.Market].Trades[(int)e.Number - 1];
        bool settled = e.Kind == EngineEventKind.Settled;
        trade.Status = settled ? "SETTLED" : "FAILED";
        trade.SettledAtMs = settled ? atMs : null;
        trade.TransactionHash = transactionHash;
        foreach (bool taker in (ReadOnlySpan<bool>)[false, true])
        {
            FillRecord fill = new(trade, taker);
            ulong sequence = ++WalletFor(fill.Order.Wallet).UserSequence;
            if (!Silent)
                user.Add(new Publication.UserSettlement(fill.Order.Wallet, sequence, fill, trade.Status, settled ? null : "SETTLEMENT_FAILED", atMs));
        }
    }

    private Publication.Batch? TakeBatch(in EngineEvent start, ReadOnlySpan<EngineEvent> levels, long atMs)
    {
        MarketRecord market = Markets[start.Market];
        market.Sequence = start.Number;
        market.BookAtMs = atMs;
        Touch(market);
        (OrderSide, byte, UInt128)[] changed = Silent ? [] : new (OrderSide, byte, UInt128)[levels.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            ref readonly EngineEvent level = ref levels[i];
            (level.Side == OrderSide.Buy ? market.Bids : market.Asks)[level.Tick] = level.Lots;
            if (!Silent) changed[i] = (level.Side, level.Tick, level.Lots);
        }

        return Silent ? null : new Publication.Batch(market, start.Number, changed, atMs);
    }

    private void Touch(MarketRecord market) => _moved.Add(market);

    private void CopyKey(string keyId)
    {
        if (core.Keys.TryGetValue(keyId, out VenueKey? key)) Keys[keyId] = key;
    }

    private WalletRecord WalletFor(EthAddress wallet)
    {
        if (_wallets.TryGetValue(wallet, out WalletRecord? record)) return record;
        _wallets.Add(wallet, record = new WalletRecord());
        return record;
    }
}
