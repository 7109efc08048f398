using Faro.Log;
using Faro.Sandbox;
using Faro.Signing;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests;

/// <summary>The API over the venue twins' built-in catalog, synced by the cron route and followed by the views.</summary>
public sealed class SandboxApi : ApiTest
{
    private readonly TempFolder _folder = new("faro-test-sandbox");
    private SandboxHost? _sandbox;

    /// <summary>The key that signs the log's roots.</summary>
    public string KeyFile => _folder.Path("log-key.pem");

    /// <summary>The host that synced.</summary>
    public ApiHost Synced { get; private set; } = null!;

    /// <summary>A client with a key for reading and trading.</summary>
    public HttpClient Reader { get; private set; } = null!;

    /// <summary>What the cron route answered.</summary>
    public string Run { get; private set; } = "";

    /// <summary>Another host on the same database.</summary>
    public ApiHost Beside(Dictionary<string, string?> settings) => Host(settings);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _sandbox = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 });
        Dispose(_sandbox);
        var a = _sandbox.Addresses;
        Dispose(_folder);
        await File.WriteAllTextAsync(KeyFile, Ed25519Key.NewPem());
        Synced = Host(new()
        {
            ["Faro:Proofs:KeyFile"] = KeyFile,
            ["Venues:Live:Polymarket:GammaUrl"] = a.Gamma.ToString(),
            ["Venues:Live:Polymarket:ClobUrl"] = a.Clob.ToString(),
            ["Venues:Live:Kalshi:DFlowUrl"] = a.DFlow.ToString(),
            ["Venues:Live:Kalshi:KalshiUrl"] = a.Kalshi.ToString(),
            ["Venues:Live:Foresight:Url"] = a.Foresight.ToString(),
            ["Venues:Live:Foresight:ChainId"] = "31337",
        });
        using var cron = Synced.Client(ApiHost.CronSecret);
        Run = await (await cron.PostAsync(new Uri("/api/v1/cron/sync-events", UriKind.Relative), null)).Content.ReadAsStringAsync();
        Assert.True(await Synced.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(30)), Run);
        Reader = Synced.Client((await Synced.IssueKey(new { label = "reader", scopes = new[] { "trade" }, rate_limit_per_min = 100_000 })).Key);
    }
}
