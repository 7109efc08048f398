using System.Collections.Concurrent;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;

namespace Faro.Http.Admin;

/// <summary>
/// <c>POST /api/v1/admin/projections/{name}/rebuild</c> starts a blue/green rebuild and answers at once; its progress is
/// in <c>GET /api/v1/admin/projections</c>. <c>DELETE</c> on the same path stops it, and the old views go on serving.
/// </summary>
internal static class RebuildProjection
{
    private const string Path = "/api/v1/admin/projections/{name}/rebuild";
    private static readonly Parameter<string> Name = Parameters.PathText("name", 100, "The projection's name.");

    public static IEnumerable<ApiRoute> Create(RunningRebuilds rebuilds) =>
    [
        ApiRoute.Post(Path, Access.Admin, call => Task.FromResult(Start(call, rebuilds))) with
        {
            Parameters = [Name],
            Docs = new RouteDocs("rebuildProjection", "Operations", "Rebuild a projection", "Rebuild")
            {
                Description = "Folds the read model anew beside the serving one and switches when it is done. A rebuild that was stopped goes on where it was.",
                Status = 202,
                Also = [404, 409],
            },
        },
        ApiRoute.Delete(Path, Access.Admin, call => Stop(call, rebuilds)) with
        {
            Parameters = [Name],
            Docs = new RouteDocs("stopRebuild", "Operations", "Stop a rebuild", "Rebuild")
            {
                Description = "Stops a rebuild that runs on this node. The old read model goes on serving; what is folded is kept.",
                Also = [404],
            },
        },
    ];

    private static Answer Start(Call call, RunningRebuilds rebuilds) => rebuilds.Start(call.Get(Name)) switch
    {
        RunningRebuilds.Outcome.Started => Answer.Of(new { Name = call.Get(Name), Status = "running" }, 202),
        RunningRebuilds.Outcome.AlreadyRunning => ApiErrors.Conflict("This projection is being rebuilt."),
        _ => ApiErrors.NotFound("No such projection."),
    };

    private static async Task<Answer> Stop(Call call, RunningRebuilds rebuilds) => await rebuilds.Stop(call.Get(Name))
        ? Answer.Of(new { Name = call.Get(Name), Status = "stopped" })
        : ApiErrors.NotFound("No rebuild of that name runs on this node.");
}

/// <summary>The rebuilds that this node was asked for.</summary>
internal sealed partial class RunningRebuilds(EventLog log, ILogger<RunningRebuilds> logger) : IHostedService, IDisposable
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

    public async Task<bool> Stop(string name)
    {
        if (!_stops.TryGetValue(name, out var stop) || !_running.TryGetValue(name, out var run))
            return false;
        await stop.CancelAsync();
        await run;
        return true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var name in _stops.Keys)
            await Stop(name);
    }

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
