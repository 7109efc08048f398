using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Projecting;
using Faro.Log.Rebuilding;
using Faro.Testing;
using Npgsql;

namespace Faro.Log.Tests;

public sealed class DaemonTests : LogTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Async_views_follow_the_log()
    {
        var summaries = new AccountSummaries();
        var totals = new OwnerTotals();
        var log = await OpenLog(summaries, totals);
        await StartDaemon(log);
        var appends = Enumerable.Range(0, 300).Select(i => new StreamFacts(
            $"account/{i}", new AccountOpened($"owner{i % 7}"), new MoneyMoved(i, ""), new MoneyMoved(1, "")));
        await log.AppendMany(appends);
        await log.AppendAt("account/5", 3, new AccountClosed());

        Assert.True(await log.WaitForViews(Patience));
        Assert.Equal(new AccountSummary("owner5", 6, 2, true), await log.Load(summaries, "account/5"));
        Assert.Equal(await log.HighestSequence(), await Scalar<long>("select version from {s}.account_summary where id = 'account/5'"));
        Assert.Equal(1L, await Scalar<long>("select count(*) from {s}.owner_total where id = 'owner/owner3' and search @@ to_tsquery('english', 'owner3:A')"));
        var owner = await log.Load(totals, "owner/owner3");
        Assert.Equal(Enumerable.Range(0, 300).Where(i => i % 7 == 3).Sum(i => i + 1L), owner!.Balance);
        Assert.Equal(owner.Balance, await Scalar<long>("select balance from {s}.owner_total where id = 'owner/owner3'"));
    }

    [Fact]
    public async Task An_inline_view_is_there_when_the_append_answers_and_a_failing_one_fails_only_its_caller()
    {
        var accounts = new Accounts();
        var log = await OpenLog(accounts);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            await log.AppendAt($"a{i}", 0, new AccountOpened("ann"));
            await log.AppendAt($"a{i}", 1, new MoneyMoved(i, ""));
            Assert.Equal(i, (await log.Load(accounts, $"a{i}"))!.Balance);
        })));

        // A move on an account that was never opened breaks the fold: nothing is written for it.
        await Assert.ThrowsAnyAsync<Exception>(() => log.AppendAt("never", 0, new MoneyMoved(1, "")));
        Assert.Empty(await log.ReadStream("never"));
    }

    [Fact]
    public async Task A_shard_is_running_on_an_empty_log_and_for_as_long_as_its_daemon_lives()
    {
        var log = await OpenLog(new AccountSummaries());
        var admin = new ProjectionAdmin(log);
        var daemon = await StartDaemon(log);
        Assert.Equal("running", (await admin.Status()).Single().State);
        await log.AppendAt("a", 0, new AccountOpened("ann"));
        Assert.True(await log.WaitForViews(Patience));
        await Eventually.Is(async () =>
        {
            await BeSilent(log); // until no heartbeat comes in between
            return (await admin.Status()).Single().State == "stopped";
        });
        await Eventually.Is(async () => (await admin.Status()).Single().State == "running"); // the next heartbeat
        await daemon.StopAsync(CancellationToken.None);
        await BeSilent(log);
        await Task.Delay(TimeSpan.FromSeconds(21)); // two heartbeats that do not come
        Assert.Equal("stopped", (await admin.Status()).Single().State);
    }

    /// <summary>Lets half a minute pass since the last heartbeat.</summary>
    private static async Task BeSilent(EventLog log)
    {
        await using var age = log.Database.CreateCommand($"update {log.Schema}.mt_event_progression set heartbeat = heartbeat - interval '31 s'");
        await age.ExecuteNonQueryAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shard_stops_at_an_event_it_cannot_digest_and_goes_on_when_told_to_skip_it(bool document)
    {
        Projection projection = document ? new Statements() : new AccountSummaries();
        var log = await OpenLog(projection);
        await StartDaemon(log);
        await log.AppendAt("a", 0, new AccountOpened("ann"));
        await log.AppendAt("a", 1, new MoneyMoved(1, ""));
        var poison = await log.AppendAt("a", 2, new MoneyMoved(2, "poison"));
        await log.AppendAt("a", 3, new MoneyMoved(4, ""));

        var admin = new ProjectionAdmin(log);
        ShardStatus status;
        var deadline = DateTime.UtcNow + Patience;
        while ((status = (await admin.Status()).Single()).State != "paused" && DateTime.UtcNow < deadline)
            await Task.Delay(10);
        Assert.Equal("paused", status.State);
        Assert.Contains("cannot digest this", status.Reason, StringComparison.Ordinal);
        Assert.Contains($"Event {poison} (money_moved of a)", status.Reason, StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.InRange((await admin.Status()).Single().Position, 0, poison - 1);
        Assert.NotEqual(5, await Balance());

        await admin.SkipEvent(projection.Name, poison, "a test event", "operator");
        Assert.True(await log.WaitForViews(Patience));
        Assert.Equal(5, await Balance());
        Assert.Contains(await log.ReadAll(), e => e.Data is ProjectionEventSkipped s && s.Sequence == poison);
        Assert.True((await new Rebuilder(log).Verify(projection.Name)).Equal);

        Task<long?> Balance() => Scalar<long?>($"select (data->>'balance')::bigint from {{s}}.{projection.TableName} where id = 'a'");
    }

    [Theory]
    [InlineData("after the stream row")]
    [InlineData("after the number")]
    [InlineData("after the event")]
    public async Task Views_wait_for_a_transaction_held_open_and_then_show_its_event(string heldAt)
    {
        var summaries = new AccountSummaries();
        var log = await OpenLog(summaries);
        await StartDaemon(log);
        await log.AppendAt("first", 0, new AccountOpened("ann"));
        Assert.True(await log.WaitForViews(Patience));

        await using var held = await Database.DataSource.OpenConnectionAsync();
        await using var transaction = await held.BeginTransactionAsync();
        long drawn = 0;
        await Do("insert into {s}.mt_streams (id, version) values ('held', 1)");
        if (heldAt != "after the stream row")
            drawn = (long)(await Do("select nextval('{s}.mt_events_sequence')"))!;
        if (heldAt == "after the event")
            await Insert();

        var behind = await log.AppendAt("behind", 0, new AccountOpened("bob"));
        // Long past the time after which Marten gives up a gap that nothing holds open.
        if (drawn == 0)
            Assert.True(await log.WaitForViews(Patience));
        else
            Assert.False(await log.WaitForViews(TimeSpan.FromSeconds(1.5)));
        Assert.Equal(drawn == 0, await log.Load(summaries, "behind") is not null);

        if (drawn == 0)
            drawn = (long)(await Do("select nextval('{s}.mt_events_sequence')"))!;
        if (heldAt != "after the event")
            await Insert();
        // While it was open. A look at the gap just before the commit and at who may fill it just after is noted as a skip too, and misses nothing.
        Assert.Equal(0L, await Scalar<long>("select count(*) from {s}.mt_high_water_skips"));
        await transaction.CommitAsync();
        Assert.True(await log.WaitForViews(Patience, Math.Max(behind, drawn)));
        Assert.Equal("late", (await log.Load(summaries, "held"))!.Owner);
        Assert.Equal("bob", (await log.Load(summaries, "behind"))!.Owner);
        Assert.Equal([1L, 2L, 3L], (await log.ReadAll()).Select(e => e.Sequence));

        async Task<object?> Do(string sql)
        {
            await using var command = new NpgsqlCommand(sql.Replace("{s}", Schema, StringComparison.Ordinal), held, transaction);
            return await command.ExecuteScalarAsync();
        }

        Task Insert() => Do($$"""
            insert into {s}.mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            values ({{drawn}}, gen_random_uuid(), 'held', 1, '{"owner":"late"}', 'account_opened', now())
            """);
    }

    [Fact]
    public async Task A_gap_left_by_a_rollback_holds_views_back_for_less_than_two_seconds()
    {
        var log = await OpenLog(new AccountSummaries());
        await StartDaemon(log);
        await log.AppendAt("first", 0, new AccountOpened("ann"));
        Assert.True(await log.WaitForViews(Patience));
        await using (var held = await Database.DataSource.OpenConnectionAsync())
        await using (var transaction = await held.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand(
                $"insert into {Schema}.mt_streams (id, version) values ('held', 1); select nextval('{Schema}.mt_events_sequence') from generate_series(1, 3)", held, transaction);
            await command.ExecuteNonQueryAsync();
            await log.AppendAt("behind", 0, new AccountOpened("bob"));
            Assert.False(await log.WaitForViews(TimeSpan.FromSeconds(1)));
            await transaction.RollbackAsync();
        }

        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(2)));
        Assert.Equal(1L, await Scalar<long>("select count(*) from {s}.mt_high_water_skips"));
    }
}
