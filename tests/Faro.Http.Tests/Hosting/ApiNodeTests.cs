using System.Net;
using Faro.Ingest;
using Faro.Log;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Faro.Http.Tests.Hosting;

/// <summary>A node with <c>FARO__Workers=false</c> answers, and does nothing by itself.</summary>
public sealed class ApiNodeTests : ApiTest
{
    private const string Syncs = "select count(*) from faro.mt_events where type = 'run_started' and data ->> 'kind' = 'sync'";

    /// <summary>A sync that is due at the start and at every second, at venues where nobody listens.</summary>
    private static Dictionary<string, string?> Settings(bool workers) => new()
    {
        ["Faro:Workers"] = workers ? "true" : "false",
        ["Faro:Sync:Enabled"] = "true",
        ["Faro:Sync:RunAtStart"] = "true",
        ["Faro:Sync:Cron"] = "* * * * * *",
        ["Venues:Live:Polymarket:GammaUrl"] = "http://127.0.0.1:1/",
        ["Venues:Live:Polymarket:ClobUrl"] = "http://127.0.0.1:1/",
        ["Venues:Live:Kalshi:DFlowUrl"] = "http://127.0.0.1:1/",
        ["Venues:Live:Kalshi:KalshiUrl"] = "http://127.0.0.1:1/",
        ["Venues:Live:Foresight:Url"] = "http://127.0.0.1:1/",
    };

    [Fact]
    public async Task An_api_node_serves_and_runs_no_sync_and_no_daemon()
    {
        var node = Host(Settings(workers: false));
        var (key, id) = await node.IssueKey();
        using var admin = node.Admin();
        Assert.Contains(id.ToString(), await admin.GetStringAsync(new Uri("/api/v1/admin/keys", UriKind.Relative)), StringComparison.Ordinal);
        using (var reader = node.Client(key))
        {
            foreach (var path in new[] { "/api/v1/events", "/api/v1/matches", "/api/v1/health" })
                Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{id}", UriKind.Relative))).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await reader.GetAsync(new Uri("/api/v1/events", UriKind.Relative))).StatusCode);
        }

        Assert.Equal(DurabilityMode.MediatorOnly, node.Services.GetRequiredService<WolverineOptions>().Durability.Mode);
        var log = node.Services.GetRequiredService<EventLog>();
        await log.AppendAt("run/test/api", 0, new RunStarted("test", "test", "test", null));
        Assert.False(await log.WaitForViews(TimeSpan.FromSeconds(2.5)));
        Assert.Equal(0, await Scalar<long>(Syncs));
        Assert.Equal(0, await Scalar<long>("select count(*) from faro.mt_event_progression where last_seq_id > 0"));

        // Beside a node that works, the same settings sync and the same fact is taken in.
        var worker = Host(Settings(workers: true));
        Assert.True(await worker.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(60), 1));
        for (var i = 0; i < 300 && await Scalar<long>(Syncs) == 0; i++)
            await Task.Delay(50);
        Assert.NotEqual(0, await Scalar<long>(Syncs));
    }
}
