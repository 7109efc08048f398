using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Ingest;
using Faro.Log.Past;
using Faro.Matching.UnifiedEvents;
using Faro.Venues;

namespace Faro.Http.Events;

/// <summary>The parameters of a list of unified events.</summary>
[Asked]
public sealed record ListEventsParameters : PageParameters
{
    /// <summary>
    /// active: at least one market trades, and the event ended no more than a day ago, if at all; settled: every market is closed or resolved.
    /// With a look-up (venue_market_id, slug, ticker, token_id, group) the default is all.
    /// </summary>
    [OneOf("active", "settled", "all")]
    public string Status
    {
        get;
        init => (field, _statusGiven) = (value, true);
    } = "active";

    /// <summary>Only events whose end-time is before the given timestamp.</summary>
    [Example("2026-12-31T23:59:00Z")]
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>Only events whose end-time is after the given timestamp.</summary>
    [Example("2026-12-01T00:00:00Z")]
    public DateTimeOffset? EndAfter { get; init; }

    /// <summary>true: active also includes events whose end-time is more than a day past but which their venues still trade.</summary>
    public bool IncludeEnded { get; init; }

    /// <summary>
    /// Search in every venue's title, names and rules: words in any order, or their beginnings, abbreviations and tickers (btc, fed, nba);
    /// "phrases", or, -not. A word without a hit also matches similar spellings. Ranked by fit, liquidity and whether the event trades,
    /// unless sort is given. Words that occur in nearly every text are ignored (ignored_words); a q with only such words is refused.
    /// </summary>
    [Length(1, 400)]
    public string? Q { get; init; }

    /// <summary>Only events with a market at this venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public string? Venue { get; init; }

    /// <summary>The event with the market of this id at a venue (with venue): a Kalshi ticker, a Polymarket condition id, a Foresight id.</summary>
    [Length(1, 250)]
    public string? VenueMarketId { get; init; }

    /// <summary>Events by the name of a market or of its event in Polymarket's web addresses.</summary>
    [Length(1, 300)]
    public string? Slug { get; init; }

    /// <summary>Events by a Kalshi ticker: of a market, of an event, or of a series.</summary>
    [Length(1, 250)]
    public string? Ticker { get; init; }

    /// <summary>The event of an outcome token (Polymarket, Foresight) or mint (Kalshi on Solana).</summary>
    [Length(1, 100)]
    public string? TokenId { get; init; }

    /// <summary>The markets of one venue question: the id of an event's group.</summary>
    [Length(1, 300), Example("kalshi:KXPRESPERSON-28")]
    public string? Group { get; init; }

    /// <summary>Only events of this category, one of GET /categories.</summary>
    [Length(1, 100)]
    public string? Category { get; init; }

    /// <summary>true: only events that join markets of several venues; false: only those of one.</summary>
    public bool? Matched { get; init; }

    /// <summary>
    /// Highest liquidity or volume first, earliest end first, the latest opened first, by title, or by relevance, which is the default:
    /// the best hits with q, else the highest liquidity, with at most three markets of one venue question ahead of those of other questions.
    /// </summary>
    [OneOf("liquidity", "volume", "end_time", "newest", "title", "relevance")]
    public string? Sort { get; init; }

    /// <summary>next_cursor of the previous page, sent with otherwise the same parameters; faster than a deep offset. Works for searches too.</summary>
    [Length(1, 2_000)]
    public string? Cursor { get; init; }

    /// <summary>Answer from the log as of this time (ISO 8601) or this sequence number. It must not be in the future or before the first recorded fact.</summary>
    public ReadUpTo? AsOf { get; init; }

    private readonly bool _statusGiven;

    /// <summary>What is wrong with the parameters together; null when nothing is.</summary>
    internal Issues? Fault() =>
        Cursor is not null && Offset > 0 ? Issues.Of("offset", "Cannot be combined with cursor.")
        : Category is { } category && !Categories.All.Contains(category.ToLowerInvariant()) ? Issues.Of("category", $"Must be one of {string.Join(", ", Categories.All)}.")
        : VenueMarketId is not null && Venue is null ? Issues.Of("venue", "Required with venue_market_id.")
        : Q is not null && SearchQuery.Read(Q) is { IsEmpty: true, Noise: { Count: > 0 } noise }
            ? Issues.Of("q", $"Has only words that occur in nearly every text ({string.Join(", ", noise.Distinct())}). Name something: a person, a team, an asset.")
        : null;

    /// <summary>What the events are looked up by.</summary>
    private IReadOnlyList<string> Keys() => [.. new[]
    {
        VenueMarketId is { } id && VenueNames.TryParse(Venue, out var at) ? MarketKeys.Market(at, id) : null,
        Slug is { } slug ? MarketKeys.Slug(slug) : null,
        Ticker is { } ticker ? MarketKeys.Ticker(ticker) : null,
        TokenId is { } token ? MarketKeys.Token(token) : null,
        Group is { } group ? MarketKeys.Group(group) : null,
    }.OfType<string>()];

    /// <summary>The same in the form of the queries.</summary>
    /// <param name="now">The present.</param>
    internal EventFilter Filter(DateTimeOffset now) => new()
    {
        Limit = Limit,
        Offset = Offset,
        Status = Status switch
        {
            "active" when !_statusGiven && Keys().Count > 0 => EventStatusFilter.All,
            "active" => EventStatusFilter.Active,
            "settled" => EventStatusFilter.Settled,
            _ => EventStatusFilter.All,
        },
        EndBefore = EndBefore,
        EndAfter = EndAfter,
        // A caller that asks for ended events gets them.
        Now = IncludeEnded || EndBefore < now ? null : now,
        Keys = Keys(),
        Query = Q is null ? null : SearchQuery.Read(Q),
        Venue = VenueNames.TryParse(Venue, out var venue) ? venue : null,
        Category = Category?.ToLowerInvariant(),
        Matched = Matched,
        Sort = Sort switch
        {
            "liquidity" => EventSort.Liquidity,
            "end_time" => EventSort.EndTime,
            "title" => EventSort.Title,
            "volume" => EventSort.Volume,
            "newest" => EventSort.Newest,
            // The markets of one question are listed one after the other.
            null when Group is not null && Q is null => EventSort.Liquidity,
            _ => EventSort.Default,
        },
        Cursor = Cursor,
    };
}
