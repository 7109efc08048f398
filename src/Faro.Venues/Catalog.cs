using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>A market's status, in Faro's words; each parser maps the venue's own words to these.</summary>
public enum MarketStatus
{
    /// <summary>Listed, trading has not begun.</summary>
    Upcoming,

    /// <summary>Orders are accepted.</summary>
    Trading,

    /// <summary>Listed and not over, but orders are not accepted now.</summary>
    Paused,

    /// <summary>Trading is over, the outcome is not final.</summary>
    Closed,

    /// <summary>The outcome is final.</summary>
    Resolved,
}

/// <summary>The final outcome of a resolved market.</summary>
public enum Resolution
{
    /// <summary>The first outcome won.</summary>
    Yes,

    /// <summary>The second outcome won.</summary>
    No,

    /// <summary>Neither won outright: an even split, a void, or a scalar payout.</summary>
    Split,
}

/// <summary>One binary market as its venue describes it now. Text is the venue's own, bounded by the parser.</summary>
public sealed record MarketSnapshot
{
    /// <summary>The market.</summary>
    public required MarketRef Market { get; init; }

    /// <summary>The venue's id of the event that groups this market, if there is one.</summary>
    public string? EventId { get; init; }

    /// <summary>The question.</summary>
    public required string Title { get; init; }

    /// <summary>The label of the first outcome (YES): "Yes", a team, a bracket.</summary>
    public required string YesLabel { get; init; }

    /// <summary>The label of the second outcome (NO).</summary>
    public required string NoLabel { get; init; }

    /// <summary>The short name of this market inside its event (Polymarket group item, Kalshi yes_sub_title).</summary>
    public string? OutcomeName { get; init; }

    /// <summary>The title of the venue's event where that event lists further markets; null for a market that is listed alone.</summary>
    public string? GroupTitle { get; init; }

    /// <summary>The market's name in the venue's web addresses (Polymarket), if it has one.</summary>
    public string? Slug { get; init; }

    /// <summary>The name of the market's event in the venue's web addresses (Polymarket), if it has one.</summary>
    public string? EventSlug { get; init; }

    /// <summary>The resolution rules; empty when the venue gave none.</summary>
    public required string Description { get; init; }

    /// <summary>The venue's stated resolution source, if any.</summary>
    public string? ResolutionSource { get; init; }

    /// <summary>The category, lower case; null when unknown.</summary>
    public string? Category { get; init; }

    /// <summary>When trading opened or opens.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>When the venue says the market ends. A schedule, not the resolution time, and often wrong.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What the record says besides the words; null when it says nothing more.</summary>
    public MarketRecord? Record { get; init; }

    /// <summary>
    /// When the question is expected to be decided, for a venue whose <see cref="EndsAt"/> is a backstop long after that (Kalshi);
    /// null where the venue does not say, and for venues whose end is that day.
    /// </summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The market's status.</summary>
    public required MarketStatus Status { get; init; }

    /// <summary>The final outcome; null until resolved, and when the venue does not tell it.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>The resting orders in US dollars, by the venue's own count; null when the venue does not say.</summary>
    public decimal? LiquidityUsd { get; init; }

    /// <summary>Open contracts, each paying a dollar to one side; null when the venue does not say. Never a figure of liquidity.</summary>
    public decimal? OpenInterest { get; init; }

    /// <summary>Traded volume in US dollars (Kalshi: contracts, at the dollar that each pays); null when unknown.</summary>
    public decimal? VolumeUsd { get; init; }

    /// <summary>Best YES bid as the catalog caches it: for sorting, never for quoting.</summary>
    public Price? BestBid { get; init; }

    /// <summary>Best YES ask as the catalog caches it: for sorting, never for quoting.</summary>
    public Price? BestAsk { get; init; }

    /// <summary>What an order at this market needs (token ids, tick, contracts); null when it cannot be traded.</summary>
    public TradingTerms? Trading { get; init; }

    /// <summary>The record exactly as the venue sent it (UTF-8 JSON).</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }
}

/// <summary>What the preparation of an order needs to know of a market. Fields that do not apply to the venue are null.</summary>
public sealed record TradingTerms
{
    /// <summary>Token id (decimal uint256) or SPL mint of the first outcome.</summary>
    public required string YesToken { get; init; }

    /// <summary>Token id or mint of the second outcome.</summary>
    public required string NoToken { get; init; }

    /// <summary>The price step in ten-thousandths; null when only the book has it.</summary>
    public int? TickTenThousandths { get; init; }

    /// <summary>The price step; null when only the book has it.</summary>
    [JsonIgnore]
    public Price? Tick => TickTenThousandths is { } step ? new Price(step) : null;

    /// <summary>The smallest order in shares; null when only the book has it.</summary>
    public decimal? MinimumShares { get; init; }

    /// <summary>The smallest order; one share where nothing is stated.</summary>
    [JsonIgnore]
    public Shares LeastShares => MinimumShares is { } least ? Shares.Floor(least) : Shares.One;

    /// <summary>Polymarket: the market belongs to a neg-risk group, which picks the exchange contract.</summary>
    public bool NegRisk { get; init; }

    /// <summary>Polymarket: the protocol generation, <c>v1</c> (Exchange V2) or <c>v2</c> (Exchange V3), as the venue wrote it.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The taker fee rate of the venue's own formula; null when unknown.</summary>
    public decimal? FeeRate { get; init; }

    /// <summary>The exponent of the taker fee formula, <c>shares × rate × (p × (1 − p))^exponent</c>; null when unknown.</summary>
    public decimal? FeeExponent { get; init; }

    /// <summary>Foresight: the fee in basis points that the order must sign.</summary>
    public int? FeeRateBps { get; init; }

    /// <summary>Foresight: the chain id.</summary>
    public int? ChainId { get; init; }

    /// <summary>Foresight: the exchange contract that verifies the order.</summary>
    public string? ExchangeAddress { get; init; }

    /// <summary>Decimals of the outcome tokens and the collateral.</summary>
    public int? Decimals { get; init; }

    /// <summary>Kalshi: whether the outcome mints exist on chain (a listed mint may not).</summary>
    public bool? MintsInitialized { get; init; }
}

/// <summary>The venue's own grouping of markets: one row of <c>raw_events</c>.</summary>
public sealed record EventSnapshot
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's id of the event (Polymarket event id, Kalshi event ticker).</summary>
    public required string EventId { get; init; }

    /// <summary>The event's title.</summary>
    public required string Title { get; init; }

    /// <summary>A second line, if the venue has one.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The event's description; null when the venue has none.</summary>
    public string? Description { get; init; }

    /// <summary>The category, lower case; null when unknown.</summary>
    public string? Category { get; init; }

    /// <summary>The series the event belongs to (Kalshi's ticker, Polymarket's slug), if any.</summary>
    public string? SeriesId { get; init; }

    /// <summary>The venue's tags of the event (Polymarket), sorted; null when it has none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>When the event ends; for Kalshi the latest of its markets.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Whether at most one of the event's markets can resolve YES; null when the venue does not say.</summary>
    public bool? MutuallyExclusive { get; init; }
}

/// <summary>A record that could not be read, counted on the run with its reason. Never a failed sync, never a default.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="RecordId">The venue's id of the record, as far as it could be read; else its place on the page.</param>
/// <param name="Code">A stable reason: <c>not_binary</c>, <c>missing_id</c>, <c>too_long</c>, <c>bad_field</c>, …</param>
/// <param name="Detail">One sentence naming the field, without the record's text.</param>
public sealed record RejectedRecord(Venue Venue, string RecordId, string Code, string Detail);

/// <summary>One page of a catalog walk, parsed.</summary>
/// <param name="Events">The venue's groupings on this page.</param>
/// <param name="Markets">The binary markets on this page.</param>
/// <param name="Rejected">Records that could not be read.</param>
public sealed record CatalogPage(
    IReadOnlyList<EventSnapshot> Events,
    IReadOnlyList<MarketSnapshot> Markets,
    IReadOnlyList<RejectedRecord> Rejected);

/// <summary>Which part of a catalog to walk.</summary>
public enum CatalogScope
{
    /// <summary>Everything that is not over.</summary>
    Open,

    /// <summary>What closed or resolved lately, so that settlements are seen.</summary>
    RecentlyClosed,
}

/// <summary>A venue's catalog. A walk that ends without an exception has seen every record of its scope.</summary>
public interface IMarketSource
{
    /// <summary>The venue.</summary>
    Venue Venue { get; }

    /// <summary>Walks the catalog page by page.</summary>
    /// <exception cref="VenueException">The venue could not be read; what was yielded before is valid, the walk is incomplete.</exception>
    IAsyncEnumerable<CatalogPage> Walk(CatalogScope scope, CancellationToken cancel);
}

/// <summary>A venue could not be read: connection, time-out, refusal or an answer that is not what the venue speaks.</summary>
public sealed class VenueException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="code">A stable reason: <c>timeout</c>, <c>unreachable</c>, <c>rate_limited</c>, <c>blocked</c>, <c>bad_answer</c>, <c>circuit_open</c>, <c>http_500</c> …</param>
    /// <param name="message">One sentence for an operator; no secrets, no bodies.</param>
    /// <param name="inner">What lay beneath.</param>
    public VenueException(Venue venue, string code, string message, Exception? inner = null)
        : base(message, inner)
    {
        Venue = venue;
        Code = code;
    }

    /// <summary>The venue.</summary>
    public Venue Venue { get; }

    /// <summary>A stable reason.</summary>
    public string Code { get; }

    /// <summary>Whether the same read may succeed later.</summary>
    public bool Retryable { get; init; } = true;

    /// <summary>How long the venue asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it is certain that the request never reached the venue.</summary>
    public bool NothingSent { get; init; }
}
