using System.Text.Json.Serialization;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Venues;

namespace Faro.Matching.Matches;

/// <summary>One of the two markets of a pair.</summary>
/// <param name="Venue">Its venue.</param>
/// <param name="MarketId">The venue's id of it.</param>
public sealed record PairSide(Venue Venue, string MarketId)
{
    /// <summary>The market.</summary>
    [JsonIgnore]
    public MarketRef Ref => new(Venue, MarketId);

    internal static PairSide Of(MarketRef market) => new(market.Venue, market.MarketId);
}

/// <summary>A market of a group.</summary>
/// <param name="Venue">Its venue.</param>
/// <param name="MarketId">The venue's id of it.</param>
/// <param name="EventId">The id that its own event has.</param>
/// <param name="Polarity">Against the event's YES, which is the first-listed member's.</param>
/// <param name="WordsVersion">The version of the market's stream whose words were judged; null on facts older than this field.</param>
public sealed record GroupedMarket(
    Venue Venue, string MarketId, Guid EventId, Polarity Polarity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? WordsVersion = null);

/// <summary>A pair that holds a group together.</summary>
/// <param name="PairId">The pair.</param>
/// <param name="Judge">Who judged it.</param>
/// <param name="Confidence">0.85 … 1.</param>
/// <param name="Reasoning">Why.</param>
/// <param name="DivergenceRisks">Where the two might still diverge.</param>
public sealed record GroupedPair(Guid PairId, string Judge, decimal Confidence, string Reasoning, IReadOnlyList<Finding> DivergenceRisks);

/// <summary>
/// All markets of one question: link facts contain it, so that a projection copies it and never computes a union.
/// </summary>
/// <param name="EventId">The canonical event: the first-listed member's.</param>
/// <param name="PrimaryVenue">The venue with the highest liquidity when the match was made.</param>
/// <param name="Members">The first-listed first; one member: a market that is alone again.</param>
/// <param name="Pairs">Every pair among them.</param>
public sealed record MarketGroup(Guid EventId, Venue PrimaryVenue, IReadOnlyList<GroupedMarket> Members, IReadOnlyList<GroupedPair> Pairs);

/// <summary>A fact about a pair of markets, on the stream <c>pair/UUID</c>.</summary>
public abstract record MatchEvent;

/// <summary>Two markets look alike.</summary>
/// <param name="Left">One market; the venues are in their fixed order.</param>
/// <param name="Right">The other.</param>
[EventName("pair_proposed")]
public sealed record PairProposed(PairSide Left, PairSide Right) : MatchEvent;

/// <summary>A judge has decided whether the two resolve identically.</summary>
/// <param name="Judge">Who judged.</param>
/// <param name="JudgeVersion">Its version; for a model its name.</param>
/// <param name="PromptVersion">The version of its prompt; null without one.</param>
/// <param name="LeftTermsHash">
/// The terms judged, left: the hash that the market's own fact carries (<see cref="TermsHasher"/>). On facts without
/// <see cref="LeftReadingHash"/> the value there, with 64 digits, is the reading's.
/// </param>
/// <param name="RightTermsHash">The same of the right one.</param>
/// <param name="Same">Whether they resolve identically.</param>
/// <param name="Confidence">How sure, 0 … 1.</param>
/// <param name="Reasoning">Why.</param>
/// <param name="Polarity">Whether the outcomes agree directly or inverted.</param>
/// <param name="OutcomeMap">The left market's outcome labels, each with the right market's label that pays in the same case.</param>
/// <param name="Findings">The differences: vetoes first, then divergence risks.</param>
/// <param name="LeftWordsVersion">The version of the left market's stream whose words were judged; null on facts older than this field.</param>
/// <param name="RightWordsVersion">The same of the right one.</param>
/// <param name="Family">The family of the question; null on facts older than this field.</param>
/// <param name="Slots">Every slot compared, with both sides' quotations; null on facts older than this field.</param>
/// <param name="AskedModel">The model that was asked, by its configured name; null for judges without one.</param>
/// <param name="LeftReadingHash">What was read of the left market; null on facts older than this field.</param>
/// <param name="RightReadingHash">The same of the right one.</param>
[EventName("verdict_reached")]
public sealed record VerdictReached(
    string Judge, string JudgeVersion, string? PromptVersion, string LeftTermsHash, string RightTermsHash, bool Same, decimal Confidence,
    string Reasoning, Polarity Polarity, IReadOnlyDictionary<string, string> OutcomeMap, IReadOnlyList<Finding> Findings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? LeftWordsVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RightWordsVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Family = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JudgedSlot>? Slots = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AskedModel = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LeftReadingHash = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RightReadingHash = null) : MatchEvent;

/// <summary>The model gave no verdict: what the rules prove applies meanwhile, and a later run asks again.</summary>
/// <param name="Judge">The judge.</param>
/// <param name="JudgeVersion">The model that should have been asked.</param>
/// <param name="Code">Why: <c>unavailable</c>, <c>over_budget</c>, <c>deadline</c>, <c>malformed</c> or <c>refused</c>.</param>
/// <param name="Detail">The same in a sentence.</param>
[EventName("judgement_deferred")]
public sealed record JudgementDeferred(string Judge, string JudgeVersion, string Code, string Detail) : MatchEvent;

/// <summary>
/// A venue has changed the words of one of the two markets: the verdict, or an operator's decision that joined them, no longer applies,
/// and the pair waits to be judged on the new ones.
/// </summary>
/// <param name="Market">The market whose words changed.</param>
/// <param name="JudgedVersion">The version of its stream whose words were judged.</param>
/// <param name="WordsVersion">The version that changed them.</param>
[EventName("verdict_demoted")]
public sealed record VerdictDemoted(PairSide Market, long JudgedVersion, long WordsVersion) : MatchEvent;

/// <summary>An operator has decided in place of the judge; it applies until the next decision.</summary>
/// <param name="Same">Whether they resolve identically.</param>
/// <param name="Polarity">Which way round.</param>
/// <param name="Reason">Why.</param>
/// <param name="LeftWordsVersion">The version of the left market's stream whose words it was decided on; null on facts older than this field.</param>
/// <param name="RightWordsVersion">The same of the right one.</param>
/// <param name="OutcomeMap">The left market's outcome labels, each with the right market's label that pays in the same case; null for markets that differ, and on facts older than this field.</param>
/// <param name="Overruled">The hard facts that its confirmation overruled; null when there were none.</param>
[EventName("verdict_overridden")]
public sealed record VerdictOverridden(
    bool Same, Polarity Polarity, string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? LeftWordsVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RightWordsVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? OutcomeMap = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MatchFinding>? Overruled = null) : MatchEvent;

/// <summary>An operator has withdrawn a decision: the judge's verdict applies again.</summary>
/// <param name="Reason">Why; null when none was given.</param>
[EventName("override_withdrawn")]
public sealed record OverrideWithdrawn([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null) : MatchEvent;

/// <summary>The prices of a pair's two markets, both for the left market's first outcome.</summary>
/// <param name="Left">The left market's, in dollars.</param>
/// <param name="Right">The right market's.</param>
public sealed record PriceGap(decimal Left, decimal Right)
{
    /// <summary>How far apart they are, in percentage points.</summary>
    [JsonIgnore]
    public decimal Points => Math.Abs(Left - Right) * 100;
}

/// <summary>The prices of a linked pair are further apart than two markets of one question should be.</summary>
/// <param name="Gap">The prices.</param>
/// <param name="Since">When they were seen.</param>
[EventName("price_gap_opened")]
public sealed record PriceGapOpened(PriceGap Gap, DateTimeOffset Since) : MatchEvent;

/// <summary>The prices of a linked pair have stayed apart so long that the link should be checked. It does not change the link.</summary>
/// <param name="EventId">The event that the pair joins its markets in.</param>
/// <param name="Gap">The prices now.</param>
/// <param name="Since">Since when they have been apart.</param>
/// <param name="At">When it was flagged.</param>
[EventName("price_gap_flagged")]
public sealed record PriceGapFlagged(Guid EventId, PriceGap Gap, DateTimeOffset Since, DateTimeOffset At) : MatchEvent;

/// <summary>The prices of a pair have met again, or one of its markets no longer trades.</summary>
/// <param name="EventId">The event that the pair joins its markets in.</param>
/// <param name="Why"><c>met</c> or <c>not_trading</c>.</param>
/// <param name="At">When it was seen.</param>
[EventName("price_gap_closed")]
public sealed record PriceGapClosed(Guid EventId, string Why, DateTimeOffset At) : MatchEvent;

/// <summary>The pair joins its markets in one event.</summary>
/// <param name="Group">The whole group that results.</param>
[EventName("pair_linked")]
public sealed record PairLinked(MarketGroup Group) : MatchEvent;

/// <summary>The pair joins its markets no longer.</summary>
/// <param name="Why">
/// <c>rules_changed</c>: a venue changed its words; <c>override</c>: an operator separated it; <c>override_withdrawn</c>: an operator's decision
/// had joined it, and was withdrawn; <c>verdict</c>: the judge decided differently on the same words; <c>reassigned</c>: a better
/// group won.
/// </param>
/// <param name="Groups">The new group of every market of the old group.</param>
[EventName("pair_unlinked")]
public sealed record PairUnlinked(string Why, IReadOnlyList<MarketGroup> Groups) : MatchEvent;

/// <summary>What a matching run did.</summary>
/// <param name="Markets">Markets that were new or changed.</param>
/// <param name="Considered">Pairs looked at.</param>
/// <param name="Judged">Verdicts newly reached.</param>
/// <param name="Linked">Pairs linked.</param>
/// <param name="Unlinked">Pairs unlinked.</param>
/// <param name="Deferred">Pairs whose judge was down or over budget; they keep the rules' verdict.</param>
/// <param name="DeferredFor">The number of deferred pairs by reason; null when none was.</param>
/// <param name="Spend">What the run spent on a model; null without one.</param>
[EventName("pairs_judged")]
public sealed record PairsJudged(
    int Markets, int Considered, int Judged, int Linked, int Unlinked, int Deferred,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? DeferredFor = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JudgeSpend? Spend = null) : RunEvent;
