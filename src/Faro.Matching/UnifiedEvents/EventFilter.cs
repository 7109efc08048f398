using Faro.Venues;

namespace Faro.Matching.UnifiedEvents;

/// <summary>Which unified events stand in a list.</summary>
public enum EventStatusFilter
{
    /// <summary>At least one market trades.</summary>
    Active,

    /// <summary>Every market is over.</summary>
    Settled,

    /// <summary>All of them.</summary>
    All,
}

/// <summary>The order of a list of unified events. The id breaks ties.</summary>
public enum EventSort
{
    /// <summary>
    /// Highest liquidity first, but no page filled with one question's markets (see <see cref="EventFilter.MostOfAGroup"/>); with
    /// <see cref="EventFilter.Query"/> the best hit first.
    /// </summary>
    Default,

    /// <summary>Highest liquidity first.</summary>
    Liquidity,

    /// <summary>Earliest end first, unknown ends last.</summary>
    EndTime,

    /// <summary>By title.</summary>
    Title,

    /// <summary>Highest traded volume first.</summary>
    Volume,

    /// <summary>The latest opened first.</summary>
    Newest,
}

/// <summary>A list of unified events, as asked for. The caller has checked the bounds.</summary>
public sealed record EventFilter
{
    /// <summary>How many markets of one question stand before the other questions' in a list without an order of its own.</summary>
    public const int MostOfAGroup = 3;

    /// <summary>How long after its end an event still counts as active while its venue lets it trade.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>Page size, 1 … 200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>How many to pass over; 0 with a cursor.</summary>
    public long Offset { get; init; }

    /// <summary>Which of them.</summary>
    public EventStatusFilter Status { get; init; } = EventStatusFilter.Active;

    /// <summary>Only those that end before this.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>Only those that end after this.</summary>
    public DateTimeOffset? EndAfter { get; init; }

    /// <summary>
    /// The present: what ended more than a day before it is left out of the active, whatever its venue still calls it. Null: such events
    /// are wanted too. A day, because venues name a game's day or its start, and it trades until it is decided.
    /// </summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Words that every event found has, see <see cref="SearchQuery"/>.</summary>
    public SearchQuery? Query { get; init; }

    /// <summary>What those have that are wanted, each of <see cref="Faro.Ingest.MarketKeys"/>.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Only those with a market at this venue.</summary>
    public Venue? Venue { get; init; }

    /// <summary>Only those of this category.</summary>
    public string? Category { get; init; }

    /// <summary>Only those with more than one market, or only those with one.</summary>
    public bool? Matched { get; init; }

    /// <summary>The order.</summary>
    public EventSort Sort { get; init; }

    /// <summary>Where the page begins, as an earlier page gave it.</summary>
    public string? Cursor { get; init; }
}
