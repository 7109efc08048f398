using System.Text.Json.Serialization;

namespace Faro.Matching.Matches;

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
/// <param name="LeftQuote">The words it was read from; null when they are not contiguous.</param>
/// <param name="RightQuote">The words of the right market.</param>
public sealed record MatchSlot(
    [property: JsonPropertyName("slot")] string Slot, [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("left")] string Left, [property: JsonPropertyName("right")] string Right,
    [property: JsonPropertyName("left_quote")] string? LeftQuote, [property: JsonPropertyName("right_quote")] string? RightQuote);

/// <summary>A difference, quoted from both sides.</summary>
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
/// <param name="Model">The model that should have been asked.</param>
/// <param name="At">Since when.</param>
public sealed record MatchDeferral(
    [property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("model")] string Model, [property: JsonPropertyName("at")] DateTimeOffset At);

/// <summary>The judge's verdict on a pair while an operator's decision overrides it; withdrawing the decision restores it.</summary>
/// <param name="Same">Whether they resolve identically.</param>
/// <param name="Polarity">Whether the outcomes agree directly or inverted.</param>
/// <param name="OutcomeMap">The left market's outcome labels, each with the right market's label that pays in the same case.</param>
/// <param name="LeftWordsVersion">The version of the left market's stream whose words were judged.</param>
/// <param name="RightWordsVersion">The same of the right one.</param>
public sealed record MatchJudged(
    [property: JsonPropertyName("same")] bool Same,
    [property: JsonPropertyName("polarity"), JsonConverter(typeof(PolarityWords))] Polarity Polarity,
    [property: JsonPropertyName("outcome_map")] IReadOnlyDictionary<string, string> OutcomeMap,
    [property: JsonPropertyName("left_words_version")] long? LeftWordsVersion,
    [property: JsonPropertyName("right_words_version")] long? RightWordsVersion);

/// <summary>How far the prices of a linked pair are apart.</summary>
/// <param name="Points">How far, in points of a hundred.</param>
/// <param name="Left">The price of the left market's first outcome, in dollars.</param>
/// <param name="Right">The price of the right market's outcome that pays in the same case.</param>
/// <param name="Since">Since when they have been more than the allowed points apart.</param>
/// <param name="FlaggedAt">When that had lasted long enough to be flagged; null before that.</param>
public sealed record MatchPriceGap(
    [property: JsonPropertyName("points")] decimal Points, [property: JsonPropertyName("left")] decimal Left, [property: JsonPropertyName("right")] decimal Right,
    [property: JsonPropertyName("since")] DateTimeOffset Since, [property: JsonPropertyName("flagged_at")] DateTimeOffset? FlaggedAt);

/// <summary>An operator's decision.</summary>
/// <param name="Same">Whether they resolve identically.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
public sealed record MatchOverride(
    [property: JsonPropertyName("same")] bool Same, [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("by")] string? By, [property: JsonPropertyName("at")] DateTimeOffset At);
