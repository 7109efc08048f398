using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;
using Faro.Http;
using Faro.Http.Hosting;
using Faro.Sandbox;
using Faro.Sandbox.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faro.Cli.Running;

/// <summary>The API with its workers, the first sync, and a test key to begin with.</summary>
internal sealed class HttpPart : IUpPart
{
    /// <inheritdoc/>
    public async Task<IAsyncDisposable> Start(UpRun run, CancellationToken ct)
    {
        LogKey.Make(run.Settings.DataFolder);
        var app = FaroHttp.Build([], builder =>
        {
            builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
            builder.Configuration.AddInMemoryCollection(Settings(run));
            builder.Logging.AddFilter("Faro", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning).AddFilter("Wolverine", LogLevel.Warning);
            builder.Logging.AddProvider(new LogFile(Path.Combine(run.Settings.DataFolder, "faro.log"))).AddFilter<LogFile>("Faro", LogLevel.Information);
            builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{run.Settings.Port}"));
        });
        try
        {
            // A host that is stopped during its start leaves half of it running: it is started completely, then stopped.
            await app.StartAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new CliException($"The API cannot listen on port {run.Settings.Port} ({e.Message.TrimEnd('.')}): choose another with --port N (0 picks a free one).");
        }

        var running = new Running(app);
        try
        {
            ct.ThrowIfCancellationRequested();
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            run.BaseUrl = new Uri(address);
            using var faro = FaroClient.At(run.BaseUrl, run.Settings.Secrets);
            await run.Terminal.Waiting("Waiting until the API is ready", () => Ready(faro, ct), stop => Missing(faro, stop), ct);
            await FirstSteps.Take(run, faro, ct);
            return running;
        }
        catch (Exception)
        {
            await running.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> Ready(FaroClient faro, CancellationToken ct)
    {
        while ((await faro.Try(HttpMethod.Get, "/healthz/ready", FaroClient.By.Nobody, ct)).Status != 200)
            await Task.Delay(50, ct);
        return true;
    }

    /// <summary>What it is not ready for: after an upgrade, for one, a view that is being rebuilt.</summary>
    private static async Task<string?> Missing(FaroClient faro, CancellationToken ct)
    {
        var (_, answer) = await faro.Try(HttpMethod.Get, "/healthz/ready", FaroClient.By.Nobody, ct);
        var missing = (answer["checks"] as JsonObject ?? []).Where(c => (string?)c.Value != "ok").Select(c => $"{c.Key} is {c.Value}").ToList();
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    private static Dictionary<string, string?> Settings(UpRun run)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Faro"] = run.ConnectionString,
            ["ADMIN_SECRET"] = run.Settings.Secrets.Admin,
            ["CRON_SECRET"] = run.Settings.Secrets.Cron,
            ["Faro:Proofs:KeyFile"] = LogKey.PathIn(run.Settings.DataFolder),
            ["Faro:Proofs:RootsFile"] = LogKey.RootsIn(run.Settings.DataFolder),
            ["Faro:Sync:RunAtStart"] = run.Settings.Live ? "true" : "false",
        };
        if (run.Sandbox is { } twins)
            AddSandbox(settings, run, twins);
        return settings;
    }

    /// <summary>The twins as the sandbox set; rate limits are unnecessary on loopback, so the budgets are wide.</summary>
    private static void AddSandbox(Dictionary<string, string?> settings, UpRun run, SandboxAddresses twins)
    {
        settings["Venues:Catalog"] = run.Settings.Live ? "Live" : "Sandbox";
        void Set(string name, object value) => settings[$"Venues:Sandbox:{name}"] = Convert.ToString(value, CultureInfo.InvariantCulture);
        Set("Polymarket:GammaUrl", twins.Gamma);
        Set("Polymarket:ClobUrl", twins.Clob);
        Set("Polymarket:DataUrl", twins.Data);
        Set("Kalshi:DFlowUrl", twins.DFlow);
        Set("Kalshi:DFlowTradeUrl", twins.DFlow);
        Set("Kalshi:KalshiUrl", new Uri(twins.Kalshi, "/trade-api/v2"));
        Set("Kalshi:JupiterUrl", twins.Jupiter);
        Set("Kalshi:SolanaRpcUrl", twins.SolanaRpc);
        Set("Foresight:Url", twins.Foresight);
        settings["Venues:SandboxControlsUrl"] = twins.Admin.ToString();
        // Not a real chain, so that a test order can never be valid elsewhere; only a mirror uses the mirrored venue's.
        Set("Foresight:ChainId", run.SandboxChain);
        foreach (var budget in new[]
                 {
                     "Polymarket:RequestsPerSecond", "Polymarket:ClobRequestsPerSecond", "Polymarket:DataRequestsPerSecond", "Kalshi:RequestsPerSecond",
                     "Kalshi:JupiterRequestsPerSecond", "Kalshi:SolanaRequestsPerSecond", "Foresight:RequestsPerSecond",
                 })
        {
            Set(budget, 1_000);
        }
    }

    private sealed class Running(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
