using System.Globalization;
using System.Net;
using System.Text.Json;
using Faro.Http.Tests.Orders;

namespace Faro.Http.Tests.Audit;

/// <summary>The questions of an auditor, one call each, on a matched catalog and a prepared order.</summary>
[Collection(TradingGroup.Name)]
public sealed class AuditTests(TradingApi api)
{
    [Fact]
    public async Task A_request_s_facts_are_told_to_whom_they_concern_and_to_the_operator()
    {
        var prepared = await api.Prepare(await api.MatchedEvent(), "YES", "BUY", 5m);
        var fact = (await api.Order(prepared, "/history")).GetProperty("history")[0];
        var path = "/audit?correlation_id=" + Uri.EscapeDataString(fact.GetProperty("correlation_id").GetString()!);
        Assert.Contains(fact.GetProperty("sequence").GetInt64(), Sequences(await Json(api.Client, "/api/v1" + path)));
        Assert.Empty(Sequences(await Json(api.OtherClient, "/api/v1" + path)));
        Assert.Empty(Sequences(await Json(api.LiveClient, "/api/v1" + path)));
        using var admin = api.Trading.Admin();
        Assert.Contains(fact.GetProperty("sequence").GetInt64(), Sequences(await Json(admin, "/api/v1/admin" + path)));
    }

    [Fact]
    public async Task A_run_s_facts_come_page_by_page_and_none_is_missing()
    {
        using var admin = api.Trading.Admin();
        var run = (await Json(admin, "/api/v1/admin/runs?kind=match")).GetProperty("runs")[0].GetProperty("id").GetString()!;
        var match = (await Json(api.Client, "/api/v1/matches?state=linked&limit=1")).GetProperty("matches")[0].GetProperty("id").GetString()!;
        var linked = (await Json(api.Client, $"/api/v1/matches/{match}")).GetProperty("linked_by");
        Assert.Equal("match", linked.GetProperty("by").GetString());
        var correlation = Uri.EscapeDataString(linked.GetProperty("correlation_id").GetString()!);
        var (seen, after) = (new List<long>(), "");
        do
        {
            var page = await Json(api.Client, $"/api/v1/audit?correlation_id={correlation}&limit=100{after}");
            seen.AddRange(Sequences(page));
            after = page.GetProperty("next_after") is { ValueKind: JsonValueKind.Number } next ? $"&after={next}" : "";
        }
        while (after != "");
        Assert.Contains(linked.GetProperty("sequence").GetInt64(), seen);
        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.True(seen.Count > 100, $"{run}: {seen.Count}");
    }

    [Fact]
    public async Task An_order_s_export_is_its_history_line_by_line()
    {
        var prepared = await api.Prepare(await api.MatchedEvent(), "YES", "BUY", 5m);
        var path = $"/api/v1/orders/{prepared.GetProperty("order").GetProperty("id").GetString()}/export";
        var history = (await api.Order(prepared, "/history")).GetProperty("history").EnumerateArray().ToList();
        var lines = (await api.Client.GetStringAsync(new Uri(path, UriKind.Relative))).TrimEnd('\n').Split('\n');
        Assert.Equal(history.Select(h => h.GetRawText()), lines);

        using var csv = await api.Client.GetAsync(new Uri(path + "?format=csv", UriKind.Relative));
        Assert.Equal("text/csv; charset=utf-8", csv.Content.Headers.ContentType?.ToString());
        var rows = Csv(await csv.Content.ReadAsStringAsync());
        Assert.Equal("sequence,recorded_at,stream,version,name,by,correlation_id,causation_id,data", string.Join(',', rows[0]));
        Assert.Equal(history.Count + 1, rows.Count);
        Assert.Equal(history[0].GetProperty("data").GetRawText(), rows[1][8]);
        using var other = await api.OtherClient.GetAsync(new Uri(path, UriKind.Relative));
        await other.Refused(404, "not_found");
    }

    [Fact]
    public async Task A_day_s_export_is_the_operator_s_and_holds_everything()
    {
        using var admin = api.Trading.Admin();
        var days = new List<long>();
        foreach (var day in new[] { DateTime.UtcNow.AddDays(-1), DateTime.UtcNow })
        {
            var text = await admin.GetStringAsync(new Uri("/api/v1/admin/export?date=" + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), UriKind.Relative));
            days.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l).GetProperty("sequence").GetInt64()));
        }

        Assert.True(days.Count > 600, $"{days.Count}");
        Assert.Equal(days.Order().Distinct(), days);
        using var reader = await api.Client.GetAsync(new Uri("/api/v1/admin/export?date=2026-11-30", UriKind.Relative));
        await reader.Refused(403, "forbidden");
        using var wrong = await admin.GetAsync(new Uri("/api/v1/admin/export?date=2026-02-30", UriKind.Relative));
        await wrong.Refused(400, "bad_request");
    }

    [Fact]
    public async Task A_match_tells_what_both_rules_said_when_they_were_judged()
    {
        var row = (await Json(api.Client, "/api/v1/matches?state=linked&limit=1")).GetProperty("matches")[0];
        var match = await Json(api.Client, $"/api/v1/matches/{row.GetProperty("id").GetString()}");
        var texts = match.GetProperty("texts");
        foreach (var (side, which) in new[] { ("left", "first"), ("right", "second") })
        {
            var then = texts.GetProperty(side).GetProperty("then");
            Assert.Equal(match.GetProperty(side).GetProperty("venue_market_id").GetString(), then.GetProperty("venue_market_id").GetString());
            Assert.Equal(then.GetRawText(), texts.GetProperty(side).GetProperty("now").GetRawText());
            Assert.Equal(0, texts.GetProperty(side).GetProperty("changes").GetArrayLength());
            Assert.Equal(Words(then.GetProperty("title").GetString()!), Words(Together(texts.GetProperty("title_difference"), which)));
            Assert.Equal(Words(then.GetProperty("rules").GetString() ?? ""), Words(Together(texts.GetProperty("rules_difference"), which)));
        }

        // Asked about the past, it tells what both markets said by then.
        var sequence = match.GetProperty("linked_by").GetProperty("sequence").GetInt64();
        var past = await Json(api.Client, $"/api/v1/matches/{match.GetProperty("id").GetString()}?as_of={sequence}");
        Assert.Equal(texts.GetProperty("left").GetProperty("now").GetRawText(), past.GetProperty("texts").GetProperty("left").GetProperty("now").GetRawText());
        Assert.Equal(texts.GetProperty("left").GetProperty("then").GetRawText(), past.GetProperty("texts").GetProperty("left").GetProperty("then").GetRawText());
    }

    private static string Together(JsonElement difference, string which) => string.Concat(difference.EnumerateArray()
        .Where(d => d.GetProperty("in").GetString() is var text && (text == "both" || text == which)).Select(d => d.GetProperty("text").GetString() + " "));

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<long> Sequences(JsonElement page) => page.GetProperty("history").EnumerateArray().Select(f => f.GetProperty("sequence").GetInt64());

    /// <summary>Reads CSV as RFC 4180 says.</summary>
    private static List<List<string>> Csv(string text)
    {
        var rows = new List<List<string>> { new() { "" } };
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
                rows[^1][^1] += text[i++];
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == ',' && !quoted)
                rows[^1].Add("");
            else if (text[i] == '\n' && !quoted)
                rows.Add([""]);
            else if (text[i] != '\r' || quoted)
                rows[^1][^1] += text[i];
        }

        rows.RemoveAt(rows.Count - 1);
        return rows;
    }

    private static async Task<JsonElement> Json(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        var json = await response.Json();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {json}");
        return json;
    }
}
