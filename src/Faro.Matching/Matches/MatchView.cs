using System.Text.Json.Serialization;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Venues;
using NpgsqlTypes;

namespace Faro.Matching.Matches;

/// <summary>A pair of markets with its latest verdict. The record's JSON is the answer of <c>GET /matches/{id}</c>.</summary>
public sealed record MatchView
{
    /// <summary>The pair's id: UUIDv5 of its two markets.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>One market.</summary>
    [JsonPropertyName("left")]
    public required MatchSide Left { get; init; }

    /// <summary>The other.</summary>
    [JsonPropertyName("right")]
    public required MatchSide Right { get; init; }

    /// <summary><c>proposed</c>, <c>refused</c>, <c>allowed</c> (may be linked, but a better group won) or <c>linked</c>.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    /// <summary>Whether the judge, or an operator, says that they resolve identically.</summary>
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

    /// <summary>The left market's outcome labels, each with the right market's that pays alike.</summary>
    [JsonPropertyName("outcome_map")]
    public IReadOnlyDictionary<string, string> OutcomeMap { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The hard facts that refused the pair.</summary>
    [JsonPropertyName("vetoes")]
    public IReadOnlyList<MatchFinding> Vetoes { get; init; } = [];

    /// <summary>Where the two might still part.</summary>
    [JsonPropertyName("divergence_risks")]
    public IReadOnlyList<MatchFinding> DivergenceRisks { get; init; } = [];

    /// <summary>What is not shown to be equal: the rules alone do not link such a pair.</summary>
    [JsonPropertyName("doubts")]
    public IReadOnlyList<MatchFinding> Doubts { get; init; } = [];

    /// <summary>The family of the question; null when it was judged before families were read.</summary>
    [JsonPropertyName("family")]
    public string? Family { get; init; }

    /// <summary>Every slot of the question with both markets' values and quotations.</summary>
    [JsonPropertyName("slots")]
    public IReadOnlyList<MatchSlot> Slots { get; init; } = [];

    /// <summary>The terms judged, left.</summary>
    [JsonPropertyName("left_terms_hash")]
    public string? LeftTermsHash { get; init; }

    /// <summary>The terms judged, right.</summary>
    [JsonPropertyName("right_terms_hash")]
    public string? RightTermsHash { get; init; }

    /// <summary>The version of the left market's stream whose words were judged.</summary>
    [JsonPropertyName("left_words_version")]
    public long? LeftWordsVersion { get; init; }

    /// <summary>The version of the right market's stream whose words were judged.</summary>
    [JsonPropertyName("right_words_version")]
    public long? RightWordsVersion { get; init; }

    /// <summary>Set while the pair waits to be judged on changed words.</summary>
    [JsonPropertyName("demoted")]
    public MatchDemotion? Demoted { get; init; }

    /// <summary>Set while a model was to be asked and gave no verdict: the pair stands on the rules alone.</summary>
    [JsonPropertyName("deferred")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MatchDeferral? Deferred { get; init; }

    /// <summary>The model that was asked, by its configured name; <c>judge_version</c> names the one that answered.</summary>
    [JsonPropertyName("asked_model")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AskedModel { get; init; }

    /// <summary>An operator's decision; null while the judge's stands.</summary>
    [JsonPropertyName("override")]
    public MatchOverride? Override { get; init; }

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
    public static MatchView Evolve(MatchView? view, Recorded e)
    {
        if (e.Data is PairProposed p)
        {
            return new MatchView
            {
                Id = PairIds.OfStream(e.Stream),
                Left = new(p.Left.Venue.Name(), p.Left.MarketId),
                Right = new(p.Right.Venue.Name(), p.Right.MarketId),
                State = "proposed",
                ChangedAt = e.RecordedAt,
            };
        }

        if (view is null)
            throw new InvalidOperationException($"{e.Name} on '{e.Stream}', which was never proposed.");
        var after = e.Data switch
        {
            VerdictReached v => view.With(v),
            VerdictOverridden o => view with
            {
                Override = new MatchOverride(o.Same, o.Reason, e.UserName, e.RecordedAt),
                Polarity = o.Polarity,
                LeftWordsVersion = o.LeftWordsVersion ?? view.LeftWordsVersion,
                RightWordsVersion = o.RightWordsVersion ?? view.RightWordsVersion,
                Demoted = null,
            },
            // That two markets differ stays decided; that they are one was said of other words.
            VerdictDemoted d => view with
            {
                Demoted = new MatchDemotion("rules_changed", d.Market.Venue.Name(), d.Market.MarketId, d.WordsVersion, e.RecordedAt),
                Override = view.Override is { Same: true } ? null : view.Override,
            },
            JudgementDeferred d => view with { Deferred = new MatchDeferral(d.Code, d.Detail, d.JudgeVersion, e.RecordedAt) },
            PairLinked l => view with { EventId = l.Group.EventId },
            PairUnlinked => view with { EventId = null },
            _ => throw new InvalidOperationException($"A pair's stream holds a {e.Name}."),
        };
        return after with
        {
            State = after.EventId is not null ? "linked" : after.Allows ? "allowed" : after.Demoted is not null || (after.Judge is null && after.Override is null) ? "proposed" : "refused",
            ChangedAt = e.RecordedAt,
        };
    }

    internal MarketRef LeftRef => Ref(Left);

    internal MarketRef RightRef => Ref(Right);

    private static MarketRef Ref(MatchSide side) =>
        VenueNames.TryParse(side.Venue, out var venue) ? new(venue, side.VenueMarketId) : throw new InvalidOperationException($"'{side.Venue}' is no venue.");

    private MatchView With(VerdictReached v) => this with
    {
        Same = v.Same,
        Confidence = v.Confidence,
        Reasoning = v.Reasoning,
        Judge = v.Judge,
        JudgeVersion = v.JudgeVersion,
        PromptVersion = v.PromptVersion,
        Polarity = Override is null ? v.Polarity : Polarity,
        OutcomeMap = v.OutcomeMap,
        Vetoes = [.. v.Findings.Where(f => f.Severity == Severity.Veto).Select(MatchFinding.Of)],
        DivergenceRisks = [.. v.Findings.Where(f => f.Severity == Severity.Risk).Select(MatchFinding.Of)],
        Doubts = [.. v.Findings.Where(f => f.Severity == Severity.Doubt).Select(MatchFinding.Of)],
        Family = v.Family,
        Slots = [.. (v.Slots ?? []).Select(s => new MatchSlot(s.Slot, s.Outcome.ToLowerInvariant(), s.Left, s.Right, s.LeftQuote, s.RightQuote))],
        LeftTermsHash = v.LeftTermsHash,
        RightTermsHash = v.RightTermsHash,
        LeftWordsVersion = v.LeftWordsVersion,
        RightWordsVersion = v.RightWordsVersion,
        Demoted = null,
        Deferred = null,
        AskedModel = v.AskedModel,
    };
}

/// <summary>Polarities in the API's lower case.</summary>
internal sealed class PolarityWords() : JsonStringEnumConverter<Polarity>(System.Text.Json.JsonNamingPolicy.CamelCase);

/// <summary>A market of a pair.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="VenueMarketId">The venue's own id.</param>
public sealed record MatchSide([property: JsonPropertyName("venue")] string Venue, [property: JsonPropertyName("venue_market_id")] string VenueMarketId);

/// <summary>A slot of both questions.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Outcome"><c>agrees</c>, <c>converted</c>, <c>risk</c>, <c>doubt</c> or <c>differs</c>.</param>
/// <param name="Left">The left market's value.</param>
/// <param name="Right">The right market's value.</param>
/// <param name="LeftQuote">The words it was read from; null when they are not one stretch of text.</param>
/// <param name="RightQuote">The words of the right market.</param>
public sealed record MatchSlot(
    [property: JsonPropertyName("slot")] string Slot, [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("left")] string Left, [property: JsonPropertyName("right")] string Right,
    [property: JsonPropertyName("left_quote")] string? LeftQuote, [property: JsonPropertyName("right_quote")] string? RightQuote);

/// <summary>A difference, in both sides' words.</summary>
/// <param name="Code">A stable code: <c>date</c>, <c>threshold</c>, <c>scope</c> …</param>
/// <param name="Text">Both sides' words.</param>
public sealed record MatchFinding([property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("text")] string Text)
{
    internal static MatchFinding Of(Finding f) => new(f.Code, $"{f.Left} / {f.Right}");
}

/// <summary>Why a verdict holds no longer.</summary>
/// <param name="Why"><c>rules_changed</c>.</param>
/// <param name="Venue">Where.</param>
/// <param name="VenueMarketId">The market whose words changed.</param>
/// <param name="WordsVersion">The version of its stream that changed them.</param>
/// <param name="At">When the verdict was demoted.</param>
public sealed record MatchDemotion(
    [property: JsonPropertyName("why")] string Why, [property: JsonPropertyName("venue")] string Venue,
    [property: JsonPropertyName("venue_market_id")] string VenueMarketId, [property: JsonPropertyName("words_version")] long WordsVersion,
    [property: JsonPropertyName("at")] DateTimeOffset At);

/// <summary>Why a model gave no verdict.</summary>
/// <param name="Code"><c>unavailable</c>, <c>over_budget</c>, <c>deadline</c>, <c>malformed</c> or <c>refused</c>.</param>
/// <param name="Detail">The same in a sentence.</param>
/// <param name="Model">The model that was to be asked.</param>
/// <param name="At">Since when.</param>
public sealed record MatchDeferral(
    [property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("model")] string Model, [property: JsonPropertyName("at")] DateTimeOffset At);

/// <summary>An operator's decision.</summary>
/// <param name="Same">Whether they resolve identically.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
public sealed record MatchOverride(
    [property: JsonPropertyName("same")] bool Same, [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("by")] string? By, [property: JsonPropertyName("at")] DateTimeOffset At);

/// <summary>The ids of pairs.</summary>
public static class PairIds
{
    /// <summary>The id of a pair, whichever way round it is named.</summary>
    public static Guid Of(MarketRef one, MarketRef other)
    {
        var (left, right) = Ordered(one, other);
        return MarketIds.V5(MarketIds.Namespace, $"{left}|{right}");
    }

    /// <summary>The pair's stream.</summary>
    public static string StreamOf(Guid pair) => $"pair/{pair}";

    internal static Guid OfStream(string stream) => Guid.Parse(stream.AsSpan("pair/".Length));

    internal static (MarketRef Left, MarketRef Right) Ordered(MarketRef one, MarketRef other) =>
        Linking.GroupAssignment.ByMarket.Compare(one, other) <= 0 ? (one, other) : (other, one);
}

/// <summary>The pairs, one row each, in the table <c>match_view</c>.</summary>
public sealed class MatchViews : StreamProjection<MatchView>
{
    /// <summary>The table, without the schema.</summary>
    public const string ViewName = "match_view";

    /// <inheritdoc/>
    public override string Name => "MatchView";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(MatchEvent)];

    /// <inheritdoc/>
    public override string IdOf(string stream) => PairIds.OfStream(stream).ToString();

    /// <inheritdoc/>
    public override MatchView Project(MatchView? view, Recorded e) => MatchView.Evolve(view, e);

    /// <inheritdoc/>
    protected override ViewTable<MatchView> CreateTable() => new(ViewName,
            new("left_market", "text", NpgsqlDbType.Text, v => v.LeftRef.ToString()),
            new("right_market", "text", NpgsqlDbType.Text, v => v.RightRef.ToString()),
            new("left_venue", "text", NpgsqlDbType.Text, v => v.Left.Venue),
            new("right_venue", "text", NpgsqlDbType.Text, v => v.Right.Venue),
            new("state", "text", NpgsqlDbType.Text, v => v.State),
            new("confidence", "numeric", NpgsqlDbType.Numeric, v => v.Confidence),
            new("changed_at", "timestamptz", NpgsqlDbType.TimestampTz, v => v.ChangedAt.UtcDateTime))
    {
        Indexes = [new("left", "left_market"), new("right", "right_market"), new("state", "state", "changed_at desc", "id")],
    };
}
