namespace Faro.Http;

/// <summary>Starts Http as a process of its own: the API, the projections and the workers on one Postgres.</summary>
public sealed class Program
{
    private Program()
    {
    }

    /// <summary>Entry point.</summary>
    public static async Task Main(string[] args)
    {
        await using var app = FaroHttp.Build(args);
        await app.RunAsync();
    }
}
