using System.Globalization;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Ingest.Tests;

/// <summary>A database for the class; each test opens as many logs, each with its daemon, as it needs.</summary>
public abstract class SyncTest : IAsyncLifetime
{
    private static int _schemas;
    private readonly List<IAsyncDisposable> _toDispose = [];
    private readonly Dictionary<EventLog, ProjectionDaemon> _daemons = [];

    internal static IngestTelemetry Telemetry { get; } = new(NullLogger<IngestTelemetry>.Instance);

    protected TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Create("ingest");
        _toDispose.Add(Database);
    }

    public async Task DisposeAsync()
    {
        _toDispose.Reverse();
        foreach (var item in _toDispose)
            await item.DisposeAsync();
    }

    /// <summary>A log in a schema of its own, followed by a daemon.</summary>
    protected async Task<EventLog> OpenLog(string? schema = null, bool follow = true)
    {
        schema ??= string.Create(CultureInfo.InvariantCulture, $"i{Interlocked.Increment(ref _schemas)}");
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).Done();
        var log = new EventLog(Database.ConnectionString, types, [new MarketViews(), new RawEventViews(), new RunViews()], new EventLogOptions { Schema = schema });
        _toDispose.Add(log);
        await log.CreateSchema();
        if (follow)
        {
            var daemon = new ProjectionDaemon(log);
            await daemon.StartAsync(CancellationToken.None);
            _toDispose.Add(daemon);
            _daemons[log] = daemon;
        }

        return log;
    }

    /// <summary>Stops the daemon that follows a log.</summary>
    protected Task StopFollowing(EventLog log) => _daemons[log].StopAsync(CancellationToken.None);

    internal static SyncRunner Runner(EventLog log, params FakeVenue[] venues) => Runner(log, null, venues);

    internal static SyncRunner Runner(EventLog log, FakeVenue venue, int depthMarkets) => new(
        log, [venue], new RawPayloads(log), new SyncOptions { BatchSize = 100, DepthMarkets = depthMarkets }, TimeProvider.System, Telemetry);

    internal static SyncRunner Runner(EventLog log, Action<string>? atStep, params FakeVenue[] venues) => new(
        log, venues, new RawPayloads(log), new SyncOptions { BatchSize = 100 }, TimeProvider.System, Telemetry)
    { AtStep = atStep };

    protected static async Task<SyncCounts> Counts(EventLog log, string run, Venue venue)
    {
        foreach (var e in await log.ReadStream(run))
        {
            if (e.Data is VenueSynced s && s.Venue == venue)
                return s.Counts;
            if (e.Data is VenueSyncFailed f && f.Venue == venue)
                return f.Counts;
        }

        throw new InvalidOperationException("The run has no such venue.");
    }

    protected async Task<T?> Scalar<T>(EventLog log, string sql)
    {
        await using var command = log.Database.CreateCommand(sql.Replace("{s}", log.Schema, StringComparison.Ordinal));
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Waits for the views, then hashes their rows, leaving out what no two runs share: times and places in the log.</summary>
    protected async Task<string> HashOfViews(EventLog log)
    {
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(30)));
        return (await Scalar<string>(log, """
            select md5((select string_agg(md5(concat_ws('|', id, status, resolution, liquidity, best_bid, terms_hash, trading_hash, raw_hash, stream_version, row::text)), '' order by id) from {s}.market_view)
                || coalesce((select string_agg(md5(concat_ws('|', id, terms_hash, stream_version, row::text)), '' order by id) from {s}.raw_event), ''))
            """))!;
    }
}
