using Faro.EmbeddedPostgres;

namespace Faro.Testing;

/// <summary>One throw-away Postgres per test process: started at first use, gone with the process.</summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(Start);

    public static Task<PostgresServer> Shared => Started.Value;

    /// <summary>A server of the caller's own, for what would be felt by everybody else's tests; the caller disposes of it.</summary>
    public static Task<PostgresServer> OfItsOwn() => StartServer();

    private static async Task<PostgresServer> Start()
    {
        PostgresServer.DeleteAbandoned(TempFolder.Parent, "faro-test-pg-*");
        var server = await StartServer();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        return server;
    }

    private static Task<PostgresServer> StartServer() =>
        PostgresServer.Start(
            new PostgresOptions
            {
                DataDirectory = Path.Combine(TempFolder.Parent, $"faro-test-pg-{Environment.ProcessId}-{Guid.NewGuid():N}"),
                Profile = PostgresProfile.Test,
                DeleteOnStop = true,
                StartTimeout = TimeSpan.FromMinutes(1),
            },
            CancellationToken.None);
}
