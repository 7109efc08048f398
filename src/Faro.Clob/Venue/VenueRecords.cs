using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Signing;
using MatchType = Faro.Clob.Engine.MatchType;

namespace Faro.Clob.Venue;

/// <summary>A market, for readers. Read and written under the views' lock, except <see cref="Terms"/>.</summary>
internal sealed class MarketRecord
{
    private MarketTerms _terms;

    public MarketRecord(VenueMarket market)
    {
        Market = market;
        MarketListing m = market.Listing;
        _terms = new MarketTerms
        {
            ConditionId = m.ConditionId,
            ChainId = m.ChainId,
            IsClob = m.IsClob,
            Status = m.Status,
            Decimals = m.Decimals,
            YesToken = m.YesToken,
            NoToken = m.NoToken,
            FeeRateBps = m.FeeRateBps,
            MinOrderSize = m.MinOrderSize,
            DomainSeparator = market.DomainSeparator,
        };
        TradePrefix = $"{m.ConditionId.ToString()[2..18]}-{m.ChainId}-";
    }

    public VenueMarket Market { get; }

    public int Decimals => Market.Listing.Decimals;

    /// <summary>The terms for validation: replaced as a whole, so they may be read without the lock.</summary>
    public MarketTerms Terms
    {
        get => Volatile.Read(ref _terms);
        set => Volatile.Write(ref _terms, value);
    }

    public int? PayoutYes { get; set; }

    public UInt128[] Bids { get; } = new UInt128[101];

    public UInt128[] Asks { get; } = new UInt128[101];

    public ulong Sequence { get; set; }

    public byte? LastTick { get; set; }

    public long BookAtMs { get; set; }

    /// <summary>The last ticker sent to subscribers: an unchanged ticker is not sent.</summary>
    public TickerValues Told { get; set; }

    public List<TradeRecord> Trades { get; } = [];

    public string TradePrefix { get; }

    public int? BestBid
    {
        get
        {
            for (int t = 100; t >= 1; t--)
                if (Bids[t] != UInt128.Zero) return t;
            return null;
        }
    }

    public int? BestAsk
    {
        get
        {
            for (int t = 1; t <= 100; t++)
                if (Asks[t] != UInt128.Zero) return t;
            return null;
        }
    }

    /// <summary>The price according to the book and the last trade (5.3).</summary>
    public TickerValues Ticker()
    {
        int? bid = BestBid;
        int? ask = BestAsk;
        int? display = bid is { } b && ask is { } a && a - b <= 10 ? (b + a + 1) / 2 : LastTick ?? bid ?? ask;
        return new TickerValues(bid, ask, LastTick, ask - bid, display);
    }
}

/// <summary>A ticker in ticks; null where there is no value.</summary>
internal readonly record struct TickerValues(int? Bid, int? Ask, int? Last, int? Spread, int? DisplayYes)
{
    public int? DisplayNo => 100 - DisplayYes;
}

/// <summary>A trade; both fills point to it.</summary>
internal sealed class TradeRecord
{
    public required MarketRecord Market { get; init; }

    public required ulong Number { get; init; }

    public required OrderRecord Maker { get; init; }

    public required OrderRecord Taker { get; init; }

    public required UInt128 Lots { get; init; }

    public required UInt128 Fee { get; init; }

    public required byte Tick { get; init; }

    public required MatchType Match { get; init; }

    public required long AtMs { get; init; }

    public required string Status { get; set; }

    public long? SettledAtMs { get; set; }

    public string? TransactionHash { get; set; }

    public string TradeId => $"{Market.TradePrefix}{Number}";
}

/// <summary>One side of a trade.</summary>
internal readonly record struct FillRecord(TradeRecord Trade, bool IsTaker)
{
    public OrderRecord Order => IsTaker ? Trade.Taker : Trade.Maker;

    public string FillId => $"{Trade.TradeId}-{(IsTaker ? 'T' : 'M')}";

    public uint TokenTick => Order.Yes ? Trade.Tick : 100u - Trade.Tick;
}

/// <summary>An order as its owner sees it.</summary>
internal sealed class OrderRecord
{
    public required ulong Number { get; init; }

    public required Hash256 Hash { get; init; }

    public required MarketRecord Market { get; init; }

    public required EthAddress Wallet { get; init; }

    public required byte Tick { get; init; }

    public required bool Yes { get; init; }

    public required OrderSide Side { get; init; }

    public required string OrderType { get; init; }

    public required TimeInForce TimeInForce { get; init; }

    public required bool PostOnly { get; init; }

    public required Hash256 Expiration { get; init; }

    public required UInt128 SizeUnits { get; init; }

    public required long CreatedAtMs { get; init; }

    /// <summary>The signed order, for settling and for cancelling on chain; dropped when no longer needed.</summary>
    public SignedOrder? Signed { get; set; }

    public UInt128 Remaining { get; set; }

    public UInt128 Filled { get; set; }

    public OrderStatus Status { get; set; }

    public EndReason Reason { get; set; }

    public long UpdatedAtMs { get; set; }

    public long? BookAddedAtMs { get; set; }
}

/// <summary>What a wallet has done here.</summary>
internal sealed class WalletRecord
{
    public List<OrderRecord> Orders { get; } = [];

    public List<FillRecord> Fills { get; } = [];

    /// <summary>Lots bought and their cost in base units of collateral, by market and outcome: for the average price.</summary>
    public Dictionary<(int Market, bool Yes), (UInt128 Lots, UInt128 Cost)> Bought { get; } = [];

    public ulong UserSequence { get; set; }

    /// <summary>Applies a fill, and its cost if it was a purchase.</summary>
    public void Add(FillRecord fill)
    {
        Fills.Add(fill);
        if (fill.Order.Side != OrderSide.Buy) return;
        (int, bool) key = (fill.Trade.Market.Market.Index, fill.Order.Yes);
        (UInt128 lots, UInt128 cost) = Bought.GetValueOrDefault(key);
        Bought[key] = (lots + fill.Trade.Lots, cost + Lots.Times(fill.Trade.Lots, fill.TokenTick));
    }
}

/// <summary>Something to send to subscribers, in the order in which it must be sent.</summary>
internal abstract record Publication
{
    public sealed record Batch(MarketRecord Market, ulong Sequence, (OrderSide Side, byte Tick, UInt128 Lots)[] Levels, long AtMs) : Publication;

    public sealed record Trade(TradeRecord Made) : Publication;

    public sealed record Ticker(MarketRecord Market, TickerValues Values, long AtMs) : Publication;

    public sealed record UserOrder(EthAddress Wallet, ulong UserSequence, string Type, OrderRecord Order, OrderSnapshot State, long AtMs) : Publication;

    public sealed record UserFill(EthAddress Wallet, ulong UserSequence, FillRecord Fill, string Status) : Publication;

    public sealed record UserSettlement(EthAddress Wallet, ulong UserSequence, FillRecord Fill, string Status, string? Reason, long AtMs) : Publication;
}

/// <summary>The changing part of an order at one time.</summary>
internal readonly record struct OrderSnapshot(UInt128 Remaining, UInt128 Filled, OrderStatus Status, EndReason Reason);
