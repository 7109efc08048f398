using System.Diagnostics;
using Faro.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using EventLog = Faro.Log.EventLog;

namespace Faro.Bench;

/// <summary>The log against bare Postgres in the same run: same rows, same indexes, same machine, alternating.</summary>
internal static class LogBench
{
    private const int Runs = 5;

    public static async Task Run(BenchContext context)
    {
        if (context.Options.Contains("--curve"))
        {
            await LogCurve.Run(context);
            return;
        }

        await using var postgres = await BenchContext.StartPostgres();
        var connectionString = postgres.ConnectionString("postgres");
        var part = context.Option("--part");
        if (part is null or "bulk")
            await Bulk(context, connectionString);
        foreach (var callers in new[] { 1, 8, 32 })
        {
            if (part is null or "single")
                await Single(context, connectionString, callers, postgres.ProcessId);
        }

        if (part is null or "follow")
            await Following(context, connectionString, postgres.ProcessId);
        if (part is null or "visible")
            await Visible(context, connectionString);
    }

    internal static EventTypes Types { get; } = EventTypes.Build().Add<BenchEvent>().Done();

    internal static async Task<EventLog> Open(string connectionString, string schema, params Projection[] projections)
    {
        var log = new EventLog(connectionString, Types, projections, new EventLogOptions { Schema = schema });
        await using (var drop = log.Database.CreateCommand($"drop schema if exists {schema} cascade"))
            await drop.ExecuteNonQueryAsync();
        await log.CreateSchema();
        return log;
    }

    private static async Task Bulk(BenchContext context, string connectionString)
    {
        const int streams = 10_000, perStream = 10;
        List<double> bare = [], ours = [];
        for (var run = 0; run < Runs; run++)
        {
            await using var log = await Open(connectionString, "bulk");
            var rows = BenchEvent.Rows(streams * perStream);
            bare.Add(streams * perStream / await BenchContext.Seconds(() => BareCopy(log, rows)));

            var appends = Enumerable.Range(0, streams).Select(s => new StreamAppend($"stream/{s:D12}", ExpectedVersion.NoStream,
                [.. Enumerable.Range(0, perStream).Select(i => (object)BenchEvent.Make((s * perStream) + i))])).Chunk(1_000).ToList();
            ours.Add(streams * perStream / await BenchContext.Seconds(async () =>
            {
                foreach (var chunk in appends)
                    (await log.AppendMany(chunk)).Required();
            }));
        }

        context.Print("log.bulk", ours, "events/s", bare, ">= 0.6",
            "10,000 streams x 10 events of 1 KiB in transactions of 10,000 events, versions checked; ceiling: one binary COPY of the same rows into a table of the same shape and indexes");
    }

    private static async Task BareCopy(EventLog log, List<(Guid Id, string Stream, long Version, byte[] Json)> rows)
    {
        await using var connection = await log.Database.OpenConnectionAsync();
        await Execute(connection, """
            drop table if exists bulk.bare;
            create table bulk.bare (like bulk.mt_events including defaults);
            alter table bulk.bare add primary key (seq_id);
            create unique index on bulk.bare (stream_id, version);
            """);
        await using var writer = await connection.BeginBinaryImportAsync("copy bulk.bare from stdin (format binary)");
        var sequence = 0L;
        var now = DateTime.UtcNow;
        foreach (var (id, stream, version, json) in rows)
        {
            writer.StartRow();
            writer.Write(++sequence, NpgsqlDbType.Bigint);
            writer.Write(id, NpgsqlDbType.Uuid);
            writer.Write(stream, NpgsqlDbType.Varchar);
            writer.Write(version, NpgsqlDbType.Bigint);
            writer.Write(json, NpgsqlDbType.Jsonb);
            writer.Write("bench_event", NpgsqlDbType.Varchar);
            writer.Write(now, NpgsqlDbType.TimestampTz);
            writer.Write("*DEFAULT*", NpgsqlDbType.Varchar);
            writer.Write("Faro.Bench.BenchEvent, Faro.Bench", NpgsqlDbType.Varchar);
            writer.WriteNull();
            writer.WriteNull();
            writer.WriteNull();
            writer.WriteNull();
            writer.Write(false, NpgsqlDbType.Boolean);
        }

        await writer.CompleteAsync();
    }

    private static async Task Single(BenchContext context, string connectionString, int callers, int serverProcess)
    {
        var window = TimeSpan.FromSeconds(2);
        await using var log = await Open(connectionString, $"single{callers}");
        await using (var connection = await log.Database.OpenConnectionAsync())
        {
            await Execute(connection, $"""
                create table single{callers}.bare (like single{callers}.mt_events including defaults);
                alter table single{callers}.bare add primary key (seq_id);
                create unique index on single{callers}.bare (stream_id, version);
                create sequence single{callers}.bare_seq;
                """);
        }

        List<double> bare = [], ours = [], latencies = [];
        string bareCost = "", ourCost = "";
        for (var run = -1; run < Runs; run++)
        {
            var marker = run;
            var meter = new CpuMeter(serverProcess);
            var bareRate = await Rate(callers, window, async (caller, i) =>
            {
                await using var command = log.Database.CreateCommand($"""
                    insert into single{callers}.bare (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
                    values (nextval('single{callers}.bare_seq'), $1, $2, $3, $4, 'bench_event', clock_timestamp(), 'Faro.Bench.BenchEvent, Faro.Bench')
                    """);
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"s{marker}-{caller}" });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = i });
                command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = BenchEvent.Json(i), NpgsqlDbType = NpgsqlDbType.Jsonb });
                await command.ExecuteNonQueryAsync();
            });
            bareCost = meter.Words((long)(bareRate * window.TotalSeconds));
            meter = new CpuMeter(serverProcess);
            var ourRate = await Rate(callers, window, async (caller, i) =>
            {
                var start = Stopwatch.GetTimestamp();
                (await log.Append($"s{marker}-{caller}", ExpectedVersion.At(i), BenchEvent.Make(i))).Required();
                if (caller == 0 && marker >= 0)
                    latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            });
            ourCost = meter.Words((long)(ourRate * window.TotalSeconds));
            if (run < 0)
                continue; // warm-up
            bare.Add(bareRate);
            ours.Add(ourRate);
        }

        var goal = callers switch { 1 => ">= 0.75", 8 => ">= 1.2", _ => ">= 1.8" };
        context.Print($"log.single.{callers}", ours, "appends/s", bare, goal,
            $"guarded appends of one 1 KiB event, every caller its own stream, p50 {BenchContext.Median(latencies):0.00} ms, {ourCost}; ceiling: bare one-row insert transactions, {bareCost}");
    }

    private static async Task<double> Rate(int callers, TimeSpan window, Func<int, long, Task> act)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var i = 0L;
            while (Stopwatch.GetElapsedTime(start) < window)
                await act(caller, i++);
            return i;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task Following(BenchContext context, string connectionString, int serverProcess)
    {
        const int events = 200_000;
        var projection = new BenchViews();
        await using var log = await Open(connectionString, "follow", projection);
        foreach (var chunk in Enumerable.Range(0, events / 10).Chunk(2_000))
        {
            (await log.AppendMany([.. chunk.Select(s => new StreamAppend($"stream/{s:D12}", ExpectedVersion.NoStream,
                [.. Enumerable.Range(0, 10).Select(i => (object)BenchEvent.Make((s * 10) + i))]))])).Required();
        }

        await using (var connection = await log.Database.OpenConnectionAsync())
            await Execute(connection, "vacuum analyze follow.mt_events");
        List<double> reads = [], catchUps = [], rebuilds = [];
        var peak = 0L;
        string readCost = "", catchUpCost = "", rebuildCost = "";
        for (var run = 0; run < Runs; run++)
        {
            var meter = new CpuMeter(serverProcess);
            reads.Add(events / await BenchContext.Seconds(() => PlainRead(log)));
            readCost = meter.Words(events);

            await using (var connection = await log.Database.OpenConnectionAsync())
                await Execute(connection, "truncate follow.mt_doc_benchview; delete from follow.mt_event_progression");
            GC.Collect();
            meter = new CpuMeter(serverProcess);
            await using (var daemon = new ProjectionDaemon(log, NullLoggerFactory.Instance))
            {
                catchUps.Add(events / await BenchContext.Seconds(async () =>
                {
                    await daemon.StartAsync(CancellationToken.None);
                    if (!await log.WaitForViews(TimeSpan.FromMinutes(5)))
                        throw new TimeoutException("The view did not catch up.");
                }));
                peak = Math.Max(peak, GC.GetTotalMemory(false));
                catchUpCost = meter.Words(events);
                await daemon.StopAsync(CancellationToken.None);
            }

            meter = new CpuMeter(serverProcess);
            rebuilds.Add(events / await BenchContext.Seconds(() => new Rebuilder(log).Rebuild(projection.Name)));
            rebuildCost = meter.Words(events);
            peak = Math.Max(peak, GC.GetTotalMemory(false));
        }

        context.Print("log.catchup", catchUps, "events/s", reads, ">= 0.4",
            $"{events:N0} events of 1 KiB, one document per event, by the daemon from nothing (leases and high-water mark included); managed heap at most {peak >> 20} MiB; {catchUpCost}; ceiling: a plain sequential read of the same events, {readCost}");
        context.Print("log.rebuild", rebuilds, "events/s", reads, ">= 0.4", $"the same, blue/green into a table aside and the switch; {rebuildCost}");
    }

    private static async Task PlainRead(EventLog log)
    {
        await using var connection = await log.Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            "select seq_id, id, stream_id, version, type, timestamp, correlation_id, causation_id, user_name, data from follow.mt_events order by seq_id", connection);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess);
        var bytes = 0L;
        while (await reader.ReadAsync())
        {
            bytes += reader.GetInt64(0);
            reader.GetGuid(1);
            reader.GetString(2);
            bytes += reader.GetFieldValue<byte[]>(9).Length;
        }

        if (bytes == 0)
            throw new InvalidOperationException("Nothing was read.");
    }

    private static async Task Visible(BenchContext context, string connectionString)
    {
        var projection = new BenchViews();
        await using var log = await Open(connectionString, "visible", projection);
        await using var daemon = new ProjectionDaemon(log, NullLoggerFactory.Instance);
        await daemon.StartAsync(CancellationToken.None);
        var times = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            var stream = $"visible/{i}";
            var start = Stopwatch.GetTimestamp();
            (await log.Append(stream, ExpectedVersion.NoStream, BenchEvent.Make(i))).Required();
            while (await log.Load(projection, $"{stream}#1") is null)
            {
                if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
                    throw new TimeoutException("The event did not become visible.");
            }

            if (i >= 50)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(5);
        }

        await daemon.StopAsync(CancellationToken.None);
        times.Sort();
        context.Print("log.visible", times, "ms", goal: "p50 <= 10",
            note: $"from the call of the append to the document in an async view; p99 {times[times.Count * 99 / 100]:0.0} ms");
    }

    internal static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>An event of about 1 KiB of JSON: a dozen strings and a sentence.</summary>
[EventName("bench_event")]
public sealed record BenchEvent(
    long Number, string Market, string Venue, string Title, string Category, string Source, string Condition, string Note, string Rules)
{
    private const string Sentence =
        "This market will resolve to Yes if the official source named above reports the stated outcome on or before the last day of the " +
        "stated month, Eastern Time, and to No otherwise; a correction published later than seven days after that day is not considered. ";

    /// <summary>Event number i, the same at every run.</summary>
    public static BenchEvent Make(long i) => new(i, $"0x{i:x64}", "polymarket", $"Will the index close above {i % 9_000} on the last day of June?",
        "economy", "https://example.org/official/statistics", $"cond-{i * 7919 % 1_000_003:D12}", "recorded by the benchmark", string.Concat(Sentence, Sentence));

    /// <summary>Its JSON as the log writes it.</summary>
    public static byte[] Json(long i) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Make(i), EventTypes.DefaultJson);

    /// <summary>The rows that a bare COPY writes.</summary>
    public static List<(Guid Id, string Stream, long Version, byte[] Json)> Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (Guid.CreateVersion7(), $"stream/{i / 10:D12}", (long)(i % 10) + 1, Json(i)))];
}

/// <summary>A small document.</summary>
public sealed record BenchView(long Number, string Market, string Venue);

/// <summary>One document for every event.</summary>
internal sealed class BenchViews : Projection<BenchView>
{
    public override string Name => "BenchView";

    public override IReadOnlyList<Type> Handles => [typeof(BenchEvent)];

    // A document belongs to one event of one stream: streams may be folded side by side, and nothing is there before it.
    public override bool IsPerStream => true;

    public override bool StartsAnew(Recorded e) => true;

    public override IEnumerable<string> Identify(Recorded e) => [$"{e.Stream}#{e.Version}"];

    public override void Project(ViewSet<BenchView> views, Recorded e)
    {
        var b = (BenchEvent)e.Data;
        views.Set($"{e.Stream}#{e.Version}", new BenchView(b.Number, b.Market, b.Venue));
    }
}
