using Faro.Clob.Journal;
using Npgsql;

namespace Faro.Cli.Running;

/// <summary>
/// The database of the sandbox's Foresight, on the same server as Faro's own. Foresight is a venue, so its journal keeps signed
/// orders; Faro's log never does, and a dump or copy of it must not contain any.
/// </summary>
internal static class ForesightDatabase
{
    private const string Schema = "clob";

    /// <summary>Creates the database when it is absent, moves an earlier version's journal out of Faro's, and returns the connection string.</summary>
    /// <param name="faro">Faro's own database.</param>
    /// <param name="outside">Whether it is an operator's: nothing is moved from there, only reported.</param>
    /// <param name="note">Where to say what was moved.</param>
    /// <param name="ct">Stops it; a half-moved journal stays where it was.</param>
    /// <exception cref="CliException">The user may not create databases, or another process writes to the old journal.</exception>
    public static async Task<string> Prepare(string faro, bool outside, Action<string> note, CancellationToken ct)
    {
        var own = new NpgsqlConnectionStringBuilder(faro);
        var database = $"{own.Database}_foresight";
        own.Database = database;
        try
        {
            await Make(faro, database, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new CliException(
                $"The sandbox's Foresight needs a database of its own, and the user \"{own.Username}\" may not create one. Create it with: createdb -h {own.Host} -p {own.Port} -O {own.Username} {database}");
        }

        await using var from = await Connect(faro, ct);
        if (await Exists(from, $"{Schema}.journal", ct))
        {
            if (outside)
                note($"The schema \"{Schema}\" of Faro's database is not used any more: the sandbox's Foresight has the database {database}. If an earlier 'faro up' made it: drop schema {Schema} cascade");
            else
                await Move(from, own.ConnectionString, note, ct);
        }

        return own.ConnectionString;
    }

    /// <summary>Creates a database on the same server when it is absent.</summary>
    public static async Task Make(string server, string database, CancellationToken ct)
    {
        await using var connection = await Connect(new NpgsqlConnectionStringBuilder(server) { Database = "postgres" }.ConnectionString, ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(ct) is not null) return;
        try
        {
            await Execute(connection, $"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // another process was faster
        }
    }

    /// <summary>
    /// Copies the journal and then drops it: if killed between the two, the next start finds the copy and only drops. Snapshots are
    /// not copied; the venue takes new ones.
    /// </summary>
    private static async Task Move(NpgsqlConnection from, string target, Action<string> note, CancellationToken ct)
    {
        // The lock that a writer of that version held.
        await using var held = new NpgsqlCommand($"select pg_try_advisory_lock(hashtextextended('faro:clob:writer:{Schema}', 0))", from);
        if (!(bool)(await held.ExecuteScalarAsync(ct))!) throw new CliException("Another process writes to the journal of the sandbox's Foresight: stop it first.");
        await using (var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(target) { Pooling = false }.ConnectionString))
        await using (var journal = new PostgresJournal(source, Schema))
        {
            await journal.CreateSchema(ct);
            await using var to = await Connect(target, ct);
            await using var all = await to.BeginTransactionAsync(ct);
            await using var begun = new NpgsqlCommand($"select exists (select from {Schema}.journal)", to);
            if (!(bool)(await begun.ExecuteScalarAsync(ct))!)
            {
                await Copy(from, to, $"{Schema}.journal (batch, written_at, commands, orders, digest, payload)", ct);
                await all.CommitAsync(ct);
                note($"Moved the journal of the sandbox's Foresight out of Faro's database, into {to.Database}.");
            }
        }

        await Execute(from, $"drop schema {Schema} cascade", ct);
    }

    private static async Task Copy(NpgsqlConnection from, NpgsqlConnection to, string columns, CancellationToken ct)
    {
        await using var rows = await from.BeginRawBinaryCopyAsync($"copy {columns} to stdout (format binary)", ct);
        await using var into = await to.BeginRawBinaryCopyAsync($"copy {columns} from stdin (format binary)", ct);
        await rows.CopyToAsync(into, ct);
    }

    private static async Task<bool> Exists(NpgsqlConnection connection, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select to_regclass($1) is not null", connection) { Parameters = { new() { Value = table } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<NpgsqlConnection> Connect(string connectionString, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch (Exception)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
