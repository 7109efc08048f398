using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Faults;

namespace Faro.Sandbox.Tests;

/// <summary>Edits and faults, each test with twins of its own.</summary>
public sealed class EditAndFaultTests : IAsyncLifetime
{
    private HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };
    private SandboxHost _host = null!;

    private SandboxAddresses At => _host.Addresses;

    public async Task InitializeAsync() => _host = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 10 });

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_polymarket_market_changes_its_text_closes_resolves_and_goes()
    {
        var first = (await Twins.Read(Http, At.Gamma, "/markets/keyset?limit=1")).GetProperty("markets")[0];
        var (id, condition) = (first.GetProperty("id").GetString()!, first.GetProperty("conditionId").GetString()!);
        await Edit("text", new { venue = "polymarket", id, title = "Other \"question\"?", rules = "Other rules." });
        var changed = await Twins.Read(Http, At.Gamma, $"/markets/{id}");
        Assert.Equal("Other \"question\"?", changed.GetProperty("question").GetString());
        Assert.Equal("Other rules.", changed.GetProperty("description").GetString());
        Assert.Equal(first.GetProperty("clobTokenIds").GetString(), changed.GetProperty("clobTokenIds").GetString());

        await Edit("resolve", new { venue = "polymarket", id = condition, outcome = "no" });
        var resolved = await Twins.Read(Http, At.Gamma, $"/markets/{id}");
        Assert.True(resolved.GetProperty("closed").GetBoolean());
        Assert.Equal("resolved", resolved.GetProperty("umaResolutionStatus").GetString());
        var open = await Twins.WalkGamma(Http, At.Gamma, "markets", "limit=100&closed=false");
        Assert.DoesNotContain(open, m => m.GetProperty("id").GetString() == id);

        await Edit("remove", new { venue = "polymarket", id });
        var all = await Twins.WalkGamma(Http, At.Gamma, "markets", "limit=100");
        Assert.Equal(_host.Report.PolymarketMarkets - 1, all.Count);
        Assert.True(_host.Catalog.SetTitle("polymarket", all[0].GetProperty("id").GetString()!, "x"));
        _host.Catalog.Reset();
        Assert.Equal(_host.Report.PolymarketMarkets, (await Twins.WalkGamma(Http, At.Gamma, "markets", "limit=100&closed=false")).Count);
    }

    [Fact]
    public async Task An_event_closes_with_its_last_market()
    {
        var events = await Twins.WalkGamma(Http, At.Gamma, "events", "limit=100&closed=false");
        var target = events.First(e => e.GetProperty("markets").GetArrayLength() > 2);
        var ids = target.GetProperty("markets").EnumerateArray().Select(m => m.GetProperty("id").GetString()!).ToList();
        foreach (var id in ids.Skip(1))
            Assert.True(_host.Catalog.Close("polymarket", id));
        Assert.False((await Twins.Read(Http, At.Gamma, $"/events/{target.GetProperty("id").GetString()}")).GetProperty("closed").GetBoolean());
        Assert.True(_host.Catalog.Close("polymarket", ids[0]));
        Assert.True((await Twins.Read(Http, At.Gamma, $"/events/{target.GetProperty("id").GetString()}")).GetProperty("closed").GetBoolean());
        Assert.Equal(events.Count - 1, (await Twins.WalkGamma(Http, At.Gamma, "events", "limit=100&closed=false")).Count);
    }

    [Fact]
    public async Task A_kalshi_edit_shows_in_both_of_its_apis_and_keeps_its_mints()
    {
        var before = (await Twins.Read(Http, At.DFlow, "/api/v1/markets?limit=1")).GetProperty("markets")[0];
        var ticker = before.GetProperty("ticker").GetString()!;
        await Edit("text", new { venue = "kalshi", id = ticker, rules = "If something else, then the market resolves to Yes." });
        await Edit("resolve", new { venue = "kalshi", id = ticker, outcome = "yes" });
        var dflow = await Twins.Read(Http, At.DFlow, $"/api/v1/market/{ticker}");
        var v2 = (await Twins.Read(Http, At.Kalshi, $"/trade-api/v2/markets/{ticker}")).GetProperty("market");
        Assert.Equal("If something else, then the market resolves to Yes.", dflow.GetProperty("rulesPrimary").GetString());
        Assert.Equal("If something else, then the market resolves to Yes.", v2.GetProperty("rules_primary").GetString());
        Assert.Equal(("finalized", "yes"), (dflow.GetProperty("status").GetString(), v2.GetProperty("result").GetString()));
        Assert.Equal(before.GetProperty("accounts").GetRawText(), dflow.GetProperty("accounts").GetRawText());
        using var book = await Http.GetAsync(new Uri(At.DFlow, $"/api/v1/orderbook/{ticker}"));
        Assert.Equal(HttpStatusCode.NotFound, book.StatusCode);
    }

    [Fact]
    public async Task A_foresight_market_closes_and_leaves_the_default_listing()
    {
        var rows = await Twins.WalkForesight(Http, At.Foresight, "chain_id=31337&limit=100");
        var id = rows[3].GetProperty("condition_id").GetString()!;
        await Edit("close", new { venue = "foresight", id });
        Assert.Equal(rows.Count - 1, (await Twins.WalkForesight(Http, At.Foresight, "chain_id=31337&limit=100")).Count);
        Assert.Equal(rows.Count, (await Twins.WalkForesight(Http, At.Foresight, "chain_id=31337&limit=100&status=all")).Count);
    }

    [Fact]
    public async Task A_market_is_added_found_by_all_its_ids_and_traded_on()
    {
        var gamma = """{"id":"424242","question":"Added?","conditionId":"0x00000000000000000000000000000000000000000000000000000000000000aa","slug":"added","outcomes":"[\"Yes\", \"No\"]","clobTokenIds":"[\"77777777777777777777777771\", \"77777777777777777777777772\"]","enableOrderBook":true,"acceptingOrders":true,"active":true,"closed":false,"bestBid":0.4,"bestAsk":0.42,"events":[{"id":"4242","slug":"added-event","title":"Added"}]}""";
        Assert.True(_host.Catalog.Add("polymarket", Encoding.UTF8.GetBytes(gamma)));
        Assert.False(_host.Catalog.Add("polymarket", Encoding.UTF8.GetBytes(gamma)));
        var walked = await Twins.WalkGamma(Http, At.Gamma, "events", "limit=100&closed=false");
        Assert.Equal("424242", walked[^1].GetProperty("markets")[0].GetProperty("id").GetString());
        Assert.Equal("Added?", (await Twins.Read(Http, At.Gamma, "/markets/slug/added")).GetProperty("question").GetString());
        Assert.Equal("4242", (await Twins.Read(Http, At.Gamma, "/events/4242")).GetProperty("id").GetString());
        var book = await Twins.Read(Http, At.Clob, "/book?token_id=77777777777777777777777772");
        Assert.Equal("0.58", book.GetProperty("bids").EnumerateArray().Last().GetProperty("price").GetString());
        Assert.True(_host.Catalog.Close("polymarket", "424242"));
        Assert.True((await Twins.Read(Http, At.Gamma, "/events/4242")).GetProperty("closed").GetBoolean());

        var dflow = (await Twins.Read(Http, At.DFlow, "/api/v1/market/KXFEDDECISION-26DEC-H0")).GetRawText();
        Assert.False(_host.Catalog.Add("kalshi", Encoding.UTF8.GetBytes(dflow)));
        var renamed = System.Text.RegularExpressions.Regex.Replace(dflow.Replace("\"ticker\":\"KX", "\"ticker\":\"KZ", StringComparison.Ordinal), "\"(yesMint|noMint|marketLedger)\":\"(.)", "\"$1\":\"9");
        await Edit("add", JsonDocument.Parse($$"""{"venue":"kalshi","record":{{renamed}}}""").RootElement);
        var mint = JsonDocument.Parse(renamed).RootElement.GetProperty("accounts").EnumerateObject().Last().Value.GetProperty("yesMint").GetString();
        Assert.StartsWith("KZ", (await Twins.Read(Http, At.DFlow, $"/api/v1/market/by-mint/{mint}")).GetProperty("ticker").GetString(), StringComparison.Ordinal);
        Assert.False(_host.Catalog.Add("kalshi", "{}"u8.ToArray()));
        Assert.False(_host.Catalog.Add("foresight", "[1]"u8.ToArray()));
    }

    [Theory]
    [InlineData("""{"venue":"polymarket","id":"nope"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"venue":"nowhere","id":"700001"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"id":"700001"}""", HttpStatusCode.BadRequest)]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    public async Task A_wrong_edit_is_refused(string body, HttpStatusCode status)
    {
        using var answer = await Http.PostAsync(new Uri(At.Admin, "/sandbox/catalog/close"), new StringContent(body, Encoding.UTF8));
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("http_500", HttpStatusCode.InternalServerError)]
    [InlineData("http_503", HttpStatusCode.ServiceUnavailable)]
    [InlineData("rate_limited", HttpStatusCode.TooManyRequests)]
    [InlineData("region_block", HttpStatusCode.Forbidden)]
    [InlineData("html_error", HttpStatusCode.Forbidden)]
    public async Task A_counted_fault_shows_that_often_at_that_venue_only(string name, HttpStatusCode status)
    {
        await AddFault(new { venue = "kalshi", fault = name, count = 2 });
        var seen = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await Http.GetAsync(new Uri(At.DFlow, "/api/v1/events?limit=1"));
            seen.Add(answer.StatusCode);
        }

        Assert.Equal([status, status, HttpStatusCode.OK], seen);
        await Twins.Read(Http, At.Gamma, "/events/keyset?limit=1");
        Assert.Empty(_host.Faults.List());
    }

    [Fact]
    public async Task A_venue_goes_down_and_comes_back()
    {
        await AddFault(new { venue = "polymarket", fault = "down" });
        await Assert.ThrowsAsync<HttpRequestException>(() => Twins.Read(Http, At.Gamma, "/events/keyset"));
        await Assert.ThrowsAsync<HttpRequestException>(() => Twins.Read(Http, At.Clob, "/ok"));
        await Twins.Read(Http, At.Kalshi, "/trade-api/v2/events");
        using var deleted = await Http.DeleteAsync(new Uri(At.Admin, "/sandbox/faults?venue=polymarket"));
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await Twins.Read(Http, At.Gamma, "/events/keyset");
    }

    [Fact]
    public async Task A_slow_venue_is_slow_on_the_named_path_only()
    {
        await AddFault(new { venue = "polymarket", fault = "slow", path = "/events", delay_ms = 700 });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Twins.Read(Http, At.Gamma, "/markets/keyset?limit=1");
        Assert.True(watch.ElapsedMilliseconds < 700);
        watch.Restart();
        await Twins.Read(Http, At.Gamma, "/events/keyset?limit=1");
        Assert.True(watch.ElapsedMilliseconds >= 690);
    }

    [Fact]
    public void A_fault_ends_at_its_time()
    {
        var clock = new SteppedClock();
        var board = new FaultBoard(clock);
        Assert.NotNull(board.Add(new Fault { Venue = "*", Name = "stale_book", Until = clock.GetUtcNow().AddMinutes(1) }));
        Assert.Null(board.Add(new Fault { Venue = "nowhere", Name = "slow" }));
        Assert.Null(board.Add(new Fault { Venue = "kalshi", Name = "nonsense" }));
        Assert.True(board.TryTake("foresight", "stale_book"));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.False(board.TryTake("foresight", "stale_book"));
        Assert.Empty(board.List());
    }

    [Fact]
    public async Task The_book_of_no_mirrors_the_book_of_yes_with_the_best_level_last()
    {
        var market = (await Twins.Read(Http, At.Gamma, "/markets/keyset?limit=1")).GetProperty("markets")[0];
        var tokens = JsonSerializer.Deserialize<string[]>(market.GetProperty("clobTokenIds").GetString()!)!;
        var yes = await Twins.Read(Http, At.Clob, $"/book?token_id={tokens[0]}");
        var no = await Twins.Read(Http, At.Clob, $"/book?token_id={tokens[1]}");
        decimal Best(JsonElement book, string side) => decimal.Parse(book.GetProperty(side).EnumerateArray().Last().GetProperty("price").GetString()!);
        Assert.True(Best(yes, "bids") < Best(yes, "asks"));
        Assert.Equal(1 - Best(yes, "asks"), Best(no, "bids"));
        Assert.Equal(1 - Best(yes, "bids"), Best(no, "asks"));
        Assert.Equal(market.GetProperty("conditionId").GetString(), yes.GetProperty("market").GetString());
        using var batch = await Http.PostAsJsonAsync(new Uri(At.Clob, "/books"), tokens.Append("1").Select(t => new { token_id = t }));
        Assert.Equal(2, JsonDocument.Parse(await batch.Content.ReadAsStringAsync()).RootElement.GetArrayLength());
        var age = DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(yes.GetProperty("timestamp").GetString()!));
        Assert.True(age < TimeSpan.FromMinutes(1));
        await AddFault(new { venue = "polymarket", fault = "stale_book", count = 1 });
        var stale = await Twins.Read(Http, At.Clob, $"/book?token_id={tokens[0]}");
        Assert.True(DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(stale.GetProperty("timestamp").GetString()!)) > TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("/book", HttpStatusCode.BadRequest, "Invalid token id")]
    [InlineData("/book?token_id=12", HttpStatusCode.NotFound, "No orderbook exists for the requested token id")]
    [InlineData("/price?token_id=12&side=UP", HttpStatusCode.BadRequest, "Invalid side")]
    [InlineData("/clob-markets/0x12", HttpStatusCode.NotFound, "market not found")]
    public async Task The_clob_refuses_in_the_venues_words(string path, HttpStatusCode status, string error)
    {
        using var answer = await Http.GetAsync(new Uri(At.Clob, path));
        Assert.Equal(status, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(error, body.RootElement.GetProperty("error").GetString());
    }

    private async Task Edit(string what, object body)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(At.Admin, "/sandbox/catalog/" + what), body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task AddFault(object body)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(At.Admin, "/sandbox/faults"), body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
