using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faro.Log.Following;

/// <summary>
/// Keeps the async views of a log up to date on this node, by Marten's daemon. The one place that starts it: whoever spreads
/// projections over nodes by other means replaces this class.
/// </summary>
public sealed class ProjectionDaemon(EventLog log, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private ProjectionCoordinator? _coordinator;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _coordinator = new ProjectionCoordinator(log.Store, loggers.CreateLogger<ProjectionCoordinator>());
        await _coordinator.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _coordinator, null) is not { } coordinator)
            return;
        await coordinator.StopAsync(cancellationToken);
        await coordinator.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
