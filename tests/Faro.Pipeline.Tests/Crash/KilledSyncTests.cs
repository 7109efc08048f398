using System.Collections.Concurrent;
using System.Diagnostics;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Faro.Sandbox;
using Faro.Testing;
using Xunit.Abstractions;
using EventLog = Faro.Log.EventLog;

namespace Faro.Pipeline.Tests.Crash;

/// <summary>The whole API as a process, killed with SIGKILL in the middle of a sync and started again.</summary>
[Trait(Kills.Category, Kills.Name)]
public sealed class KilledSyncTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Listed = "select count(*) from {s}.mt_events where type = 'market_listed'";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly int _kills = Kills.Or(2);
    private readonly ConcurrentQueue<string> _lines = new();
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
        await using var twins = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, MultiplyTo = Math.Max(4_000, 150 * _kills) });
        var undisturbed = await OpenLog("undisturbed");
        await using (await Sync(twins.Addresses, "undisturbed"))
            await Ended(undisturbed);

        var log = await OpenLog("killed");
        var whole = await Scalar<long>(undisturbed, Listed);
        // Killed early, then further on each time, then left to end.
        var random = new Random(_kills);
        for (var kill = 0; kill < _kills; kill++)
        {
            await using var dying = await Sync(twins.Addresses, "killed");
            await Until(log, "select count(*) from {s}.mt_events where type = 'run_started'", kill + 1);
            await Until(log, Listed, 1 + (whole * kill / _kills));
            if (_kills > 2)
                await Task.Delay(random.Next(200)); // where an earlier one came further than it was meant to
        }

        output.WriteLine($"killed {_kills} times, {await Scalar<long>(log, Listed)} of {whole} markets listed by then");
        await using (await Sync(twins.Addresses, "killed"))
            await Ended(log);

        var differences = await Differences(log);
        Assert.True(differences is null, differences);
        foreach (var table in new[] { "market_view", "raw_event", "unified_event" })
            Assert.Equal(await Scalar<long>(undisturbed, $"select count(*) from {{s}}.{table}"), await Scalar<long>(log, $"select count(*) from {{s}}.{table}"));
        Assert.NotEqual(0L, await Scalar<long>(log, "select count(*) from {s}.unified_event"));
        Assert.Equal(whole, await Scalar<long>(log, Listed)); // none twice
        // Every run has an end; one killed behind its last fact was over.
        var ends = await Scalar<string>(log, "select string_agg(status || ' ' || n, ', ' order by status) from (select data->>'status' as status, count(*) as n from {s}.mt_doc_runview group by 1) r");
        output.WriteLine(ends!);
        if (_kills == 2)
            Assert.Equal("abandoned 2, completed 1", ends);
        else
            Assert.Equal(_kills + 1, await Scalar<long>(log, "select count(*) from {s}.mt_doc_runview where data->>'status' in ('abandoned', 'completed')"));
        var rebuilder = new Rebuilder(log);
        foreach (var projection in log.Projections)
            Assert.True((await rebuilder.Verify(projection.Name)).Equal, projection.Name);
    }

    /// <summary>Starts a node and has it sync; returns as soon as it has been asked to.</summary>
    private async Task<NodeProcess> Sync(SandboxAddresses at, string schema)
    {
        var node = NodeProcess.Start(new Dictionary<string, string>
        {
            ["ConnectionStrings:Faro"] = _database.ConnectionString,
            ["CRON_SECRET"] = "cron",
            ["Faro:Schema"] = schema,
            ["Faro:Sync:Enabled"] = "false",
            ["Faro:Match:Enabled"] = "false",
            ["Faro:Sync:BatchSize"] = _kills > 10 ? "100" : "200",
            ["Venues:Live:Polymarket:GammaUrl"] = at.Gamma.ToString(),
            ["Venues:Live:Polymarket:RequestsPerSecond"] = "1000",
            ["Venues:Live:Kalshi:DFlowUrl"] = at.DFlow.ToString(),
            ["Venues:Live:Kalshi:Fallback"] = "false",
            ["Venues:Live:Kalshi:RequestsPerSecond"] = "1000",
            ["Venues:Live:Foresight:Url"] = at.Foresight.ToString(),
            ["Venues:Live:Foresight:ChainId"] = "31337",
            ["Venues:Live:Foresight:RequestsPerSecond"] = "1000",
            ["Logging:LogLevel:Default"] = "Warning",
        }, _lines);
        _ = Ask(await node.Client("cron"));
        return node;

        static async Task Ask(HttpClient cron)
        {
            using (cron)
            {
                try
                {
                    (await cron.PostAsync(new Uri("/api/v1/cron/sync-events", UriKind.Relative), null)).Dispose();
                }
                catch (HttpRequestException)
                {
                    // It was killed before it answered: that is what it is here for.
                }
            }
        }
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
