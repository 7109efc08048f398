using System.Text.Json.Nodes;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using EventLog = Faro.Log.EventLog;

namespace Faro.Bench;

/// <summary>
/// A catalog onto the log and into the views, from the venues' own page bodies: parse, hash, decide, append, project. The
/// ceiling is a bare binary COPY of rows that hold the same market records, in the same run.
/// </summary>
internal static class IngestBench
{
    /// <summary><c>--markets N</c> (100,000), <c>--runs N</c> (3), <c>--catalog DIR</c> (the recorded data if there is any, else the built-in catalog).</summary>
    public static async Task Run(BenchContext context)
    {
        var markets = int.Parse(context.Option("--markets") ?? "100000");
        var runs = int.Parse(context.Option("--runs") ?? "3");
        var directory = context.Option("--catalog") ?? (SharedData.Directory is { } shared ? Path.Combine(shared, "data") : null);
        var origin = directory is null ? "the built-in catalog (no recorded data here)" : "the recorded catalogs";
        await using var postgres = await BenchContext.StartPostgres();
        var connection = postgres.ConnectionString("postgres");

        using (var recorded = await RecordedPages.Fetch(directory, 0))
        {
            List<double> ours = [], bare = [];
            for (var run = 0; run <= runs; run++)
            {
                var ceiling = await BareCopy(connection, recorded);
                var (first, _, _) = await Syncs(connection, recorded, again: false);
                if (run == 0)
                    continue; // the first round compiles
                bare.Add(ceiling);
                ours.Add(first);
            }

            context.Print("ingest.recorded", ours, "markets/s", bare, ">= 0.35",
                $"{recorded.Markets} markets of {origin}: parse, hash, decide, append, four views caught up; ceiling: binary COPY of the same records into a table of the log's shape");
        }

        using (var many = await RecordedPages.Fetch(directory, markets))
        {
            List<double> ours = [], bare = [], written = [], faster = [], peak = [];
            List<CpuTime> bareCpu = [], cpu = [];
            for (var run = 0; run < runs; run++)
            {
                var before = CpuTime.Now(postgres.ProcessId);
                bare.Add(await BareCopy(connection, many));
                bareCpu.Add((CpuTime.Now(postgres.ProcessId) - before).Per(many.Markets));
                Memory.Forget();
                before = CpuTime.Now(postgres.ProcessId);
                var (first, second, rows) = await Syncs(connection, many, again: true, () => peak.Add(Memory.PeakMib()),
                    () => cpu.Add((CpuTime.Now(postgres.ProcessId) - before).Per(many.Markets)));
                written.Add(rows);
                ours.Add(first);
                faster.Add(second / first);
            }

            var what = $"{many.Markets} markets, {many.Bytes / many.Markets} bytes each, multiplied from {origin}";
            context.Print("ingest.multiplied", ours, "markets/s", bare, ">= 0.35", what);
            context.Print("ingest.written", ours, "markets/s", written, null,
                "the same; ceiling: binary COPY of every row the sync left (streams, events, views, records) into tables with a primary key alone");
            context.PrintDetail(new JsonObject
            {
                ["name"] = "ingest.cpu",
                ["unit"] = "processor microseconds a market",
                ["faro"] = (double)BenchContext.Median([.. cpu.Select(c => c.Ours)]),
                ["postgres"] = (double)BenchContext.Median([.. cpu.Select(c => c.Server)]),
                ["ceilingClient"] = (double)BenchContext.Median([.. bareCpu.Select(c => c.Ours)]),
                ["ceilingPostgres"] = (double)BenchContext.Median([.. bareCpu.Select(c => c.Server)]),
            });
            context.Print("ingest.unchanged", faster, "times", null, ">= 5", $"a second sync of the same catalog against the first; {what}");
            context.Print("ingest.peak", peak, "MiB", null, "<= 600", "peak resident memory of the process during both syncs");
        }
    }

    /// <summary>Markets a second of a first sync until the views have it all, of a second one, and of bare COPY of the rows they left.</summary>
    private static async Task<(double First, double Second, double Written)> Syncs(string connection, RecordedPages pages, bool again, Action? ended = null, Action? firstDone = null)
    {
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).Done();
        await using var log = new EventLog(connection, types,
            [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews()], new EventLogOptions { Schema = "ingest" });
        await Execute(log.Database, "drop schema if exists ingest cascade");
        await log.CreateSchema();
        await Execute(log.Database, "checkpoint");
        await using var daemon = new ProjectionDaemon(log, NullLoggerFactory.Instance);
        await daemon.StartAsync(default);
        while (!await log.WaitForViews(TimeSpan.Zero))
            await Task.Delay(5);
        using var telemetry = new IngestTelemetry(NullLogger<IngestTelemetry>.Instance);
        var runner = new SyncRunner(log, pages.Sources, new RawPayloads(log), new SyncOptions(), TimeProvider.System, telemetry);
        var first = await Timed(listed: true);
        firstDone?.Invoke();
        var second = again ? await Timed(listed: false) : 0;
        await daemon.StopAsync(default);
        ended?.Invoke();
        return (first, second, again ? pages.Markets / await WrittenRows.Copy(log.Database, log.Schema) : 0);

        async Task<double> Timed(bool listed)
        {
            SyncResult? result = null;
            var seconds = await BenchContext.Seconds(async () =>
            {
                result = await runner.Run("bench");
                if (!await log.WaitForViews(TimeSpan.FromMinutes(5)))
                    throw new InvalidOperationException("The views did not catch up.");
            });
            var counts = result!.Run!.Venues;
            if (result.Status != "completed" || counts.Sum(v => v.Listed) != (listed ? pages.Markets : 0) || counts.Sum(v => v.FactsAppended) > 0 != listed
                || await Scalar(log.Database, "select count(*) from ingest.unified_event") != pages.Markets)
                throw new InvalidOperationException($"The sync is {result.Status} and listed {counts.Sum(v => v.Listed)} of {pages.Markets} markets.");
            return pages.Markets / seconds;
        }
    }

    private static async Task<double> BareCopy(string connection, RecordedPages pages)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await Execute(database, """
            drop table if exists bare;
            create table bare (seq_id bigint primary key, id uuid not null, stream_id varchar not null, version bigint not null, data jsonb not null,
                type varchar not null, at timestamptz not null);
            create unique index on bare (stream_id, version);
            checkpoint;
            """);
        var rows = 0;
        await using var session = await database.OpenConnectionAsync();
        await WrittenRows.CompressAsFaroDoes(session);
        var seconds = await BenchContext.Seconds(async () =>
        {
            await using var writer = await session.BeginBinaryImportAsync("copy bare from stdin (format binary)");
            foreach (var (stream, raw) in pages.Records())
            {
                writer.StartRow();
                writer.Write((long)++rows, NpgsqlDbType.Bigint);
                writer.Write(Guid.NewGuid(), NpgsqlDbType.Uuid);
                writer.Write(stream, NpgsqlDbType.Varchar);
                writer.Write(1L, NpgsqlDbType.Bigint);
                writer.Write(raw, NpgsqlDbType.Jsonb);
                writer.Write("market_listed", NpgsqlDbType.Varchar);
                writer.Write(DateTime.UtcNow, NpgsqlDbType.TimestampTz);
            }

            await writer.CompleteAsync();
        });
        await Execute(database, "drop table bare");
        return rows / seconds;
    }

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var one in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(one, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<long> Scalar(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The process's peak resident memory, as Linux keeps it; elsewhere the peak since the start.</summary>
    private static class Memory
    {
        public static void Forget()
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            if (File.Exists("/proc/self/clear_refs"))
                File.WriteAllText("/proc/self/clear_refs", "5");
        }

        public static double PeakMib()
        {
            if (!File.Exists("/proc/self/status"))
                return System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
            var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) / 1024;
        }
    }
}
