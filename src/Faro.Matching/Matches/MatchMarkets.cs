using Faro.Ingest.Syncing;
using Microsoft.Extensions.Hosting;
using Wolverine;
using Wolverine.Attributes;

namespace Faro.Matching.Matches;

/// <summary>Markets are to be matched.</summary>
/// <param name="Due">Its scheduled time, which is the identity of its run; null after a sync.</param>
/// <param name="Sync">The sync that has ended; null on schedule.</param>
public sealed record MatchMarkets(DateTimeOffset? Due = null, string? Sync = null);

/// <summary>Runs the matching.</summary>
public static class MatchMarketsHandler
{
    private const int LongestRunSeconds = 4 * 3600;
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Runs it; stopping the node ends it. A run under way may not know what a sync has changed, so it is matched
    /// after that run.
    /// </summary>
    [MessageTimeout(LongestRunSeconds)]
    public static async Task<DeliveryMessage<MatchMarkets>?> Handle(
        MatchMarkets command, MatchRunner runner, IHostApplicationLifetime lifetime, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        var owed = command.Sync is not null;
        try
        {
            var result = await runner.Run(command.Due is null ? "sync" : "schedule", command.Due, stop.Token);
            return result.Status == SyncResult.AlreadyRunning && owed ? command.DelayedFor(Later) : null;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return owed ? command.DelayedFor(Later) : null; // by another node, or by this one after its restart
        }
    }
}
