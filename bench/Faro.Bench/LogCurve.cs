using System.Diagnostics;
using Faro.Log;
using Npgsql;
using EventLog = Faro.Log.EventLog;

namespace Faro.Bench;

/// <summary>Whether appends and stream reads slow down as the log grows: the curve at 0.1, 1 and 10 million events.</summary>
internal static class LogCurve
{
    public static async Task Run(BenchContext context)
    {
        await using var postgres = await BenchContext.StartPostgres();
        await using var log = await LogBench.Open(postgres.ConnectionString("postgres"), "curve");
        var size = 0L;
        foreach (var target in new[] { 100_000L, 1_000_000L, 10_000_000L })
        {
            await Grow(log, size, target);
            size = target;
            // What autovacuum has long done in a log that grew over months; vacuum runs outside a transaction, one statement a command.
            await using (var connection = await log.Database.OpenConnectionAsync())
            {
                foreach (var statement in (string[])["vacuum (analyze) curve.mt_events", "vacuum (analyze) curve.mt_streams", "checkpoint"])
                    await LogBench.Execute(connection, statement);
            }

            List<double> appends = [], reads = [], bulks = [];
            for (var run = 0; run < 5; run++)
            {
                var count = 0;
                var start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start).TotalSeconds < 1.5)
                    (await log.Append($"new/{target}/{run}/{count++}", ExpectedVersion.NoStream, BenchEvent.Make(count))).Required();
                appends.Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);

                var random = new Random(run);
                start = Stopwatch.GetTimestamp();
                for (count = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < 1.5; count++)
                {
                    var found = 0;
                    await foreach (var e in log.ReadStream($"stream/{random.NextInt64(target / 10):D12}"))
                        found++;
                    if (found != 10)
                        throw new InvalidOperationException($"A stream of 10 events read as {found}.");
                }

                reads.Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
                var batch = Enumerable.Range(0, 1_000).Select(s => new StreamAppend($"bulk/{target}/{run}/{s}", ExpectedVersion.NoStream,
                    [.. Enumerable.Range(0, 10).Select(i => (object)BenchEvent.Make(i))])).ToList();
                bulks.Add(10_000 / await BenchContext.Seconds(async () => (await log.AppendMany(batch)).Required()));
            }

            var label = target >= 1_000_000 ? $"{target / 1_000_000}m" : "0.1m";
            context.Print($"log.curve.append.{label}", appends, "appends/s", note: "one caller, new streams");
            context.Print($"log.curve.read.{label}", reads, "streams/s", note: "one caller, random streams of 10 events");
            context.Print($"log.curve.bulk.{label}", bulks, "events/s", note: "10,000 events in one transaction");
        }
    }

    /// <summary>Fills the log inside the server: the rows that ten million appends would have left, faster.</summary>
    private static async Task Grow(EventLog log, long from, long to)
    {
        await using var connection = await log.Database.OpenConnectionAsync();
        for (var at = from; at < to; at += 500_000)
        {
            var end = Math.Min(to, at + 500_000);
            await LogBench.Execute(connection, $$"""
                begin;
                insert into curve.mt_streams (id, version) select 'stream/' || lpad(s::text, 12, '0'), 10 from generate_series({{at / 10}}, {{(end / 10) - 1}}) s;
                insert into curve.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
                select nextval('curve.mt_events_sequence'), gen_random_uuid(), 'stream/' || lpad((i / 10)::text, 12, '0'), i % 10 + 1,
                       jsonb_build_object('number', i, 'market', lpad(to_hex(i), 64, '0'), 'venue', 'polymarket', 'title', 'Will the index close above ' || i,
                                          'category', 'economy', 'source', 'https://example.org', 'condition', i::text, 'note', '', 'rules', repeat('This market resolves to Yes. ', 24)),
                       'bench_event', clock_timestamp(), 'Faro.Bench.BenchEvent, Faro.Bench'
                from generate_series({{at}}::bigint, {{end - 1}}::bigint) i;
                commit;
                """);
        }
    }
}
