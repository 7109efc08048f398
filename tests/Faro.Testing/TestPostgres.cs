using Faro.EmbeddedPostgres;

namespace Faro.Testing;

/// <summary>One throw-away Postgres per test process: started at first use, gone with the process.</summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(Start);

    public static Task<PostgresServer> Shared => Started.Value;

    private static async Task<PostgresServer> Start()
    {
        var parent = TempFolder.Parent;
        PostgresServer.DeleteAbandoned(parent, "faro-test-pg-*");
        var server = await PostgresServer.Start(
            new PostgresOptions
            {
                DataDirectory = Path.Combine(parent, $"faro-test-pg-{Environment.ProcessId}-{Guid.NewGuid():N}"),
                Profile = PostgresProfile.Test,
                DeleteOnStop = true,
                StartTimeout = TimeSpan.FromMinutes(1),
            },
            CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        return server;
    }
}
