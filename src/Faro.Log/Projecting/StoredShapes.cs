using JasperFx.Events.Projections;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Faro.Log.Projecting;

/// <summary>Which shape the stored rows of each view have: by it a later version of the program finds the views to rebuild.</summary>
internal static class StoredShapes
{
    private const string TableName = "view_shape";

    public static Table Definition(string schema)
    {
        var table = new Table(new PostgresqlObjectName(schema, TableName, SchemaUtils.IdentifierUsage.General));
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("shape", "text").NotNull();
        return table;
    }

    /// <summary>The projections whose tables are there.</summary>
    public static async Task<IReadOnlyList<Projection>> Stored(EventLog log, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select tablename::text from pg_tables where schemaname = $1", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = log.Schema } },
        };
        var tables = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            tables.Add(reader.GetString(0));
        return [.. log.Projections.Where(p => tables.Contains(p.TableName))];
    }

    /// <summary>
    /// Notes the shape of tables that were made just now. An inline view that is new to a log with facts is not noted: nobody folds
    /// into it what was recorded before.
    /// </summary>
    public static async Task RecordNew(EventLog log, NpgsqlConnection connection, IReadOnlyList<Projection> before, CancellationToken cancel)
    {
        await using var any = new NpgsqlCommand($"select exists (select from {log.Schema}.mt_events)", connection);
        var empty = !(bool)(await any.ExecuteScalarAsync(cancel))!;
        foreach (var projection in log.Projections.Except(before))
        {
            if (empty || projection.Lifecycle == ProjectionLifecycle.Async)
                await Record(log, connection, projection, cancel);
            else
                await Forget(log, connection, projection, cancel);
        }
    }

    /// <summary>Notes, in the caller's transaction, that the rows of a projection are of today's shape.</summary>
    public static async Task Record(EventLog log, NpgsqlConnection connection, Projection projection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"insert into {log.Schema}.{TableName} (name, shape) values ($1, $2) on conflict (name) do update set shape = excluded.shape", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Shape });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The projections whose rows were written under another shape, or under none that is known.</summary>
    public static async Task<IReadOnlyList<Projection>> Outdated(EventLog log, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select name, shape from {log.Schema}.{TableName}", connection);
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            shapes[reader.GetString(0)] = reader.GetString(1);
        return [.. log.Projections.Where(p => shapes.GetValueOrDefault(p.Name) != p.Shape)];
    }

    private static async Task Forget(EventLog log, NpgsqlConnection connection, Projection projection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"delete from {log.Schema}.{TableName} where name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Name });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
