namespace Faro.Sandbox.Serving;

/// <summary>The lifetime of a host inside a process that handles the signals itself, and stops its hosts one after the other.</summary>
public sealed class OwnedLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
