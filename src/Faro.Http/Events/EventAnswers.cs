using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Http.Matches;
using Faro.Http.Serving;
using Faro.Ingest;

namespace Faro.Http.Events;

/// <summary>A page of unified events. The rows are copied as the view holds them; these records describe them.</summary>
public sealed record EventListAnswer
{
    /// <summary>The events of this page.</summary>
    public required IReadOnlyList<EventSummaryAnswer> Events { get; init; }

    /// <summary>How many there are in all.</summary>
    public required long Total { get; init; }

    /// <summary>The page size that was asked for.</summary>
    public required int Limit { get; init; }

    /// <summary>The offset that was asked for.</summary>
    public required int Offset { get; init; }

    /// <summary>Give it as cursor to get the next page; null on the last.</summary>
    public string? NextCursor { get; init; }

    internal static Answer Of(JsonPage page, ListEventsParameters asked) => Answer.Json(JsonRows.Object(JsonRows.SizeOf(page.Rows), json =>
    {
        json.Write("events", page.Rows);
        json.WriteNumber("total", page.Total);
        json.WriteNumber("limit", asked.Limit);
        json.WriteNumber("offset", asked.Offset);
        json.WriteString("next_cursor", page.NextCursor);
    }));
}

/// <summary>A unified event in a list.</summary>
public sealed record EventSummaryAnswer
{
    /// <summary>The canonical id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The title of the primary venue.</summary>
    public required string Title { get; init; }

    /// <summary>The category, where a venue names one.</summary>
    public required string? Category { get; init; }

    /// <summary>When trading ends.</summary>
    public required DateTimeOffset? EndTime { get; init; }

    /// <summary>The venues that list it.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required IReadOnlyList<string> Venues { get; init; }

    /// <summary>The venue whose words are shown.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string PrimaryVenue { get; init; }

    /// <summary>Summed over the venues.</summary>
    public required decimal? LiquidityUsd { get; init; }

    /// <summary>active: at least one market trades; settled: none does any more.</summary>
    public string Status { get; init; } = "";
}

/// <summary>One unified event.</summary>
public sealed record EventDetailAnswer
{
    /// <summary>The event with its markets.</summary>
    public required UnifiedEventAnswer Event { get; init; }
}

/// <summary>The full unified event.</summary>
public sealed record UnifiedEventAnswer
{
    /// <summary>The canonical id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Other ids that answer with this event.</summary>
    public IReadOnlyList<Guid> Aliases { get; init; } = [];

    /// <summary>The title of the primary venue.</summary>
    public required string Title { get; init; }

    /// <summary>Drawn from the primary venue.</summary>
    public required string Description { get; init; }

    /// <summary>The category, where a venue names one.</summary>
    public string? Category { get; init; }

    /// <summary>When trading ends.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>active: at least one market trades; settled: none does any more.</summary>
    public string Status { get; init; } = "";

    /// <summary>The venues that list it.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public IReadOnlyList<string> Venues { get; init; } = [];

    /// <summary>The venue whose words are shown.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public string PrimaryVenue { get; init; } = "";

    /// <summary>Summed over the venues.</summary>
    public decimal? LiquidityUsd { get; init; }

    /// <summary>The listings of all its venues.</summary>
    public required IReadOnlyList<EventMarketAnswer> Markets { get; init; }

    /// <summary>null when the event is of one venue.</summary>
    public required EventMatchAnswer? Match { get; init; }

    /// <summary>Every pair, when three venues are matched.</summary>
    public IReadOnlyList<EventMatchAnswer> Matches { get; init; } = [];

    /// <summary>Where the venues' markets may resolve differently.</summary>
    public IReadOnlyList<FindingAnswer> DivergenceRisks { get; init; } = [];

    /// <summary>Set while the prices of two of its markets have been more than 15 points apart for an hour: the widest such gap.</summary>
    public PriceGapAnswer? PriceGap { get; init; }
}

/// <summary>One venue's listing of an event.</summary>
public sealed record EventMarketAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>The venue's id of the event that the market belongs to.</summary>
    public string? VenueEventId { get; init; }

    /// <summary>The venue's title.</summary>
    public string Title { get; init; } = "";

    /// <summary>The venue's name of the outcome, where its event has several.</summary>
    public string? OutcomeName { get; init; }

    /// <summary>Whether the market trades.</summary>
    public string Status { get; init; } = "";

    /// <summary>How it resolved.</summary>
    public string? Resolution { get; init; }

    /// <summary>In dollars, where the venue reports it.</summary>
    public decimal? LiquidityUsd { get; init; }

    /// <summary>In dollars, where the venue reports it.</summary>
    public decimal? VolumeUsd { get; init; }

    /// <summary>When trading ends.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The venue's own words for the event's YES and NO.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;

    /// <summary>Against the event's YES.</summary>
    [OneOf("direct", "inverted")]
    public string Polarity { get; init; } = "";

    /// <summary>The venue's stated source.</summary>
    public string? ResolutionSource { get; init; }

    /// <summary>The version of the market's stream that last set its title, labels, rules or source: matches rest on these.</summary>
    public long WordsVersion { get; init; }
}

/// <summary>A venue's words for the outcomes.</summary>
public sealed record OutcomeLabelsAnswer
{
    /// <summary>The word for the event's YES.</summary>
    public string Yes { get; init; } = "";

    /// <summary>The word for the event's NO.</summary>
    public string No { get; init; } = "";
}

/// <summary>Why markets are joined.</summary>
[Schema("Match")]
public sealed record EventMatchAnswer
{
    /// <summary>How sure the judge was.</summary>
    [Range(0, 1)]
    public required decimal Confidence { get; init; }

    /// <summary>Why the judge decided so, in words.</summary>
    public required string Reasoning { get; init; }

    /// <summary>The id of the pair, for GET /matches/{id}.</summary>
    public Guid Id { get; init; }

    /// <summary>Who judged: rules, llm or operator.</summary>
    public string Judge { get; init; } = "";

    /// <summary>Where the two may resolve differently.</summary>
    public IReadOnlyList<FindingAnswer> DivergenceRisks { get; init; } = [];

    /// <summary>Set while their prices have been more than 15 points apart for an hour.</summary>
    public PriceGapAnswer? PriceGap { get; init; }
}

/// <summary>A difference, in both sides' words.</summary>
public sealed record FindingAnswer
{
    /// <summary>A stable code.</summary>
    public required string Code { get; init; }

    /// <summary>The difference in words, with both sides' quotations.</summary>
    public required string Text { get; init; }
}
