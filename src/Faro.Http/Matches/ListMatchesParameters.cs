using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Log.Past;
using Faro.Matching.Matches;
using Faro.Venues;

namespace Faro.Http.Matches;

/// <summary>The parameters of a list of matches.</summary>
[Asked]
public sealed record ListMatchesParameters : PageParameters
{
    /// <summary>Only pairs with a market of this venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public string? Venue { get; init; }

    /// <summary>linked: the pair joins an event; allowed: it could, but a better group of markets won; refused: judged different; proposed: neither proved nor refuted, or not judged yet.</summary>
    [OneOf("proposed", "refused", "allowed", "linked")]
    public string? State { get; init; }

    /// <summary>Only pairs judged with at least this confidence.</summary>
    [Range(0, 1)]
    public decimal? MinConfidence { get; init; }

    /// <summary>Only pairs with a fact at or after this time.</summary>
    [Example("2026-12-31T23:59:00Z")]
    public DateTimeOffset? Since { get; init; }

    /// <summary>true: only pairs whose prices have been far apart for an hour; false: only the others.</summary>
    public bool? PriceGap { get; init; }

    /// <summary>true: also return the titles of the pairs' markets, in titles.</summary>
    public bool Titles { get; init; }

    /// <summary>Answer from the log as of this time (ISO 8601) or this sequence number. It must not be in the future or before the first recorded fact.</summary>
    public ReadUpTo? AsOf { get; init; }

    /// <summary>The same in the form of the queries.</summary>
    internal MatchFilter Filter() => new()
    {
        Venue = VenueNames.TryParse(Venue, out var venue) ? venue : null,
        State = State,
        MinConfidence = MinConfidence,
        Since = Since,
        PriceGap = PriceGap,
        Limit = Limit,
        Offset = Offset,
    };
}
