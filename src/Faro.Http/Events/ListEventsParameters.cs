using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Log;
using Faro.Log.Past;
using Faro.Matching;
using Faro.Matching.UnifiedEvents;
using Faro.Venues;

namespace Faro.Http.Events;

/// <summary>What a list of unified events can be asked for.</summary>
[Asked]
public sealed record ListEventsParameters : PageParameters
{
    /// <summary>active: at least one market trades; settled: every market is closed or resolved.</summary>
    [OneOf("active", "settled", "all")]
    public string Status { get; init; } = "active";

    /// <summary>Only events whose end-time is before the given timestamp.</summary>
    [Example("2026-12-31T23:59:00Z")]
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>Full-text search across event title and description: words, "phrases", or, -not. Ranked unless sort is given.</summary>
    [Length(1, 400)]
    public string? Q { get; init; }

    /// <summary>Only events with a market at this venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public string? Venue { get; init; }

    /// <summary>Only events of this category.</summary>
    [Length(1, 100)]
    public string? Category { get; init; }

    /// <summary>true: only events that join markets of several venues; false: only those of one.</summary>
    public bool? Matched { get; init; }

    /// <summary>Highest liquidity first (the default without q), earliest end first, or by title.</summary>
    [OneOf("liquidity", "end_time", "title")]
    public string? Sort { get; init; }

    /// <summary>next_cursor of the page before, asked with the same other parameters; faster than a deep offset.</summary>
    [Length(1, 2_000)]
    public string? Cursor { get; init; }

    /// <summary>Answer as the log stood at this time (ISO 8601) or at this sequence number. Not the future, and not before the log began.</summary>
    public ReadUpTo? AsOf { get; init; }

    /// <summary>The same, as the queries take it.</summary>
    internal EventFilter Filter() => new()
    {
        Limit = Limit,
        Offset = Offset,
        Status = Status switch
        {
            "active" => EventStatusFilter.Active,
            "settled" => EventStatusFilter.Settled,
            _ => EventStatusFilter.All,
        },
        EndBefore = EndBefore,
        Query = Q,
        Venue = VenueNames.TryParse(Venue, out var venue) ? venue : null,
        Category = Category?.ToLowerInvariant(),
        Matched = Matched,
        Sort = Sort switch
        {
            "liquidity" => EventSort.Liquidity,
            "end_time" => EventSort.EndTime,
            "title" => EventSort.Title,
            _ => EventSort.Default,
        },
        Cursor = Cursor,
    };
}
