using System.Collections.Concurrent;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Log.Rebuilding;

namespace Faro.Http.Admin;

/// <summary>The rebuilds that this node was asked for.</summary>
public sealed partial class RunningRebuilds(EventLog log, ILogger<RunningRebuilds> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _stops = new(StringComparer.Ordinal);

    /// <summary>What became of a wish to rebuild.</summary>
    public enum Outcome
    {
        /// <summary>It runs.</summary>
        Started,

        /// <summary>It ran already.</summary>
        AlreadyRunning,

        /// <summary>There is no such projection.</summary>
        Unknown,
    }

    /// <summary>Starts the rebuild of a projection.</summary>
    public Outcome Start(string name)
    {
        if (log.Projections.All(p => p.Name != name))
            return Outcome.Unknown;
        var stop = new CancellationTokenSource();
        if (!_stops.TryAdd(name, stop))
        {
            stop.Dispose();
            return Outcome.AlreadyRunning;
        }

        _running[name] = Run(name, stop);
        return Outcome.Started;
    }

    /// <summary>Stops it; false when none of that name runs here.</summary>
    public async Task<bool> Stop(string name)
    {
        if (!_stops.TryGetValue(name, out var stop) || !_running.TryGetValue(name, out var run))
            return false;
        await stop.CancelAsync();
        await run;
        return true;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var name in _stops.Keys)
            await Stop(name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stop in _stops.Values)
            stop.Dispose();
    }

    private async Task Run(string name, CancellationTokenSource stop)
    {
        await Task.Yield();
        try
        {
            await new Rebuilder(log).Rebuild(name, cancel: stop.Token);
            LogSwitched(logger, name);
        }
        catch (OperationCanceledException)
        {
            LogStopped(logger, name);
        }
        catch (Exception e)
        {
            LogFailed(logger, name, e);
        }
        finally
        {
            _running.TryRemove(name, out _);
            _stops.TryRemove(name, out _);
            stop.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} was rebuilt and switched")]
    private static partial void LogSwitched(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Information, Message = "The rebuild of {Projection} was stopped; the old read model serves")]
    private static partial void LogStopped(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rebuild of {Projection} failed; the old read model serves")]
    private static partial void LogFailed(ILogger logger, string projection, Exception e);
}
