using System.Text;
using Npgsql;

namespace Faro.Testing;

/// <summary>Every row of every table of every schema as text, for tests that search for what must not be there.</summary>
public static class WholeDatabase
{
    /// <summary>All of it. Bytes are searched as the characters they stand for, not as the hexadecimal that a row's text shows.</summary>
    public static async Task<string> Rows(NpgsqlDataSource database)
    {
        var text = new StringBuilder();
        foreach (var (table, row) in await Tables(database))
        {
            await using var rows = database.CreateCommand($"select {row} from {table} t");
            await using var reader = await rows.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                text.Append(table).Append(' ').AppendLine(reader.GetString(0));
        }

        return text.ToString();
    }

    /// <summary>How many rows hold a text, whatever its case.</summary>
    public static async Task<long> Count(NpgsqlDataSource database, string text)
    {
        var found = 0L;
        foreach (var (table, row) in await Tables(database))
        {
            await using var search = database.CreateCommand($"select count(*) from {table} t where position(lower($1) in lower({row})) > 0");
            search.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
            found += (long)(await search.ExecuteScalarAsync())!;
        }

        return found;
    }

    /// <summary>Each table with the SQL of a row's text.</summary>
    private static async Task<IReadOnlyList<(string Table, string Row)>> Tables(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            select format('%I.%I', t.schemaname, t.tablename),
                   't::text' || coalesce((select string_agg(format(' || coalesce('' '' || encode(t.%I, ''escape''), '''')', c.column_name), '')
                                          from information_schema.columns c
                                          where c.table_schema = t.schemaname and c.table_name = t.tablename and c.data_type = 'bytea'), '')
            from pg_tables t where t.schemaname not in ('pg_catalog', 'information_schema') order by 1
            """);
        var tables = new List<(string, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            tables.Add((reader.GetString(0), reader.GetString(1)));
        return tables;
    }
}
