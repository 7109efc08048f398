using Faro.Log.Projecting;
using Faro.Log.Rebuilding;
using JasperFx.Events.Projections;
using Npgsql;

namespace Faro.Log.Following;

/// <summary>What an operator can see of projections and do to them.</summary>
public sealed class ProjectionAdmin(EventLog log)
{
    /// <summary>
    /// A shard whose daemon has been silent for longer does not run. Agents beat every ten seconds and JasperFx writes all beats but the first with the
    /// next round, so that those on record are ten to twenty seconds old on a quiet machine.
    /// </summary>
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(30);

    /// <summary>How every projection is doing now.</summary>
    public async Task<IReadOnlyList<ShardStatus>> Status(CancellationToken cancel = default)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var highest = await Scalar(connection, $"select coalesce(max(seq_id), 0) from {log.Schema}.mt_events", cancel);
        var mark = await Scalar(connection, $"select coalesce(max(last_seq_id), 0) from {log.Schema}.mt_event_progression where name = 'HighWaterMark'", cancel);
        var outdated = await StoredShapes.Outdated(log, connection, cancel);
        var all = new List<ShardStatus>();
        foreach (var projection in log.Projections)
        {
            var status = projection.Lifecycle == ProjectionLifecycle.Inline
                ? new ShardStatus(projection.Name, projection.ShardName, projection.Lifecycle, highest, mark, 0, 0, "inline", null, null, null)
                : await Status(connection, projection, mark, cancel);
            all.Add(status with { Rebuild = await new RebuildStore(log, projection).Progress(connection, cancel), Outdated = outdated.Contains(projection) });
        }

        return all;
    }

    /// <summary>
    /// Lets a projection skip an event at which it stopped. The decision is itself an event, on the stream
    /// <c>projection/NAME</c>. The projection continues within seconds.
    /// </summary>
    public async Task SkipEvent(string projection, long sequence, string reason, string who, CancellationToken cancel = default)
    {
        var found = log.Projections.FirstOrDefault(p => p.Name == projection)
            ?? throw new ArgumentException($"There is no projection '{projection}'.", nameof(projection));
        await log.Store.AppendUnguarded(
            session => session.Events.Append(SkippedEvents.StreamOf(found), new ProjectionEventSkipped(projection, sequence, reason)), new EventMetadata(UserName: who), cancel);
    }

    private async Task<ShardStatus> Status(NpgsqlConnection connection, Projection projection, long mark, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            select coalesce(p.last_seq_id, 0), coalesce(s.reason, case when p.agent_status = 'Paused' then p.pause_reason end), p.running_on_node,
                   case when p.name is null then $3 else p.agent_status is distinct from 'Stopped' and p.heartbeat > clock_timestamp() - $2::interval end,
                   coalesce((select extract(epoch from clock_timestamp() - e.timestamp) from {log.Schema}.mt_events e
                             where e.seq_id > coalesce(p.last_seq_id, 0) and e.timestamp > '-infinity' order by e.seq_id limit 1), 0)::numeric(20, 3)
            from (select $1::varchar as name) n
            left join {log.Schema}.mt_event_progression p on p.name = n.name
            left join {log.Schema}.{StoppedShards.TableName} s on s.name = n.name and s.seq_id > coalesce(p.last_seq_id, 0)
            """, connection);
        command.Parameters.Add(new() { Value = projection.ShardName });
        command.Parameters.Add(new() { Value = Alive });
        command.Parameters.Add(new() { Value = mark == 0 }); // Marten records who runs a shard once it has processed something
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var position = reader.GetInt64(0);
        var reason = reader.IsDBNull(1) ? null : reader.GetString(1);
        var alive = !reader.IsDBNull(3) && reader.GetBoolean(3);
        return new ShardStatus(projection.Name, projection.ShardName, projection.Lifecycle, position, mark, Math.Max(0, mark - position),
            reader.GetDecimal(4), reason is not null ? "paused" : alive ? "running" : "stopped", reason,
            alive && !reader.IsDBNull(2) ? $"node {reader.GetInt32(2)}" : null, null);
    }

    private static async Task<long> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
