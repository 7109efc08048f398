using System.Net.Http.Json;
using System.Text.Json;
using Faro.Log;
using Faro.Sandbox;
using Faro.Signing;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Orders;

/// <summary>The API with test keys over the trading twins, and a customer who really signs.</summary>
public class TradingApi : ApiTest
{
    /// <summary>The key in the Solana node's address.</summary>
    public const string RpcKey = "marker-rpc-key-51c7e0";

    private readonly TempFolder _folder = new("faro-test-trading");

    public SandboxHost Sandbox { get; private set; } = null!;

    public ApiHost Trading { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public HttpClient OtherClient { get; private set; } = null!;

    public HttpClient LiveClient { get; private set; } = null!;

    /// <summary>Who trades.</summary>
    public TradeCustomer Customer { get; private set; } = null!;

    public string Wallet => Customer.Wallet;

    public string Account => Customer.Account;

    public (string Key, string Secret) ForesightKey => Customer.ForesightKey;

    public string L2Secret => Customer.L2Key.Secret;

    public string L2Passphrase => Customer.L2Key.Passphrase;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Prepare();
        var clob = await TestDatabase.Create("clob");
        Dispose(clob);
        Sandbox = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, ForesightPostgres = clob.ConnectionString });
        Dispose(Sandbox);
        var a = Sandbox.Addresses;
        Dispose(_folder);
        await File.WriteAllTextAsync(_folder.Path("log-key.pem"), Ed25519Key.NewPem());
        var settings = new Dictionary<string, string?>
        {
            ["Faro:Proofs:KeyFile"] = _folder.Path("log-key.pem"),
            ["Faro:Webhooks:AllowLoopback"] = "true",
            ["Venues:Catalog"] = "Sandbox",
            ["Faro:Orders:FollowInterval"] = "00:00:00.2",
            ["Faro:Orders:LiveLinger"] = "00:00:00.3",
        };
        foreach (var (name, url) in new[]
        {
            ("Polymarket:GammaUrl", a.Gamma), ("Polymarket:ClobUrl", a.Clob), ("Polymarket:DataUrl", a.Data), ("Kalshi:DFlowUrl", a.DFlow),
            ("Kalshi:DFlowTradeUrl", a.DFlow), ("Kalshi:KalshiUrl", a.Kalshi), ("Kalshi:JupiterUrl", a.Jupiter), ("Kalshi:SolanaRpcUrl", new Uri(a.SolanaRpc, "?api-key=" + RpcKey)),
            ("Foresight:Url", a.Foresight),
        })
            settings["Venues:Sandbox:" + name] = url.ToString();
        settings["Venues:Sandbox:Foresight:ChainId"] = "31337";
        settings["Venues:Sandbox:Http:CircuitMinimumCalls"] = "10000"; // tests put faults up in any order
        settings["Venues:SandboxControlsUrl"] = a.Admin.ToString();
        foreach (var venue in new[] { "Polymarket", "Kalshi", "Foresight" }) settings[$"Venues:Sandbox:{venue}:RequestsPerSecond"] = "1000";
        settings["Venues:Sandbox:Kalshi:JupiterRequestsPerSecond"] = "1000";
        settings["Venues:Sandbox:Kalshi:SolanaRequestsPerSecond"] = "1000";
        Trading = Host(settings);
        await Sandbox.Trading.ForesightFilled.WaitAsync(TimeSpan.FromSeconds(120));
        using var cron = Trading.Client(ApiHost.CronSecret);
        var run = await (await cron.PostAsync(new Uri("/api/v1/cron/sync-events", UriKind.Relative), null)).Content.ReadAsStringAsync();
        run += await (await cron.PostAsync(new Uri("/api/v1/cron/match-markets", UriKind.Relative), null)).Content.ReadAsStringAsync();
        Assert.True(await Trading.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(60)), run);
        Client = Trading.Client((await Trading.IssueKey(new { label = "t", scopes = new[] { "trade" }, test = true, rate_limit_per_min = 100_000 })).Key);
        OtherClient = Trading.Client((await Trading.IssueKey(new { label = "o", scopes = new[] { "trade" }, account = "another", test = true, rate_limit_per_min = 100_000 })).Key);
        LiveClient = Trading.Client((await Trading.IssueKey(new { label = "l", scopes = new[] { "trade" }, rate_limit_per_min = 100_000 })).Key);
        Customer = await TradeCustomer.Create("trade customer", a.Clob, a.Foresight, a.Admin);
    }

    /// <summary>What the database holds before the API starts on it.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    /// <summary>An active event that is matched over all three venues, with a market funded at each, by the place in the list.</summary>
    public async Task<string> MatchedEvent(int skip = 0)
    {
        var page = await (await Client.GetAsync(new Uri("/api/v1/events?venue=foresight&limit=100", UriKind.Relative))).Json();
        var id = page.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("venues").GetArrayLength() == 3).Skip(skip).First().GetProperty("id").GetString()!;
        await FundForesight(id);
        return id;
    }

    /// <summary>Gives the customer collateral at Foresight for the event's market there; the other twins give every wallet play money.</summary>
    public async Task FundForesight(string eventId)
    {
        var detail = await (await Client.GetAsync(new Uri($"/api/v1/events/{eventId}", UriKind.Relative))).Json();
        var market = detail.GetProperty("event").GetProperty("markets").EnumerateArray().First(m => m.GetProperty("venue").GetString() == "foresight");
        Assert.True(await Sandbox.Trading.FundForesight(Wallet, market.GetProperty("venue_market_id").GetString()!.Split(':')[0], "collateral", 1_000));
    }

    /// <summary>An active event with a market at this venue alone, by the place in the list.</summary>
    public async Task<string> Event(string venue, int skip = 0)
    {
        var page = await (await Client.GetAsync(new Uri($"/api/v1/events?venue={venue}&limit=100", UriKind.Relative))).Json();
        foreach (var one in page.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("venues").GetArrayLength() == 1))
        {
            var id = one.GetProperty("id").GetString()!;
            var quotes = await (await Client.GetAsync(new Uri($"/api/v1/events/{id}/quotes", UriKind.Relative))).Json();
            var quote = quotes.GetProperty("quotes").EnumerateArray().First(q => q.GetProperty("venue").GetString() == venue);
            if (quote.TryGetProperty("yes", out var yes) && yes.GetProperty("ask").ValueKind == JsonValueKind.Number && yes.GetProperty("bid").ValueKind == JsonValueKind.Number
                && yes.GetProperty("ask").GetDecimal() is > 0.1m and < 0.9m && skip-- == 0)
                return id;
        }

        throw new InvalidOperationException($"No event with a two-sided book at {venue}.");
    }

    public async Task<JsonElement> Prepare(string eventId, string outcome, string side, decimal size, string time = "IOC", decimal? max = null, string? reference = null, bool everyVenue = false)
    {
        var body = new Dictionary<string, object>
        {
            ["event_id"] = eventId,
            ["outcome"] = outcome,
            ["side"] = side,
            ["size_usd"] = size,
            ["time_in_force"] = time,
            ["wallet_address"] = Wallet,
            ["dflow_account"] = Account,
        };
        if (max is not null) body["max_price"] = max;
        if (reference is not null) body["client_ref"] = reference;
        if (everyVenue) body["route_strategy"] = "equal_shares";
        var response = await Client.PostAsJsonAsync("/api/v1/orders/prepare", body);
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    /// <summary>The signed leg as it goes into submit.</summary>
    public Dictionary<string, object> Sign(JsonElement leg) => Customer.Sign(leg);

    public async Task<JsonElement> Submit(JsonElement prepared, params Dictionary<string, object>[] legs)
    {
        var response = await Client.PostAsJsonAsync("/api/v1/orders/submit", new
        {
            order_id = prepared.GetProperty("order").GetProperty("id").GetString(),
            legs = legs.Length > 0 ? legs : [.. prepared.GetProperty("legs").EnumerateArray().Select(Sign)],
        });
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    public async Task<JsonElement> Order(JsonElement prepared, string tail = "") =>
        await (await Client.GetAsync(new Uri($"/api/v1/orders/{prepared.GetProperty("order").GetProperty("id").GetString()}{tail}", UriKind.Relative))).Json();

    /// <summary>Sends a transaction to the Solana node as a customer does; its signature.</summary>
    public async Task<string> SendToNode(string transactionBase64)
    {
        using var node = new HttpClient();
        using var answer = await node.PostAsJsonAsync(Sandbox.Addresses.SolanaRpc, new
        {
            jsonrpc = "2.0",
            id = 1,
            method = "sendTransaction",
            @params = new object[] { transactionBase64, new { encoding = "base64" } },
        });
        return (await answer.Json()).GetProperty("result").GetString()!;
    }

    /// <summary>Waits until the order has the status.</summary>
    public async Task<JsonElement> Until(JsonElement prepared, string status)
    {
        JsonElement order = default;
        for (var i = 0; i < 100; i++)
        {
            order = await Order(prepared);
            if (order.GetProperty("order").GetProperty("status").GetString() == status) return order;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"Never {status}: {order}");
    }

    /// <summary>Cancels with headers for every leg.</summary>
    public Task<JsonElement> Cancel(JsonElement prepared) => Post(prepared, "/cancel", Customer.CancelBody(prepared));

    /// <summary>Refreshes with headers for every leg.</summary>
    public Task<JsonElement> Refresh(JsonElement prepared) => Post(prepared, "/refresh", Customer.RefreshBody(prepared));

    public async Task<JsonElement> Post(JsonElement prepared, string tail, object body)
    {
        using var response = await Client.PostAsJsonAsync($"/api/v1/orders/{prepared.GetProperty("order").GetProperty("id").GetString()}{tail}", body);
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    /// <summary>Every row of every table, as text.</summary>
    public Task<string> Rows() => WholeDatabase.Rows(Database.DataSource);

    /// <summary>Rows of any table that hold the text.</summary>
    public Task<long> Stored(string text) => WholeDatabase.Count(Database.DataSource, text);

    public Dictionary<string, string> L2(string method, string path, string? body) => Customer.L2(method, path, body);
}
