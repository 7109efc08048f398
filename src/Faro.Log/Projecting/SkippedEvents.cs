using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Faro.Log.Projecting;

/// <summary>An operator's decision to let a projection pass over one event; recorded like any other fact.</summary>
/// <param name="Projection">The projection's name.</param>
/// <param name="Sequence">The event passed over.</param>
/// <param name="Reason">Why.</param>
[EventName("projection_event_skipped")]
public sealed record ProjectionEventSkipped(string Projection, long Sequence, string Reason);

/// <summary>The events that operators let projections pass over, as the projections read them.</summary>
internal static class SkippedEvents
{
    public const string TableName = "shard_skip";

    public static Table Definition(string schema)
    {
        var table = new Table(new PostgresqlObjectName(schema, TableName, SchemaUtils.IdentifierUsage.General));
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("seq_id", "bigint").AsPrimaryKey();
        return table;
    }

    public static async Task Add(EventLog log, Projection projection, long sequence, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand($"insert into {log.Schema}.{TableName} (name, seq_id) values ($1, $2) on conflict do nothing");
        command.Parameters.Add(new() { Value = projection.ShardName });
        command.Parameters.Add(new() { Value = sequence });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static Task<IReadOnlySet<long>> Read(EventLog log, Projection projection, CancellationToken cancel) =>
        Read(log.Database, log.Schema, projection, cancel);

    public static async Task<IReadOnlySet<long>> Read(NpgsqlDataSource database, string schema, Projection projection, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select seq_id from {schema}.{TableName} where name = $1");
        command.Parameters.Add(new() { Value = projection.ShardName });
        var skipped = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            skipped.Add(reader.GetInt64(0));
        return skipped;
    }
}
