using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Faro.EmbeddedPostgres;

/// <summary>A private Postgres server: a child process on a loopback port that ends with this process.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan OrderlyStop = TimeSpan.FromSeconds(60);
    private readonly PostgresOptions _options;
    private readonly Cluster _cluster;
    private readonly ServerProcess _process;
    private int _stopped;

    private PostgresServer(PostgresOptions options, Cluster cluster, ServerProcess process, int port)
    {
        _options = options;
        _cluster = cluster;
        _process = process;
        Port = port;
    }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The server's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The folder in use, behind symbolic links.</summary>
    public string DataDirectory => _cluster.Folder;

    /// <summary>Completes when the server's process exits, for any reason.</summary>
    public Task Exited => _process.Exited;

    /// <summary>The last lines of the server's log, oldest first.</summary>
    public IReadOnlyList<string> RecentLog => _process.RecentLog;

    /// <summary>Starts a server on its folder and returns once it answers queries.</summary>
    /// <exception cref="EmbeddedPostgresException">No Postgres was found, the folder is in use, or the server did not start.</exception>
    public static async Task<PostgresServer> Start(PostgresOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var binaries = await PostgresBinaries.FindOrInstall(options.Notice, ct);
        var user = ServerUser.Current();
        var cluster = await Cluster.Open(options, binaries, user, ct);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var port = options.Port != 0 ? options.Port : FreePort();
                var process = await ServerProcess.Start(
                    binaries, cluster.Data, ServerSettings.For(options, cluster.Data, port), user, options.Profile);
                var server = new PostgresServer(options, cluster, process, port);
                try
                {
                    ServerNote.Of(process.Process, port).Write(cluster.NotePath);
                    await server.WaitUntilItAnswers(ct);
                    return server;
                }
                catch (Exception e)
                {
                    await process.Stop(Native.SigQuit, OrderlyStop);
                    // Another process may take the port between our check and the bind.
                    var portTaken = process.RecentLog.Any(l => l.Contains("could not bind", StringComparison.Ordinal));
                    if (e is not EmbeddedPostgresException || !portTaken || options.Port != 0 || attempt == 5) throw;
                }
            }
        }
        catch (Exception)
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>The connection string for a database of the server that another process runs on this folder; null when none does.</summary>
    public static string? FindRunning(string dataDirectory, string database)
    {
        if (!Directory.Exists(dataDirectory) || !Cluster.IsLocked(dataDirectory)) return null;
        using var process = ServerNote.FindRunning(Path.Combine(dataDirectory, ServerNote.FileName), out var port);
        return process is null ? null : ConnectionString(port, Cluster.ReadPassword(dataDirectory), database);
    }

    /// <summary>A connection string for one database of this server; with the password if there is one.</summary>
    public string ConnectionString(string database) => ConnectionString(Port, _cluster.Password, database);

    /// <summary>Creates a database when it is absent.</summary>
    public async Task EnsureDatabase(string database, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        await using var connection = await Connect("postgres", ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = database } },
        };
        if (await exists.ExecuteScalarAsync(ct) is not null) return;
        await Execute(connection, $"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", ct);
    }

    /// <summary>Stops the server: gracefully if its data is kept, at once if not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        await _process.Stop(_options.Profile == PostgresProfile.Durable ? Native.SigInt : Native.SigQuit, OrderlyStop);
        File.Delete(_cluster.NotePath);
        if (_options.DeleteOnStop) Directory.Delete(_cluster.Folder, recursive: true);
        _cluster.Dispose();
    }

    /// <summary>Deletes the folders below <paramref name="parent"/> that killed processes left behind.</summary>
    /// <remarks>A folder is left behind when no process has locked it and it is older than a minute.</remarks>
    public static void DeleteAbandoned(string parent, string pattern)
    {
        foreach (var folder in new DirectoryInfo(parent).EnumerateDirectories(pattern))
        {
            if (DateTime.UtcNow - folder.CreationTimeUtc < TimeSpan.FromMinutes(1)) continue;
            try
            {
                if (!Cluster.IsLocked(folder.FullName)) folder.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // another user's, or another process is deleting it as well
            }
        }
    }

    private static string ConnectionString(int port, string? password, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Cluster.User,
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<NpgsqlConnection> Connect(string database, CancellationToken ct)
    {
        var text = new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false, Timeout = 5 };
        var connection = new NpgsqlConnection(text.ConnectionString);
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

    private async Task WaitUntilItAnswers(CancellationToken ct)
    {
        var begun = Stopwatch.StartNew();
        while (!_process.Exited.IsCompleted)
        {
            try
            {
                await using var connection = await Connect("postgres", ct);
                await using var command = new NpgsqlCommand("show data_directory", connection);
                if ((string?)await command.ExecuteScalarAsync(ct) == _cluster.Data) return;
            }
            catch (NpgsqlException e) when (begun.Elapsed < _options.StartTimeout && e is not PostgresException { SqlState: "28P01" })
            {
                // not listening yet, or still replaying its journal
            }

            if (begun.Elapsed > _options.StartTimeout)
                throw new EmbeddedPostgresException($"Postgres did not answer within {_options.StartTimeout}.\n{Log()}");
            await Task.Delay(10, ct);
        }

        throw new EmbeddedPostgresException($"Postgres exited while starting.\n{Log()}");
    }

    private string Log() => string.Join('\n', RecentLog);
}
