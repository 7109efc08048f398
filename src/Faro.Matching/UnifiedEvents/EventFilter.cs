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
    /// <summary>Highest liquidity first; with <see cref="EventFilter.Query"/> the best hit first.</summary>
    Default,

    /// <summary>Highest liquidity first.</summary>
    Liquidity,

    /// <summary>Earliest end first, unknown ends last.</summary>
    EndTime,

    /// <summary>By title.</summary>
    Title,
}

/// <summary>A list of unified events, as asked for. The caller has checked the bounds.</summary>
public sealed record EventFilter
{
    /// <summary>Page size, 1 … 200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>How many to pass over; 0 with a cursor.</summary>
    public long Offset { get; init; }

    /// <summary>Which of them.</summary>
    public EventStatusFilter Status { get; init; } = EventStatusFilter.Active;

    /// <summary>Only those that end before this.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>Full text over title and description, in web search syntax.</summary>
    public string? Query { get; init; }

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
