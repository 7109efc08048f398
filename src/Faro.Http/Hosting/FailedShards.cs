using JasperFx;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace Faro.Http.Hosting;

/// <summary>
/// Releases views and subscriptions of this node that have stopped on an error, so that they are restarted within
/// seconds, here or on another node. Wolverine does not restart those whose error would recur, nor the ones that
/// lost a race for their progress to another node. Nothing is skipped: an event that cannot be folded stops its view again,
/// until an operator skips it.
/// </summary>
internal sealed partial class FailedShards(
    IWolverineRuntime runtime, EventSubscriptionAgentFamily shards, FaroHttpOptions node, ILogger<FailedShards> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!node.Workers)
            return;
        var known = await shards.AllKnownAgentsAsync();
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var shard in known)
                await LetGoIfFailed(shard);
        }
    }

    private async Task LetGoIfFailed(Uri shard)
    {
        if (!runtime.Agents.TryFindActiveAgent<IEventSubscriptionAgent>(shard, out var agent)
            || agent is not { Status: AgentStatus.Paused or AgentStatus.Stopped, Failure: { } failure })
            return;
        try
        {
            await runtime.Agents.StopLocallyAsync(shard);
            LogLetGo(logger, shard, failure.Message);
        }
        catch (AgentStoppingException e)
        {
            LogKept(logger, shard, e.Message); // the next check tries again
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shard} stopped and is started again: {Reason}")]
    private static partial void LogLetGo(ILogger logger, Uri shard, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shard} has failed and could not be released: {Reason}")]
    private static partial void LogKept(ILogger logger, Uri shard, string reason);
}
