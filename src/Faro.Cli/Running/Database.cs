using System.Net.Sockets;
using Faro.EmbeddedPostgres;
using Faro.Log;
using Npgsql;

namespace Faro.Cli.Running;

/// <summary>The database of a data folder: a named external one, the running instance's, or one started temporarily.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const string Name = "faro";
    private const string Variable = "ConnectionStrings__Faro";
    private readonly PostgresServer? _own;

    private Database(string connectionString, bool outside, PostgresServer? own) =>
        (ConnectionString, IsOutside, _own) = (connectionString, outside, own);

    /// <summary>Holds the password: for Npgsql only.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether <c>ConnectionStrings__Faro</c> named it: it may contain other data.</summary>
    public bool IsOutside { get; }

    /// <summary>Completes when a server that we started exits by itself; never for others.</summary>
    public Task Lost => _own?.Exited ?? Task.Delay(Timeout.Infinite);

    /// <summary>Where it is, fit for printing.</summary>
    public string Place => Where(new NpgsqlConnectionStringBuilder(ConnectionString));

    /// <summary>Opens the database that <c>ConnectionStrings__Faro</c> names, else the embedded one of the folder. Nothing is created: for commands that read a log.</summary>
    /// <exception cref="CliException">There is no log, or the database cannot be reached.</exception>
    public static Task<Database> Open(string folder, Terminal terminal, CancellationToken ct) => Open(folder, terminal, make: false, ct);

    /// <summary>The same, made when it is absent.</summary>
    /// <exception cref="CliException">The named database cannot be reached, or does not exist.</exception>
    public static Task<Database> OpenOrMake(string folder, Terminal terminal, CancellationToken ct) => Open(folder, terminal, make: true, ct);

    /// <summary>The database next to Faro's where the sandbox's Foresight keeps its journal; created when it is absent.</summary>
    public Task<string> Foresight(Terminal terminal, CancellationToken ct) => ForesightDatabase.Prepare(ConnectionString, IsOutside, terminal.Note, ct);

    /// <summary>Stops what was started here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
    }

    /// <summary>A server's address, without user and password.</summary>
    internal static string Where(NpgsqlConnectionStringBuilder server) =>
        server.Host is { } host && host.Contains(',', StringComparison.Ordinal) ? host : $"{server.Host}:{server.Port}";

    private static async Task<Database> Open(string folder, Terminal terminal, bool make, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            if (!await HasLog(named, ct) && !make)
                throw new CliException($"The database that {Variable} names has no log: create one with 'faro up', or name another database.", wrongUse: true);
            return new(named, outside: true, null);
        }

        if (!make && !DataFolder.HasDatabase(folder)) throw DataFolder.NoLog(folder);
        var cluster = DataFolder.Cluster(folder);
        var running = PostgresServer.FindRunning(cluster, Name);
        var server = running is null ? await PostgresServer.Start(new PostgresOptions { DataDirectory = cluster, Notice = terminal.Note }, ct) : null;
        try
        {
            var found = new Database(running ?? server!.ConnectionString(Name), outside: false, server);
            if (make)
                await ForesightDatabase.Make(found.ConnectionString, Name, ct);
            else if (!await HasLog(found.ConnectionString, ct))
                throw DataFolder.NoLog(folder);
            return found;
        }
        catch (Exception)
        {
            if (server is not null) await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the database holds a log. A private server without the database has none.</summary>
    private static async Task<bool> HasLog(string connectionString, CancellationToken ct)
    {
        NpgsqlConnectionStringBuilder server;
        try
        {
            server = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException)
        {
            throw new CliException($"{Variable} is not a connection string. It should look like this: Host=…;Port=5432;Database=faro;Username=…;Password=…", wrongUse: true);
        }

        try
        {
            await using var source = new NpgsqlDataSourceBuilder(connectionString).Build();
            return await EventLog.IsIn(source, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            throw new CliException($"There is no database \"{server.Database}\" at {Where(server)}. Create it with: createdb -h {server.Host} -p {server.Port} {server.Database}");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown)
        {
            throw new CliException($"The database at {Where(server)} is starting or stopping: try again in a moment.");
        }
        catch (PostgresException e)
        {
            throw new CliException($"The database at {Where(server)} refused the user \"{server.Username}\" ({e.MessageText}): correct {Variable}.");
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw new CliException($"The database at {Where(server)} does not answer ({(e.InnerException ?? e).Message.TrimEnd('.')}): start it, or correct {Variable}.");
        }
    }
}
