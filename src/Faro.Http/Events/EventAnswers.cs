using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Faro.Http.Input;
using Faro.Http.Matches;
using Faro.Http.Serving;
using Faro.Ingest.Queries;
using Faro.Matching.UnifiedEvents;

namespace Faro.Http.Events;

/// <summary>A page of unified events. The rows are returned exactly as the view stores them; these records describe their form.</summary>
public sealed record EventListAnswer
{
    /// <summary>The events of this page.</summary>
    public required IReadOnlyList<EventSummaryAnswer> Events { get; init; }

    /// <summary>The total number of results.</summary>
    public required long Total { get; init; }

    /// <summary>The requested page size.</summary>
    public required int Limit { get; init; }

    /// <summary>The requested offset.</summary>
    public required int Offset { get; init; }

    /// <summary>Pass it as cursor to get the next page; null on the last page.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Words of q that occur in nearly every text and were ignored; absent if there are none.</summary>
    public IReadOnlyList<string> IgnoredWords { get; init; } = [];

    internal static Answer Of(JsonPage page, ListEventsParameters asked) => Answer.Json(JsonRows.Object(JsonRows.SizeOf(page.Rows), json =>
    {
        json.Write("events", page.Rows);
        json.WriteNumber("total", page.Total);
        json.WriteNumber("limit", asked.Limit);
        json.WriteNumber("offset", asked.Offset);
        json.WriteString("next_cursor", page.NextCursor);
        if (asked.Q is not { } q || SearchQuery.Read(q).Noise is not { Count: > 0 } noise)
            return;
        json.WriteStartArray("ignored_words");
        foreach (var word in noise.Distinct())
            json.WriteStringValue(word);
        json.WriteEndArray();
    })).With(AsOf.Header, page.Sequence.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A unified event in a list.</summary>
public sealed record EventSummaryAnswer
{
    /// <summary>The canonical id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The question in the cleanest wording among its venues, the primary venue's first; with the market's own name where the question alone is ambiguous.</summary>
    public required string Title { get; init; }

    /// <summary>One of GET /categories; null if no venue names one.</summary>
    public required string? Category { get; init; }

    /// <summary>When the question is decided, if a venue says so; else when trading closes.</summary>
    public required DateTimeOffset? EndTime { get; init; }

    /// <summary>The venues that list it.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required IReadOnlyList<string> Venues { get; init; }

    /// <summary>The venue with the highest liquidity in dollars when the match was made; a venue without a figure ranks last.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string PrimaryVenue { get; init; }

    /// <summary>Dollars of resting orders, summed over the venues where they are known; null if none is known.</summary>
    public required decimal? LiquidityUsd { get; init; }

    /// <summary>active: at least one market trades; settled: every market is over; inactive: paused or not yet open.</summary>
    [OneOf("active", "settled", "inactive")]
    public string Status { get; init; } = "";

    /// <summary>What YES and NO mean.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;

    /// <summary>The venue's event that lists it together with others; null for a single question.</summary>
    public EventGroupAnswer? Group { get; init; }

    /// <summary>Dollars traded, summed over the venues that report them; null if none does.</summary>
    public decimal? VolumeUsd { get; init; }
}

/// <summary>A venue's event with several markets: an election with its candidates.</summary>
public sealed record EventGroupAnswer
{
    /// <summary>The venue and its event's id: pass it as group to list the event's markets.</summary>
    public required string Id { get; init; }

    /// <summary>The venue's title of the event.</summary>
    public required string Title { get; init; }
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

    /// <summary>Other ids under which this event is found.</summary>
    public IReadOnlyList<Guid> Aliases { get; init; } = [];

    /// <summary>The question in the cleanest wording among its venues, the primary venue's first; with the market's own name where the question alone is ambiguous.</summary>
    public required string Title { get; init; }

    /// <summary>The rules of the venue whose title is used.</summary>
    public required string Description { get; init; }

    /// <summary>One of GET /categories; null if no venue names one.</summary>
    public string? Category { get; init; }

    /// <summary>When the question is decided, if a venue says so; else when trading closes.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>active: at least one market trades; settled: every market is over; inactive: paused or not yet open.</summary>
    [OneOf("active", "settled", "inactive")]
    public string Status { get; init; } = "";

    /// <summary>The venues that list it.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public IReadOnlyList<string> Venues { get; init; } = [];

    /// <summary>The venue with the highest liquidity in dollars when the match was made; a venue without a figure ranks last.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public string PrimaryVenue { get; init; } = "";

    /// <summary>Dollars of resting orders, summed over the venues where they are known; null if none is known.</summary>
    public decimal? LiquidityUsd { get; init; }

    /// <summary>The listings of all its venues.</summary>
    public required IReadOnlyList<EventMarketAnswer> Markets { get; init; }

    /// <summary>null if the event has markets at only one venue.</summary>
    public required EventMatchAnswer? Match { get; init; }

    /// <summary>Every pair, if three venues are matched.</summary>
    public IReadOnlyList<EventMatchAnswer> Matches { get; init; } = [];

    /// <summary>Where the venues' markets may resolve differently.</summary>
    public IReadOnlyList<FindingAnswer> DivergenceRisks { get; init; } = [];

    /// <summary>What YES and NO mean.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;

    /// <summary>The venue's event that lists it together with others; null for a single question.</summary>
    public EventGroupAnswer? Group { get; init; }

    /// <summary>Dollars traded, summed over the venues that report them; null if none does.</summary>
    public decimal? VolumeUsd { get; init; }

    /// <summary>When the first of its markets opened for trading, else when it was first seen.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

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

    /// <summary>The market's status at its venue.</summary>
    [OneOf("upcoming", "trading", "paused", "closed", "resolved")]
    public string Status { get; init; } = "";

    /// <summary>How it resolved.</summary>
    public string? Resolution { get; init; }

    /// <summary>Dollars of resting orders; null if neither the venue nor its book provides a figure.</summary>
    public decimal? LiquidityUsd { get; init; }

    /// <summary>Where liquidity_usd comes from. venue: the venue's own figure; book_depth: the dollars resting on the whole book when a sync read it. Null without a figure.</summary>
    [OneOf("venue", "book_depth")]
    public string? LiquiditySource { get; init; }

    /// <summary>Open contracts, each paying a dollar to one side. This is not liquidity.</summary>
    public decimal? OpenInterest { get; init; }

    /// <summary>Dollars traded (Kalshi: contracts, counted at the dollar each pays), if the venue reports it.</summary>
    public decimal? VolumeUsd { get; init; }

    /// <summary>When the question is decided, if the venue says so; else when trading closes.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>decision: when the outcome is expected; close: only the end of trading is known.</summary>
    [OneOf("decision", "close")]
    public string? EndTimeSource { get; init; }

    /// <summary>When trading closes at the latest, which may be long after the decision.</summary>
    public DateTimeOffset? CloseTime { get; init; }

    /// <summary>The venue's own name for the category.</summary>
    public string? VenueCategory { get; init; }

    /// <summary>The title of the venue's event, if it has other markets.</summary>
    public string? GroupTitle { get; init; }

    /// <summary>The market's name in the venue's web addresses.</summary>
    public string? Slug { get; init; }

    /// <summary>The name of its event there.</summary>
    public string? EventSlug { get; init; }

    /// <summary>The tokens or mints of its outcomes; null when it cannot be traded.</summary>
    public OutcomeLabelsAnswer? TokenIds { get; init; }

    /// <summary>The venue's own labels for the event's YES and NO.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;

    /// <summary>Whether the market's YES is the event's YES or its NO.</summary>
    [OneOf("direct", "inverted")]
    public string Polarity { get; init; } = "";

    /// <summary>The venue's stated source.</summary>
    public string? ResolutionSource { get; init; }

    /// <summary>The version of the market's stream that last set its title, labels, rules or source: matches are based on these.</summary>
    public long WordsVersion { get; init; }
}

/// <summary>A venue's names for the outcomes.</summary>
public sealed record OutcomeLabelsAnswer
{
    /// <summary>The label of the event's YES.</summary>
    public string Yes { get; init; } = "";

    /// <summary>The label of the event's NO.</summary>
    public string No { get; init; } = "";
}

/// <summary>Why markets are joined.</summary>
[Schema("Match")]
public sealed record EventMatchAnswer
{
    /// <summary>How sure the judge was.</summary>
    [Range(0, 1)]
    public required decimal Confidence { get; init; }

    /// <summary>Why the judge decided this way, in words.</summary>
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

/// <summary>A difference, quoted from both sides.</summary>
public sealed record FindingAnswer
{
    /// <summary>A stable code.</summary>
    public required string Code { get; init; }

    /// <summary>The difference in a sentence, with quotations from both sides.</summary>
    public required string Text { get; init; }
}
