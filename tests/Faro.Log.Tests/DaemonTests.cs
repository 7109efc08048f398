using Faro.Log;
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
        var appends = Enumerable.Range(0, 300).Select(i => new StreamAppend($"account/{i}", ExpectedVersion.NoStream,
            [new AccountOpened($"owner{i % 7}"), new MoneyMoved(i, ""), new MoneyMoved(1, "")])).ToList();
        (await log.AppendMany(appends)).Required();
        await log.Append("account/5", ExpectedVersion.At(3), new AccountClosed());

        Assert.True(await log.WaitForViews(Patience));
        Assert.Equal(new AccountSummary("owner5", 6, 2, true), await log.Load(summaries, "account/5"));
        Assert.Equal(4, await Scalar<int>("select mt_version from {s}.mt_doc_accountsummary where id = 'account/5'"));
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
            (await log.Append($"a{i}", ExpectedVersion.NoStream, new AccountOpened("ann"))).Required();
            (await log.Append($"a{i}", ExpectedVersion.At(1), new MoneyMoved(i, ""))).Required();
            Assert.Equal(i, (await log.Load(accounts, $"a{i}"))!.Balance);
        })));

        // A move on an account that was never opened breaks the fold: nothing is written for it.
        await Assert.ThrowsAnyAsync<Exception>(() => log.Append("never", ExpectedVersion.NoStream, new MoneyMoved(1, "")));
        Assert.Empty(await All(log.ReadStream("never")));
    }

    [Fact]
    public async Task A_shard_stops_at_an_event_it_cannot_digest_and_goes_on_when_told_to_skip_it()
    {
        var summaries = new AccountSummaries();
        var log = await OpenLog(summaries);
        await StartDaemon(log);
        await log.Append("a", ExpectedVersion.NoStream, new AccountOpened("ann"));
        await log.Append("a", ExpectedVersion.At(1), new MoneyMoved(1, ""));
        var poison = (await log.Append("a", ExpectedVersion.At(2), new MoneyMoved(2, "poison"))).Required().LastSequence;
        await log.Append("a", ExpectedVersion.At(3), new MoneyMoved(4, ""));

        var admin = new ProjectionAdmin(log);
        ShardStatus status;
        var deadline = DateTime.UtcNow + Patience;
        while ((status = (await admin.Status()).Single()).State != "paused" && DateTime.UtcNow < deadline)
            await Task.Delay(10);
        Assert.Equal("paused", status.State);
        Assert.Contains("cannot digest this", status.Reason, StringComparison.Ordinal);
        Assert.Equal(poison - 1, status.Position);
        Assert.Equal(1, (await log.Load(summaries, "a"))!.Balance);
        Assert.Equal(poison, await Scalar<long>("select (data->>'eventSequence')::bigint from {s}.mt_doc_deadletterevent"));

        await admin.SkipEvent("AccountSummary", poison, "a test event", "operator");
        Assert.True(await log.WaitForViews(Patience));
        Assert.Equal(5, (await log.Load(summaries, "a"))!.Balance);
        Assert.Contains(await All(log.ReadAll()), e => e.Data is ProjectionEventSkipped s && s.Sequence == poison);
    }

    [Theory]
    [InlineData("after the stream row")]
    [InlineData("after the number")]
    [InlineData("after the event")]
    public async Task The_mark_waits_for_a_transaction_held_open_and_then_shows_its_event(string heldAt)
    {
        var log = await OpenLog(new AccountSummaries());
        await log.Append("first", ExpectedVersion.NoStream, new AccountOpened("ann"));
        var highWater = new HighWater(log);
        Assert.Equal(1, await highWater.Advance(default));

        await using var held = await Database.DataSource.OpenConnectionAsync();
        await using var transaction = await held.BeginTransactionAsync();
        long drawn = 0;
        await Do("insert into {s}.mt_streams (id, version) values ('held', 1)");
        if (heldAt != "after the stream row")
            drawn = (long)(await Do("select nextval('{s}.mt_events_sequence')"))!;
        if (heldAt == "after the event")
            await Insert();

        var behind = (await log.Append("behind", ExpectedVersion.NoStream, new AccountOpened("bob"))).Required().LastSequence;
        for (var i = 0; i < 20; i++)
            await highWater.Advance(default);
        Assert.Equal(drawn == 0 ? behind : 1, highWater.Current);

        if (drawn == 0)
            drawn = (long)(await Do("select nextval('{s}.mt_events_sequence')"))!;
        if (heldAt != "after the event")
            await Insert();
        await transaction.CommitAsync();
        var deadline = DateTime.UtcNow + Patience;
        while (await highWater.Advance(default) < Math.Max(behind, drawn) && DateTime.UtcNow < deadline)
            await Task.Yield();
        Assert.Equal(Math.Max(behind, drawn), highWater.Current);
        Assert.Equal(0L, await Scalar<long>("select count(*) from {s}.mt_high_water_skips"));
        Assert.Equal([1L, 2L, 3L], (await All(log.ReadAll())).Select(e => e.Sequence));

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
    public async Task A_gap_left_by_a_rollback_is_passed_once_proven_dead_and_recorded()
    {
        var log = await OpenLog(new AccountSummaries());
        var highWater = new HighWater(log);
        await log.Append("first", ExpectedVersion.NoStream, new AccountOpened("ann"));
        await using (var held = await Database.DataSource.OpenConnectionAsync())
        await using (var transaction = await held.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand(
                $"insert into {Schema}.mt_streams (id, version) values ('held', 1); select nextval('{Schema}.mt_events_sequence') from generate_series(1, 3)", held, transaction);
            await command.ExecuteNonQueryAsync();
            await log.Append("behind", ExpectedVersion.NoStream, new AccountOpened("bob"));
            await highWater.Advance(default);
            await highWater.Advance(default);
            Assert.Equal(1, highWater.Current);
            await transaction.RollbackAsync();
        }

        // Other transactions of this server may be older than the gap: the proof waits for them.
        var deadline = DateTime.UtcNow + Patience;
        while (await highWater.Advance(default) < 5 && DateTime.UtcNow < deadline)
            await Task.Yield();
        Assert.Equal(5, highWater.Current);
        Assert.Equal(1L, await Scalar<long>("select count(*) from {s}.mt_high_water_skips where starting_sequence = 2 and ending_sequence = 5"));
    }

    [Fact]
    public void The_lock_ids_are_Martens()
    {
        Assert.Equal(1329144173, MartenLock.Hash("public:AccountSummary:All"));
        Assert.Equal(1329148617, MartenLock.Id("public", "AccountSummary:All"));
        Assert.Equal(970399862, MartenLock.Id("faro", "AccountSummary:All"));
        Assert.Equal(832351053, MartenLock.Id("faro", "CurrencyTotals:V2:All"));
    }
}
