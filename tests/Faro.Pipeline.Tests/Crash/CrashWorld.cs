using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Sandbox;
using Faro.Testing;

namespace Faro.Pipeline.Tests.Crash;

/// <summary>What outlives every node: the log's Postgres, the venue twins, and the customer.</summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private const string AdminSecret = "marker-admin-5d0c2a";
    private const string CronSecret = "marker-cron-7e19bb";
    private const string RpcKey = "marker-rpc-key-93ac41";
    private readonly ShiftedClock _clock = new();
    private readonly Queue<NodeProcess> _ahead = new();
    private TestDatabase _database = null!;
    private TestDatabase _clob = null!;
    private Dictionary<string, string> _settings = null!;

    public SandboxHost Sandbox { get; private set; } = null!;

    public TradeCustomer Customer { get; private set; } = null!;

    public string Key { get; private set; } = "";

    /// <summary>Events matched over all three venues.</summary>
    public IReadOnlyList<MatchedEvent> Events { get; private set; } = [];

    /// <summary>Every line that any node printed.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Secrets that belong to no single order.</summary>
    public IReadOnlyList<string> Secrets =>
        [AdminSecret, CronSecret, RpcKey, Key, Customer.L2Key.Secret, Customer.L2Key.Passphrase, Customer.L2Key.Key, Customer.ForesightKey.Secret];

    public static async Task<CrashWorld> Start()
    {
        var world = new CrashWorld();
        world._database = await TestDatabase.Create("crash");
        world._clob = await TestDatabase.Create("crashclob");
        world.Sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            Parlays = 0,
            ForesightPostgres = world._clob.ConnectionString,
            KeepSubmissions = true,
            Clock = world._clock,
            OpeningBalanceUsd = 1_000_000,
        });
        world._settings = world.Settings();
        world.StartAhead(2);
        var a = world.Sandbox.Addresses;
        world.Customer = await TradeCustomer.Create("crash customer", a.Clob, a.Foresight, a.Admin);
        await world.Sandbox.Trading.ForesightFilled.WaitAsync(TimeSpan.FromMinutes(2));
        await world.Fill();
        return world;
    }

    /// <summary>The next node, with others starting behind it.</summary>
    public NodeProcess Node()
    {
        StartAhead(2);
        return _ahead.Dequeue();
    }

    /// <summary>Moves the venues' time, and with it Solana's block height.</summary>
    public void Pass(TimeSpan time) => _clock.Shift += time;

    /// <summary>Every row of every table, as text.</summary>
    public Task<string> Rows() => WholeDatabase.Rows(_database.DataSource);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _ahead) await node.DisposeAsync();
        await Sandbox.DisposeAsync();
        await _clob.DisposeAsync();
        await _database.DisposeAsync();
    }

    private void StartAhead(int count)
    {
        while (_ahead.Count < count) _ahead.Enqueue(NodeProcess.Start(_settings, Lines));
    }

    private Dictionary<string, string> Settings()
    {
        var a = Sandbox.Addresses;
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Faro"] = _database.ConnectionString + ";Maximum Pool Size=10",
            ["ADMIN_SECRET"] = AdminSecret,
            ["CRON_SECRET"] = CronSecret,
            ["Faro:Cluster"] = "true", // the next nodes start while this one runs
            ["Faro:Sync:Enabled"] = "false",
            ["Faro:Match:Enabled"] = "false",
            ["Faro:Orders:FollowInterval"] = "00:00:00.3",
            ["Faro:Orders:SubmitGrace"] = "00:00:02",
            ["Venues:Catalog"] = "Sandbox",
            ["Venues:Sandbox:Http:SubmitTimeout"] = "00:00:00.6",
            ["Venues:Sandbox:Http:CircuitMinimumCalls"] = "10000", // a node would leave a venue alone that the run before made misbehave
            ["Venues:Sandbox:Kalshi:SolanaRpcUrl"] = $"{a.SolanaRpc}?api-key={RpcKey}",
            ["Venues:Sandbox:Foresight:ChainId"] = "31337",
        };
        foreach (var (name, url) in new[]
        {
            ("Polymarket:GammaUrl", a.Gamma), ("Polymarket:ClobUrl", a.Clob), ("Polymarket:DataUrl", a.Data), ("Kalshi:DFlowUrl", a.DFlow),
            ("Kalshi:DFlowTradeUrl", a.DFlow), ("Kalshi:KalshiUrl", a.Kalshi), ("Kalshi:JupiterUrl", a.Jupiter), ("Foresight:Url", a.Foresight),
        })
            settings["Venues:Sandbox:" + name] = url.ToString();
        return settings;
    }

    /// <summary>Syncs and matches by a first node, issues the key, and funds the customer where wallets start empty.</summary>
    private async Task Fill()
    {
        await using var node = Node();
        using var admin = await node.Client(AdminSecret);
        using var issued = await admin.PostAsJsonAsync("/api/v1/admin/keys", new { label = "crash", scopes = new[] { "trade" }, test = true, rate_limit_per_min = 100_000 });
        Key = (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", CronSecret);
        foreach (var run in new[] { "sync-events", "match-markets" })
            (await admin.PostAsync(new Uri($"/api/v1/cron/{run}", UriKind.Relative), null)).EnsureSuccessStatusCode();
        using var client = await node.Client(Key);
        for (var i = 0; i < 100 && Events.Count < 8; i++)
        {
            await Task.Delay(200);
            var page = await client.GetFromJsonAsync<JsonElement>("/api/v1/events?venue=foresight&limit=100");
            Events = [.. page.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("venues").GetArrayLength() == 3)
                .Select(e => new MatchedEvent(e.GetProperty("id").GetString()!, "", ""))];
        }

        Assert.True(Events.Count >= 8, $"{Events.Count} events matched over three venues");
        var found = new List<MatchedEvent>();
        foreach (var one in Events)
        {
            var detail = await client.GetFromJsonAsync<JsonElement>($"/api/v1/events/{one.Id}");
            var ids = detail.GetProperty("event").GetProperty("markets").EnumerateArray()
                .ToDictionary(m => m.GetProperty("venue").GetString()!, m => m.GetProperty("venue_market_id").GetString()!);
            Assert.True(await Sandbox.Trading.FundForesight(Customer.Wallet, ids["foresight"].Split(':')[0], "collateral", 10_000));
            found.Add(one with { Polymarket = ids["polymarket"], Kalshi = ids["kalshi"] });
        }

        Events = found;
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}

/// <summary>A unified event and its markets at the twins that take books.</summary>
internal sealed record MatchedEvent(string Id, string Polymarket, string Kalshi);
