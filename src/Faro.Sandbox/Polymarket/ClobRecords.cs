using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Polymarket;

/// <summary>An order the exchange took.</summary>
internal sealed class ClobOrder
{
    public required string Id { get; init; }

    public required SignedClobOrder Signed { get; init; }

    public required string Wallet { get; init; }

    public required MarketRow Market { get; init; }

    public required int Variant { get; init; }

    /// <summary>0 for the first outcome, 1 for the second.</summary>
    public required int Outcome { get; init; }

    /// <summary>Of the order's own token.</summary>
    public required Price Price { get; init; }

    public required Units Size { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Units Matched { get; set; }

    /// <summary><c>LIVE</c>, <c>MATCHED</c> or <c>CANCELED</c>.</summary>
    public string Status { get; set; } = "LIVE";

    public RestingOrder? Resting { get; set; }

    /// <summary>Reserved for the rest: dollars of a BUY, shares of a SELL.</summary>
    public Units Reserved { get; set; }

    public List<string> Trades { get; } = [];

    public string ConditionId => Variants.Apply(Market.Record.Facts.ConditionId ?? "", CutKind.Hex, Market.Variant);
}

/// <summary>One meeting of a taker and a maker.</summary>
internal sealed record ClobTrade(
    string Id, ClobOrder Taker, ClobOrder? Maker, Price Price, Price MakerPrice, Units Size, Units Fee, int Bucket, DateTimeOffset At, bool Fails, string Hash);

/// <summary>Why an order was refused: HTTP status and the venue's sentence.</summary>
internal sealed record ClobRefusal(int Status, string Text);

/// <summary>What came of an order that was taken.</summary>
internal sealed record ClobPlaced(ClobOrder Order, Units Making, Units Taking, IReadOnlyList<ClobTrade> Trades);
