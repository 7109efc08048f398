using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Venues;

namespace Faro.Ingest.Syncing;

/// <summary>The result of a call for a sync.</summary>
/// <param name="RunId">The run: the new one, or the existing one.</param>
/// <param name="Status">The run's status, or <c>already_running</c>.</param>
/// <param name="Run">The run's record; null when a running one is not yet visible.</param>
public sealed record SyncResult(string? RunId, string Status, RunView? Run)
{
    /// <summary>Another run is under way.</summary>
    public const string AlreadyRunning = "already_running";
}

/// <summary>Runs catalog syncs: all venues in parallel, one run at a time on all nodes.</summary>
public sealed class SyncRunner(EventLog log, IEnumerable<IMarketSource> sources, RawPayloads payloads, SyncOptions options, TimeProvider clock, IngestTelemetry telemetry)
{
    /// <summary>The kind of these runs.</summary>
    public const string Kind = "sync";

    private static readonly Projection[] ComparedWith = [new MarketViews(), new RawEventViews(), new RunViews()];
    private readonly RunQueries _runs = new(log);

    /// <summary>Called before each step of each venue with its name; tests stop a run there.</summary>
    internal Action<string>? AtStep { get; init; }

    /// <summary>Runs a sync and returns its record when it has finished; returns at once when one is under way or this one already ran.</summary>
    /// <param name="trigger">Who started it: <c>schedule</c>, <c>cron</c>, <c>cli</c>, <c>start</c>.</param>
    /// <param name="scheduledFor">When it was due: the same time never runs twice. Null for now.</param>
    /// <param name="cancel">Stops the run; what was appended is kept.</param>
    public async Task<SyncResult> Run(string trigger, DateTimeOffset? scheduledFor = null, CancellationToken cancel = default)
    {
        var (held, running) = await RunLock.TakeOrName(log, Kind, cancel);
        if (held is null)
        {
            telemetry.AlreadyRunning(running);
            return new SyncResult(running, SyncResult.AlreadyRunning, running is null ? null : await _runs.Find(running, cancel));
        }

        await using (held)
            return await Run(held, trigger, scheduledFor, cancel);
    }

    private async Task<SyncResult> Run(RunLock held, string trigger, DateTimeOffset? scheduledFor, CancellationToken cancel)
    {
        if (await Start(trigger, scheduledFor, cancel) is not { } run)
        {
            var made = StreamOf(scheduledFor!.Value);
            var record = await _runs.Find(made, cancel);
            return new SyncResult(made, record!.Status, record);
        }

        await held.Name(run, cancel);
        telemetry.RunBegan(run, trigger);
        return await Run(run, cancel);
    }

    private async Task Begin(string run, CancellationToken cancel)
    {
        await payloads.CreateSchema(cancel);
        var caughtUp = await log.WaitForViews(options.ViewsTimeout, only: ComparedWith, cancel: cancel);
        foreach (var dead in await DeadRuns.Abandon(log, Kind, run, cancel))
            telemetry.RunAbandoned(dead, DeadRuns.Reason);
        if (!caughtUp)
            telemetry.ViewsBehind(run);
    }

    private async Task<SyncResult> Run(string run, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        using var turn = new SemaphoreSlim(1);
        var version = 1L;
        try
        {
            await Begin(run, cancel);
            await Task.WhenAll(sources.Select(async source =>
            {
                // Each venue on its own thread: parsing one must not wait for another.
                var sync = new VenueSync(log, payloads, options, clock, telemetry, run, source) { AtStep = AtStep };
                var outcome = await Task.Run(() => sync.Run(cancel), CancellationToken.None);
                await Record(outcome.Code is null
                    ? new VenueSynced(source.Venue, outcome.Counts)
                    : new VenueSyncFailed(source.Venue, outcome.Code, outcome.Reason ?? "", outcome.Counts));
            }));
            AtStep?.Invoke("complete");
            await Record(new RunCompleted((long)clock.GetElapsedTime(started).TotalMilliseconds));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Record(new RunAbandoned("The run was stopped."));
            telemetry.RunAbandoned(run, "stopped");
            throw;
        }

        var record = (await _runs.Find(run, CancellationToken.None))!;
        telemetry.RunEnded(record);
        return new SyncResult(run, record.Status, record);

        async Task Record(RunEvent fact)
        {
            await turn.WaitAsync(CancellationToken.None);
            try
            {
                // Guarded: a run that was declared dead meanwhile cannot continue writing.
                await using var session = log.Store.LightweightSession(new EventMetadata(CorrelationId: run));
                session.Events.Append(run, version + 1, fact);
                await session.SaveChangesAsync(CancellationToken.None);
                version++;
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private Task<string?> Start(string trigger, DateTimeOffset? scheduledFor, CancellationToken cancel) =>
        NewRun.Start(log, Kind, trigger, scheduledFor, clock.GetUtcNow(), cancel);

    private static string StreamOf(DateTimeOffset at) => NewRun.StreamOf(Kind, at);
}
