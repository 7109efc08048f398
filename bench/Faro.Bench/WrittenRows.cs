using Npgsql;

namespace Faro.Bench;

/// <summary>
/// The rows that a sync left behind, written again by bare binary COPY into tables that have a primary key and nothing else:
/// what the bytes alone cost, without reading a venue's format, deciding, versions, projecting or search.
/// </summary>
internal static class WrittenRows
{
    private static readonly (string Table, string Key)[] Tables =
    [
        ("mt_streams", "id"), ("mt_events", "seq_id"), ("market_view", "id"), ("raw_event", "id"), ("unified_event", "id"),
        ("raw_pack", "id"), ("raw_payload", "hash"),
    ];

    /// <summary>Seconds to write them.</summary>
    public static async Task<double> Copy(NpgsqlDataSource database, string schema)
    {
        var seconds = 0.0;
        await using var connection = await database.OpenConnectionAsync();
        // As Faro's own views are: where the server has it.
        await Scalar(connection, """
            do $$ begin set default_toast_compression = 'lz4'; exception when invalid_parameter_value then null; end $$
            """);
        foreach (var (table, key) in Tables)
        {
            var file = Path.Combine(Path.GetTempPath(), $"faro-bench-rows-{Guid.NewGuid():N}");
            try
            {
                // Everything but the search vector, which the sync did not send either.
                var columns = await Scalar(connection, $"""
                    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                    where attrelid = '{schema}.{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                    """);
                await using (var rows = await connection.BeginRawBinaryCopyAsync($"copy (select {columns} from {schema}.{table}) to stdout (format binary)"))
                await using (var to = File.Create(file))
                    await rows.CopyToAsync(to);
                await Scalar(connection, "drop table if exists bare_rows");
                await Scalar(connection, $"create table bare_rows as select {columns} from {schema}.{table} with no data");
                await Scalar(connection, $"alter table bare_rows add primary key ({key})");
                seconds += await BenchContext.Seconds(async () =>
                {
                    await using var from = File.OpenRead(file);
                    await using var rows = await connection.BeginRawBinaryCopyAsync("copy bare_rows from stdin (format binary)");
                    await from.CopyToAsync(rows);
                });
            }
            finally
            {
                File.Delete(file);
            }
        }

        await Scalar(connection, "drop table if exists bare_rows");
        return seconds;
    }

    private static async Task<string?> Scalar(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
