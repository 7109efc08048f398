using System.Diagnostics;
using Faro.Sandbox;
using EventLog = Faro.EventStore.EventLog;

namespace Faro.Ingest.Tests;

/// <summary>The stage as a process of its own, killed with SIGKILL in the middle of a sync and started again.</summary>
public sealed class KilledProcessTests : SyncTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_killed_sync_and_the_next_one_leave_what_an_undisturbed_one_leaves()
    {
        await using var twins = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, MultiplyTo = 4_000 });
        var undisturbed = await OpenLog("undisturbed", follow: false);
        using (var whole = Start(twins.Addresses, "undisturbed"))
        {
            await Ended(undisturbed);
            await Kill(whole);
        }

        var log = await OpenLog("killed", follow: false);
        // Killed early, then in the middle, then left to end.
        foreach (var seen in new[] { 1, 2_000 })
        {
            using var dying = Start(twins.Addresses, "killed");
            await Until(log, "select count(*) from {s}.mt_events where type = 'market_listed'", seen);
            await Kill(dying);
        }

        using (var last = Start(twins.Addresses, "killed"))
        {
            await Ended(log);
            await Kill(last);
        }

        var differences = await Differences(log);
        Assert.True(differences is null, differences);
        Assert.Equal(await Scalar<long>(undisturbed, "select count(*) from {s}.market_view"), await Scalar<long>(log, "select count(*) from {s}.market_view"));
        Assert.Equal(2L, await Scalar<long>(log, "select count(*) from {s}.mt_doc_runview where data->>'status' = 'abandoned'"));
    }

    private Process Start(SandboxAddresses at, string schema)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Faro.Ingest.dll") },
            Environment =
            {
                ["ConnectionStrings__Faro"] = Database.ConnectionString,
                ["Faro__Schema"] = schema,
                ["Faro__Sync__BatchSize"] = "200",
                ["Venues__Live__Polymarket__GammaUrl"] = at.Gamma.ToString(),
                ["Venues__Live__Polymarket__RequestsPerSecond"] = "1000",
                ["Venues__Live__Kalshi__DFlowUrl"] = at.DFlow.ToString(),
                ["Venues__Live__Kalshi__Fallback"] = "false",
                ["Venues__Live__Kalshi__RequestsPerSecond"] = "1000",
                ["Venues__Live__Foresight__Url"] = at.Foresight.ToString(),
                ["Venues__Live__Foresight__ChainId"] = "31337",
                ["Venues__Live__Foresight__RequestsPerSecond"] = "1000",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        return Process.Start(start)!;
    }

    private static async Task Kill(Process process)
    {
        Assert.False(process.HasExited, "The process ended by itself.");
        process.Kill(); // SIGKILL: nothing in it runs any more
        await process.WaitForExitAsync();
    }

    /// <summary>The run is over and the views have taken it in.</summary>
    private async Task Ended(EventLog log)
    {
        await Until(log, "select count(*) from {s}.mt_events where type = 'run_completed'", 1);
        await Until(log, "select count(*) from {s}.mt_event_progression where name like '%View:All' and last_seq_id >= (select max(seq_id) from {s}.mt_events)", 3);
    }

    private async Task Until(EventLog log, string sql, long least)
    {
        var deadline = Stopwatch.StartNew();
        while (await Scalar<long>(log, sql) < least)
        {
            Assert.True(deadline.Elapsed < Patience, $"Waited too long for: {sql}");
            await Task.Delay(10);
        }
    }

    /// <summary>Rows that the two runs do not share, the first few with what differs.</summary>
    private async Task<string?> Differences(EventLog log) => await Scalar<string>(log, """
        select string_agg(d, e'\n') from (
            select concat_ws(' ', coalesce(u.id, k.id), u.row::text, '<>', k.row::text, u.raw_hash, k.raw_hash, u.stream_version, k.stream_version) as d
            from undisturbed.market_view u full join killed.market_view k on k.id = u.id
            where (u.row::text, u.status, u.terms_hash, u.trading_hash, u.raw_hash) is distinct from (k.row::text, k.status, k.terms_hash, k.trading_hash, k.raw_hash)
            union all
            select concat_ws(' ', coalesce(u.id, k.id), u.row::text, '<>', k.row::text)
            from undisturbed.raw_event u full join killed.raw_event k on k.id = u.id
            where (u.row::text, u.terms_hash) is distinct from (k.row::text, k.terms_hash)
            limit 5) x
        """);
}
