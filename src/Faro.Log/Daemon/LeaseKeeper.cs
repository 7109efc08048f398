using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Faro.Log;

/// <summary>A shard held by this node. The epoch is its fencing token.</summary>
internal sealed record Lease(string Shard, long Epoch);

/// <summary>
/// Holds shards for this node. The lock itself is a session advisory lock with Marten's own id, so that a Marten daemon
/// and this one never run one shard together; a process that dies lets go at once. A process that hangs keeps its lock,
/// so each owner also renews a row; a silent owner's sessions are ended and its epoch is over, and whatever it still
/// tries to write fails its fence.
/// </summary>
internal sealed partial class LeaseKeeper(EventLog log, IReadOnlyList<string> shards, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lease> _held = new(StringComparer.Ordinal);
    private NpgsqlConnection? _session;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>This node in leases and in <c>application_name</c>.</summary>
    public string Node { get; } = $"{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";

    public Lease? Held(string shard) => _held.GetValueOrDefault(shard);

    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Called by a worker whose write was fenced off.</summary>
    public void Lost(Lease lease)
    {
        if (_held.TryRemove(KeyValuePair.Create(lease.Shard, lease)))
            LogLost(logger, lease.Shard, lease.Epoch);
    }

    /// <summary>Takes what is free and renews what is held, until stopped.</summary>
    public async Task Run(CancellationToken cancel)
    {
        var pause = log.Options.LeaseTimeout / 6;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Round(cancel);
            }
            catch (Exception e) when (Failures.IsDatabase(e))
            {
                LogSessionLost(logger, e.Message);
                await AbandonSession();
            }

            await Task.Delay(pause, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync() => await DropSession();

    private async Task Round(CancellationToken cancel)
    {
        if (_session is null)
        {
            var session = await log.Database.OpenConnectionAsync(cancel);
            _session = session;
            await Name(session, $"lease-{Node}", cancel);
        }

        foreach (var shard in shards)
        {
            if (_held.TryGetValue(shard, out var lease))
            {
                if (!await Renew(lease, cancel))
                    Lost(lease);
            }
            else if (await TryTake(shard, cancel) is { } taken)
            {
                _held[shard] = taken;
                LogTaken(logger, shard, taken.Epoch, Node);
                Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
    }

    /// <summary>Marks a session as belonging to a role of a node, so that a successor can end it; null takes the mark away.</summary>
    public static async Task Name(NpgsqlConnection connection, string? role, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select set_config('application_name', $1, false)", connection);
        command.Parameters.Add(new() { Value = role is null ? "faro" : $"faro-{role}" });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<bool> Renew(Lease lease, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"update {log.Schema}.shard_lease set renewed_at = clock_timestamp() where name = $1 and epoch = $2", _session);
        command.Parameters.Add(new() { Value = lease.Shard });
        command.Parameters.Add(new() { Value = lease.Epoch });
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    private async Task<Lease?> TryTake(string shard, CancellationToken cancel)
    {
        if (!await TryLock(shard, cancel))
        {
            if (!await EndSilentOwner(shard, cancel) || !await TryLock(shard, cancel))
                return null;
        }

        await using var command = new NpgsqlCommand($"""
            insert into {log.Schema}.shard_lease as l (name, owner, epoch, backend_pid, renewed_at)
            values ($1, $2, 1, pg_backend_pid(), clock_timestamp())
            on conflict (name) do update set owner = excluded.owner, epoch = l.epoch + 1,
                backend_pid = excluded.backend_pid, renewed_at = excluded.renewed_at
            returning epoch
            """, _session);
        command.Parameters.Add(new() { Value = shard });
        command.Parameters.Add(new() { Value = Node });
        return new Lease(shard, (long)(await command.ExecuteScalarAsync(cancel))!);
    }

    private async Task<bool> TryLock(string shard, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", _session);
        command.Parameters.Add(new() { Value = MartenLock.Id(log.Schema, shard) });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task<bool> EndSilentOwner(string shard, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            select l.owner, (select count(pg_terminate_backend(a.pid)) from pg_stat_activity a
                             where a.datname = current_database() and a.pid <> pg_backend_pid()
                               and a.application_name in ('faro-lease-' || l.owner, 'faro-shard-' || l.owner))
            from {log.Schema}.shard_lease l
            where l.name = $1 and l.owner <> $2 and l.renewed_at < clock_timestamp() - $3::interval
            """, _session);
        command.Parameters.Add(new() { Value = shard });
        command.Parameters.Add(new() { Value = Node });
        command.Parameters.Add(new() { Value = log.Options.LeaseTimeout });
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            if (!await reader.ReadAsync(cancel))
                return false;
            LogTakenOver(logger, shard, reader.GetString(0), reader.GetInt64(1));
        }

        await Task.Delay(100, cancel);
        return true;
    }

    /// <summary>A statement failed. If the session still lives its locks are let go by hand: in the pool they would be held for ever.</summary>
    private async Task AbandonSession()
    {
        foreach (var lease in _held.Values)
            Lost(lease);
        try
        {
            await DropSession();
        }
        catch (Exception e) when (Failures.IsDatabase(e))
        {
            LogSessionLost(logger, e.Message); // it is broken, and the server has let go
        }
    }

    private async Task DropSession()
    {
        _held.Clear(); // let go in order: nobody lost anything
        if (_session is { } session)
        {
            _session = null;
            await using (session)
            {
                if (session.State != System.Data.ConnectionState.Open)
                    return;
                // An orderly stop lets go at once; whoever comes next need not wait for this session to time out.
                await using var command = new NpgsqlCommand("select pg_advisory_unlock_all(), set_config('application_name', 'faro', false)", session);
                await command.ExecuteNonQueryAsync();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} is held by this node ({Node}), epoch {Epoch}")]
    private static partial void LogTaken(ILogger logger, string shard, long epoch, string node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: this node lost epoch {Epoch}")]
    private static partial void LogLost(ILogger logger, string shard, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: owner {Owner} is silent, ended {Sessions} of its sessions")]
    private static partial void LogTakenOver(ILogger logger, string shard, string owner, long sessions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease session was lost: {Reason}")]
    private static partial void LogSessionLost(ILogger logger, string reason);
}

/// <summary>The advisory lock id that Marten's HotCold daemon takes for a shard.</summary>
internal static class MartenLock
{
    private const int DaemonLockId = 4444;

    public static long Id(string schema, string shard) => Math.Abs((long)Hash($"{schema}:{shard}")) + DaemonLockId;

    /// <summary>A 32-bit wrapping string hash: two djb2-like accumulators over even and odd places.</summary>
    internal static int Hash(string text)
    {
        unchecked
        {
            var even = (5381 << 16) + 5381;
            var odd = even;
            for (var i = 0; i < text.Length; i++)
            {
                if (i % 2 == 0)
                    even = ((even << 5) + even) ^ text[i];
                else
                    odd = ((odd << 5) + odd) ^ text[i];
            }

            return even + (odd * 1566083941);
        }
    }
}
