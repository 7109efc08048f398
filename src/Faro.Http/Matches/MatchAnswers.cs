using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Faro.Http.Events;
using Faro.Http.Input;
using Faro.Http.Serving;

namespace Faro.Http.Matches;

/// <summary>A page of pairs. The rows are returned exactly as the view stores them; these records describe their form.</summary>
public sealed record MatchListAnswer
{
    /// <summary>The pairs of this page.</summary>
    public required IReadOnlyList<PairAnswer> Matches { get; init; }

    /// <summary>The total number of results.</summary>
    public required long Total { get; init; }

    /// <summary>The requested page size.</summary>
    public required int Limit { get; init; }

    /// <summary>The requested offset.</summary>
    public required int Offset { get; init; }

    /// <summary>If requested: each market's current title at its venue, by venue/venue_market_id.</summary>
    public IReadOnlyDictionary<string, string>? Titles { get; init; }

    internal static Answer Of(IReadOnlyList<byte[]> rows, long total, ListMatchesParameters asked, IReadOnlyDictionary<string, string>? titles) => Answer.Json(JsonRows.Object(JsonRows.SizeOf(rows), json =>
    {
        json.Write("matches", rows);
        json.WriteNumber("total", total);
        json.WriteNumber("limit", asked.Limit);
        json.WriteNumber("offset", asked.Offset);
        if (titles is null)
            return;
        json.WriteStartObject("titles");
        foreach (var (market, title) in titles)
            json.WriteString(market, title);
        json.WriteEndObject();
    }));
}

/// <summary>One side of a pair.</summary>
public sealed record PairSideAnswer
{
    /// <summary>Which venue this is about.</summary>
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }
}

/// <summary>Two markets of different venues, and the verdict on them.</summary>
public record PairAnswer
{
    /// <summary>The id of the pair.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of the two markets.</summary>
    public required PairSideAnswer Left { get; init; }

    /// <summary>The other market.</summary>
    public required PairSideAnswer Right { get; init; }

    /// <summary>linked: the pair joins an event; allowed: it could, but a better group of markets won; refused: judged different; proposed: neither proved nor refuted, or not judged yet.</summary>
    [OneOf("proposed", "refused", "allowed", "linked")]
    public required string State { get; init; }

    /// <summary>Whether they resolve identically.</summary>
    public required bool Same { get; init; }

    /// <summary>How sure the judge was.</summary>
    [Range(0, 1)]
    public required decimal Confidence { get; init; }

    /// <summary>Why the judge decided this way, in words.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Who judged: rules, llm or operator.</summary>
    public string? Judge { get; init; }

    /// <summary>The judge's version.</summary>
    public string? JudgeVersion { get; init; }

    /// <summary>The version of the prompt that a model was given.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>Whether YES pays with YES or with NO.</summary>
    [OneOf("direct", "inverted", "unknown")]
    public required string Polarity { get; init; }

    /// <summary>The left market's outcome labels, each with the right market's label that pays in the same case.</summary>
    public JsonObject OutcomeMap { get; init; } = [];

    /// <summary>Why they cannot be the same.</summary>
    public IReadOnlyList<FindingAnswer> Vetoes { get; init; } = [];

    /// <summary>Where the two may resolve differently.</summary>
    public IReadOnlyList<FindingAnswer> DivergenceRisks { get; init; } = [];

    /// <summary>What could not be shown to be equal: the rules alone do not link such a pair.</summary>
    public IReadOnlyList<FindingAnswer> Doubts { get; init; } = [];

    /// <summary>The family of the question; null when it was judged before families were read.</summary>
    public string? Family { get; init; }

    /// <summary>Every slot of the question with both markets' values and quotations: the proof, or why there is none.</summary>
    public IReadOnlyList<SlotAnswer> Slots { get; init; } = [];

    /// <summary>Set if a model should have been asked and gave no verdict: the pair is judged by the rules alone.</summary>
    public JsonObject? Deferred { get; init; }

    /// <summary>The configured name of the model that was asked; judge_version names the one that answered.</summary>
    public string? AskedModel { get; init; }

    /// <summary>The terms_hash of the left market's fact that was judged; 64 digits on a verdict of an earlier version, which has its left_reading_hash here.</summary>
    public string? LeftTermsHash { get; init; }

    /// <summary>The terms_hash of the right market's fact that was judged.</summary>
    public string? RightTermsHash { get; init; }

    /// <summary>The hash of what was read from the left market: the pair is judged again when it changes. Absent on a verdict of an earlier version.</summary>
    public string? LeftReadingHash { get; init; }

    /// <summary>The hash of what was read from the right market.</summary>
    public string? RightReadingHash { get; init; }

    /// <summary>The version of the left market's stream whose words were judged.</summary>
    public long? LeftWordsVersion { get; init; }

    /// <summary>The version of the right market's stream whose words were judged.</summary>
    public long? RightWordsVersion { get; init; }

    /// <summary>Set while the pair waits to be judged again because a venue changed its words.</summary>
    public DemotedAnswer? Demoted { get; init; }

    /// <summary>The operator's decision, if there is one.</summary>
    public JsonObject? Override { get; init; }

    /// <summary>The judge's verdict while an operator's decision overrides it.</summary>
    public JudgedAnswer? Judged { get; init; }

    /// <summary>Set while the two prices are more than 15 points apart; flagged_at is set once that has lasted an hour.</summary>
    public PriceGapAnswer? PriceGap { get; init; }

    /// <summary>The version of the pair's stream.</summary>
    public long Version { get; init; }

    /// <summary>The unified event that it joins.</summary>
    public Guid? EventId { get; init; }

    /// <summary>When a fact about it was last recorded.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>One slot of a question, read on both sides.</summary>
public sealed record SlotAnswer
{
    /// <summary>Which part of the question this is.</summary>
    public required string Slot { get; init; }

    /// <summary>agrees: read on both sides and equal; converted: equal after a conversion; risk: a difference that changes no likely outcome; doubt: not shown to be equal; differs: shown to differ.</summary>
    [OneOf("agrees", "converted", "risk", "doubt", "differs")]
    public required string Outcome { get; init; }

    /// <summary>The left market's value.</summary>
    public required string Left { get; init; }

    /// <summary>The right market's value.</summary>
    public required string Right { get; init; }

    /// <summary>The left market's words from which the value was read.</summary>
    public string? LeftQuote { get; init; }

    /// <summary>The right market's words from which the value was read.</summary>
    public string? RightQuote { get; init; }
}

/// <summary>Why a pair is waiting to be judged again.</summary>
public sealed record DemotedAnswer
{
    /// <summary>Why the pair has to be judged again.</summary>
    [OneOf("rules_changed")]
    public string Why { get; init; } = "";

    /// <summary>The venue that changed its words.</summary>
    public string Venue { get; init; } = "";

    /// <summary>The venue's id of the market.</summary>
    public string VenueMarketId { get; init; } = "";

    /// <summary>The version of the market's stream with the new words.</summary>
    public long WordsVersion { get; init; }

    /// <summary>When the pair was unlinked.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>The judge's verdict that an operator's decision overrides.</summary>
public sealed record JudgedAnswer
{
    /// <summary>Whether they resolve identically.</summary>
    public bool Same { get; init; }

    /// <summary>Whether YES pays with YES or with NO.</summary>
    [OneOf("direct", "inverted", "unknown")]
    public string Polarity { get; init; } = "";

    /// <summary>The left market's outcome labels, each with the right market's label that pays in the same case.</summary>
    public JsonObject OutcomeMap { get; init; } = [];

    /// <summary>The version of the left market's stream whose words were judged.</summary>
    public long? LeftWordsVersion { get; init; }

    /// <summary>The version of the right market's stream whose words were judged.</summary>
    public long? RightWordsVersion { get; init; }
}

/// <summary>How far apart the prices of a linked pair are. This does not change the link.</summary>
public sealed record PriceGapAnswer
{
    /// <summary>In percentage points.</summary>
    public decimal Points { get; init; }

    /// <summary>The price of the left market's first outcome.</summary>
    public decimal Left { get; init; }

    /// <summary>The price of the right market's outcome that pays in the same case.</summary>
    public decimal Right { get; init; }

    /// <summary>Since when they have been more than 15 points apart.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it was flagged; null while it has lasted less than an hour.</summary>
    public DateTimeOffset? FlaggedAt { get; init; }
}
