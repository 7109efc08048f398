using System.Runtime.InteropServices;

namespace Faro.Http.Hosting;

/// <summary>
/// Shuts the process down on SIGINT (Ctrl-C), SIGTERM and SIGQUIT: at once when it runs, after its start when it is still starting,
/// since an interrupted start leaves half of the workers running. A second signal kills it.
/// </summary>
internal sealed class Signals(IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private const int ByASignal = 128;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _asked;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT })
            _registrations.Add(PosixSignalRegistration.Create(signal, Asked));
        lifetime.ApplicationStarted.Register(() =>
        {
            if (Volatile.Read(ref _asked) > 0)
                lifetime.StopApplication();
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Asked(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _asked) > 1)
            Environment.Exit(ByASignal + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
        if (lifetime.ApplicationStarted.IsCancellationRequested)
            lifetime.StopApplication();
    }
}
