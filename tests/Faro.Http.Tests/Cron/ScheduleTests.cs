using System.Diagnostics;
using System.Globalization;
using Faro.Sandbox;

namespace Faro.Http.Tests.Cron;

/// <summary>What happens by itself: a sync at its time, matching when it has ended.</summary>
public sealed class ScheduleTests : ApiTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task A_sync_runs_at_its_time_and_is_matched_when_it_has_ended()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 });
        var a = sandbox.Addresses;
        var host = Host(new()
        {
            ["Venues:Live:Polymarket:GammaUrl"] = a.Gamma.ToString(),
            ["Venues:Live:Polymarket:ClobUrl"] = a.Clob.ToString(),
            ["Venues:Live:Kalshi:DFlowUrl"] = a.DFlow.ToString(),
            ["Venues:Live:Kalshi:KalshiUrl"] = a.Kalshi.ToString(),
            ["Venues:Live:Foresight:Url"] = a.Foresight.ToString(),
            ["Venues:Live:Foresight:ChainId"] = "31337",
            ["Faro:Sync:Enabled"] = "true",
            ["Faro:Sync:RunAtStart"] = "false",
            ["Faro:Sync:Cron"] = "*/10 * * * * *",
            ["Faro:Match:Enabled"] = "true",
        });
        _ = host.Services;
        var clock = Stopwatch.StartNew();
        while (await Scalar<long>("select count(*) from faro.mt_events where type = 'pair_linked'") == 0)
        {
            Assert.True(clock.Elapsed < Patience, "nothing is matched");
            await Task.Delay(200);
        }

        await host.DisposeAsync();
        var sync = await Scalar<string>("select stream_id from faro.mt_events where type = 'run_started' and data->>'kind' = 'sync' and data->>'trigger' = 'schedule' order by seq_id limit 1");
        Assert.Equal(0, DateTimeOffset.Parse(sync!["run/sync/".Length..], CultureInfo.InvariantCulture).Second % 10);
        Assert.True(
            await Scalar<long>($"select min(seq_id) from faro.mt_events where type = 'run_completed' and stream_id = '{sync}'")
            < await Scalar<long>("select min(seq_id) from faro.mt_events where type = 'run_started' and data->>'kind' = 'match' and data->>'trigger' = 'sync'"),
            "matched before the sync had ended");
    }
}
