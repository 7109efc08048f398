using Faro.Log.Projecting;
using JasperFx.Events.Projections;
using Npgsql;

namespace Faro.Log.Rebuilding;

/// <summary>The serving table, and its position in the log.</summary>
internal sealed class LiveTable(EventLog log, Projection projection)
{
    private readonly string _progress = $"{log.Schema}.mt_event_progression";

    private bool IsInline => projection.Lifecycle == ProjectionLifecycle.Inline;

    public string Place => $"{log.Schema}.{projection.TableName}";

    /// <summary>How far the log can be read with nothing in flight below.</summary>
    public Task<long> SafeEnd(NpgsqlConnection connection, CancellationToken cancel) =>
        Scalar(connection, $"select coalesce(max(last_seq_id), 0) from {_progress} where name = 'HighWaterMark'", cancel);

    /// <summary>The table's position; for an inline view how far the log can be read.</summary>
    public Task<long> Position(NpgsqlConnection connection, CancellationToken cancel) => IsInline
        ? SafeEnd(connection, cancel)
        : Scalar(connection, $"select coalesce(max(last_seq_id), 0) from {_progress} where name = '{projection.ShardName}'", cancel);

    /// <summary>Whether no daemon will write to it: its shard stopped at an event or never completed its first page.</summary>
    public async Task<bool> IsStill(NpgsqlConnection connection, CancellationToken cancel) => !IsInline && await Scalar(connection, $"""
        select count(*) from {_progress} p where p.name = '{projection.ShardName}'
        and not exists (select 1 from {log.Schema}.{StoppedShards.TableName} s where s.name = p.name and s.seq_id > p.last_seq_id)
        """, cancel) == 0;

    /// <summary>Locks the table until the transaction ends, and returns its position in the log.</summary>
    public async Task<long> Hold(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (IsInline)
        {
            // Waits for appends that have written to it; later ones wait, and write to the table that has its name then.
            await using var hold = new NpgsqlCommand($"lock table {Place} in share row exclusive mode", connection);
            await hold.ExecuteNonQueryAsync(cancel);
            return await Scalar(connection, $"select coalesce(max(seq_id), 0) from {log.Schema}.mt_events", cancel);
        }

        // A page writes this row first: waits for one under way; the next one waits for us.
        return await Scalar(connection, $"select last_seq_id from {_progress} where name = '{projection.ShardName}' for update", cancel);
    }

    /// <summary>Moves forward a shard that had stopped.</summary>
    public async Task Advance(NpgsqlConnection connection, long place, CancellationToken cancel)
    {
        if (IsInline || place == 0)
            return;
        await using var command = new NpgsqlCommand($"""
            insert into {_progress} as p (name, last_seq_id) values ($1, $2)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, pause_reason = null where p.last_seq_id < excluded.last_seq_id
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.ShardName });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = place });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<long> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is long number ? number : 0;
    }
}
