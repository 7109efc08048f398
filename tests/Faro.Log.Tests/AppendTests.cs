using Faro.Log;
using Faro.Log.Past;

namespace Faro.Log.Tests;

public sealed class AppendTests : LogTest
{
    [Fact]
    public async Task A_new_stream_begins_at_version_1_and_reads_back_as_written()
    {
        var log = await OpenLog();
        var result = await log.Append(new StreamAppend("account/1", ExpectedVersion.NoStream, [new AccountOpened("ann"), new MoneyMoved(5, "é\"\\")])
        {
            Metadata = new EventMetadata("corr", "cause", "who"),
        });

        Assert.Equal(2, result.Required().Version);
        var events = await All(log.ReadStream("account/1"));
        Assert.Equal([1L, 2L], events.Select(e => e.Version));
        Assert.Equal(new MoneyMoved(5, "é\"\\"), events[1].Data);
        Assert.Equal(("corr", "cause", "who"), (events[1].CorrelationId, events[1].CausationId, events[1].UserName));
        Assert.Equal(events[1].Sequence, result.Required().LastSequence);
        Assert.Equal("""{"note": "é\"\\", "amount": 5}""", await Scalar<string>("select data::text from {s}.mt_events where version = 2"));
    }

    [Fact]
    public async Task A_writer_that_believes_wrongly_gets_a_conflict_and_writes_nothing()
    {
        var log = await OpenLog();
        (await log.Append("a", ExpectedVersion.NoStream, new AccountOpened("ann"))).Required();

        Assert.Equal(new AppendResult.Conflict("a", 1), await log.Append("a", ExpectedVersion.NoStream, new AccountOpened("bob")));
        Assert.Equal(new AppendResult.Conflict("a", 1), await log.Append("a", ExpectedVersion.At(2), new AccountClosed()));
        Assert.Equal(new AppendResult.Conflict("b", 0), await log.Append("b", ExpectedVersion.At(3), new AccountClosed()));
        Assert.Equal(new AppendResult.Conflict("b", 0), await log.Append(new StreamAppend("b", ExpectedVersion.At(3), [new AccountClosed(), new AccountClosed()])));
        Assert.Single(await All(log.ReadAll()));
        Assert.Equal(1L, await Scalar<long>("select count(*) from {s}.mt_streams where id <> 'mt_tombstone'"));
    }

    [Fact]
    public async Task Any_appends_to_what_is_there()
    {
        var log = await OpenLog();
        Assert.Equal(1, (await log.Append("a", ExpectedVersion.Any, new AccountOpened("ann"))).Required().Version);
        Assert.Equal(2, (await log.Append("a", ExpectedVersion.Any, new MoneyMoved(1, ""))).Required().Version);
        Assert.Equal(3, (await log.Append("a", ExpectedVersion.At(2), new MoneyMoved(1, ""))).Required().Version);
    }

    [Fact]
    public async Task What_breaks_a_bound_is_refused_and_what_Postgres_cannot_hold_fails_alone()
    {
        var log = await OpenLog(o => o with { MaxEventBytes = 2_000 });
        Assert.IsType<AppendResult.Refused>(await log.Append("", ExpectedVersion.Any, new AccountClosed()));
        Assert.IsType<AppendResult.Refused>(await log.Append(new string('x', 251), ExpectedVersion.Any, new AccountClosed()));
        Assert.IsType<AppendResult.Refused>(await log.Append("a", ExpectedVersion.Any, new MoneyMoved(1, new string('x', 3_000))));
        Assert.IsType<AppendResult.Refused>(await log.Append(new StreamAppend("a", ExpectedVersion.Any, [])));

        // A NUL cannot stand in jsonb, the six characters that spell its escape can.
        Assert.True((await log.Append("n", ExpectedVersion.Any, new MoneyMoved(1, "\\u0000"))).Succeeded);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => log.Append($"s{i}", ExpectedVersion.NoStream, new MoneyMoved(i, i == 25 ? "\0" : "fine")))));
        Assert.IsType<AppendResult.Refused>(results[25]);
        Assert.Equal(49, results.Count(r => r.Succeeded));
    }

    [Fact]
    public async Task Bulk_is_all_or_nothing()
    {
        var log = await OpenLog();
        await log.Append("s500", ExpectedVersion.NoStream, new AccountOpened("other"));
        var appends = Enumerable.Range(0, 1_000).Select(i =>
            new StreamAppend($"s{i}", ExpectedVersion.NoStream, [new AccountOpened($"o{i}"), new MoneyMoved(i, "x")])).ToList();

        Assert.Equal(new AppendResult.Conflict("s500", 1), await log.AppendMany(appends));
        Assert.Single(await All(log.ReadAll()));

        appends[500] = appends[500] with { Expected = ExpectedVersion.At(1) };
        (await log.AppendMany(appends)).Required();
        Assert.Equal(2_001, (await All(log.ReadAll())).Count);
        Assert.Equal(0L, await Scalar<long>("select count(*) from {s}.mt_events e where type <> 'tombstone' and not exists (select 1 from {s}.mt_streams s where s.id = e.stream_id and s.version >= e.version)"));
        Assert.Equal([1L, 2L, 3L], (await All(log.ReadStream("s500"))).Select(e => e.Version));
        Assert.IsType<AppendResult.Refused>(await log.AppendMany(
            [new("fine", ExpectedVersion.NoStream, [new MoneyMoved(1, "")]), new("nul", ExpectedVersion.NoStream, [new MoneyMoved(1, "\0")])]));
        Assert.Empty(await All(log.ReadStream("fine")));
        appends[3] = appends[4];
        Assert.IsType<AppendResult.Refused>(await log.AppendMany(appends));
    }

    [Fact]
    public async Task Reading_stops_where_it_is_told()
    {
        var log = await OpenLog();
        for (var i = 0; i < 5; i++)
            await log.Append("a", ExpectedVersion.At(i), new MoneyMoved(i, ""));
        var all = await All(log.ReadStream("a"));
        Assert.Equal(3, (await All(log.ReadStream("a", new ReadUpTo(Version: 3)))).Count);
        Assert.Equal(2, (await All(log.ReadStream("a", new ReadUpTo(Sequence: all[1].Sequence)))).Count);
        Assert.Equal(4, (await All(log.ReadStream("a", new ReadUpTo(Time: all[3].RecordedAt)))).Count);
        Assert.Equal(2, (await All(log.ReadStream("a", fromVersion: 4))).Count);
        var (sum, version) = await log.Fold("a", 0L, (s, e) => s + ((MoneyMoved)e.Data).Amount, new ReadUpTo(Version: 3));
        Assert.Equal((3L, 3L), (sum, version));
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
                switch (await log.Append("hot", ExpectedVersion.At(version), new MoneyMoved(w, "")))
                {
                    case AppendResult.Appended a:
                        Interlocked.Increment(ref wins[a.Version]);
                        mine[w]++;
                        version = a.Version;
                        break;
                    case AppendResult.Conflict c:
                        version = c.ActualVersion;
                        break;
                    case var other:
                        throw new InvalidOperationException(other.ToString());
                }
            }
        })));
        var events = await All(log.ReadStream("hot"));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Version));
        Assert.All(wins[1..], w => Assert.Equal(1, w));
        for (var w = 0; w < 8; w++)
            Assert.Equal(mine[w], events.Count(e => ((MoneyMoved)e.Data).Amount == w));
    }

    [Fact]
    public async Task A_lost_connection_is_told_apart_from_a_refusal()
    {
        var log = await OpenLog();
        await log.Append("a", ExpectedVersion.NoStream, new AccountOpened("x"));
        await using var holder = await Database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand($"select 1 from {Schema}.mt_streams where id = 'a' for update", holder, transaction))
            await command.ExecuteScalarAsync();
        var append = log.Append("a", ExpectedVersion.At(1), new AccountClosed());
        while (await Scalar<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 0)
            await Task.Delay(5);
        await Scalar<bool>("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
        Assert.IsType<AppendResult.Unknown>(await append);
        await transaction.RollbackAsync();
        Assert.Equal(2, (await log.Append("a", ExpectedVersion.At(1), new AccountClosed())).Required().Version);
    }
}
