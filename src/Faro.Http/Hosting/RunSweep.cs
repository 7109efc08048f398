using Faro.Ingest;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Matching.Matches;

namespace Faro.Http.Hosting;

/// <summary>
/// At the start of a process, closes the records of runs whose process died: they are abandoned at once, not at the next run.
/// </summary>
internal sealed partial class RunSweep(EventLog log, LogStart start, ILogger<RunSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private static readonly Projection[] Runs = [new RunViews()];
    private const int Tries = 10;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        List<string> kinds = [SyncRunner.Kind, MatchRunner.Kind];
        for (var attempt = 0; attempt < Tries && kinds.Count > 0; attempt++)
        {
            try
            {
                if (await log.WaitForViews(Again, only: Runs, cancel: stoppingToken))
                {
                    foreach (var kind in kinds.ToList())
                    {
                        if (await DeadRuns.AbandonAll(log, kind, stoppingToken) is not { } abandoned)
                            continue; // another process holds the lock and closes them when it begins a run
                        kinds.Remove(kind);
                        foreach (var run in abandoned)
                            LogAbandoned(logger, run, DeadRuns.Reason);
                    }
                }
            }
            catch (Exception e) when (e.IsDatabaseFailure() || e is TimeoutException)
            {
                LogFailed(logger, e);
            }

            if (kinds.Count > 0)
                await Task.Delay(Again, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} is abandoned: {Reason}")]
    private static partial void LogAbandoned(ILogger logger, string run, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search for runs whose process died has failed")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
