using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.EmbeddedPostgres;
using Faro.Http;
using Faro.Log;
using Faro.Sandbox;
using Faro.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faro.Bench;

/// <summary>Everything that a trade passes: Postgres, the venue twins, fronts that keep their time, and the API on a socket.</summary>
internal sealed class TradeHouse : IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly WebApplication _api;
    private readonly Npgsql.NpgsqlDataSource _bare;

    private TradeHouse(PostgresServer postgres, SandboxHost sandbox, VenueFronts fronts, WebApplication api)
    {
        (_postgres, Sandbox, Fronts, _api) = (postgres, sandbox, fronts, api);
        _bare = Npgsql.NpgsqlDataSource.Create(postgres.ConnectionString("postgres") + ";Max Auto Prepare=8;Auto Prepare Min Usages=1");
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(api.Urls.First()) };
    }

    public SandboxHost Sandbox { get; }

    public VenueFronts Fronts { get; }

    /// <summary>What the API is made of.</summary>
    public IServiceProvider Services => _api.Services;

    /// <summary>Calls the API with a test key.</summary>
    public HttpClient Client { get; }

    /// <summary>Active events with their venues, those at most venues first.</summary>
    public IReadOnlyList<(string Id, string[] Venues)> Events { get; private set; } = [];

    public static async Task<TradeHouse> Start()
    {
        var postgres = await BenchContext.StartPostgres();
        var connection = postgres.ConnectionString("postgres");
        await using (var source = Npgsql.NpgsqlDataSource.Create(connection))
        await using (var create = source.CreateCommand("create database clob"))
            await create.ExecuteNonQueryAsync();
        var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, OpeningBalanceUsd = 100_000_000, ForesightPostgres = postgres.ConnectionString("clob") });
        await sandbox.Trading.ForesightFilled.WaitAsync(TimeSpan.FromMinutes(2));
        var a = sandbox.Addresses;
        var fronts = await VenueFronts.Start(new Dictionary<string, Uri>
        {
            ["polymarket"] = a.Clob,
            ["kalshi"] = a.DFlow,
            ["jupiter"] = a.Jupiter,
            ["solana"] = a.SolanaRpc,
            ["foresight"] = a.Foresight,
        });
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Faro"] = connection,
            ["ADMIN_SECRET"] = "bench-admin-secret",
            ["CRON_SECRET"] = "bench-cron-secret",
            ["Faro:Sync:Enabled"] = "false",
            ["Faro:AnonymousPerMinute"] = "100000",
            ["Faro:Match:Enabled"] = "false",
            ["Faro:Orders:FollowInterval"] = "01:00:00", // its own calls would be counted as the caller's venues
            ["Venues:Catalog"] = "Sandbox",
            ["Venues:Sandbox:Polymarket:GammaUrl"] = a.Gamma.ToString(),
            ["Venues:Sandbox:Polymarket:ClobUrl"] = fronts["polymarket"].ToString(),
            ["Venues:Sandbox:Polymarket:MarketSocketUrl"] = new UriBuilder(a.Clob) { Scheme = Uri.UriSchemeWs, Path = "/ws/market" }.ToString(), // fronts speak no sockets
            ["Venues:Sandbox:Polymarket:DataUrl"] = a.Data.ToString(),
            ["Venues:Sandbox:Kalshi:DFlowUrl"] = fronts["kalshi"].ToString(),
            ["Venues:Sandbox:Kalshi:DFlowTradeUrl"] = fronts["kalshi"].ToString(),
            ["Venues:Sandbox:Kalshi:KalshiUrl"] = new Uri(a.Kalshi, "/trade-api/v2").ToString(),
            ["Venues:Sandbox:Kalshi:JupiterUrl"] = fronts["jupiter"].ToString(),
            ["Venues:Sandbox:Kalshi:SolanaRpcUrl"] = fronts["solana"].ToString(),
            ["Venues:Sandbox:Foresight:Url"] = fronts["foresight"].ToString(),
            ["Venues:Sandbox:Foresight:ChainId"] = "31337",
        };
        var api = FaroHttp.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        });
        await api.StartAsync();
        var house = new TradeHouse(postgres, sandbox, fronts, api);
        await house.Fill();
        return house;
    }

    /// <summary>Posts and reads; an answer that is none fails the benchmark.</summary>
    public async Task<JsonElement> Post(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        return await Read(response);
    }

    /// <summary>The least that a durable answer takes: a call to the API that reads nothing, and commits of one small row each.</summary>
    public async Task Bare(int commits)
    {
        using (var response = await Client.GetAsync(new Uri("/api/v1/health", UriKind.Relative))) response.EnsureSuccessStatusCode();
        for (var i = 0; i < commits; i++)
        {
            await using var insert = _bare.CreateCommand("insert into bare_commit (data) values ($1)");
            insert.Parameters.Add(new Npgsql.NpgsqlParameter { Value = Row, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
            await insert.ExecuteNonQueryAsync();
        }
    }

    private static readonly string Row = $"{{\"text\":\"{new string('x', 1_000)}\"}}";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _bare.DisposeAsync();
        await _api.StopAsync();
        await _api.DisposeAsync();
        await Fronts.DisposeAsync();
        await Sandbox.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private async Task Fill()
    {
        await using (var create = _bare.CreateCommand("create table bare_commit (id bigint generated always as identity primary key, data jsonb not null)"))
            await create.ExecuteNonQueryAsync();
        while (true)
        {
            using var ready = await Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            if (ready.IsSuccessStatusCode) break;
            await Task.Delay(50);
        }

        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench-cron-secret");
        await Post("/api/v1/cron/sync-events", new { });
        await _api.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromMinutes(1));
        await Post("/api/v1/cron/match-markets", new { });
        await _api.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromMinutes(1));
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench-admin-secret");
        var key = await Post("/api/v1/admin/keys", new { label = "bench", scopes = new[] { "trade" }, test = true, rate_limit_per_min = 100_000 });
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.GetProperty("key").GetString());
        using var response = await Client.GetAsync(new Uri("/api/v1/events?matched=true&limit=200", UriKind.Relative));
        var page = await Read(response);
        Events =
        [
            .. page.GetProperty("events").EnumerateArray()
                .Select(e => (e.GetProperty("id").GetString()!, e.GetProperty("venues").EnumerateArray().Select(v => v.GetString()!).ToArray()))
                .OrderByDescending(e => e.Item2.Length),
        ];
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode}: {text}"));
    }
}
