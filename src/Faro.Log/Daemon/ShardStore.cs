using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Log;

/// <summary>The rows that say how far a shard is and what stopped it.</summary>
internal sealed class ShardStore(EventLog log, string shard)
{
    public async Task<long> Position(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = Command(connection, null, $"select last_seq_id from {log.Schema}.mt_event_progression where name = $1");
        return await command.ExecuteScalarAsync(cancel) is long position ? position : 0;
    }

    public async Task<HashSet<long>> Skips(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = Command(connection, null, $"select seq_id from {log.Schema}.shard_skip where name = $1");
        var skips = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            skips.Add(reader.GetInt64(0));
        return skips;
    }

    /// <summary>Moves the progress, only if it stands where the page began and the lease's epoch is still in force.</summary>
    /// <exception cref="FencedException">It does not.</exception>
    public async Task Advance(NpgsqlConnection connection, NpgsqlTransaction transaction, long from, long to, long epoch, CancellationToken cancel)
    {
        var write = from == 0
            ? $"""
               insert into {log.Schema}.mt_event_progression as p (name, last_seq_id, heartbeat, agent_status)
               select $1, $3, clock_timestamp(), 'Running' from fence
               on conflict (name) do update set last_seq_id = excluded.last_seq_id, heartbeat = excluded.heartbeat,
                   agent_status = 'Running', pause_reason = null where p.last_seq_id = $2
               """
            : $"""
               update {log.Schema}.mt_event_progression p set last_seq_id = $3, heartbeat = clock_timestamp(), agent_status = 'Running', pause_reason = null
               from fence where p.name = $1 and p.last_seq_id = $2
               """;
        await using var command = Command(connection, transaction,
            $"with fence as materialized (select 1 from {log.Schema}.shard_lease where name = $1 and epoch = $4 for share) {write}");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        if (await command.ExecuteNonQueryAsync(cancel) != 1)
            throw new FencedException(shard);
    }

    /// <summary>Marks the shard as stopped at an event and keeps Marten's dead letter for it.</summary>
    public async Task Pause(NpgsqlConnection connection, string projection, PoisonEventException poison, CancellationToken cancel)
    {
        var e = poison.Event;
        await using (var command = Command(connection, null, $"""
            insert into {log.Schema}.mt_event_progression as p (name, last_seq_id, agent_status, pause_reason) values ($1, 0, 'Paused', $2)
            on conflict (name) do update set agent_status = 'Paused', pause_reason = excluded.pause_reason
            """))
        {
            command.Parameters.Add(new() { Value = poison.Message });
            await command.ExecuteNonQueryAsync(cancel);
        }

        var letter = new
        {
            Id = EventEncoder.DeadLetterId(shard, e.Sequence),
            ProjectionName = projection,
            ShardName = "All",
            Timestamp = e.RecordedAt,
            ExceptionMessage = poison.InnerException!.Message,
            ExceptionType = poison.InnerException.GetType().FullName,
            EventSequence = e.Sequence,
        };
        await using var dead = new NpgsqlCommand($"""
            insert into {log.Schema}.mt_doc_deadletterevent (id, data, mt_dotnet_type) values ($1, $2, 'JasperFx.Events.Daemon.DeadLetterEvent')
            on conflict (id) do nothing
            """, connection);
        dead.Parameters.Add(new() { Value = letter.Id });
        dead.Parameters.Add(new() { Value = JsonSerializer.SerializeToUtf8Bytes(letter, EventTypes.DefaultJson), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await dead.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql) =>
        new(sql, connection, transaction) { Parameters = { new NpgsqlParameter<string> { TypedValue = shard } } };
}

/// <summary>Ids derived from content.</summary>
internal static class EventEncoder
{
    public static Guid DeadLetterId(string shard, long sequence) => EncodedAppend.DeriveId($"deadletter/{shard}", sequence, "deadletter", []);
}
