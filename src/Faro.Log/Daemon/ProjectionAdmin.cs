using Npgsql;

namespace Faro.Log;

/// <summary>What an operator sees of the projections and may do to them.</summary>
public sealed class ProjectionAdmin(EventLog log)
{
    /// <summary>How every projection stands now.</summary>
    public async Task<IReadOnlyList<ShardStatus>> Status(CancellationToken cancel = default)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var highest = await Scalar(connection, $"select coalesce(max(seq_id), 0) from {log.Schema}.mt_events", cancel);
        var mark = await Scalar(connection, $"select coalesce(max(last_seq_id), 0) from {log.Schema}.mt_event_progression where name = 'HighWaterMark'", cancel);
        var all = new List<ShardStatus>();
        foreach (var projection in log.Projections)
        {
            var status = projection.Lifecycle == ProjectionLifecycle.Inline
                ? new ShardStatus(projection.Name, projection.ShardName, projection.Lifecycle, highest, mark, 0, 0, "inline", null, null, null)
                : await Status(connection, projection, mark, cancel);
            all.Add(status with { Rebuild = await Rebuild(connection, projection, cancel) });
        }

        return all;
    }

    /// <summary>
    /// Lets a projection pass over one event that it stopped at. The decision is itself an event, on the stream
    /// <c>projection/NAME</c>.
    /// </summary>
    public async Task SkipEvent(string projection, long sequence, string reason, string who, CancellationToken cancel = default)
    {
        var found = log.Projections.FirstOrDefault(p => p.Name == projection)
            ?? throw new ArgumentException($"There is no projection '{projection}'.", nameof(projection));
        (await log.Append($"projection/{projection}", ExpectedVersion.Any, new ProjectionEventSkipped(projection, sequence, reason),
            new EventMetadata(UserName: who), cancel)).Required();
        await using var command = log.Database.CreateCommand(
            $"insert into {log.Schema}.shard_skip (name, seq_id) values ($1, $2) on conflict do nothing");
        command.Parameters.Add(new() { Value = found.ShardName });
        command.Parameters.Add(new() { Value = sequence });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<ShardStatus> Status(NpgsqlConnection connection, Projection projection, long mark, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            select coalesce(p.last_seq_id, 0), p.agent_status, p.pause_reason, l.owner, l.renewed_at > clock_timestamp() - $2::interval,
                   coalesce((select extract(epoch from clock_timestamp() - e.timestamp) from {log.Schema}.mt_events e
                             where e.seq_id > coalesce(p.last_seq_id, 0) and e.timestamp > '-infinity' order by e.seq_id limit 1), 0)::numeric(20, 3)
            from (select $1::varchar as name) n
            left join {log.Schema}.mt_event_progression p on p.name = n.name
            left join {log.Schema}.shard_lease l on l.name = n.name
            """, connection);
        command.Parameters.Add(new() { Value = projection.ShardName });
        command.Parameters.Add(new() { Value = log.Options.LeaseTimeout });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var position = reader.GetInt64(0);
        var paused = !reader.IsDBNull(1) && reader.GetString(1) == "Paused";
        var alive = !reader.IsDBNull(4) && reader.GetBoolean(4);
        return new ShardStatus(projection.Name, projection.ShardName, projection.Lifecycle, position, mark, Math.Max(0, mark - position),
            reader.GetDecimal(5), paused ? "paused" : alive ? "running" : "stopped",
            paused && !reader.IsDBNull(2) ? reader.GetString(2) : null,
            alive ? reader.GetString(3) : null, null);
    }

    /// <summary>The rebuild of a projection that is under way or was stopped.</summary>
    private async Task<RebuildProgress?> Rebuild(NpgsqlConnection connection, Projection projection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            select coalesce(sum(done), 0)::bigint, coalesce(max(total), 0), extract(epoch from max(updated_at) - min(started_at))::numeric(20, 3),
                   bool_or(updated_at > clock_timestamp() - interval '10 seconds'), count(*)
            from {log.Schema}.shard_rebuild where name like $1
            """, connection);
        command.Parameters.Add(new() { Value = $"{projection.ShardName}\\_\\_next#%" });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        if (reader.GetInt64(4) == 0)
            return null;
        var (done, total, seconds) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetDecimal(2));
        var rate = seconds > 0 ? decimal.Round(done / seconds) : 0;
        return new RebuildProgress(projection.Name, done, total, rate,
            rate > 0 ? TimeSpan.FromSeconds((double)((total - done) / rate)) : null, reader.GetBoolean(3) ? "running" : "stopped");
    }

    private static async Task<long> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
