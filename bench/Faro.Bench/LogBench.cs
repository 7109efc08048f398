using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Matching;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Faro.Venues;
using Npgsql;
using NpgsqlTypes;
using EventLog = Faro.Log.EventLog;

namespace Faro.Bench;

/// <summary>What Faro adds to Marten's log: a rebuild against a plain ordered read of the same events, and how soon a fact shows.</summary>
internal static class LogBench
{
    private const int PerMarket = 4;

    /// <summary><c>--events N</c> (1,000,000), <c>--runs N</c> (5), <c>--part rebuild|visible</c>.</summary>
    public static async Task Run(BenchContext context)
    {
        await using var postgres = await BenchContext.StartPostgres();
        var connection = postgres.ConnectionString("postgres");
        if (context.Option("--part") is null or "rebuild")
            await Rebuild(context, connection);
        if (context.Option("--part") is null or "visible")
            await Visible(context, connection);
    }

    private static async Task<EventLog> Open(string connectionString, string schema)
    {
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        var log = new EventLog(connectionString, types, [new UnifiedEventViews()], new EventLogOptions { Schema = schema });
        await log.CreateSchema();
        return log;
    }

    private static async Task Rebuild(BenchContext context, string connectionString)
    {
        var events = int.Parse(context.Option("--events") ?? "1000000", CultureInfo.InvariantCulture);
        var runs = int.Parse(context.Option("--runs") ?? "5", CultureInfo.InvariantCulture);
        await using var log = await Open(connectionString, "rebuilt");
        await Seed(log, events);
        List<double> reads = [], rebuilds = [], peaks = [];
        for (var run = 0; run < runs; run++)
        {
            reads.Add(events / await BenchContext.Seconds(() => PlainRead(log)));
            Memory.Forget();
            rebuilds.Add(events / await BenchContext.Seconds(() => new Rebuilder(log).Rebuild(new UnifiedEventViews().Name)));
            peaks.Add(Memory.PeakMib());
        }

        context.Print("log.rebuild", rebuilds, "events/s", reads, ">= 0.25",
            $"{events:N0} facts of {events / PerMarket:N0} markets into unified events, aside, compared and switched; peak {BenchContext.Median(peaks):0} MiB; ceiling: a plain ordered read of the same events");
    }

    /// <summary>Writes the events past Marten, which is not what is measured.</summary>
    private static async Task Seed(EventLog log, int events)
    {
        await using var connection = await log.Database.OpenConnectionAsync();
        await using (var streams = await connection.BeginBinaryImportAsync($"copy {log.Schema}.mt_streams (id, version) from stdin (format binary)"))
        {
            for (var i = 0; i < events / PerMarket; i++)
            {
                streams.StartRow();
                streams.Write(BenchMarket.StreamOf(i), NpgsqlDbType.Varchar);
                streams.Write((long)PerMarket, NpgsqlDbType.Bigint);
            }

            await streams.CompleteAsync();
        }

        await using (var rows = await connection.BeginBinaryImportAsync($"copy {log.Schema}.mt_events (seq_id, id, stream_id, version, data, type, timestamp) from stdin (format binary)"))
        {
            for (var i = 0; i < events; i++)
            {
                var (market, version) = (i % (events / PerMarket), i / (events / PerMarket));
                object fact = version == 0 ? BenchMarket.Listed(market) : BenchMarket.Quoted(i);
                rows.StartRow();
                rows.Write(i + 1L, NpgsqlDbType.Bigint);
                rows.Write(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                rows.Write(BenchMarket.StreamOf(market), NpgsqlDbType.Varchar);
                rows.Write(version + 1L, NpgsqlDbType.Bigint);
                rows.Write(JsonSerializer.SerializeToUtf8Bytes(fact, fact.GetType(), EventTypes.DefaultJson), NpgsqlDbType.Jsonb);
                rows.Write(log.Types.NameOf(fact.GetType()), NpgsqlDbType.Varchar);
                rows.Write(DateTime.UnixEpoch.AddSeconds(i), NpgsqlDbType.TimestampTz);
            }

            await rows.CompleteAsync();
        }

        foreach (var sql in new[]
        {
            $"select setval('{log.Schema}.mt_events_sequence', {events})",
            $"insert into {log.Schema}.mt_event_progression (name, last_seq_id) values ('HighWaterMark', {events}) on conflict (name) do update set last_seq_id = excluded.last_seq_id",
            $"vacuum analyze {log.Schema}.mt_events",
        })
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task PlainRead(EventLog log)
    {
        await using var connection = await log.Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            $"select seq_id, id, stream_id, version, type, timestamp, correlation_id, causation_id, user_name, data from {log.Schema}.mt_events order by seq_id", connection)
        {
            CommandTimeout = 0,
        };
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
        await using var log = await Open(connectionString, "visible");
        await using var daemon = new ProjectionDaemon(log);
        await daemon.StartAsync(CancellationToken.None);
        var times = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            var id = MarketIds.IdOf(BenchMarket.Ref(i)).ToString();
            var start = Stopwatch.GetTimestamp();
            await log.AppendAt(BenchMarket.StreamOf(i), 0, BenchMarket.Listed(i));
            while (await log.Load(new UnifiedEventViews(), id) is null)
            {
                if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
                    throw new TimeoutException("The event did not become visible.");
            }

            if (i >= 50)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(5);
        }

        times.Sort();
        context.Print("log.visible", times, "ms", goal: "p50 <= 25",
            note: $"from the call of the append to the unified event; p95 {times[times.Count * 95 / 100]:0.0} ms, p99 {times[times.Count * 99 / 100]:0.0} ms");
    }
}

/// <summary>Made-up markets, the same at every run.</summary>
internal static class BenchMarket
{
    private const string Rules =
        "This market will resolve to Yes if the official source named above reports the stated outcome on or before the last day of the " +
        "stated month, Eastern Time, and to No otherwise; a correction published later than seven days after that day is not considered. ";

    public static MarketRef Ref(int i) => new(Venue.Polymarket, $"0x{i:x64}");

    public static string StreamOf(int i) => Ref(i).StreamId;

    public static MarketListed Listed(int i)
    {
        var terms = new ListedTerms
        {
            EventId = $"event-{i / 3}",
            Title = $"Will the index close above {i % 9_000} on the last day of month {i % 12}?",
            YesLabel = "Yes",
            NoLabel = "No",
            Description = Rules + Rules,
            ResolutionSource = "https://example.org/official/statistics",
            Category = "economy",
            EndsAt = DateTimeOffset.UnixEpoch.AddDays(20_000 + (i % 365)),
        };
        return new MarketListed(Venue.Polymarket, Ref(i).MarketId, terms, ContentHash.Of([1]), MarketStatus.Trading, null, Quote(i), null, ContentHash.Of([2]));
    }

    public static MarketQuoted Quoted(int i) => new(Quote(i));

    private static ListedQuote Quote(int i) => new(1_000 + (i % 1_000), 50_000 + i, 0.01m * (i % 90), 0.01m * ((i % 90) + 1));
}
