using JasperFx.Events;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Faro.Log.Projecting;

/// <summary>
/// The event at which a shard stopped and why. Marten's own record of it is in the progress row, which a shard that never
/// completed its first page does not have.
/// </summary>
internal static class StoppedShards
{
    public const string TableName = "shard_stop";

    public static Table Definition(string schema)
    {
        var table = new Table(new PostgresqlObjectName(schema, TableName, SchemaUtils.IdentifierUsage.General));
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("seq_id", "bigint").NotNull();
        table.AddColumn("reason", "text").NotNull();
        return table;
    }

    public static async Task Add(NpgsqlDataSource database, string schema, string shard, IEvent e, Exception failure)
    {
        await using var command = database.CreateCommand($"""
            insert into {schema}.{TableName} (name, seq_id, reason) values ($1, $2, $3)
            on conflict (name) do update set seq_id = excluded.seq_id, reason = excluded.reason
            """);
        command.Parameters.Add(new() { Value = shard });
        command.Parameters.Add(new() { Value = e.Sequence });
        command.Parameters.Add(new() { Value = $"Event {e.Sequence} ({e.EventTypeName} of {e.StreamKey}) could not be projected: {failure.Message}" });
        await command.ExecuteNonQueryAsync();
    }
}
