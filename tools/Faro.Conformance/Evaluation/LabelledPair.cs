using System.Globalization;
using System.Text.Json;
using Faro.Matching;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Conformance.Evaluation;

/// <summary>One labelled pair of a file <c>{polymarket: {…}, kalshi: {…}, label}</c>. Missing fields are tolerated.</summary>
/// <param name="Id">The pair's id, or its line number.</param>
/// <param name="Left">The Polymarket side.</param>
/// <param name="Right">The Kalshi side.</param>
/// <param name="Label"><c>same</c>, <c>near</c>, <c>different</c>, or whatever the file says; only <c>same</c> counts as the same.</param>
/// <param name="Category">The group the pair is reported under.</param>
/// <param name="OutcomeMap">For named outcomes: Polymarket label to <c>yes</c> or <c>no</c> at Kalshi.</param>
/// <param name="Why">The labeller's reason, if given.</param>
public sealed record LabelledPair(
    string Id, MarketText Left, MarketText Right, string Label, string Category, IReadOnlyDictionary<string, string>? OutcomeMap, string? Why)
{
    /// <summary>Whether the label says that the markets resolve identically.</summary>
    public bool IsSame => Label == "same";

    /// <summary>Reads a JSONL file. Lines that cannot be read are returned as errors, never skipped in silence.</summary>
    public static (IReadOnlyList<LabelledPair> Pairs, IReadOnlyList<string> Errors) ReadAll(IEnumerable<string> lines)
    {
        var pairs = new List<LabelledPair>();
        var errors = new List<string>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                var pair = Read(json.RootElement, number);
                if (pair is null)
                    errors.Add($"line {number}: polymarket, kalshi and label are needed");
                else
                    pairs.Add(pair);
            }
            catch (JsonException e)
            {
                errors.Add($"line {number}: {e.Message}");
            }
        }

        return (pairs, errors);
    }

    private static LabelledPair? Read(JsonElement root, int number)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("polymarket", out var p) || p.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("kalshi", out var k) || k.ValueKind != JsonValueKind.Object || Text(root, "label") is not { } label)
            return null;
        var outcomes = Outcomes(p);
        var left = new MarketText
        {
            Venue = Venue.Polymarket,
            MarketId = Text(p, "condition_id", "conditionId", "id", "slug") ?? $"pm-{number}",
            Title = Text(p, "question", "title") ?? "",
            YesLabel = outcomes.Yes,
            NoLabel = outcomes.No,
            OutcomeName = Text(p, "group_item_title", "groupItemTitle"),
            EventTitle = Text(p, "event_title", "eventTitle"),
            Rules = Text(p, "description", "rules"),
            ResolutionSource = Text(p, "resolution_source", "resolutionSource"),
            Category = Text(p, "category"),
            EndsAt = Date(p, "end_date", "endDate", "end_date_iso"),
            StartsAt = Date(p, "game_start_time", "gameStartTime"),
            Kind = Text(p, "sports_market_type", "sportsMarketType"),
            Line = Number(p, "line"),
            Tags = Tags(p),
            Slug = Text(p, "slug"),
        };
        var right = new MarketText
        {
            Venue = Venue.Kalshi,
            MarketId = Text(k, "ticker") ?? $"ks-{number}",
            Title = Text(k, "title") ?? "",
            OutcomeName = Text(k, "yes_sub_title", "subtitle", "yesSubTitle") ?? StrikeName(k),
            StrikeName = StrikeName(k),
            EventTitle = Text(k, "event_title"),
            EventSubtitle = Text(k, "event_sub_title", "sub_title"),
            Rules = Text(k, "rules_primary", "rulesPrimary"),
            RulesSecondary = Text(k, "rules_secondary", "rulesSecondary"),
            Category = Text(k, "category"),
            EndsAt = Date(k, "close_time", "closeTime", "expiration_time"),
            StrikeType = Text(k, "strike_type", "strikeType"),
            FloorStrike = Number(k, "floor_strike", "floorStrike"),
            CapStrike = Number(k, "cap_strike", "capStrike"),
        };
        Dictionary<string, string>? map = null;
        if (root.TryGetProperty("outcome_map", out var m) && m.ValueKind == JsonValueKind.Object)
            map = m.EnumerateObject().Where(x => x.Value.ValueKind == JsonValueKind.String).ToDictionary(x => x.Name, x => x.Value.GetString()!, StringComparer.Ordinal);
        return new LabelledPair(
            Text(root, "pair_id", "id") ?? $"line-{number}", left, right, label.Trim().ToLowerInvariant(),
            Text(root, "category") ?? Categories.Of(left, right), map is { Count: > 0 } ? map : null, Text(root, "why"));
    }

    private static (string Yes, string No) Outcomes(JsonElement p)
    {
        if (!p.TryGetProperty("outcomes", out var o))
            return ("Yes", "No");
        if (o.ValueKind == JsonValueKind.String)
        {
            try
            {
                using var inner = JsonDocument.Parse(o.GetString()!);
                return Labels(inner.RootElement);
            }
            catch (JsonException)
            {
                return ("Yes", "No"); // an unreadable list says nothing about the outcomes
            }
        }

        return Labels(o);
    }

    private static (string Yes, string No) Labels(JsonElement o)
    {
        if (o.ValueKind != JsonValueKind.Array || o.GetArrayLength() != 2)
            return ("Yes", "No");
        var (yes, no) = (o[0], o[1]);
        return yes.ValueKind == JsonValueKind.String && no.ValueKind == JsonValueKind.String ? (yes.GetString()!, no.GetString()!) : ("Yes", "No");
    }

    private static string? Text(JsonElement e, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (e.TryGetProperty(name, out var v))
            {
                if (v.ValueKind == JsonValueKind.String && v.GetString() is { Length: > 0 } s)
                    return s;
                if (v.ValueKind == JsonValueKind.Number)
                    return v.GetRawText();
            }
        }

        return null;
    }

    // The texts of Kalshi's custom strike; ids of teams say nothing.
    internal static string? StrikeName(JsonElement e) => e.TryGetProperty("custom_strike", out var strike) && strike.ValueKind == JsonValueKind.Object
        && strike.EnumerateObject().Where(x => x.Value.ValueKind == JsonValueKind.String).Select(x => x.Value.GetString()!).Where(x => x.Length > 0 && !Guid.TryParse(x, out _)).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } names
            ? string.Join("; ", names) : null;

    private static decimal? Number(JsonElement e, params ReadOnlySpan<string> names) =>
        decimal.TryParse(Text(e, names), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : null;

    // Labels, or objects that hold them.
    internal static IReadOnlyList<string> Tags(JsonElement e) => e.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
        ? [.. tags.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.String ? t.GetString() : t.ValueKind == JsonValueKind.Object ? Text(t, "label") : null).OfType<string>()]
        : [];

    private static DateTimeOffset? Date(JsonElement e, params ReadOnlySpan<string> names) =>
        Text(e, names) is { } s && DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var d) ? d : null;
}

/// <summary>Sorts pairs into a few groups by their words, for reports only; no verdict depends on it.</summary>
internal static class Categories
{
    public static string Of(MarketText left, MarketText right)
    {
        var a = TermsExtractor.Read(left);
        var b = TermsExtractor.Read(right);
        return Of(a.Predicate) ?? Of(b.Predicate) ?? (a.Thresholds.Count > 0 || b.Thresholds.Count > 0 ? "levels" : a.Offices.Count > 0 || b.Offices.Count > 0 ? "politics" : "other");
    }

    private static string? Of(string? predicate) => predicate switch
    {
        null => null,
        "win_game" or "draw" or "total" or "spread" or "btts" or "champion" or "advance" or "relegate" => "sports",
        "award_nomination" or "win_award" or "top" => "culture",
        "party_nominee" or "primary_first" or "win_election" or "most_seats" or "ballot" or "run" or "next_in_office" or "margin" or "turnout" => "elections",
        "rate_rise" or "rate_cut" or "rate_hold" => "central_banks",
        "leave_office" or "resign" or "remain" or "first_leave" or "impeach" or "serve_term" or "confirm" => "office",
        _ => "other",
    };
}
