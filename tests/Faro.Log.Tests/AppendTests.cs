using Faro.Log;
using Faro.Log.Past;
using Faro.Testing;
using Marten;

namespace Faro.Log.Tests;

/// <summary>Marten's sessions as Faro configures and uses them.</summary>
public sealed class AppendTests : LogTest
{
    [Fact]
    public async Task A_new_stream_begins_at_version_1_and_reads_back_as_written()
    {
        var log = await OpenLog();
        var last = await log.AppendMany([new StreamFacts("account/1", new AccountOpened("ann"), new MoneyMoved(5, "é\"\\"))], new EventMetadata("corr", "cause", "who"));

        var events = await log.ReadStream("account/1");
        Assert.Equal([1L, 2L], events.Select(e => e.Version));
        Assert.Equal(new MoneyMoved(5, "é\"\\"), events[1].Data);
        Assert.Equal(("corr", "cause", "who"), (events[1].CorrelationId, events[1].CausationId, events[1].UserName));
        Assert.Equal(("account/1", "money_moved", last), (events[1].Stream, events[1].EventTypeName, events[1].Sequence));
        Assert.Equal("""{"note": "é\"\\", "amount": 5}""", await Scalar<string>("select data::text from {s}.mt_events where version = 2"));
    }

    [Fact]
    public async Task A_writer_that_believes_wrongly_gets_a_conflict_and_writes_nothing()
    {
        var log = await OpenLog();
        await log.AppendAt("a", 0, new AccountOpened("ann"));

        await Conflict(() => log.AppendAt("a", 0, new AccountOpened("bob")));
        await Conflict(() => log.AppendAt("a", 2, new AccountClosed()));
        await Conflict(() => log.AppendAt("b", 3, new AccountClosed()));
        await Conflict(() => log.AppendAt("b", 3, new AccountClosed(), new AccountClosed()));
        await Conflict(() => Start("a"));
        Assert.Single(await log.ReadAll());
        Assert.Equal(1L, await Scalar<long>("select count(*) from {s}.mt_streams where id <> 'mt_tombstone'"));
        await Start("c");
        Assert.Equal(2, await log.AppendAt("a", 1, new AccountClosed()) - await Scalar<long>("select min(seq_id) from {s}.mt_events")); // no number was lost

        async Task Start(string stream)
        {
            await using var session = log.Store.LightweightSession();
            session.Events.StartStream(stream, new AccountOpened("bob"));
            await session.SaveChangesAsync();
        }
    }

    [Theory]
    [InlineData(1, 1_048_548, null)] // 28 bytes around the text: just the most that a fact may have
    [InlineData(1, 1_048_549, "A MoneyMoved of 1,048,577 bytes for 'large'; a fact has at most 1,048,576.")]
    [InlineData(10_000, 1, "10,001 facts in one session; at most 10,000 are appended at once.")]
    public async Task What_is_too_large_or_too_much_is_refused_whole(int facts, int text, string? refusal)
    {
        var log = await OpenLog();
        await using var session = log.Store.LightweightSession();
        session.Events.Append("small", new AccountOpened("ann"));
        session.Events.Append("large", Enumerable.Repeat<object>(new MoneyMoved(1_000_000, new string('x', text)), facts).ToArray());
        var failure = await Record.ExceptionAsync(() => session.SaveChangesAsync());
        Assert.Equal(refusal, failure?.Message);
        Assert.Equal(refusal is null ? 2 : 0, await Scalar<long>("select count(*) from {s}.mt_events"));
    }

    [Fact]
    public async Task A_page_of_a_stream_is_what_comes_behind_a_place()
    {
        var log = await OpenLog();
        var first = await log.AppendAt("a", 0, new AccountOpened("ann"));
        await log.AppendAt("b", 0, new AccountOpened("bob"));
        await log.AppendAt("a", 1, [.. Enumerable.Range(2, 4).Select(n => new MoneyMoved(n, ""))]);
        Assert.Equal([1L, 2L], (await log.ReadStream("a", 0, 2)).Select(e => e.Version));
        Assert.Equal([2L, 3L, 4L], (await log.ReadStream("a", first, 3)).Select(e => e.Version));
        Assert.Equal([5L], (await log.ReadStream("a", (await log.ReadStream("a", first, 3))[^1].Sequence, 3)).Select(e => e.Version));
        Assert.Empty(await log.ReadStream("none", 0, 3));
    }

    [Fact]
    public async Task What_Postgres_cannot_hold_fails_alone()
    {
        // A NUL cannot stand in jsonb, the six characters that spell its escape can.
        var log = await OpenLog();
        await log.Append("n", new MoneyMoved(1, "\\u0000"));
        var failures = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => Record.ExceptionAsync(() => log.AppendAt($"s{i}", 0, new MoneyMoved(i, i == 25 ? "\0" : "fine"))))));
        Assert.Equal(25, Array.FindIndex(failures, f => f is not null));
        Assert.Single(failures, f => f is not null);
        Assert.Equal((true, false, false), (failures[25]!.IsDatabaseFailure(), failures[25]!.IsConflict(), failures[25]!.IsLostConnection()));
    }

    [Fact]
    public async Task Many_streams_are_all_or_nothing()
    {
        var log = await OpenLog();
        await log.AppendAt("s500", 0, new AccountOpened("other"));
        var appends = Enumerable.Range(0, 1_000).Select(i => new StreamFacts($"s{i}", new AccountOpened($"o{i}"), new MoneyMoved(i, "x"))).ToList();

        await Conflict(() => log.AppendMany(appends));
        Assert.Single(await log.ReadAll());

        appends[500] = appends[500] with { At = 1 };
        await log.AppendMany(appends);
        Assert.Equal(2_001, (await log.ReadAll()).Count);
        Assert.Equal(0L, await Scalar<long>("select count(*) from {s}.mt_events e where type <> 'tombstone' and not exists (select 1 from {s}.mt_streams s where s.id = e.stream_id and s.version >= e.version)"));
        Assert.Equal([1L, 2L, 3L], (await log.ReadStream("s500")).Select(e => e.Version));
        await Assert.ThrowsAnyAsync<Exception>(() => log.AppendMany([new("fine", new MoneyMoved(1, "")), new("nul", new MoneyMoved(1, "\0"))]));
        Assert.Empty(await log.ReadStream("fine"));
        await using var session = log.Store.QuerySession();
        Assert.Equal(new Dictionary<string, long> { ["s0"] = 2, ["s500"] = 3 }, await session.FetchVersions(["s0", "s500", "none"]));
    }

    [Fact]
    public async Task Reading_stops_where_it_is_told()
    {
        var log = await OpenLog();
        for (var i = 0; i < 5; i++)
            await log.AppendAt("a", i, new MoneyMoved(i, ""));
        var all = await log.ReadStream("a");
        Assert.Equal(3, (await log.ReadStream("a", new ReadUpTo(Version: 3))).Count);
        Assert.Equal(2, (await log.ReadStream("a", new ReadUpTo(Sequence: all[1].Sequence))).Count);
        Assert.Equal(4, (await log.ReadStream("a", new ReadUpTo(Time: all[3].Timestamp))).Count);
        Assert.Empty(await log.ReadStream("b"));
    }

    [Fact]
    public async Task Eight_writers_on_one_stream_each_version_has_one_winner()
    {
        var log = await OpenLog();
        var wins = new int[401];
        var mine = new int[8];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var version = 0L; version < 400;)
            {
                try
                {
                    await log.AppendAt("hot", version, new MoneyMoved(w, ""));
                    Interlocked.Increment(ref wins[++version]);
                    mine[w]++;
                }
                catch (Exception e) when (e.IsConflict())
                {
                    await using var session = log.Store.QuerySession();
                    version = (await session.Events.FetchStreamStateAsync("hot"))!.Version;
                }
            }
        })));
        var events = await log.ReadStream("hot");
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Version));
        Assert.All(wins[1..], w => Assert.Equal(1, w));
        for (var w = 0; w < 8; w++)
            Assert.Equal(mine[w], events.Count(e => ((MoneyMoved)e.Data).Amount == w));
    }

    [Fact]
    public async Task A_lost_connection_is_told_apart_from_a_refusal()
    {
        var log = await OpenLog();
        await log.AppendAt("a", 0, new AccountOpened("x"));
        await using var holder = await Database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand($"select 1 from {Schema}.mt_streams where id = 'a' for update", holder, transaction))
            await command.ExecuteScalarAsync();
        using var stop = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            // Marten tries again a few times.
            while (!stop.IsCancellationRequested)
            {
                await Scalar<object>("select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
                await Task.Delay(5);
            }
        });
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => log.AppendAt("a", 1, new AccountClosed()));
        await stop.CancelAsync();
        await killing;
        Assert.True(failure.IsLostConnection());
        Assert.False(failure.IsConflict());
        await transaction.RollbackAsync();
        await log.AppendAt("a", 1, new AccountClosed());
        Assert.Equal(2, (await log.ReadStream("a")).Count);
    }

    private static async Task Conflict(Func<Task> append)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(append);
        Assert.True(failure.IsConflict(), failure.ToString());
        Assert.False(failure.IsLostConnection());
    }
}
