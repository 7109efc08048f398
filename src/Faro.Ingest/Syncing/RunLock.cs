using Faro.Log;
using Npgsql;

namespace Faro.Ingest.Syncing;

/// <summary>
/// One run of a kind at a time, on all nodes: a session advisory lock, which a dying process releases at once. It decides
/// who may start; what was started is on the log, and every append is also guarded by version.
/// </summary>
public sealed class RunLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const int MostTries = 200;

    private readonly NpgsqlConnection _connection;
    private readonly string _key;

    private RunLock(NpgsqlConnection connection, string key) => (_connection, _key) = (connection, key);

    /// <summary>The run that is really running: the one named by the holder of the kind's lock; null when nobody holds it, or no run has begun.</summary>
    public static async Task<string?> Holder(EventLog log, string kind, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand("""
            select a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1
              and l.database = (select oid from pg_database where datname = current_database())
              and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended($1, 0)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = KeyOf(log, kind) });
        return await command.ExecuteScalarAsync(cancel) is string name && name.StartsWith($"run/{kind}/", StringComparison.Ordinal) ? name : null;
    }

    /// <summary>Says which run the lock is held for, so that a caller that finds the lock taken can name it. It ends with the session, so a dead run is never named.</summary>
    public Task Name(string run, CancellationToken cancel) => SetName(run, cancel);

    /// <summary>
    /// Takes the lock, or returns the run that it is held for. If it is held for a moment without a run, waits; neither
    /// when that takes longer than some seconds.
    /// </summary>
    public static async Task<(RunLock? Held, string? Run)> TakeOrName(EventLog log, string kind, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await TryTake(log, kind, cancel) is { } held)
                return (held, null);
            if (await Holder(log, kind, cancel) is { } run)
                return (null, run);
            if (attempt == MostTries)
                return default;
            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Takes the lock of a kind of run; null when somebody holds it.</summary>
    public static async Task<RunLock?> TryTake(EventLog log, string kind, CancellationToken cancel)
    {
        var key = KeyOf(log, kind);
        var connection = await log.Database.OpenConnectionAsync(cancel);
        try
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            if ((bool)(await command.ExecuteScalarAsync(cancel))!)
                return new RunLock(connection, key);
        }
        catch (Exception)
        {
            // Whether it was taken is unknown: a session that is still alive releases it before it is used again.
            await Forget(connection);
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private static string KeyOf(EventLog log, string kind) => $"faro:run:{log.Schema}:{kind}";

    private async Task SetName(string name, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select set_config('application_name', $1, false)", _connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task Forget(NpgsqlConnection connection)
    {
        await using (connection)
        {
            if (connection.State != System.Data.ConnectionState.Open)
                return;
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>Lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await SetName("faro", CancellationToken.None);
            await using var command = new NpgsqlCommand("select pg_advisory_unlock(hashtextextended($1, 0))", _connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _key });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The session is gone, and so is the lock.
        }

        await _connection.DisposeAsync();
    }
}
