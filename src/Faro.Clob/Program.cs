namespace Faro.Clob;

/// <summary>Starts the venue as a process of its own.</summary>
public static class Program
{
    /// <summary>
    /// Entry point. Settings come from the environment: <c>ConnectionStrings__Faro</c>, <c>CLOB_URL</c>,
    /// <c>CLOB_SANDBOX</c> and <c>CLOB_CLUSTER</c> (true or false) and <c>ADMIN_SECRET</c>.
    /// </summary>
    public static async Task<int> Main()
    {
        string? connection = Environment.GetEnvironmentVariable("ConnectionStrings__Faro");
        if (string.IsNullOrWhiteSpace(connection))
        {
            await Console.Error.WriteLineAsync("Set ConnectionStrings__Faro to the Postgres database of the journal.");
            return 2;
        }

        ClobOptions options = new()
        {
            ConnectionString = connection,
            Schema = Environment.GetEnvironmentVariable("CLOB_SCHEMA") ?? "clob",
            Sandbox = IsOn("CLOB_SANDBOX"),
            Cluster = IsOn("CLOB_CLUSTER"),
            AdminSecret = Environment.GetEnvironmentVariable("ADMIN_SECRET"),
            RateLimits = Environment.GetEnvironmentVariable("CLOB_RATE_LIMITS") != "off",
        };
        string url = Environment.GetEnvironmentVariable("CLOB_URL") ?? "http://127.0.0.1:5056";
        WebApplication app = ClobHost.Build(options, url, builder => builder.Logging.AddSimpleConsole(c => c.SingleLine = true));
        await app.StartAsync();
        if (!options.Cluster) await app.UntilReady(); // one of several may be on standby for long
        await Console.Out.WriteLineAsync($"listening on {string.Join(' ', app.Urls)}");
        await app.WaitForShutdownAsync();
        return 0;
    }
    private static bool IsOn(string setting) => string.Equals(Environment.GetEnvironmentVariable(setting), "true", StringComparison.OrdinalIgnoreCase);
}
