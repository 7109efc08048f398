using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Faro.Matching;
using Faro.Venues;

namespace Faro.Conformance.Evaluation;

/// <summary>
/// Reads recorded venue catalogs as distractors for blocking: JSON lines, gzipped or not, in the shapes of Gamma markets, CLOB markets,
/// Kalshi markets and Kalshi events, distinguished by their fields. Records of another form are skipped and counted.
/// </summary>
public static class RecordedMarkets
{
    /// <summary>Reads the files; a market in several of them is used once. Kalshi events give their titles to their markets.</summary>
    /// <returns>The markets, ordered by venue and id, and how many records were passed over.</returns>
    public static (IReadOnlyList<MarketText> Markets, int PassedOver) Read(IEnumerable<string> paths)
    {
        var markets = new Dictionary<MarketRef, (MarketText Text, string? Event)>();
        var events = new Dictionary<string, (string? Title, string? Subtitle, bool? Exclusive)>(StringComparer.Ordinal);
        var passed = 0;
        foreach (var path in paths)
        {
            using var file = File.OpenRead(path);
            using var plain = path.EndsWith(".gz", StringComparison.Ordinal) ? (Stream)new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(plain);
            while (reader.ReadLine() is { } line)
            {
                if (line.Length == 0)
                    continue;
                using var json = JsonDocument.Parse(line);
                var r = json.RootElement;
                if (Text(r, "ticker") is not null || Text(r, "condition_id", "conditionId") is not null)
                {
                    var (text, grouping) = Market(r);
                    markets.TryAdd(text.Ref, (text, grouping));
                }
                else if (Text(r, "event_ticker") is { } ticker)
                {
                    events[ticker] = (Text(r, "title"), Text(r, "sub_title"), Flag(r, "mutually_exclusive"));
                }
                else
                {
                    passed++;
                }
            }
        }

        var read = markets.Values.Select(m => m.Event is not null && events.TryGetValue(m.Event, out var e) ? m.Text with { EventTitle = e.Title, EventSubtitle = e.Subtitle, Exclusive = e.Exclusive } : m.Text);
        return ([.. read.OrderBy(m => m.Venue).ThenBy(m => m.MarketId, StringComparer.Ordinal)], passed);
    }

    private static (MarketText Text, string? Event) Market(JsonElement r)
    {
        if (Text(r, "ticker") is { } ticker)
        {
            return (new MarketText
            {
                Venue = Venue.Kalshi,
                MarketId = ticker,
                Title = Text(r, "title") ?? "",
                OutcomeName = Text(r, "yes_sub_title") ?? LabelledPair.StrikeName(r),
                StrikeName = LabelledPair.StrikeName(r),
                Rules = Text(r, "rules_primary"),
                RulesSecondary = Text(r, "rules_secondary"),
                EndsAt = Date(r, "close_time"),
                StrikeType = Text(r, "strike_type"),
                FloorStrike = Number(r, "floor_strike"),
                CapStrike = Number(r, "cap_strike"),
            }, Text(r, "event_ticker"));
        }

        var (yes, no) = Labels(r);
        string? grouping = null;
        IReadOnlyList<string> tags = [];
        bool? exclusive = null;
        if (r.TryGetProperty("events", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
            (grouping, tags, exclusive) = (Text(list[0], "title"), LabelledPair.Tags(list[0]), Flag(list[0], "negRisk"));
        return (new MarketText
        {
            Venue = Venue.Polymarket,
            MarketId = Text(r, "condition_id", "conditionId")!,
            Title = Text(r, "question") ?? "",
            YesLabel = yes,
            NoLabel = no,
            OutcomeName = Text(r, "groupItemTitle"),
            EventTitle = grouping,
            Rules = Text(r, "description"),
            ResolutionSource = Text(r, "resolutionSource"),
            EndsAt = Date(r, "endDate", "end_date_iso"),
            StartsAt = Date(r, "gameStartTime", "game_start_time"),
            Kind = Text(r, "sportsMarketType"),
            Line = Number(r, "line"),
            Tags = tags,
            Slug = Text(r, "slug"),
            Exclusive = exclusive,
        }, null);
    }

    private static (string Yes, string No) Labels(JsonElement r)
    {
        if (r.TryGetProperty("tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array && tokens.GetArrayLength() == 2)
            return (Text(tokens[0], "outcome") ?? "Yes", Text(tokens[1], "outcome") ?? "No");
        if (Text(r, "outcomes") is { } packed)
        {
            using var json = JsonDocument.Parse(packed);
            var o = json.RootElement;
            if (o.ValueKind == JsonValueKind.Array && o.GetArrayLength() == 2)
                return (o[0].GetString() ?? "Yes", o[1].GetString() ?? "No");
        }

        return ("Yes", "No");
    }

    private static string? Text(JsonElement e, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String && v.GetString() is { Length: > 0 } s)
                return s;
        }

        return null;
    }

    private static bool? Flag(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.True or JsonValueKind.False ? v.ValueKind == JsonValueKind.True : null;

    private static decimal? Number(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetDecimal(out var n) ? n : null;

    private static DateTimeOffset? Date(JsonElement e, params ReadOnlySpan<string> names) =>
        Text(e, names) is { } s && DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var d) ? d : null;
}
