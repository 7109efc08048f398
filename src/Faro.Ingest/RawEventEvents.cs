using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest;

/// <summary>A venue's own grouping of markets.</summary>
public sealed record RawEventTerms
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>A second line, if the venue has one.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The description; null when the venue has none.</summary>
    public string? Description { get; init; }

    /// <summary>The category, lower case; null when unknown.</summary>
    public string? Category { get; init; }

    /// <summary>The series it belongs to (Kalshi's ticker, Polymarket's slug), if any.</summary>
    public string? SeriesId { get; init; }

    /// <summary>The venue's tags of it, sorted; null when it has none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Whether at most one of its markets can resolve YES; null when the venue does not say.</summary>
    public bool? MutuallyExclusive { get; init; }
}

/// <summary>A venue's grouping was seen for the first time; on the stream <c>event/VENUE/ID</c>.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="EventId">The venue's id of it.</param>
/// <param name="Terms">What it says.</param>
/// <param name="TermsHash">The hash of that.</param>
[EventName("raw_event_listed")]
public sealed record RawEventListed(Venue Venue, string EventId, RawEventTerms Terms, ContentHash TermsHash);

/// <summary>The venue changed its grouping.</summary>
/// <param name="Terms">What it says now.</param>
/// <param name="TermsHash">The hash of that.</param>
[EventName("raw_event_changed")]
public sealed record RawEventChanged(RawEventTerms Terms, ContentHash TermsHash);
