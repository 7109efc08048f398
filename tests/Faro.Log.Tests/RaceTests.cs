using System.Collections.Concurrent;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Testing;
using JasperFx.Events;
using Npgsql;
using Xunit.Abstractions;

namespace Faro.Log.Tests;

public sealed class RaceTests(ITestOutputHelper output) : LogTest
{
    [Fact]
    public async Task A_follower_sees_every_event_once_and_in_order_whatever_delays_the_commits()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var journal = new Journal();
        var log = await OpenLog(journal);
        await StartDaemon(log);
        await Task.WhenAll(
            Task.Run(() => Singles(log, new Random(seed))),
            Task.Run(() => Singles(log, new Random(seed + 1))),
            Task.Run(() => Bulks(log, new Random(seed + 2))),
            Task.Run(() => Held(new Random(seed + 3))),
            Task.Run(() => Held(new Random(seed + 4))));
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(60)));

        var all = (await log.ReadAll()).Select(e => e.Sequence).ToList();
        var read = new List<long>();
        await using (var command = Database.DataSource.CreateCommand($"select (data->>'sequence')::bigint from {Schema}.{journal.TableName} order by id collate \"C\""))
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                read.Add(rows.GetInt64(0));
        }

        Assert.Equal(all, read.SkipLast(1));
        Assert.Equal(all[^1], read[^1]); // the row that keeps the last number
        var gaps = all[^1] - all.Count;
        output.WriteLine($"{all.Count} events, {gaps} numbers that never came");
        Assert.True(gaps > 0, "no transaction was rolled back: the test proved little");
    }

    [Fact]
    public async Task Bulk_and_single_appends_to_the_same_streams_never_write_a_version_twice_or_leave_one_out()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var log = await OpenLog();
        var wins = new ConcurrentBag<(string Stream, long Version, long Mark)>();
        var conflicts = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(w => Task.Run(async () =>
        {
            var random = new Random(seed + w);
            for (var i = 0; i < 40; i++)
            {
                var mark = (w * 1_000L) + i;
                var streams = Enumerable.Range(0, 12).OrderBy(_ => random.Next()).Take(w < 3 ? 1 : 5).Select(n => $"s{n}").ToList();
                var versions = new Dictionary<string, long>();
                foreach (var stream in streams)
                    versions[stream] = (await log.ReadStream(stream)).Count;
                try
                {
                    await log.AppendMany(streams.Select(s => new StreamFacts(s, new MoneyMoved(mark, "")) { At = versions[s] }));
                    streams.ForEach(s => wins.Add((s, versions[s] + 1, mark)));
                }
                catch (Exception e) when (e.IsConflict())
                {
                    Interlocked.Increment(ref conflicts);
                }
            }
        })));

        var events = (await log.ReadAll()).Select(e => (e.Stream, e.Version, ((MoneyMoved)e.Data).Amount)).OrderBy(e => e).ToList();
        Assert.Equal(wins.Select(w => (w.Stream, w.Version, w.Mark)).OrderBy(w => w), events);
        Assert.All(events.GroupBy(e => e.Stream), s => Assert.Equal(Enumerable.Range(1, s.Count()).Select(v => (long)v), s.Select(e => e.Version)));
        Assert.Equal(events.Count, await Scalar<decimal>("select sum(version) from {s}.mt_streams"));
        output.WriteLine($"{events.Count} events, {conflicts} conflicts");
        Assert.True(conflicts > 0, "nobody lost a race: the test proved little");
    }

    private static async Task Singles(EventLog log, Random random)
    {
        for (var i = 0; i < 300; i++)
        {
            var (stream, fact) = ($"single/{random.Next(30)}", new MoneyMoved(i, ""));
            await log.Store.AppendUnguarded(session => session.Events.Append(stream, fact), EventMetadata.None);
        }
    }

    private static async Task Bulks(EventLog log, Random random)
    {
        for (var i = 0; i < 25; i++)
        {
            await log.AppendMany([.. Enumerable.Range(0, random.Next(1, 60)).Select(n =>
                new StreamFacts($"bulk/{i}/{n}", new MoneyMoved(n, "a"), new MoneyMoved(n, "b")))]);
        }
    }

    /// <summary>Writers that dawdle between each two steps of an append, and now and then give up.</summary>
    private async Task Held(Random random)
    {
        for (var i = 0; i < 25; i++)
        {
            var stream = $"held/{random.Next(int.MaxValue)}/{i}";
            await using var connection = await Database.DataSource.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await Do($"insert into {Schema}.mt_streams (id, version) values ('{stream}', 1)");
            await Task.Delay(random.Next(12));
            var sequence = await Do($"select nextval('{Schema}.mt_events_sequence')");
            await Task.Delay(random.Next(12));
            await Do($$"""
                insert into {{Schema}}.mt_events (seq_id, id, stream_id, version, data, type, timestamp)
                values ({{sequence}}, gen_random_uuid(), '{{stream}}', 1, '{"amount":1,"note":""}', 'money_moved', now())
                """);
            await Task.Delay(random.Next(12));
            if (random.Next(3) == 0)
                await transaction.RollbackAsync();
            else
                await transaction.CommitAsync();

            async Task<object?> Do(string sql)
            {
                await using var command = new NpgsqlCommand(sql, connection, transaction);
                return await command.ExecuteScalarAsync();
            }
        }
    }

    private sealed record Entry(long Sequence);

    /// <summary>A row for each event, and one that keeps the last number: an event out of order stops the shard.</summary>
    private sealed class Journal : Projection<Entry>
    {
        private const string Last = "last";

        public override string Name => "Journal";

        public override IReadOnlyList<Type> Handles => [typeof(MoneyMoved)];

        public override IEnumerable<string> Identify(IEvent e) => [Id(e), Last];

        public override void Project(ViewSet<Entry> views, IEvent e)
        {
            if (views.Get(Id(e)) is not null || views.Get(Last)?.Sequence >= e.Sequence)
                throw new InvalidOperationException($"{e.Sequence} after {views.Get(Last)}");
            views.Set(Id(e), new Entry(e.Sequence));
            views.Set(Last, new Entry(e.Sequence));
        }

        private static string Id(IEvent e) => e.Sequence.ToString("D12", System.Globalization.CultureInfo.InvariantCulture);
    }
}
