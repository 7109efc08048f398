using Faro.Log.Projecting;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Faro.Log.Rebuilding;

/// <summary>How far a rebuild has come.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Done">Events folded.</param>
/// <param name="Total">Events to fold, as counted at the start.</param>
/// <param name="EventsPerSecond">The rate so far.</param>
/// <param name="Eta">Time left at that rate; null before there is a rate.</param>
/// <param name="Status"><c>running</c>, <c>stopped</c>, <c>ready</c> to switch, or <c>switched</c>.</param>
public sealed record RebuildProgress(string Projection, long Done, long Total, decimal EventsPerSecond, TimeSpan? Eta, string Status);

/// <summary>The row with the progress of a projection's rebuild: a stopped rebuild resumes from there.</summary>
internal sealed class RebuildStore(EventLog log, Projection projection)
{
    private const string TableName = "shard_rebuild";

    private readonly string _table = $"{log.Schema}.{TableName}";

    public static Table Definition(string schema)
    {
        var table = new Table(new PostgresqlObjectName(schema, TableName, SchemaUtils.IdentifierUsage.General));
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("position", "bigint").NotNull();
        table.AddColumn("done", "bigint").NotNull();
        table.AddColumn("total", "bigint").NotNull();
        table.AddColumn("target", "bigint");
        table.AddColumn("bounds", "text[]");
        table.AddColumn("part", "bigint");
        table.AddColumn("shape", "text");
        table.AddColumn("started_at", "timestamptz").NotNull();
        table.AddColumn("updated_at", "timestamptz").NotNull();
        return table;
    }

    /// <summary>The last event up to which all are folded, and the parts that are folded up to their own place; null when no rebuild to today's shape was started.</summary>
    public async Task<(long Position, FillPlan? Plan)?> Position(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = Command(connection, $"select position, target, bounds, part from {_table} where name = $1 and shape = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Shape });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, cancel) ? null : new FillPlan(reader.GetInt64(1), reader.GetFieldValue<string[]>(2), (int)reader.GetInt64(3)));
    }

    /// <summary>Says that a part is written. Only where the one before it was the last: rows of another fill are never taken for this one's.</summary>
    public async Task Save(NpgsqlConnection connection, FillPlan plan, CancellationToken cancel)
    {
        await using var command = Command(
            connection, $"update {_table} set target = $2, part = $3, bounds = $4 where name = $1 and coalesce(part, 0) = $3 - 1", plan.Target, plan.Part);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = plan.Bounds });
        if (await command.ExecuteNonQueryAsync(cancel) != 1)
            throw new InvalidOperationException($"Part {plan.Part} of {projection.Name} does not follow on what is in {_table}: another rebuild has written there meanwhile.");
    }

    public async Task Save(NpgsqlConnection connection, long position, long folded, long total, CancellationToken cancel)
    {
        await using var command = Command(connection, $"""
            insert into {_table} as r (name, position, done, total, shape, started_at, updated_at)
            values ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp())
            on conflict (name) do update set position = excluded.position, done = r.done + excluded.done, total = excluded.total, updated_at = excluded.updated_at
            """, position, folded, total);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Shape });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task Delete(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = Command(connection, $"delete from {_table} where name = $1");
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The rebuild that is under way or was stopped.</summary>
    public async Task<RebuildProgress?> Progress(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = Command(connection, $"""
            select done, total, extract(epoch from updated_at - started_at)::numeric(20, 3), updated_at > clock_timestamp() - interval '10 seconds'
            from {_table} where name = $1
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? Progress(projection.Name, reader.GetInt64(0), reader.GetInt64(1), reader.GetDecimal(2), reader.GetBoolean(3) ? "running" : "stopped")
            : null;
    }

    public static RebuildProgress Progress(string name, long done, long total, decimal seconds, string status)
    {
        var rate = seconds > 0 ? decimal.Round(done / seconds) : 0;
        return new RebuildProgress(name, done, total, rate, rate > 0 ? TimeSpan.FromSeconds((double)((total - done) / rate)) : null, status);
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, params long[] numbers)
    {
        var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = projection.ShardName } } };
        foreach (var number in numbers)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        return command;
    }
}
