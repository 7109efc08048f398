using Faro.Log;
using Npgsql;

namespace Faro.Ingest.Syncing;

/// <summary>
/// One run of a kind at a time, on all nodes: a session advisory lock, which a dying process lets go of at once. It decides
/// who may start; what was started stands on the log, and every append is guarded by version besides.
/// </summary>
public sealed class RunLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _key;

    private RunLock(NpgsqlConnection connection, string key) => (_connection, _key) = (connection, key);

    /// <summary>Takes the lock of a kind of run; null when somebody holds it.</summary>
    public static async Task<RunLock?> TryTake(EventLog log, string kind, CancellationToken cancel)
    {
        var key = $"faro:run:{log.Schema}:{kind}";
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
            // Whether it was taken is unknown: a session that still lives lets go of it before it is used again.
            await Forget(connection);
            throw;
        }

        await connection.DisposeAsync();
        return null;
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
