using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Faro.Log;

/// <summary>
/// Keeps the async views of a log up to date on this node: finds the high-water mark, holds shards by lease, and runs a
/// worker for each. Any number of nodes may run one; each shard runs on one of them.
/// </summary>
public sealed partial class ProjectionDaemon(EventLog log, ILogger<ProjectionDaemon> logger) : BackgroundService
{
    private readonly HighWater _highWater = new(log);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var shards = log.Projections.Where(p => p.Lifecycle == ProjectionLifecycle.Async).ToList();
        await using var leases = new LeaseKeeper(log, [.. shards.Select(p => p.ShardName)], logger);
        var tasks = new List<Task>
        {
            Guard("high water", () => FollowLog(stoppingToken), stoppingToken),
            Guard("listen", () => Listen(stoppingToken), stoppingToken),
            Guard("leases", () => leases.Run(stoppingToken), stoppingToken),
        };
        var workers = shards.ConvertAll(p => new ShardWorker(log, p, _highWater, leases, logger));
        using var meter = Measure(workers);
        tasks.AddRange(workers.Select(w => Guard(w.Name, () => w.Run(stoppingToken), stoppingToken)));
        await Task.WhenAll(tasks);
    }

    /// <summary>The lag of the shards that this node runs, tagged with the projection.</summary>
    private Meter Measure(List<ShardWorker> workers)
    {
        var meter = new Meter("Faro.Log");
        meter.CreateObservableGauge("faro.log.lag_events", () => workers.Where(w => w.Position is not null)
            .Select(w => new Measurement<long>(Math.Max(0, _highWater.Current - w.Position!.Value), Tag(w))), "{event}");
        meter.CreateObservableGauge("faro.log.lag_seconds", () => workers.Where(w => w.Position is not null)
            .Select(w => new Measurement<double>(w.Position < _highWater.Current && w.LastRecordedAt != default
                ? Math.Max(0, (TimeProvider.System.GetUtcNow() - w.LastRecordedAt).TotalSeconds) : 0, Tag(w))), "s");
        return meter;

        static KeyValuePair<string, object?> Tag(ShardWorker worker) => new("projection", worker.Name);
    }

    private async Task FollowLog(CancellationToken cancel)
    {
        while (true)
        {
            var grown = log.Signal.Next;
            await _highWater.Advance(cancel);
            // A mark that waits for a transaction to end looks again soon; nothing announces a rollback.
            var pause = _highWater.Waiting ? TimeSpan.FromMilliseconds(10) : log.Options.PollInterval;
            await Task.WhenAny(grown, Task.Delay(pause, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task Listen(CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        connection.Notification += (_, _) => log.Signal.Wake();
        await using (var command = new NpgsqlCommand($"listen {log.Signal.Channel}", connection))
            await command.ExecuteNonQueryAsync(cancel);
        try
        {
            while (true)
                await connection.WaitAsync(cancel);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await using var quiet = new NpgsqlCommand("unlisten *", connection);
                await quiet.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Each part lives as long as the daemon: a lost database is waited for, a bug is shouted and tried again.</summary>
    private async Task Guard(string part, Func<Task> run, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await run();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogPartFailed(logger, part, e);
                await Task.Delay(log.Options.PollInterval, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The daemon's part '{Part}' failed and is started again")]
    private static partial void LogPartFailed(ILogger logger, string part, Exception e);
}
