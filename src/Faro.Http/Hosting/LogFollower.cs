using Faro.Log;

namespace Faro.Http;

/// <summary>Runs the projection daemon once the tables are there.</summary>
internal sealed class LogFollower(ProjectionDaemon daemon, LogStart start) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await daemon.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        await daemon.StartAsync(stoppingToken);
    }
}
