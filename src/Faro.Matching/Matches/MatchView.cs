using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Matching.Matches;

/// <summary>A pair of markets with its latest verdict. The record's JSON is the answer of <c>GET /matches/{id}</c>.</summary>
public sealed record MatchView
{
    private static readonly SortedDictionary<string, string> NoOutcomes = new(StringComparer.Ordinal);

    /// <summary>The pair's id: UUIDv5 of its two markets.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>One market.</summary>
    [JsonPropertyName("left")]
    public required MatchSide Left { get; init; }

    /// <summary>The other.</summary>
    [JsonPropertyName("right")]
    public required MatchSide Right { get; init; }

    /// <summary><c>proposed</c> (neither proved nor refuted, or not judged yet), <c>refused</c>, <c>allowed</c> (may be linked, but a better group won) or <c>linked</c>.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    /// <summary>Whether they resolve identically: an operator's decision, else the judge's verdict.</summary>
    [JsonPropertyName("same")]
    public bool Same { get; init; }

    /// <summary>How sure the judge is, 0 … 1.</summary>
    [JsonPropertyName("confidence")]
    public decimal Confidence { get; init; }

    /// <summary>Why.</summary>
    [JsonPropertyName("reasoning")]
    public string? Reasoning { get; init; }

    /// <summary>Who judged, and which version.</summary>
    [JsonPropertyName("judge")]
    public string? Judge { get; init; }

    /// <summary>The judge's version.</summary>
    [JsonPropertyName("judge_version")]
    public string? JudgeVersion { get; init; }

    /// <summary>The version of its prompt.</summary>
    [JsonPropertyName("prompt_version")]
    public string? PromptVersion { get; init; }

    /// <summary><c>direct</c>, <c>inverted</c> or <c>unknown</c>.</summary>
    [JsonPropertyName("polarity")]
    [JsonConverter(typeof(PolarityWords))]
    public Polarity Polarity { get; init; } = Polarity.Unknown;

    /// <summary>The left market's outcome labels, each with the right market's label that pays in the same case.</summary>
    [JsonPropertyName("outcome_map")]
    public IReadOnlyDictionary<string, string> OutcomeMap { get; init; } = NoOutcomes;

    /// <summary>The hard facts that refused the pair.</summary>
    [JsonPropertyName("vetoes")]
    public IReadOnlyList<MatchFinding> Vetoes { get; init; } = [];

    /// <summary>Where the two might still diverge.</summary>
    [JsonPropertyName("divergence_risks")]
    public IReadOnlyList<MatchFinding> DivergenceRisks { get; init; } = [];

    /// <summary>What could not be shown to be equal: the rules alone do not link such a pair.</summary>
    [JsonPropertyName("doubts")]
    public IReadOnlyList<MatchFinding> Doubts { get; init; } = [];

    /// <summary>The family of the question; null when it was judged before families were read.</summary>
    [JsonPropertyName("family")]
    public string? Family { get; init; }

    /// <summary>Every slot of the question with both markets' values and quotations.</summary>
    [JsonPropertyName("slots")]
    public IReadOnlyList<MatchSlot> Slots { get; init; } = [];

    /// <summary>The terms judged, left, by the hash of the market's own fact; the reading's on verdicts without <see cref="LeftReadingHash"/>.</summary>
    [JsonPropertyName("left_terms_hash")]
    public string? LeftTermsHash { get; init; }

    /// <summary>The same of the right market.</summary>
    [JsonPropertyName("right_terms_hash")]
    public string? RightTermsHash { get; init; }

    /// <summary>What was read of the left market; null on verdicts older than this field.</summary>
    [JsonPropertyName("left_reading_hash")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LeftReadingHash { get; init; }

    /// <summary>What was read of the right market; null on verdicts older than this field.</summary>
    [JsonPropertyName("right_reading_hash")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RightReadingHash { get; init; }

    /// <summary>The reading that was judged, left, whatever the verdict's age.</summary>
    [JsonIgnore]
    internal string? LeftRead => LeftReadingHash ?? LeftTermsHash;

    /// <summary>The same of the right market.</summary>
    [JsonIgnore]
    internal string? RightRead => RightReadingHash ?? RightTermsHash;

    /// <summary>The version of the left market's stream whose words were judged.</summary>
    [JsonPropertyName("left_words_version")]
    public long? LeftWordsVersion { get; init; }

    /// <summary>The version of the right market's stream whose words were judged.</summary>
    [JsonPropertyName("right_words_version")]
    public long? RightWordsVersion { get; init; }

    /// <summary>Set while the pair waits to be judged on changed words.</summary>
    [JsonPropertyName("demoted")]
    public MatchDemotion? Demoted { get; init; }

    /// <summary>Set if a model should have been asked and gave no verdict: the pair is judged by the rules alone.</summary>
    [JsonPropertyName("deferred")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MatchDeferral? Deferred { get; init; }

    /// <summary>The model that was asked, by its configured name; <c>judge_version</c> names the one that answered.</summary>
    [JsonPropertyName("asked_model")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AskedModel { get; init; }

    /// <summary>An operator's decision; null while the judge's applies.</summary>
    [JsonPropertyName("override")]
    public MatchOverride? Override { get; init; }

    /// <summary>The judge's verdict while an operator's decision applies; null while the judge's own applies.</summary>
    [JsonPropertyName("judged")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MatchJudged? Judged { get; init; }

    /// <summary>Set while its markets' prices are far apart, flagged or not yet.</summary>
    [JsonPropertyName("price_gap")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MatchPriceGap? PriceGap { get; init; }

    /// <summary>The version of its stream.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; }

    /// <summary>The event that it joins its markets in.</summary>
    [JsonPropertyName("event_id")]
    public Guid? EventId { get; init; }

    /// <summary>When its last fact was recorded.</summary>
    [JsonPropertyName("changed_at")]
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Whether the pair may be linked.</summary>
    [JsonIgnore]
    public bool Allows => Demoted is null && JudgedToJoin;

    private bool JudgedToJoin => Override is { } o ? o.Same : Same && Confidence >= Verdict.LinkThreshold && Polarity != Polarity.Unknown && Vetoes.Count == 0;

    /// <summary>Folds one fact.</summary>
    public static MatchView Evolve(MatchView? view, IEvent e)
    {
        if (e.Data is PairProposed p)
        {
            return new MatchView
            {
                Id = PairIds.OfStream(e.Stream),
                Left = new(p.Left.Venue.Name(), p.Left.MarketId),
                Right = new(p.Right.Venue.Name(), p.Right.MarketId),
                State = "proposed",
                ChangedAt = e.Timestamp,
                Version = e.Version,
            };
        }

        if (view is null)
            throw new InvalidOperationException($"{e.EventTypeName} on '{e.Stream}', which was never proposed.");
        var after = e.Data switch
        {
            VerdictReached v => view.With(v),
            VerdictOverridden o => view.With(o, e),
            OverrideWithdrawn => view.AsJudged(),
            VerdictDemoted d => (view.Override is { Same: true } ? view.AsJudged() : view) with
            {
                Demoted = new MatchDemotion("rules_changed", d.Market.Venue.Name(), d.Market.MarketId, d.WordsVersion, e.Timestamp),
            },
            JudgementDeferred d => view with { Deferred = new MatchDeferral(d.Code, d.Detail, d.JudgeVersion, e.Timestamp) },
            PairLinked l => view with { EventId = l.Group.EventId },
            PairUnlinked => view with { EventId = null, PriceGap = null },
            PriceGapOpened g => view with { PriceGap = new MatchPriceGap(g.Gap.Points, g.Gap.Left, g.Gap.Right, g.Since, null) },
            PriceGapFlagged g => view with { PriceGap = new MatchPriceGap(g.Gap.Points, g.Gap.Left, g.Gap.Right, g.Since, g.At) },
            PriceGapClosed => view with { PriceGap = null },
            _ => throw new InvalidOperationException($"A pair's stream holds a {e.EventTypeName}."),
        };
        return after with
        {
            State = after.EventId is not null ? "linked" : after.Allows ? "allowed" : after.Waits || after.IsOpen ? "proposed" : "refused",
            ChangedAt = e.Timestamp,
            Version = e.Version,
        };
    }

    /// <summary>A fact as it would be on the pair's stream.</summary>
    internal static IEvent Supposed(Guid pair, MatchEvent fact, long version, DateTimeOffset at) => new Event<MatchEvent>(fact)
    {
        StreamKey = PairIds.StreamOf(pair),
        Version = version,
        Timestamp = at,
        EventTypeName = fact.GetType().Name,
    };

    /// <summary>Whether the pair waits to be judged: it was never judged, or on other words.</summary>
    internal bool Waits => Demoted is not null || (Judge is null && Override is null);

    /// <summary>Whether the rules have neither proved nor refuted it: an operator may decide, and a model where one is configured.</summary>
    private bool IsOpen => Override is null && Judge == "rules" && !Same && Vetoes.Count == 0;

    /// <summary>Whether they resolve identically according to the judge, whatever an operator decided.</summary>
    internal bool JudgedSame => Judged?.Same ?? Same;

    internal MarketRef LeftRef => Ref(Left);

    internal MarketRef RightRef => Ref(Right);

    private static MarketRef Ref(MatchSide side) =>
        VenueNames.TryParse(side.Venue, out var venue) ? new(venue, side.VenueMarketId) : throw new InvalidOperationException($"'{side.Venue}' is not a venue.");

    private MatchView With(VerdictOverridden o, IEvent e)
    {
        var judged = Judged ?? new MatchJudged(Same, Polarity, OutcomeMap, LeftWordsVersion, RightWordsVersion);
        return this with
        {
            Override = new MatchOverride(o.Same, o.Reason, e.UserName, e.Timestamp),
            Judged = judged,
            Same = o.Same,
            Polarity = o.Same ? o.Polarity : Polarity.Unknown,
            // Facts older than their own map: the judge's map, if it had the same polarity.
            OutcomeMap = !o.Same ? NoOutcomes : o.OutcomeMap ?? (judged.Polarity == o.Polarity ? judged.OutcomeMap : NoOutcomes),
            LeftWordsVersion = o.LeftWordsVersion ?? LeftWordsVersion,
            RightWordsVersion = o.RightWordsVersion ?? RightWordsVersion,
            Demoted = null,
        };
    }

    private MatchView With(VerdictReached v)
    {
        var after = this with
        {
            Confidence = v.Confidence,
            Reasoning = v.Reasoning,
            Judge = v.Judge,
            JudgeVersion = v.JudgeVersion,
            PromptVersion = v.PromptVersion,
            Vetoes = [.. v.Findings.Where(f => f.Severity == Severity.Veto).Select(MatchFinding.Of)],
            DivergenceRisks = [.. v.Findings.Where(f => f.Severity == Severity.Risk).Select(MatchFinding.Of)],
            Doubts = [.. v.Findings.Where(f => f.Severity == Severity.Doubt).Select(MatchFinding.Of)],
            Family = v.Family,
            Slots = [.. (v.Slots ?? []).Select(s => new MatchSlot(s.Slot, s.Outcome.ToLowerInvariant(), s.Left, s.Right, s.LeftQuote, s.RightQuote))],
            LeftTermsHash = v.LeftTermsHash,
            RightTermsHash = v.RightTermsHash,
            LeftReadingHash = v.LeftReadingHash,
            RightReadingHash = v.RightReadingHash,
            Demoted = null,
            Deferred = null,
            AskedModel = v.AskedModel,
        };
        var judged = new MatchJudged(v.Same, v.Polarity, v.OutcomeMap, v.LeftWordsVersion, v.RightWordsVersion);
        return Override is null ? after.As(judged) : after with { Judged = judged };
    }

    /// <summary>The pair without an operator's decision.</summary>
    private MatchView AsJudged() => (Judged is { } judged ? As(judged) : this) with { Override = null, Judged = null };

    private MatchView As(MatchJudged judged) => this with
    {
        Same = judged.Same,
        Polarity = judged.Polarity,
        OutcomeMap = judged.OutcomeMap,
        LeftWordsVersion = judged.LeftWordsVersion,
        RightWordsVersion = judged.RightWordsVersion,
    };
}
