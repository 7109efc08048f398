using Faro.Log;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Testing;

/// <summary>Keeps the async views of a log up to date in a process that is no host, as one node alone does, by Marten's daemon.</summary>
public sealed class ProjectionDaemon(EventLog log) : IAsyncDisposable
{
    private ProjectionCoordinator? _coordinator;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _coordinator = new ProjectionCoordinator(log.Store, NullLogger<ProjectionCoordinator>.Instance);
        await _coordinator.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _coordinator, null) is not { } coordinator)
            return;
        await coordinator.StopAsync(cancellationToken);
        await coordinator.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
