using System.Text.RegularExpressions;
using Npgsql;

namespace Faro.Log;

/// <summary>Creates the tables of the log. Safe to run from many nodes at once, and again at every start.</summary>
internal static partial class LogSchema
{
    public static string Read(string schema)
    {
        using var stream = typeof(LogSchema).Assembly.GetManifestResourceStream("Faro.Log.Schema.001_log.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{schema}", Checked(schema), StringComparison.Ordinal);
    }

    public static async Task Create(NpgsqlDataSource database, string schema, IEnumerable<string> viewTables, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var all = string.Join('\n', [
            "set local client_min_messages = warning;",
            $"select pg_advisory_xact_lock(hashtextextended('faro:schema:{Checked(schema)}', 0));",
            $"create schema if not exists {schema};",
            Read(schema),
            .. viewTables,
        ]);
        await using (var command = new NpgsqlCommand(all, connection, transaction))
            await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Schema names stand unquoted in SQL: only plain ones are allowed.</summary>
    public static string Checked(string name) => PlainName().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is not a plain lower-case name.", nameof(name));

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex PlainName();
}
