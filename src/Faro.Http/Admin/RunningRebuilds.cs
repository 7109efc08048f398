using System.Collections.Concurrent;
using Faro.Log;
using Faro.Log.Rebuilding;

namespace Faro.Http.Admin;

/// <summary>The rebuilds that this node runs.</summary>
public sealed partial class RunningRebuilds(EventLog log, TimeProvider clock, ILogger<RunningRebuilds> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _stops = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, RebuildEnd> _ended = new(StringComparer.Ordinal);

    /// <summary>How the last rebuild of a projection ended on this node; null when none has, or one is running.</summary>
    public RebuildEnd? Ended(string name) => _ended.GetValueOrDefault(name);

    /// <summary>Whether one runs on this node.</summary>
    public bool Runs(string name) => _stops.ContainsKey(name);

    /// <summary>Waits for the end of the one that runs on this node, if any.</summary>
    internal Task Wait(string name, CancellationToken stop) => _running.TryGetValue(name, out var run) ? run.WaitAsync(stop) : Task.CompletedTask;

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

    /// <summary>Starts or resumes the rebuild of a projection.</summary>
    /// <param name="name">The projection.</param>
    /// <param name="hold">Stops before the switch, with the difference.</param>
    /// <param name="restart">Discards what a stopped one has folded.</param>
    public Outcome Start(string name, bool hold, bool restart)
    {
        if (log.Projections.All(p => p.Name != name))
            return Outcome.Unknown;
        var stop = new CancellationTokenSource();
        if (!_stops.TryAdd(name, stop))
        {
            stop.Dispose();
            return Outcome.AlreadyRunning;
        }

        _ended.TryRemove(name, out _);
        _running[name] = Run(name, hold, restart, stop);
        return Outcome.Started;
    }

    /// <summary>Stops it; false when none with that name runs here.</summary>
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

    private async Task Run(string name, bool hold, bool restart, CancellationTokenSource stop)
    {
        await Task.Yield();
        try
        {
            var rebuilder = new Rebuilder(log);
            var difference = hold ? await rebuilder.Prepare(name, restart: restart, cancel: stop.Token) : await rebuilder.Rebuild(name, restart: restart, cancel: stop.Token);
            _ended[name] = new RebuildEnd(hold ? "ready" : "switched", clock.GetUtcNow(), difference);
            if (hold)
                LogReady(logger, name);
            else
                LogSwitched(logger, name);
        }
        catch (OperationCanceledException)
        {
            _ended[name] = new RebuildEnd("stopped", clock.GetUtcNow(), null);
            LogStopped(logger, name);
        }
        catch (RebuildInProgressException)
        {
            _ended[name] = new RebuildEnd("failed", clock.GetUtcNow(), null) { Elsewhere = true };
            LogElsewhere(logger, name);
        }
        catch (Exception e)
        {
            _ended[name] = new RebuildEnd("failed", clock.GetUtcNow(), null);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} was rebuilt and waits for the switch; the old read model still serves")]
    private static partial void LogReady(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Information, Message = "The rebuild of {Projection} was stopped; the old read model still serves")]
    private static partial void LogStopped(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} is being rebuilt or verified elsewhere already")]
    private static partial void LogElsewhere(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rebuild of {Projection} failed; the old read model still serves")]
    private static partial void LogFailed(ILogger logger, string projection, Exception e);
}

/// <summary>How a rebuild ended.</summary>
/// <param name="Status"><c>ready</c> to switch, <c>switched</c>, <c>stopped</c> or <c>failed</c>.</param>
/// <param name="At">When.</param>
/// <param name="Difference">What the switch changes or changed; null if the rebuild did not get that far.</param>
public sealed record RebuildEnd(string Status, DateTimeOffset At, RebuildDifference? Difference)
{
    /// <summary>Whether it failed because another rebuild of the same projection was under way.</summary>
    public bool Elsewhere { get; init; }
}
