using System.Net.Http.Json;
using System.Text.Json;
using Faro.Log;
using Faro.Sandbox;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Mirroring;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Orders;

/// <summary>A live deployment, whose live venues are a set of twins of its own here; test keys trade at other twins that mirror them.</summary>
public sealed class MirrorApi : ApiTest
{
    public SandboxHost Live { get; private set; } = null!;

    /// <summary>In front of the live venues: what reaches them.</summary>
    public VenueFronts Fronts { get; private set; } = null!;

    public SandboxHost Mirror { get; private set; } = null!;

    public HttpClient TestKey { get; private set; } = null!;

    public HttpClient LiveKey { get; private set; } = null!;

    public TradeCustomer Customer { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Live = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 });
        Dispose(Live);
        var live = Live.Addresses;
        Fronts = await VenueFronts.Start(new Dictionary<string, Uri>
        {
            ["gamma"] = live.Gamma,
            ["clob"] = live.Clob,
            ["dflow"] = live.DFlow,
            ["jupiter"] = live.Jupiter,
            ["solana"] = live.SolanaRpc,
            ["foresight"] = live.Foresight,
        });
        Dispose(Fronts);
        var clob = await TestDatabase.Create("clob");
        Dispose(clob);
        Mirror = await SandboxHost.StartAsync(new SandboxOptions
        {
            ForesightPostgres = clob.ConnectionString,
            Mirror = new MirrorOptions
            {
                GammaUrl = Fronts["gamma"],
                ClobUrl = Fronts["clob"],
                DFlowUrl = Fronts["dflow"],
                ForesightUrl = Fronts["foresight"],
                Refresh = TimeSpan.FromMilliseconds(200),
            },
        });
        Dispose(Mirror);
        var twins = Mirror.Addresses;
        var settings = new Dictionary<string, string?> { ["Faro:Orders:FollowInterval"] = "00:00:00.2", ["Venues:SandboxControlsUrl"] = twins.Admin.ToString() };
        foreach (var (set, gamma, book, dflow, kalshi, jupiter, solana, foresight) in new[]
        {
            ("Live", Fronts["gamma"], Fronts["clob"], Fronts["dflow"], live.Kalshi, Fronts["jupiter"], Fronts["solana"], Fronts["foresight"]),
            ("Sandbox", twins.Gamma, twins.Clob, twins.DFlow, twins.Kalshi, twins.Jupiter, twins.SolanaRpc, twins.Foresight),
        })
        {
            settings[$"Venues:{set}:Polymarket:GammaUrl"] = gamma.ToString();
            settings[$"Venues:{set}:Polymarket:ClobUrl"] = book.ToString();
            settings[$"Venues:{set}:Polymarket:DataUrl"] = set == "Live" ? live.Data.ToString() : twins.Data.ToString();
            settings[$"Venues:{set}:Kalshi:DFlowUrl"] = dflow.ToString();
            settings[$"Venues:{set}:Kalshi:DFlowTradeUrl"] = dflow.ToString();
            settings[$"Venues:{set}:Kalshi:KalshiUrl"] = new Uri(kalshi, "/trade-api/v2").ToString();
            settings[$"Venues:{set}:Kalshi:JupiterUrl"] = jupiter.ToString();
            settings[$"Venues:{set}:Kalshi:SolanaRpcUrl"] = solana.ToString();
            settings[$"Venues:{set}:Foresight:Url"] = foresight.ToString();
            settings[$"Venues:{set}:Foresight:ChainId"] = "31337";
        }

        var host = Host(settings);
        using var cron = host.Client(ApiHost.CronSecret);
        foreach (var route in new[] { "sync-events", "match-markets" })
        {
            var run = await (await cron.PostAsync(new Uri("/api/v1/cron/" + route, UriKind.Relative), null)).Content.ReadAsStringAsync();
            Assert.True(await host.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(60)), run);
        }

        TestKey = host.Client((await host.IssueKey(new { label = "t", scopes = new[] { "trade" }, test = true, rate_limit_per_min = 100_000 })).Key);
        LiveKey = host.Client((await host.IssueKey(new { label = "l", scopes = new[] { "trade" }, rate_limit_per_min = 100_000 })).Key);
        Customer = await TradeCustomer.Create("paper trader", twins.Clob, twins.Foresight, twins.Admin);
    }
}

/// <summary>Paper trading on live books: a live market opens in the twin at its first use, and nothing of a test order reaches the live venue.</summary>
[Collection(TradingGroup.Name)]
public sealed class MirrorTests(MirrorApi api) : IClassFixture<MirrorApi>
{
    private static readonly string[] Three = ["polymarket", "kalshi", "foresight"];

    [Fact]
    public async Task The_first_use_opens_the_market_with_the_live_book()
    {
        var id = await Event(0);
        var live = await Books(api.LiveKey, id);
        Assert.Equal(live, await Books(api.TestKey, id));
    }

    [Theory]
    [InlineData("polymarket", "YES")]
    [InlineData("polymarket", "NO")]
    [InlineData("kalshi", "YES")]
    [InlineData("foresight", "YES")]
    [InlineData("foresight", "NO")]
    public async Task A_test_order_fills_at_the_live_prices_and_never_reaches_the_live_venue(string venue, string outcome)
    {
        var id = await Event(1);
        var before = await Books(api.LiveKey, id);
        api.Fronts.Calls.Clear();
        var prepared = await Post(api.TestKey, "/api/v1/orders/prepare", new Dictionary<string, object>
        {
            ["event_id"] = id,
            ["outcome"] = outcome,
            ["side"] = "BUY",
            ["size_usd"] = 12,
            ["time_in_force"] = "IOC",
            ["wallet_address"] = api.Customer.Wallet,
            ["dflow_account"] = api.Customer.Account,
            ["venues"] = (string[])[venue],
        });
        var leg = Assert.Single(prepared.GetProperty("legs").EnumerateArray());
        if (venue == "foresight")
            Assert.True(await api.Mirror.Trading.FundForesight(api.Customer.Wallet, leg.GetProperty("venue_market_id").GetString()!.Split(':')[0], "collateral", 1_000));
        var answer = await Post(api.TestKey, "/api/v1/orders/submit", new
        {
            order_id = prepared.GetProperty("order").GetProperty("id").GetString(),
            legs = (object[])[api.Customer.Sign(leg)],
        });
        Assert.True(answer.GetProperty("legs")[0].GetProperty("ok").GetBoolean(), answer.ToString());

        Assert.DoesNotContain(api.Fronts.Calls, c => c.Path.StartsWith("/order", StringComparison.Ordinal) && !c.Path.StartsWith("/orderbook", StringComparison.Ordinal)
            || c.Path.StartsWith("/v1/orders", StringComparison.Ordinal) || c.Front is "jupiter" or "solana");
        Assert.Equal(before, await Books(api.LiveKey, id)); // the live books are as they were
        Assert.NotEqual(before[venue], (await Books(api.TestKey, id))[venue]); // the twin's has traded
    }

    [Fact]
    public async Task An_untouched_book_follows_the_live_one_and_a_traded_one_is_the_twins_own()
    {
        var id = await Event(2);
        var market = await Market(id, "polymarket");
        await Books(api.TestKey, id);
        Assert.True(api.Live.Trading.SetBook("polymarket", market, [new(0.41m, 500)], [new(0.43m, 500)]));
        await Task.Delay(300);
        Assert.Equal("0.41 0.43", await Best(api.TestKey, id, "polymarket"));

        var prepared = await Post(api.TestKey, "/api/v1/orders/prepare", new Dictionary<string, object>
        {
            ["event_id"] = id,
            ["outcome"] = "YES",
            ["side"] = "BUY",
            ["size_usd"] = 10,
            ["max_price"] = 0.42,
            ["wallet_address"] = api.Customer.Wallet,
            ["venues"] = (string[])["polymarket"],
        });
        await Post(api.TestKey, "/api/v1/orders/submit", new
        {
            order_id = prepared.GetProperty("order").GetProperty("id").GetString(),
            legs = (object[])[api.Customer.Sign(prepared.GetProperty("legs")[0])],
        });
        Assert.True(api.Live.Trading.SetBook("polymarket", market, [new(0.21m, 500)], [new(0.23m, 500)]));
        await Task.Delay(300);
        Assert.Equal("0.42 0.43", await Best(api.TestKey, id, "polymarket")); // the resting test order on top of the book that it found
        Assert.Equal("0.21 0.23", await Best(api.LiveKey, id, "polymarket"));
    }

    [Fact]
    public async Task A_burst_opens_a_market_once_and_nobody_sees_another_book()
    {
        var id = await Event(3);
        var live = await Books(api.LiveKey, id);
        api.Fronts.Calls.Clear();
        var seen = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Books(api.TestKey, id, i % 2 == 0 ? "YES" : "NO")));
        Assert.All(seen.Where((_, i) => i % 2 == 0), s => Assert.Equal(live, s));
        Assert.True(api.Fronts.Calls.Count(c => c.Front == "dflow" && c.Path.Contains("/market/", StringComparison.Ordinal)) <= 1);
        Assert.True(api.Fronts.Calls.Count(c => c.Front == "foresight" && c.Path.Contains("/tokens", StringComparison.Ordinal)) <= 1);
    }

    [Fact]
    public async Task A_live_venue_that_is_away_is_an_error_entry_and_opens_when_it_is_back()
    {
        var id = await Event(4);
        api.Live.Faults.Add(new Fault { Venue = "kalshi", Name = "http_503" });
        var quotes = await Get(api.TestKey, $"{id}/quotes");
        api.Live.Faults.Clear();
        Assert.Equal([false, true, false], quotes.GetProperty("quotes").EnumerateArray().Select(q => q.TryGetProperty("error", out _)));
        quotes = await Get(api.TestKey, $"{id}/quotes");
        Assert.All(quotes.GetProperty("quotes").EnumerateArray(), q => Assert.True(q.TryGetProperty("yes", out _), q.ToString()));
    }

    [Fact]
    public async Task What_the_live_venue_does_not_list_is_not_there()
    {
        using var http = new HttpClient();
        foreach (var address in new[]
        {
            new Uri(api.Mirror.Addresses.Clob, "/book?token_id=12345"), new Uri(api.Mirror.Addresses.DFlow, "/api/v1/orderbook/NOSUCH-1"),
            new Uri(api.Mirror.Addresses.Foresight, $"/v1/markets/0x{new string('7', 64)}/book?chain_id=31337"),
        })
        {
            using var answer = await http.GetAsync(address);
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    private static async Task<JsonElement> Get(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri("/api/v1/events/" + path, UriKind.Relative));
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    private static async Task<JsonElement> Post(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body);
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    /// <summary>Each venue's whole book of the event's outcome, as text.</summary>
    private static async Task<Dictionary<string, string>> Books(HttpClient client, string id, string outcome = "YES")
    {
        var all = await Task.WhenAll(Three.Select(v => Get(client, $"{id}/orderbook?venue={v}&outcome={outcome}")));
        return all.ToDictionary(b => b.GetProperty("venue").GetString()!, b => b.GetProperty("book").ToString());
    }

    private static async Task<string> Best(HttpClient client, string id, string venue)
    {
        var quote = (await Get(client, $"{id}/quotes")).GetProperty("quotes").EnumerateArray().Single(q => q.GetProperty("venue").GetString() == venue);
        return $"{quote.GetProperty("yes").GetProperty("bid")} {quote.GetProperty("yes").GetProperty("ask")}";
    }

    private async Task<string> Market(string id, string venue) => (await Get(api.TestKey, id)).GetProperty("event").GetProperty("markets").EnumerateArray()
        .Single(m => m.GetProperty("venue").GetString() == venue).GetProperty("venue_market_id").GetString()!;

    /// <summary>An event at all three venues with two-sided books.</summary>
    private async Task<string> Event(int skip)
    {
        using var response = await api.LiveKey.GetAsync(new Uri("/api/v1/events?matched=true&limit=200", UriKind.Relative));
        foreach (var one in (await response.Json()).GetProperty("events").EnumerateArray().Where(e => e.GetProperty("venues").GetArrayLength() == 3))
        {
            var id = one.GetProperty("id").GetString()!;
            var quotes = (await Get(api.LiveKey, $"{id}/quotes")).GetProperty("quotes").EnumerateArray().ToList();
            if (quotes.All(q => q.TryGetProperty("yes", out var yes) && yes.GetProperty("ask").ValueKind == JsonValueKind.Number && yes.GetProperty("bid").ValueKind == JsonValueKind.Number)
                && skip-- == 0) return id;
        }

        throw new InvalidOperationException("Too few events at three venues.");
    }
}
