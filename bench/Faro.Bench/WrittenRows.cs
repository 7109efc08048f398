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
        await CompressAsFaroDoes(connection);
        foreach (var (table, key) in Tables)
        {
            var file = Path.Combine(Path.GetTempPath(), $"faro-bench-rows-{Guid.NewGuid():N}");
            try
            {
                await using (var rows = await connection.BeginRawBinaryCopyAsync($"copy {schema}.{table} to stdout (format binary)"))
                await using (var to = File.Create(file))
                    await rows.CopyToAsync(to);
                await Scalar(connection, "drop table if exists bare_rows");
                await Scalar(connection, $"create table bare_rows (like {schema}.{table})");
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

    /// <summary>Long values compressed with lz4, where the server has it, as in the log's own sessions.</summary>
    public static Task CompressAsFaroDoes(NpgsqlConnection connection) => Scalar(connection, """
        do $$ begin set default_toast_compression = 'lz4'; exception when invalid_parameter_value or undefined_object then null; end $$
        """);

    private static async Task<string?> Scalar(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
