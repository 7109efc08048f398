using Faro.EmbeddedPostgres;

namespace Faro.Cli.Running;

/// <summary>The database of a data folder: an outside one that is named, the running instance's, or one started for a while.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const string Name = "faro";
    private readonly PostgresServer? _own;

    private Database(string connectionString, PostgresServer? own) => (ConnectionString, _own) = (connectionString, own);

    /// <summary>Holds the password: for Npgsql only.</summary>
    public string ConnectionString { get; }

    /// <summary>Ends when a server that we started ends on its own; never for others.</summary>
    public Task Lost => _own?.Exited ?? Task.Delay(Timeout.Infinite);

    /// <summary>Where it is, fit for printing.</summary>
    public string Place => _own is null ? "outside" : $"127.0.0.1:{_own.Port}";

    /// <summary>Opens the database that <c>ConnectionStrings__Faro</c> names, else the embedded one of the folder.</summary>
    public static async Task<Database> Open(string folder, Terminal terminal, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Faro") is { Length: > 0 } named) return new(named, null);
        var cluster = Path.Combine(Path.GetFullPath(folder), "pg");
        if (PostgresServer.FindRunning(cluster, Name) is { } running) return new(running, null);
        var server = await PostgresServer.Start(new PostgresOptions { DataDirectory = cluster, Notice = terminal.Note }, ct);
        try
        {
            await server.EnsureDatabase(Name, ct);
            return new(server.ConnectionString(Name), server);
        }
        catch (Exception)
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops what was started here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
    }
}
