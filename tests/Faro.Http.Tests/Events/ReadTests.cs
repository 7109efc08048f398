using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Faro.Http.Tests.Events;

/// <summary>The read routes over a synced catalog.</summary>
public sealed class ReadTests(SandboxApi api) : IClassFixture<SandboxApi>
{
    private HttpClient Reader => api.Reader;

    [Fact]
    public void The_cron_route_answers_the_record_of_the_run()
    {
        var run = JsonSerializer.Deserialize<JsonElement>(api.Run);
        Assert.Equal("sync", run.GetProperty("kind").GetString());
        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.StartsWith("run/sync/", run.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(["foresight", "kalshi", "polymarket"], run.GetProperty("venues").EnumerateArray().Select(v => v.GetProperty("venue").GetString()));
        Assert.All(run.GetProperty("venues").EnumerateArray(), v => Assert.Equal(JsonValueKind.Null, v.GetProperty("error").ValueKind));
        Assert.All(run.GetProperty("venues").EnumerateArray(), v => Assert.True(v.GetProperty("listed").GetInt32() > 50));
    }

    [Theory]
    [InlineData("GET", "/api/v1/cron/sync-events", "sync")]
    [InlineData("POST", "/api/v1/cron/match-markets", "match")]
    [InlineData("GET", "/api/v1/cron/match-markets", "match")]
    public async Task Cron_routes_take_both_methods(string method, string path, string kind)
    {
        using var cron = api.Synced.Client(ApiHost.CronSecret);
        using var response = await cron.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var run = await response.Json();
        Assert.Equal(kind, run.GetProperty("kind").GetString());
        Assert.Equal("completed", run.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_list_has_the_documented_form()
    {
        var page = await Get("/api/v1/events?limit=3");
        Assert.Equal(["events", "total", "limit", "offset", "next_cursor"], page.EnumerateObject().Select(p => p.Name));
        Assert.Equal(3, page.GetProperty("limit").GetInt32());
        Assert.Equal(0, page.GetProperty("offset").GetInt32());
        Assert.True(page.GetProperty("total").GetInt64() > 100);
        var events = page.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(3, events.Count);
        Assert.All(events, e =>
        {
            Assert.Equal(
                ["id", "title", "category", "end_time", "venues", "primary_venue", "liquidity_usd"],
                e.EnumerateObject().Select(p => p.Name).Take(7));
            Assert.EndsWith("Z", e.GetProperty("end_time").GetString(), StringComparison.Ordinal);
        });
        var liquidity = events.Select(e => e.GetProperty("liquidity_usd").GetDecimal()).ToList();
        Assert.Equal(liquidity.OrderDescending(), liquidity);
    }

    [Fact]
    public async Task Defaults_are_fifty_active_from_the_start()
    {
        var page = await Get("/api/v1/events");
        Assert.Equal(50, page.GetProperty("limit").GetInt32());
        Assert.Equal(0, page.GetProperty("offset").GetInt32());
        Assert.Equal(50, page.GetProperty("events").GetArrayLength());
        Assert.Equal((await Get("/api/v1/events?status=active&offset=0&limit=50")).GetRawText(), page.GetRawText());
        Assert.Equal((await Get("/api/v1/events/")).GetRawText(), page.GetRawText()); // a trailing slash makes no difference
    }

    [Theory]
    [InlineData("")]
    [InlineData("&sort=title")]
    [InlineData("&sort=end_time&status=all")]
    [InlineData("&sort=liquidity&venue=kalshi")]
    public async Task Pages_by_offset_and_by_cursor_are_the_same_and_whole(string more)
    {
        var byOffset = new List<string>();
        var byCursor = new List<string>();
        var total = 0L;
        for (string? cursor = "", at = "0"; cursor is not null;)
        {
            var page = await Get($"/api/v1/events?limit=90{more}{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}");
            byCursor.AddRange(Ids(page));
            cursor = page.GetProperty("next_cursor").GetString();
            total = page.GetProperty("total").GetInt64();
            byOffset.AddRange(Ids(await Get($"/api/v1/events?limit=90&offset={at}{more}")));
            at = byOffset.Count.ToString(CultureInfo.InvariantCulture);
        }

        Assert.Equal(byOffset, byCursor);
        Assert.Equal(total, byCursor.Distinct().Count());
    }

    [Theory]
    [InlineData("offset=100000")]
    [InlineData("offset=2147483647")]
    [InlineData("q=zzzznosuchwordzzzz")]
    [InlineData("end_before=1999-01-01T00:00:00Z")]
    [InlineData("token_id=12345")]
    [InlineData("group=kalshi:NOTHING")]
    public async Task Nothing_found_is_an_empty_page(string query) =>
        Assert.Equal(0, (await Get($"/api/v1/events?{query}")).GetProperty("events").GetArrayLength());

    [Fact]
    public async Task Search_finds_words_of_the_title_best_first()
    {
        var title = (await Get("/api/v1/events?limit=1&sort=title")).GetProperty("events")[0].GetProperty("title").GetString()!;
        var found = await Get($"/api/v1/events?status=all&q={Uri.EscapeDataString(title.Replace("\"", "", StringComparison.Ordinal))}");
        Assert.Contains(title, found.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("q=%22unbalanced")]
    [InlineData("q=%27%3B+drop+table+x%3B+--")]
    [InlineData("q=%26+%7C+%21+%28+%29+%3A*")]
    [InlineData("q=-")]
    [InlineData("q=%F0%9F%98%80")]
    [InlineData("q=or+or+or")]
    public async Task Odd_searches_are_answered(string query) => await Get($"/api/v1/events?{query}");

    [Theory] // what is asked, the field, what the refusal says
    [InlineData("category=foo", "category", "Must be one of elections, politics")]
    [InlineData("q=the+of", "q", "in nearly every text (the, of)")]
    [InlineData("venue_market_id=X", "venue", "Required with venue_market_id.")]
    public async Task A_list_that_cannot_be_meant_is_refused_in_words(string query, string field, string says)
    {
        using var response = await Reader.GetAsync(new Uri($"/api/v1/events?{query}", UriKind.Relative));
        var issues = (await response.Refused(400, "bad_request")).GetProperty("issues").GetProperty("fieldErrors");
        Assert.Contains(says, issues.GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limt=3", "Unknown query parameter 'limt'. Did you mean 'limit'? Known: ")]
    [InlineData("endBefore=2026-01-01", "Unknown query parameter 'endBefore'. Did you mean 'end_before'? Known: ")]
    [InlineData("colour=red", "Unknown query parameter 'colour'. Known: ")]
    public async Task An_unknown_parameter_is_told_what_there_is(string query, string says)
    {
        using var response = await Reader.GetAsync(new Uri($"/api/v1/events?{query}", UriKind.Relative));
        var fault = (await response.Refused(400, "bad_request")).GetProperty("issues").GetProperty("formErrors")[0].GetString();
        Assert.StartsWith(says, fault, StringComparison.Ordinal);
        Assert.EndsWith("limit, offset.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_found_by_its_ids_its_token_and_its_group_and_every_category_is_counted()
    {
        var grouped = Events(await Get("/api/v1/events?venue=kalshi&limit=200")).First(e => e.GetProperty("group").ValueKind == JsonValueKind.Object);
        var group = grouped.GetProperty("group").GetProperty("id").GetString()!;
        var siblings = Events(await Get($"/api/v1/events?limit=200&group={Uri.EscapeDataString(group)}"));
        Assert.True(siblings.Count > 1);
        Assert.Contains(grouped.GetProperty("id").GetString(), siblings.Select(e => e.GetProperty("id").GetString()));
        var market = (await Get($"/api/v1/events/{grouped.GetProperty("id").GetString()}")).GetProperty("event").GetProperty("markets").EnumerateArray().First(m => m.GetProperty("venue").GetString() == "kalshi");
        var ticker = market.GetProperty("venue_market_id").GetString()!;
        foreach (var held in new[] { $"venue=kalshi&venue_market_id={ticker.ToLowerInvariant()}", $"ticker={ticker}", $"token_id={market.GetProperty("token_ids").GetProperty("no").GetString()}" })
            Assert.Equal(grouped.GetProperty("id").GetString(), Assert.Single(Events(await Get($"/api/v1/events?{held}"))).GetProperty("id").GetString());
        Assert.Equal(ticker, Assert.Single((await Get($"/api/v1/markets?venue=kalshi&ticker={ticker}")).GetProperty("markets").EnumerateArray()).GetProperty("venue_market_id").GetString());

        var categories = (await Get("/api/v1/categories")).GetProperty("categories").EnumerateArray().ToList();
        var sports = categories.Single(c => c.GetProperty("category").GetString() == "sports");
        Assert.Equal((await Get("/api/v1/events?category=sports&status=all")).GetProperty("total").GetInt64(), sports.GetProperty("events").GetInt64());
        Assert.Equal((await Get("/api/v1/events?category=sports")).GetProperty("total").GetInt64(), sports.GetProperty("active").GetInt64());
    }

    [Fact]
    public async Task Filters_hold_for_every_row()
    {
        Assert.All(Events(await Get("/api/v1/events?venue=kalshi&limit=200")), e => Assert.Contains("kalshi", e.GetProperty("venues").EnumerateArray().Select(v => v.GetString())));
        Assert.All(Events(await Get("/api/v1/events?matched=false&limit=200")), e => Assert.Equal(1, e.GetProperty("venues").GetArrayLength()));
        var middle = Events(await Get("/api/v1/events?limit=200&sort=end_time"))[30].GetProperty("end_time").GetString()!;
        var before = Events(await Get($"/api/v1/events?limit=200&sort=end_time&end_before={middle}"));
        Assert.NotEmpty(before);
        Assert.All(before, e => Assert.True(e.GetProperty("end_time").GetDateTimeOffset() < DateTimeOffset.Parse(middle, CultureInfo.InvariantCulture)));
        var category = Events(await Get("/api/v1/events?limit=1"))[0].GetProperty("category").GetString()!;
        Assert.All(Events(await Get($"/api/v1/events?category={category.ToUpperInvariant()}")), e => Assert.Equal(category, e.GetProperty("category").GetString()));
    }

    [Fact]
    public async Task An_event_is_found_by_its_id_and_tells_its_markets_and_history()
    {
        var row = Events(await Get("/api/v1/events?limit=1&matched=false"))[0];
        var id = row.GetProperty("id").GetString();
        var one = (await Get($"/api/v1/events/{id}")).GetProperty("event");
        Assert.Equal(id, one.GetProperty("id").GetString());
        Assert.Equal(row.GetProperty("title").GetString(), one.GetProperty("title").GetString());
        Assert.Equal(JsonValueKind.Null, one.GetProperty("match").ValueKind);
        var market = one.GetProperty("markets")[0];
        Assert.Equal(row.GetProperty("primary_venue").GetString(), market.GetProperty("venue").GetString());
        Assert.Equal((await Get($"/api/v1/events/{id!.ToUpperInvariant()}")).GetProperty("event").GetRawText(), one.GetRawText());

        var history = await Get($"/api/v1/events/{id}/history");
        var first = history.GetProperty("history")[0];
        Assert.Equal("market_listed", first.GetProperty("name").GetString());
        Assert.Equal(1, first.GetProperty("version").GetInt64());
        Assert.Equal($"market/{market.GetProperty("venue").GetString()}/{market.GetProperty("venue_market_id").GetString()}", first.GetProperty("stream").GetString());
        Assert.StartsWith("run/sync/", first.GetProperty("correlation_id").GetString(), StringComparison.Ordinal);
        var rest = await Get($"/api/v1/events/{id}/history?after={first.GetProperty("sequence").GetInt64()}");
        Assert.Equal(history.GetProperty("history").GetArrayLength() - 1, rest.GetProperty("history").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/events/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/v1/events/00000000-0000-0000-0000-000000000000/history")]
    public async Task An_unknown_event_is_404(string path) => await (await Reader.GetAsync(path)).Refused(404, "not_found");

    [Theory]
    [InlineData("polymarket")]
    [InlineData("kalshi")]
    [InlineData("foresight")]
    public async Task Markets_are_fed_per_venue_with_their_parent(string venue)
    {
        var page = await Get($"/api/v1/markets?venue={venue}&limit=200");
        Assert.Equal(["venue", "limit", "offset", "total", "markets"], page.EnumerateObject().Select(p => p.Name));
        var markets = page.GetProperty("markets").EnumerateArray().ToList();
        Assert.Equal(Math.Min(200, page.GetProperty("total").GetInt64()), markets.Count);
        Assert.All(markets, m =>
        {
            Assert.True(Guid.TryParse(m.GetProperty("id").GetString(), out _));
            Assert.Equal(venue, m.GetProperty("venue").GetString());
            Assert.True(m.GetProperty("is_active").GetBoolean());
            Assert.True(m.TryGetProperty("venue_market_id", out _) && m.TryGetProperty("liquidity", out _));
            Assert.True(m.GetProperty("raw_events").ValueKind is JsonValueKind.Object or JsonValueKind.Null);
        });
        if (venue != "foresight") // it does not group its markets
            Assert.Contains(markets, m => m.GetProperty("raw_events").ValueKind == JsonValueKind.Object);
        Assert.Equal(0, (await Get($"/api/v1/markets?venue={venue}&offset=99999")).GetProperty("markets").GetArrayLength());
    }

    [Fact]
    public async Task Ready_tells_each_view()
    {
        using var client = api.Synced.Client();
        var ready = await (await client.GetAsync("/healthz/ready")).Json();
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal("ok", ready.GetProperty("checks").GetProperty("view UnifiedEventView").GetString());
    }

    /// <summary>Every row says whether it is of the model before or of the rebuilt one, so that a list of both would be seen.</summary>
    [Fact]
    public async Task A_rebuild_aside_shows_a_reader_the_old_list_or_the_new_one_never_an_empty_or_a_mixed_one()
    {
        var rebuilt = await Text();
        Assert.Equal(100, Events(JsonSerializer.Deserialize<JsonElement>(rebuilt)).Count);
        await using (var command = api.Synced.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "update faro.unified_event set row = jsonb_set(row::jsonb, '{title}', to_jsonb('before: ' || (row ->> 'title')))::json"))
            await command.ExecuteNonQueryAsync();
        var before = await Text();
        Assert.Equal(100, Events(JsonSerializer.Deserialize<JsonElement>(before)).Count(e => e.GetProperty("title").GetString()!.StartsWith("before: ", StringComparison.Ordinal)));

        using var admin = api.Synced.Admin();
        Assert.Equal(HttpStatusCode.Accepted, (await admin.PostAsync(new Uri("/api/v1/admin/projections/UnifiedEventView/rebuild", UriKind.Relative), null)).StatusCode);
        var (old, clock) = (0, Stopwatch.StartNew());
        for (var text = await Text(); text != rebuilt; text = await Text(), old++)
        {
            Assert.Equal(before, text);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The rebuild takes more than a minute.");
        }

        for (var i = 0; i < 20; i++)
            Assert.Equal(rebuilt, await Text());
        Assert.True(old > 3, $"Only {old} answers came while it was rebuilt.");

        async Task<string> Text() => await Reader.GetStringAsync("/api/v1/events?status=all&sort=title&limit=100");
    }

    private static List<JsonElement> Events(JsonElement page) => [.. page.GetProperty("events").EnumerateArray()];

    private static IEnumerable<string> Ids(JsonElement page) => Events(page).Select(e => e.GetProperty("id").GetString()!);

    private async Task<JsonElement> Get(string path)
    {
        using var response = await Reader.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
