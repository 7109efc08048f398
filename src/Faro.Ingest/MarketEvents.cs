using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest;

/// <summary>What the market is about, in the venue's own words: everything that a match is based on.</summary>
public sealed record ListedTerms
{
    /// <summary>The venue's id of the event that groups this market, if there is one.</summary>
    public string? EventId { get; init; }

    /// <summary>The question.</summary>
    public required string Title { get; init; }

    /// <summary>The label of the first outcome (YES).</summary>
    public required string YesLabel { get; init; }

    /// <summary>The label of the second outcome (NO).</summary>
    public required string NoLabel { get; init; }

    /// <summary>The short name of this market within its event.</summary>
    public string? OutcomeName { get; init; }

    /// <summary>The resolution rules; empty when the venue gave none.</summary>
    public required string Description { get; init; }

    /// <summary>The venue's stated resolution source, if any.</summary>
    public string? ResolutionSource { get; init; }

    /// <summary>The category in the venue's word, lower case; null when unknown.</summary>
    public string? Category { get; init; }

    /// <summary>The title of the venue's event, if that event lists other markets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GroupTitle { get; init; }

    /// <summary>The market's name in the venue's web addresses.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Slug { get; init; }

    /// <summary>The name of the market's event in the venue's web addresses.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventSlug { get; init; }

    /// <summary>When the question is expected to be decided, for a venue whose end is a backstop long after that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When trading opened or opens.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>When the venue says the market ends.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What the venue's record says besides the words: a game's start, the kind and line of a sports market, strikes; null when it says nothing.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public MarketRecord? Record { get; init; }

    /// <summary>The part of the terms that says what the market resolves by.</summary>
    [JsonIgnore]
    public MarketWords Words => new(Title, YesLabel, NoLabel, OutcomeName, Description, ResolutionSource);
}

/// <summary>
/// What a verdict on a market is based on: its question, labels, rules and source. When these change, every link of the market
/// ends until it is judged again; category, grouping and dates (which venues move at will) end nothing by themselves.
/// </summary>
public sealed record MarketWords(string Title, string YesLabel, string NoLabel, string? OutcomeName, string Rules, string? ResolutionSource);

/// <summary>The market's prices and sizes, as the catalog caches them: for sorting and filtering, never for quoting.</summary>
/// <param name="LiquidityUsd">
/// Liquidity in US dollars; null when the venue does not say. Facts without a <see cref="LiquiditySource"/> have Kalshi's open
/// interest here: read them <see cref="At"/> their venue.
/// </param>
/// <param name="VolumeUsd">Traded volume in US dollars; null when unknown.</param>
/// <param name="BestBid">Best YES bid in dollars per share.</param>
/// <param name="BestAsk">Best YES ask in dollars per share.</param>
public sealed record ListedQuote(decimal? LiquidityUsd, decimal? VolumeUsd, decimal? BestBid, decimal? BestAsk)
{
    /// <summary>The venue's own figure for its resting orders.</summary>
    public const string ByVenue = "venue";

    /// <summary>What rested on its book when a sync read it: for a venue that reports no dollars.</summary>
    public const string ByDepth = "book_depth";

    /// <summary>Nothing known.</summary>
    public static ListedQuote None { get; } = new(null, null, null, null);

    /// <summary>Where <see cref="LiquidityUsd"/> is from: <see cref="ByVenue"/> or <see cref="ByDepth"/>; null with no figure, and in facts of the first form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LiquiditySource { get; init; }

    /// <summary>Open contracts, each paying a dollar to one side; null when the venue does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? OpenInterest { get; init; }

    /// <summary>The same quote with what rests on the book as its liquidity; null removes such a figure. A figure of the venue's own is kept.</summary>
    internal ListedQuote WithDepth(decimal? depthUsd) =>
        LiquidityUsd is not null && LiquiditySource != ByDepth ? this : this with { LiquidityUsd = depthUsd, LiquiditySource = depthUsd is null ? null : ByDepth };

    /// <summary>The quote in its venue's units: contracts that were recorded as dollars are contracts.</summary>
    public ListedQuote At(Venue venue) =>
        LiquiditySource is not null || LiquidityUsd is null ? this
        : venue == Venue.Kalshi ? this with { LiquidityUsd = null, OpenInterest = LiquidityUsd }
        : this with { LiquiditySource = ByVenue };
}

/// <summary>A fact about one market, on the stream <c>market/VENUE/ID</c>.</summary>
public abstract record MarketEvent;

/// <summary>The market was seen for the first time.</summary>
/// <param name="Venue">Its venue.</param>
/// <param name="MarketId">The venue's own id.</param>
/// <param name="Terms">What it is about.</param>
/// <param name="TermsHash">The hash of the terms.</param>
/// <param name="Status">Its status then.</param>
/// <param name="Resolution">The final outcome, if it was already resolved and the venue reports it.</param>
/// <param name="Quote">Its first quote.</param>
/// <param name="Trading">What an order needs; null when it cannot be traded.</param>
/// <param name="RawHash">The venue's record that this was read from.</param>
[EventName("market_listed")]
public sealed record MarketListed(
    Venue Venue, string MarketId, ListedTerms Terms, ContentHash TermsHash, MarketStatus Status, Resolution? Resolution,
    ListedQuote Quote, TradingTerms? Trading, ContentHash RawHash) : MarketEvent;

/// <summary>The venue changed the title, labels, rules, dates, category or grouping.</summary>
/// <param name="Terms">The terms now, all of them.</param>
/// <param name="TermsHash">Their hash.</param>
/// <param name="RawHash">The venue's record that this was read from.</param>
[EventName("market_terms_changed")]
public sealed record MarketTermsChanged(ListedTerms Terms, ContentHash TermsHash, ContentHash RawHash) : MarketEvent;

/// <summary>The venue changed what an order needs: tokens, tick, minimum, fees, contracts.</summary>
/// <param name="Trading">What an order needs now; null when the market can no longer be traded.</param>
/// <param name="RawHash">The venue's record that this was read from.</param>
[EventName("market_trading_terms_changed")]
public sealed record MarketTradingTermsChanged(TradingTerms? Trading, ContentHash RawHash) : MarketEvent;

/// <summary>Liquidity, volume or price moved materially (see <see cref="QuoteRule"/>) since the last quote on the log.</summary>
/// <param name="Quote">The quote now.</param>
[EventName("market_quoted")]
public sealed record MarketQuoted(ListedQuote Quote) : MarketEvent;

/// <summary>Trading began, or resumed after a pause.</summary>
[EventName("market_opened")]
public sealed record MarketOpened : MarketEvent;

/// <summary>The venue stopped accepting orders for now.</summary>
[EventName("market_paused")]
public sealed record MarketPaused : MarketEvent;

/// <summary>Trading is over; the outcome is not final.</summary>
/// <param name="Reason">Who says so: <c>venue</c>, or <c>vanished</c> when a complete catalog no longer contained the market.</param>
[EventName("market_closed")]
public sealed record MarketClosed(string Reason) : MarketEvent
{
    /// <summary>The venue says that the market is closed.</summary>
    public const string ByVenue = "venue";

    /// <summary>The market was in neither part of a catalog that was read completely.</summary>
    public const string Vanished = "vanished";
}

/// <summary>The outcome is final, or was corrected.</summary>
/// <param name="Resolution">The outcome; null when the venue does not report it.</param>
/// <param name="RawHash">The venue's record that this was read from.</param>
[EventName("market_resolved")]
public sealed record MarketResolved(Resolution? Resolution, ContentHash RawHash) : MarketEvent;

/// <summary>A market that was over is not.</summary>
/// <param name="Status">Its new status.</param>
[EventName("market_reopened")]
public sealed record MarketReopened(MarketStatus Status) : MarketEvent;
