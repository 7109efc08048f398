using System.Diagnostics;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Faro.Sandbox;
using Faro.Testing;
using EventLog = Faro.Log.EventLog;

namespace Faro.Matching.Tests.UnifiedEvents;

/// <summary>The stage as a process of its own, killed with SIGKILL in the middle of a sync and started again.</summary>
public sealed class KilledProcessTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly List<EventLog> _logs = [];
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.Create("killed");

    public async Task DisposeAsync()
    {
        foreach (var log in _logs)
            await log.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_sync_and_the_next_one_leave_what_an_undisturbed_one_leaves()
    {
        await using var twins = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, MultiplyTo = 4_000 });
        var undisturbed = await OpenLog("undisturbed");
        using (var whole = Start(twins.Addresses, "undisturbed"))
        {
            await Ended(undisturbed);
            await Kill(whole);
        }

        var log = await OpenLog("killed");
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
        foreach (var table in new[] { "market_view", "raw_event", "unified_event" })
            Assert.Equal(await Scalar<long>(undisturbed, $"select count(*) from {{s}}.{table}"), await Scalar<long>(log, $"select count(*) from {{s}}.{table}"));
        Assert.NotEqual(0L, await Scalar<long>(log, "select count(*) from {s}.unified_event"));
        Assert.Equal(2L, await Scalar<long>(log, "select count(*) from {s}.mt_doc_runview where data->>'status' = 'abandoned'"));
    }

    private Process Start(SandboxAddresses at, string schema)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Faro.Matching.dll") },
            Environment =
            {
                ["ConnectionStrings__Faro"] = _database.ConnectionString,
                ["Faro__Schema"] = schema,
                ["Faro__Sync__BatchSize"] = "200",
                ["Faro__Match__Enabled"] = "false",
                ["Faro__Match__SyncFirst"] = "true",
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
    private static async Task Ended(EventLog log)
    {
        await Until(log, "select count(*) from {s}.mt_events where type = 'run_completed'", 1);
        await Until(log, "select count(*) from {s}.mt_event_progression where name like '%View:All' and last_seq_id >= (select max(seq_id) from {s}.mt_events)", log.Projections.Count);
    }

    private static async Task Until(EventLog log, string sql, long least)
    {
        var deadline = Stopwatch.StartNew();
        while (await Scalar<long>(log, sql) < least)
        {
            Assert.True(deadline.Elapsed < Patience, $"Waited too long for: {sql}");
            await Task.Delay(10);
        }
    }

    /// <summary>Rows that the two runs do not share, the first few with what differs.</summary>
    private static async Task<string?> Differences(EventLog log) => await Scalar<string>(log, """
        select string_agg(d, e'\n') from (
            select concat_ws(' ', coalesce(u.id, k.id), u.row::text, '<>', k.row::text, u.raw_hash, k.raw_hash, u.stream_version, k.stream_version) as d
            from undisturbed.market_view u full join killed.market_view k on k.id = u.id
            where (u.row::text, u.status, u.terms_hash, u.trading_hash, u.raw_hash) is distinct from (k.row::text, k.status, k.terms_hash, k.trading_hash, k.raw_hash)
            union all
            select concat_ws(' ', coalesce(u.id, k.id), u.row::text, '<>', k.row::text)
            from undisturbed.raw_event u full join killed.raw_event k on k.id = u.id
            where (u.row::text, u.terms_hash) is distinct from (k.row::text, k.terms_hash)
            union all
            select concat_ws(' ', coalesce(u.id, k.id), u.data::text, '<>', k.data::text)
            from undisturbed.unified_event u full join killed.unified_event k on k.id = u.id
            where (u.data::text, u.row::text, u.status, u.search) is distinct from (k.data::text, k.row::text, k.status, k.search)
            limit 5) x
        """);

    private async Task<EventLog> OpenLog(string schema)
    {
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        var log = new EventLog(_database.ConnectionString, types,
            [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews(), new MatchViews()], new EventLogOptions { Schema = schema });
        _logs.Add(log);
        await log.CreateSchema();
        return log;
    }

    private static async Task<T?> Scalar<T>(EventLog log, string sql)
    {
        await using var command = log.Database.CreateCommand(sql.Replace("{s}", log.Schema, StringComparison.Ordinal));
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }
}
