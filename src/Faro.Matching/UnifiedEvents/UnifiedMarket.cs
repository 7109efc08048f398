using System.Text.Json.Serialization;
using Faro.Ingest;
using Faro.Venues;

namespace Faro.Matching.UnifiedEvents;

/// <summary>One market of a unified event, as the API returns it.</summary>
public sealed record UnifiedMarket
{
    /// <summary>The venue.</summary>
    [JsonPropertyName("venue")]
    public required string Venue { get; init; }

    /// <summary>The venue's own id.</summary>
    [JsonPropertyName("venue_market_id")]
    public required string VenueMarketId { get; init; }

    /// <summary>The venue's id of its own grouping.</summary>
    [JsonPropertyName("venue_event_id")]
    public string? VenueEventId { get; init; }

    /// <summary>The question in the venue's words.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>The short name of this market inside its venue's event.</summary>
    [JsonPropertyName("outcome_name")]
    public string? OutcomeName { get; init; }

    /// <summary>What the venue calls the outcomes.</summary>
    [JsonPropertyName("outcome_labels")]
    public required OutcomeLabels OutcomeLabels { get; init; }

    /// <summary><c>direct</c>, or <c>inverted</c> when the market's YES is the event's NO.</summary>
    [JsonPropertyName("polarity")]
    public string Polarity { get; init; } = "direct";

    /// <summary>Its status, in lower case.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>The final outcome, lower case; null until resolved.</summary>
    [JsonPropertyName("resolution")]
    public string? Resolution { get; init; }

    /// <summary>Liquidity in US dollars as the last sync had it; null when neither the venue nor its book says.</summary>
    [JsonPropertyName("liquidity_usd")]
    public decimal? LiquidityUsd { get; init; }

    /// <summary>Where that figure is from: <c>venue</c> or <c>book_depth</c>; null with none.</summary>
    [JsonPropertyName("liquidity_source")]
    public string? LiquiditySource { get; init; }

    /// <summary>Open contracts, each paying a dollar to one side; null when the venue does not say.</summary>
    [JsonPropertyName("open_interest")]
    public decimal? OpenInterest { get; init; }

    /// <summary>Traded volume in US dollars as the catalog last had it.</summary>
    [JsonPropertyName("volume_usd")]
    public decimal? VolumeUsd { get; init; }

    /// <summary>When the question is decided, as far as the venue says; else when it closes.</summary>
    [JsonPropertyName("end_time")]
    public DateTime? EndTime { get; init; }

    /// <summary>What that time is: <c>decision</c>, or <c>close</c> where only the last moment of trading is known.</summary>
    [JsonPropertyName("end_time_source")]
    public string? EndTimeSource { get; init; }

    /// <summary>When trading closes at the latest, which may be long after the decision.</summary>
    [JsonPropertyName("close_time")]
    public DateTime? CloseTime { get; init; }

    /// <summary>The venue's own name for the category.</summary>
    [JsonPropertyName("venue_category")]
    public string? VenueCategory { get; init; }

    /// <summary>The title of the venue's event, if it has other markets.</summary>
    [JsonPropertyName("group_title")]
    public string? GroupTitle { get; init; }

    /// <summary>The market's name in the venue's web addresses.</summary>
    [JsonPropertyName("slug")]
    public string? Slug { get; init; }

    /// <summary>The name of its event there.</summary>
    [JsonPropertyName("event_slug")]
    public string? EventSlug { get; init; }

    /// <summary>The tokens or mints of its two outcomes; null when it cannot be traded.</summary>
    [JsonPropertyName("token_ids")]
    public OutcomeLabels? TokenIds { get; init; }

    /// <summary>The venue's stated resolution source, if any.</summary>
    [JsonPropertyName("resolution_source")]
    public string? ResolutionSource { get; init; }

    /// <summary>The version of the market's stream that last set its title, labels, rules or source: matches are based on these.</summary>
    [JsonPropertyName("words_version")]
    public long WordsVersion { get; init; } = 1;

    internal static UnifiedMarket From(MarketListed l) => new UnifiedMarket
    {
        Venue = l.Venue.Name(),
        VenueMarketId = l.MarketId,
        Title = "",
        OutcomeLabels = new OutcomeLabels("", ""),
        Status = Word(l.Status),
        Resolution = Word(l.Resolution),
        TokenIds = Tokens(l.Trading),
    }.With(l.Quote.At(l.Venue)).With(l.Terms);

    internal UnifiedMarket With(ListedQuote quote) => this with
    {
        LiquidityUsd = quote.LiquidityUsd,
        LiquiditySource = quote.LiquiditySource,
        OpenInterest = quote.OpenInterest,
        VolumeUsd = quote.VolumeUsd,
    };

    internal UnifiedMarket With(TradingTerms? trading) => this with { TokenIds = Tokens(trading) };

    internal UnifiedMarket With(MarketStatus status) => this with { Status = Word(status) };

    internal UnifiedMarket With(MarketStatus status, Resolution? resolution) => this with { Status = Word(status), Resolution = Word(resolution) };

    internal UnifiedMarket With(ListedTerms terms) => this with
    {
        VenueEventId = terms.EventId,
        Title = terms.Title,
        OutcomeName = terms.OutcomeName,
        OutcomeLabels = new OutcomeLabels(terms.YesLabel, terms.NoLabel),
        EndTime = (terms.DecidedAt ?? terms.EndsAt)?.UtcDateTime,
        // Kalshi's own end is a backstop; the others' is the day that the question asks about.
        EndTimeSource = (terms.DecidedAt, terms.EndsAt) switch
        {
            (null, null) => null,
            (null, _) when Venue == Faro.Venues.Venue.Kalshi.Name() => "close",
            _ => "decision",
        },
        CloseTime = terms.EndsAt?.UtcDateTime,
        VenueCategory = terms.Category,
        GroupTitle = terms.GroupTitle,
        Slug = terms.Slug,
        EventSlug = terms.EventSlug,
        ResolutionSource = terms.ResolutionSource,
    };

    /// <summary>What it is.</summary>
    [JsonIgnore]
    internal MarketRef Ref => VenueNames.TryParse(Venue, out var venue)
        ? new(venue, VenueMarketId)
        : throw new InvalidOperationException($"'{Venue}' is not a venue.");

    /// <summary>What it is looked up by.</summary>
    internal IEnumerable<string> Keys() =>
        MarketKeys.Of(Ref.Venue, VenueMarketId, VenueEventId, Slug, EventSlug, TokenIds?.Yes, TokenIds?.No);

    /// <summary>The venue's event that lists it with others; null for a market alone.</summary>
    internal EventGroup? Group() =>
        GroupTitle is { } title && VenueEventId is { } id ? new EventGroup(MarketKeys.GroupId(Ref.Venue, id), title) : null;

    private static OutcomeLabels? Tokens(TradingTerms? trading) => trading is { } t ? new OutcomeLabels(t.YesToken, t.NoToken) : null;

    internal MarketWords Words(string rules) => new(Title, OutcomeLabels.Yes, OutcomeLabels.No, OutcomeName, rules, ResolutionSource);

    private static string Word(MarketStatus status) => status switch
    {
        MarketStatus.Upcoming => "upcoming",
        MarketStatus.Trading => "trading",
        MarketStatus.Paused => "paused",
        MarketStatus.Closed => "closed",
        MarketStatus.Resolved => "resolved",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a market status."),
    };

    private static string? Word(Resolution? resolution) => resolution switch
    {
        null => null,
        Faro.Venues.Resolution.Yes => "yes",
        Faro.Venues.Resolution.No => "no",
        Faro.Venues.Resolution.Split => "split",
        _ => throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "Not a resolution."),
    };
}

/// <summary>The event of a venue that lists several markets: an election with its candidates.</summary>
/// <param name="Id">The venue and its id of the event, <c>kalshi:KXPRES-28</c>.</param>
/// <param name="Title">The venue's title of it.</param>
public sealed record EventGroup([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("title")] string Title);
