namespace Faro.Http.Hosting;

/// <summary>
/// Starts the services that Marten and Wolverine would start with the host, once the log exists: they would prevent the start while
/// the database is away.
/// </summary>
internal sealed partial class WolverineStart(
    WolverineStart.Services taken, IServiceProvider provider, LogStart log, IHostApplicationLifetime lifetime, ILogger<WolverineStart> logger) : BackgroundService
{
    private readonly List<IHostedService> _started = [];

    /// <summary>Takes over the hosted services that were registered after a place.</summary>
    public static void TakeOver(IServiceCollection services, int from)
    {
        var taken = services.Skip(from).Where(s => s.ServiceType == typeof(IHostedService)).ToList();
        foreach (var service in taken)
            services.Remove(service);
        services.AddSingleton(new Services(taken));
        services.AddHostedService<WolverineStart>();
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (log.Ready.IsCompletedSuccessfully)
            await StartAll(cancellationToken);
        else
            await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        for (var i = _started.Count - 1; i >= 0; i--)
            await _started[i].StopAsync(cancellationToken);
    }

    /// <summary>The database was away at the start.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await log.Ready.WaitAsync(stoppingToken);
        try
        {
            await StartAll(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Half started it would answer reads and do nothing else, unnoticed: exit, so that the supervisor restarts it.
            LogFailed(logger, e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task StartAll(CancellationToken cancel)
    {
        foreach (var service in taken.Of(provider))
        {
            _started.Add(service);
            await service.StartAsync(cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Messaging could not be started; the process exits")]
    private static partial void LogFailed(ILogger logger, Exception e);

    /// <summary>The hosted services that were taken over.</summary>
    internal sealed class Services(IReadOnlyList<ServiceDescriptor> services)
    {
        public IEnumerable<IHostedService> Of(IServiceProvider provider) => services.Select(s => (IHostedService)(
            s.ImplementationInstance ?? s.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, s.ImplementationType!)));
    }
}
