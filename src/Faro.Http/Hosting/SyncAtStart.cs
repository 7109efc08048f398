using Faro.Ingest.Syncing;
using Faro.Log;

namespace Faro.Http.Hosting;

/// <summary>Runs a sync when the node starts, so that a fresh one has something to serve.</summary>
internal sealed partial class SyncAtStart(SyncRunner runner, SyncOptions options, FaroHttpOptions node, LogStart log, ILogger<SyncAtStart> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!node.Workers || options is not { Enabled: true, RunAtStart: true })
            return;
        await log.Ready.WaitAsync(stoppingToken);
        try
        {
            await runner.Run("start", cancel: stoppingToken);
        }
        catch (Exception e) when (e.IsDatabaseFailure())
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sync at the start failed; the next one runs as planned")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
