using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Faro.Http.Tests.Upgrade;

/// <summary>A database that the version before Marten wrote: a synced, matched and traded instance, as pg_dump left it.</summary>
internal static class OldDatabase
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Upgrade");

    /// <summary>What the version before answered on it.</summary>
    public static JsonElement Expected { get; } = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Folder, "expected.json")));

    /// <summary>Restores the dump into an empty database, as psql does.</summary>
    public static async Task Restore(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        using var dump = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, "faro-before-marten.sql.gz")), CompressionMode.Decompress));
        var statements = new StringBuilder();
        while (await dump.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("COPY ", StringComparison.Ordinal))
            {
                await Run(connection, statements);
                await using var rows = await connection.BeginTextImportAsync(line.TrimEnd(';'));
                while (await dump.ReadLineAsync() is { } row && row != "\\.")
                    await rows.WriteAsync(row + "\n");
            }
            else if (!line.StartsWith('\\'))
            {
                statements.AppendLine(line);
            }
        }

        await Run(connection, statements);
    }

    private static async Task Run(NpgsqlConnection connection, StringBuilder statements)
    {
        await using var command = new NpgsqlCommand(statements.ToString(), connection);
        await command.ExecuteNonQueryAsync();
        statements.Clear();
    }
}
