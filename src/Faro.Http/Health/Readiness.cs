using Faro.Http.Hosting;
using Faro.Log;
using Faro.Log.Following;
using Npgsql;

namespace Faro.Http.Health;

/// <summary>The result of a check of the node's dependencies.</summary>
/// <param name="IsReady">Whether work may be sent here.</param>
/// <param name="Checks">The state of each dependency.</param>
public sealed record ReadinessLook(bool IsReady, IReadOnlyDictionary<string, string> Checks);

/// <summary>Checks the database, the log and the views, at most twice a second however often it is called.</summary>
public sealed class Readiness(ProjectionAdmin projections, EventLog log, LogStart start, FaroHttpOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _one = new(1);
    private volatile bool _diskWasFull;
    private ReadinessLook? _last;
    private long _lookedAt;

    /// <summary>The current state, or that of half a second ago.</summary>
    public async Task<ReadinessLook> Look(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_last is null || clock.GetElapsedTime(_lookedAt) >= KeepFor)
                (_last, _lookedAt) = (await LookNow(cancel), clock.GetTimestamp());
            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A write failed because the disk is full: from now on, checks whether there is space again.</summary>
    public void DiskIsFull() => _diskWasFull = true;

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Writes as much as a few facts need, and rolls it back.</summary>
    private async Task<bool> CanWrite(CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var write = new NpgsqlCommand($"create table {log.Schema}.disk_probe as select gen_random_uuid() as id from generate_series(1, 5000)", connection, transaction);
        try
        {
            await write.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DiskFull)
        {
            return false;
        }

        await transaction.RollbackAsync(cancel);
        _diskWasFull = false;
        return true;
    }

    private async Task<ReadinessLook> LookNow(CancellationToken cancel)
    {
        var checks = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!start.Ready.IsCompletedSuccessfully)
        {
            checks["log"] = "its tables do not exist yet";
            return new ReadinessLook(false, checks);
        }

        try
        {
            var ready = true;
            foreach (var shard in await projections.Status(cancel))
            {
                var behind = shard.LagEvents > 0 && shard.LagSeconds > options.ReadyLagSeconds;
                var fine = shard is { State: "running" or "inline", Outdated: false } && !behind;
                ready &= fine;
                checks[$"view {shard.Name}"] = fine ? "ok" : shard.Outdated ? OutdatedViews.Told(shard) : behind ? $"{shard.LagEvents} events behind" : shard.State;
            }

            checks["database"] = "ok";
            checks["log"] = "ok";
            if (_diskWasFull && !await CanWrite(cancel))
            {
                checks["disk"] = "full";
                ready = false;
            }

            return new ReadinessLook(ready, checks);
        }
        catch (Exception e) when (ApiErrors.OfException(e) is { Status: 503 })
        {
            checks["database"] = "away";
            return new ReadinessLook(false, checks);
        }
    }
}
