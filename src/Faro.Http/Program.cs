using Faro.Http.Hosting;

namespace Faro.Http;

/// <summary>Starts Http as a process of its own: the API, the projections and the workers on one Postgres.</summary>
public sealed class Program
{
    private Program()
    {
    }

    /// <summary>Entry point. A command of Marten or Wolverine as the first argument runs in place of the API; settings begin with <c>--</c>.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is [{ Length: > 0 } first, ..] && first[0] != '-')
            return await HostCommands.Run(args);
        await using var app = FaroHttp.Build(args);
        await app.RunAsync();
        return 0;
    }
}
