namespace Faro.Venues;

/// <summary>An order's status at its venue, in Faro's words.</summary>
public enum VenueOrderState
{
    /// <summary>Held by the venue before it may match.</summary>
    Delayed,

    /// <summary>Taken; nothing filled.</summary>
    Open,

    /// <summary>Some of it filled, the rest rests.</summary>
    PartiallyFilled,

    /// <summary>All of it crossed; not all of it settled, or the venue does not say.</summary>
    Matched,

    /// <summary>All of it crossed and settled.</summary>
    Filled,

    /// <summary>Ended by its owner, the venue or the market; may have fills.</summary>
    Cancelled,

    /// <summary>Ended by time; may have fills.</summary>
    Expired,

    /// <summary>Ended because it was invalid or its settlement failed; fills reported before may have been reversed.</summary>
    Failed,
}

/// <summary>An order as its venue sees it now.</summary>
public sealed record VenueOrder
{
    /// <summary>The venue's id of the order.</summary>
    public required VenueOrderId VenueOrderId { get; init; }

    /// <summary>Its status.</summary>
    public required VenueOrderState State { get; init; }

    /// <summary>Its size in shares; null when the venue does not say.</summary>
    public decimal? Shares { get; init; }

    /// <summary>Shares filled so far.</summary>
    public required decimal FilledShares { get; init; }

    /// <summary>Ids of its trades, where the venue names them.</summary>
    public IReadOnlyList<string> TradeIds { get; init; } = [];

    /// <summary>Why it ended, in the venue's word; null when it did not or the venue does not say.</summary>
    public string? Reason { get; init; }
}

/// <summary>How final a fill is.</summary>
public enum FillState
{
    /// <summary>Crossed; settlement is to come and may still fail.</summary>
    Matched,

    /// <summary>Settled for good.</summary>
    Settled,

    /// <summary>Settlement failed: this fill is taken back.</summary>
    Failed,
}

/// <summary>One fill of one order.</summary>
public sealed record VenueFill
{
    /// <summary>The venue's id, unique among the order's fills.</summary>
    public required string FillId { get; init; }

    /// <summary>The order it filled.</summary>
    public required VenueOrderId VenueOrderId { get; init; }

    /// <summary>Shares.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Dollars per share of the token the order trades.</summary>
    public required decimal TokenPrice { get; init; }

    /// <summary>How final it is.</summary>
    public required FillState State { get; init; }

    /// <summary>Whether the order took liquidity; null when the venue does not say.</summary>
    public bool? IsTaker { get; init; }

    /// <summary>The transaction; null when there is none yet.</summary>
    public string? TransactionHash { get; init; }

    /// <summary>When it crossed; null when the venue does not say.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A holding at a venue.</summary>
public sealed record VenuePosition
{
    /// <summary>The market; null when only the token is known.</summary>
    public MarketRef? Market { get; init; }

    /// <summary>The token id or mint.</summary>
    public required string TokenId { get; init; }

    /// <summary>The outcome it pays on; null when unknown.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The outcome's label at the venue; null when unknown.</summary>
    public string? OutcomeLabel { get; init; }

    /// <summary>The market's title at the venue; null when unknown.</summary>
    public string? Title { get; init; }

    /// <summary>Shares held.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Average dollars paid per share; null when the venue does not say.</summary>
    public decimal? AveragePrice { get; init; }

    /// <summary>The venue's present price of a share; null when it does not say.</summary>
    public decimal? CurrentPrice { get; init; }

    /// <summary>The venue's present value in dollars; null when it does not say.</summary>
    public decimal? CurrentValue { get; init; }

    /// <summary>Whether it can be redeemed; null when unknown.</summary>
    public bool? Redeemable { get; init; }

    /// <summary>Kalshi: the settlement mint that the token belongs to (USDC or CASH).</summary>
    public string? SettlementMint { get; init; }
}
