using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Projecting;
using Faro.Log.Rebuilding;
using Faro.Testing;
using Npgsql;

namespace Faro.Log.Tests;

public sealed class RebuildTests : LogTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_rebuild_gives_the_same_rows_while_the_old_model_serves()
    {
        Projection[] projections = [new AccountSummaries(), new OwnerTotals(), new Accounts(), new Statements()];
        var log = await OpenLog(o => o with { BatchSize = 100 }, projections);
        await StartDaemon(log);
        await Fill(log, 300);
        Assert.True(await log.WaitForViews(Patience));
        var rebuilder = new Rebuilder(log);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await log.AppendAt($"live/{i}", 0, new AccountOpened($"owner{i % 3}"));
                await log.AppendAt($"live/{i}", 1, new MoneyMoved(1, ""));
            }
        });
        foreach (var projection in projections)
        {
            var reports = new List<RebuildProgress>();
            await rebuilder.Rebuild(projection.Name, new Collect(reports));
            Assert.Equal("switched", reports[^1].Status);
            Assert.Contains(reports, r => r.Total > 0 && r.Done > 0);
        }

        await stop.CancelAsync();
        await writer;
        Assert.True(await log.WaitForViews(Patience));
        foreach (var projection in projections)
        {
            var result = await rebuilder.Verify(projection.Name);
            Assert.True(result.Equal, result.ToString());
            Assert.True(result.Rows >= 300);
        }

        // The names are Marten's again after the switch.
        await log.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
        Assert.Equal(1L, await Scalar<long>("select count(*) from pg_indexes where indexname = 'idx_owner_total_balance' and schemaname = '{s}'"));
        Assert.Equal(0L, await Scalar<long>("select count(*) from pg_tables where schemaname in ('{s}_next', '{s}_verify')"));
    }

    [Fact]
    public async Task Verify_names_the_first_row_that_is_not_what_the_log_says()
    {
        var log = await OpenLog(new AccountSummaries());
        await StartDaemon(log);
        await Fill(log, 50);
        Assert.True(await log.WaitForViews(Patience));
        await Scalar<int?>("update {s}.account_summary set data = jsonb_set(data::jsonb, '{balance}', '666')::json where id in ('account/7', 'account/8') returning 1");
        var result = await new Rebuilder(log).Verify("AccountSummary");
        Assert.False(result.Equal);
        Assert.Equal("account/7", result.FirstDifference);
    }

    [Fact]
    public async Task A_rebuild_tells_what_it_changed()
    {
        var log = await OpenLog(new AccountSummaries());
        await StartDaemon(log);
        await Fill(log, 50);
        Assert.True(await log.WaitForViews(Patience));
        await Scalar<int?>("update {s}.account_summary set data = jsonb_set(data::jsonb, '{balance}', '666')::json where id in ('account/7', 'account/8') returning 1");
        await Scalar<string>("delete from {s}.account_summary where id = 'account/9' returning id");
        await Scalar<string>("update {s}.account_summary set id = 'account/x' where id = 'account/5' returning id");
        var first = await new Rebuilder(log).Rebuild("AccountSummary");
        Assert.Equal((50, 2, 1, 2), (first.Rows, first.Added, first.Removed, first.Changed));
        Assert.Equal(["+account/5", "~account/7", "~account/8", "+account/9", "-account/x"], first.Samples);
        var second = await new Rebuilder(log).Rebuild("AccountSummary");
        Assert.Equal((50, 0, 0, 0), (second.Rows, second.Added, second.Removed, second.Changed));
        Assert.Empty(second.Samples);
    }

    [Fact]
    public async Task A_rebuild_may_hold_before_its_switch_and_then_goes_on_with_what_came_meanwhile()
    {
        var log = await OpenLog(new AccountSummaries());
        await StartDaemon(log);
        await Fill(log, 50);
        Assert.True(await log.WaitForViews(Patience));
        await Scalar<int?>("update {s}.account_summary set data = jsonb_set(data::jsonb, '{balance}', '666')::json where id = 'account/7' returning 1");
        var reports = new List<RebuildProgress>();
        var held = await new Rebuilder(log).Prepare("AccountSummary", new Collect(reports));
        Assert.Equal("ready", reports[^1].Status);
        Assert.Equal(["~account/7"], held.Samples);
        Assert.Equal("666", await Scalar<string>("select data->>'balance' from {s}.account_summary where id = 'account/7'"));
        await log.AppendAt("account/late", 0, new AccountOpened("owner"));
        Assert.True(await log.WaitForViews(Patience));
        var switched = await new Rebuilder(log).Rebuild("AccountSummary");
        Assert.Equal((51, 0, 0, 1), (switched.Rows, switched.Added, switched.Removed, switched.Changed));
        Assert.True((await new Rebuilder(log).Verify("AccountSummary")).Equal);
    }

    [Fact]
    public async Task A_stopped_rebuild_goes_on_where_it_was_and_the_old_model_is_left_alone()
    {
        var log = await OpenLog(o => o with { BatchSize = 20 }, new AccountSummaries());
        await StartDaemon(log);
        await Fill(log, 300);
        Assert.True(await log.WaitForViews(Patience));
        var rebuilder = new Rebuilder(log);
        var before = await rebuilder.HashOf("AccountSummary");
        using var stop = new CancellationTokenSource();
        var batches = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rebuilder.Rebuild("AccountSummary",
            new Act(_ => { if (++batches == 5) stop.Cancel(); }), cancel: stop.Token));
        Assert.Equal(before, await rebuilder.HashOf("AccountSummary"));
        var status = (await new ProjectionAdmin(log).Status()).Single();
        Assert.InRange(status.Rebuild!.Done, 1, 899);

        var again = new List<RebuildProgress>();
        await rebuilder.Rebuild("AccountSummary", new Collect(again));
        Assert.True(again.Max(r => r.Done) < 900, "it began anew instead of going on");
        Assert.Equal(before, await rebuilder.HashOf("AccountSummary"));
        Assert.True((await rebuilder.Verify("AccountSummary")).Equal);
    }

    [Fact]
    public async Task Two_rebuilds_of_one_projection_do_not_run_at_once()
    {
        var log = await OpenLog(new AccountSummaries());
        await StartDaemon(log);
        await Fill(log, 10);
        await using var other = await Database.DataSource.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand($"select pg_advisory_lock(hashtextextended('faro:aside:{Schema}_next:AccountSummary:All', 0))", other))
            await command.ExecuteNonQueryAsync();
        await Assert.ThrowsAsync<RebuildInProgressException>(() => new Rebuilder(log).Rebuild("AccountSummary"));
    }

    private static async Task Fill(EventLog log, int accounts) =>
        await log.AppendMany([.. Enumerable.Range(0, accounts).Select(i => new StreamFacts($"account/{i}",
            new AccountOpened($"owner{i % 7}"), new MoneyMoved(i, ""), new MoneyMoved(1, "")))]);

    private sealed class Collect(List<RebuildProgress> into) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value)
        {
            lock (into)
                into.Add(value);
        }
    }

    private sealed class Act(Action<RebuildProgress> act) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value)
        {
            lock (this)
                act(value);
        }
    }
}
