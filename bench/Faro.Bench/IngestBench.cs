using System.Globalization;
using Faro.Ingest;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Matching;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using EventLog = Faro.Log.EventLog;

namespace Faro.Bench;

/// <summary>
/// A catalog onto the log and into the views, from the venues' own page bodies: parse, hash, decide, append, project. The
/// ceiling is Marten alone, in the same run: the same facts appended by sessions of 1,000 streams, and nothing else.
/// </summary>
internal static class IngestBench
{
    /// <summary><c>--markets N</c> (100,000), <c>--runs N</c> (5), <c>--catalog DIR</c> (the recorded data if there is any, else the built-in catalog).</summary>
    public static async Task Run(BenchContext context)
    {
        var markets = int.Parse(context.Option("--markets") ?? "100000", CultureInfo.InvariantCulture);
        var runs = int.Parse(context.Option("--runs") ?? "5", CultureInfo.InvariantCulture);
        var directory = context.Option("--catalog") ?? (SharedData.Directory is { } shared ? Path.Combine(shared, "data") : null);
        await using var postgres = await BenchContext.StartPostgres();
        var connection = postgres.ConnectionString("postgres");
        var processor = new Processor(postgres.ProcessId);
        using var pages = await RecordedPages.Fetch(directory, markets);
        List<double> ours = [], alone = [], faster = [], peak = [], oursCpu = [], aloneCpu = [];
        var spent = "";
        for (var run = 0; run < runs; run++)
        {
            Memory.Forget();
            var (first, second) = await Syncs(connection, pages, processor);
            peak.Add(Memory.PeakMib());
            ours.Add(first.Rate);
            oursCpu.Add(pages.Markets / (first.Faro + first.Database));
            faster.Add(second.Rate / first.Rate);
            var bare = await Alone(connection, processor);
            alone.Add(pages.Markets / bare.Seconds);
            aloneCpu.Add(pages.Markets / (bare.Faro + bare.Database));
            spent = $"of the last run, Faro {first.Faro:0.0} s and the database {first.Database:0.0} s, alone {bare.Faro:0.0} s and {bare.Database:0.0} s; the sync was over after {first.Appended:0.0} of {first.Seconds:0.0} s";
        }

        var what = $"{pages.Markets} markets, {pages.Bytes / pages.Markets} bytes each, multiplied from {(directory is null ? "the built-in catalog" : "the recorded catalogs")}";
        context.Print("ingest.first", ours, "markets/s", alone, ">= 0.35", $"{what}; ceiling: the same facts appended by sessions of 1,000 streams alone");
        context.Print("ingest.first.cpu", oursCpu, "markets/s", aloneCpu, ">= 0.35", $"a second of processor time of Faro and the database together; {spent}");
        context.Print("ingest.unchanged", faster, "times", null, ">= 5", $"a second sync of the same catalog against the first; {what}");
        context.Print("ingest.peak", peak, "MiB", null, "<= 600", "peak resident memory of the process during both syncs");
    }

    private static EventLog Open(string connection, string schema, params Projection[] projections) => new(
        connection, EventTypes.Build().AddFrom(IngestRegistration.Events).Done(), projections,
        new EventLogOptions { Schema = schema });

    /// <summary>Markets a second of a first sync until the views have it all, and of a second one.</summary>
    private static async Task<(Spent First, Spent Second)> Syncs(string connection, RecordedPages pages, Processor processor)
    {
        await using var log = Open(connection, "ingest", new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews());
        await Execute(log.Database, "drop schema if exists ingest cascade");
        await log.CreateSchema();
        await Execute(log.Database, "checkpoint");
        await using var daemon = new ProjectionDaemon(log);
        await daemon.StartAsync(default);
        using var telemetry = new IngestTelemetry(NullLogger<IngestTelemetry>.Instance);
        var runner = new SyncRunner(log, pages.Sources, new RawPayloads(log), new SyncOptions(), TimeProvider.System, telemetry);
        return (await Timed(listed: true), await Timed(listed: false));

        async Task<Spent> Timed(bool listed)
        {
            SyncResult? result = null;
            var (seconds, appended) = (0.0, 0.0);
            var (faro, database) = await processor.Of(async () => seconds = await BenchContext.Seconds(async () =>
            {
                var begun = System.Diagnostics.Stopwatch.GetTimestamp();
                result = await runner.Run("bench");
                appended = System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds;
                if (!await log.WaitForViews(TimeSpan.FromMinutes(5)))
                    throw new InvalidOperationException("The views did not catch up.");
            }));
            var counts = result!.Run!.Venues;
            if (result.Status != "completed" || counts.Sum(v => v.Listed) != (listed ? pages.Markets : 0) || counts.Sum(v => v.FactsAppended) > 0 != listed
                || await Scalar(log.Database, "select count(*) from ingest.unified_event") != pages.Markets)
                throw new InvalidOperationException($"The sync is {result.Status} and listed {counts.Sum(v => v.Listed)} of {pages.Markets} markets.");
            return new Spent(pages.Markets / seconds, seconds, appended, faro, database);
        }
    }

    /// <summary>Markets a second; seconds in all and until the sync was over; seconds of processor time.</summary>
    private sealed record Spent(double Rate, double Seconds, double Appended, double Faro, double Database);

    /// <summary>Seconds that Marten takes for the facts that the sync left; they are in memory before it begins.</summary>
    private static async Task<(double Seconds, double Faro, double Database)> Alone(string connection, Processor processor)
    {
        var facts = new List<StreamFacts>();
        EventMetadata? metadata = null;
        await using (var synced = Open(connection, "ingest"))
        {
            foreach (var e in await synced.ReadAll(typeof(MarketListed), typeof(RawEventListed)))
            {
                facts.Add(new StreamFacts(e.Stream, e.Data));
                metadata = new EventMetadata(e.CorrelationId); // all are of the one sync
            }
        }

        await using var log = Open(connection, "alone");
        await Execute(log.Database, "drop schema if exists alone cascade");
        await log.CreateSchema();
        await Execute(log.Database, "checkpoint");
        var seconds = 0.0;
        var (faro, database) = await processor.Of(async () => seconds = await BenchContext.Seconds(async () =>
        {
            foreach (var chunk in facts.Chunk(1_000))
                await log.AppendMany(chunk, metadata);
        }));
        return (seconds, faro, database);
    }

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> Scalar(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
