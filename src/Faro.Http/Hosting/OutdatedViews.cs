using Faro.Http.Admin;
using Faro.Log;
using Faro.Log.Following;

namespace Faro.Http.Hosting;

/// <summary>
/// After an upgrade that changed what a view's rows are like, rebuilds the view next to the old rows, which serve meanwhile as far as
/// they can be read, and switches. A node with workers does it; the others say so until it is done.
/// </summary>
internal sealed partial class OutdatedViews(
    EventLog log, LogStart start, RunningRebuilds rebuilds, FaroHttpOptions node, ILogger<OutdatedViews> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);
    private volatile bool _any = true; // until it was looked

    /// <summary>Whether rows of an earlier version may be served still.</summary>
    public bool Any => _any;

    /// <summary>How such a view stands, in a few words.</summary>
    public static string Told(ShardStatus view) => view.Rebuild is { Status: "running", Total: > 0 } rebuild
        ? $"of an earlier version, being rebuilt ({100 * rebuild.Done / rebuild.Total}%)"
        : $"of an earlier version; a node with workers rebuilds it, or run './faro rebuild {view.Name}'";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        var left = new HashSet<string>(StringComparer.Ordinal); // an operator stopped them
        var named = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var pause = Pause;
            try
            {
                var outdated = await log.OutdatedViews(stoppingToken);
                _any = outdated.Count > 0;
                if (!_any)
                    return;
                foreach (var view in outdated.Where(v => node.Workers && !left.Contains(v.Name)))
                {
                    if (named.Add(view.Name))
                        LogOutdated(logger, view.Name);
                    rebuilds.Start(view.Name, hold: false, restart: false);
                    await rebuilds.Wait(view.Name, stoppingToken);
                    if (rebuilds.Ended(view.Name)?.Status == "stopped")
                        left.Add(view.Name);
                    else if (rebuilds.Ended(view.Name) is { Status: "failed", Elsewhere: false })
                        pause = PauseAfterFailure;
                }
            }
            catch (Exception e) when (ApiErrors.OfException(e) is { Status: 503 })
            {
                LogAway(logger, e.Message);
            }

            await Task.Delay(pause, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rows of {Projection} are of an earlier version: they are rebuilt, and serve meanwhile as far as they can be read")]
    private static partial void LogOutdated(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Views of an earlier version could not be looked for: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
