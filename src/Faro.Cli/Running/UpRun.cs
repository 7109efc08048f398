using Faro.Sandbox;
using Faro.Sandbox.Recorded;

namespace Faro.Cli.Running;

/// <summary>What <c>up</c> was asked for.</summary>
/// <param name="Port">The API's port on loopback; 0 picks a free one.</param>
/// <param name="DataFolder">Where everything that is kept between runs is stored.</param>
/// <param name="CatalogFolder">Recorded catalogs for the sandbox venues; null for the built-in catalog.</param>
/// <param name="Live">The real venues instead of the sandbox.</param>
/// <param name="Secrets">The admin and cron secrets of the instance.</param>
internal sealed record UpSettings(int Port, string DataFolder, string? CatalogFolder, bool Live, Secrets Secrets);

/// <summary>The state of a run of <c>up</c>: each part reads what earlier parts filled in.</summary>
internal sealed class UpRun(UpSettings settings, Terminal terminal)
{
    /// <summary>What was asked for.</summary>
    public UpSettings Settings => settings;

    /// <summary>Where to print.</summary>
    public Terminal Terminal => terminal;

    /// <summary>Filled in by <see cref="DatabasePart"/>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Where the sandbox's Foresight keeps its journal; filled in by <see cref="DatabasePart"/>.</summary>
    public string ForesightConnectionString { get; set; } = "";

    /// <summary>The venue twins' addresses.</summary>
    public SandboxAddresses? Sandbox { get; set; }

    /// <summary>The result for each catalog file's markets in the walks so far.</summary>
    public Func<IReadOnlyList<CatalogUse>> CatalogUses { get; set; } = () => [];

    /// <summary>The test key that is printed.</summary>
    public string Key { get; set; } = "";

    /// <summary>The chain of the Foresight twin's markets.</summary>
    public int SandboxChain { get; set; }

    /// <summary>Where the API listens; filled in by the part that starts it.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>What to print once all is ready, in order: names in snake case.</summary>
    public List<KeyValuePair<string, string>> Lines { get; } = [];

    /// <summary>Tasks that never end while all is well.</summary>
    public List<Task> Losses { get; } = [];
}

/// <summary>One thing that <c>up</c> starts. Parts start in order; what they return is disposed in reverse.</summary>
internal interface IUpPart
{
    /// <summary>Starts it and returns once it is ready.</summary>
    Task<IAsyncDisposable> Start(UpRun run, CancellationToken ct);
}

/// <summary>The database: the private one of the data folder, unless an external one is named.</summary>
internal sealed class DatabasePart : IUpPart
{
    /// <inheritdoc/>
    public async Task<IAsyncDisposable> Start(UpRun run, CancellationToken ct)
    {
        var database = await Database.OpenOrMake(run.Settings.DataFolder, run.Terminal, ct);
        try
        {
            run.ConnectionString = database.ConnectionString;
            run.ForesightConnectionString = await database.Foresight(run.Terminal, ct);
        }
        catch (Exception)
        {
            await database.DisposeAsync();
            throw;
        }

        run.Losses.Add(database.Lost);
        run.Lines.Add(new("postgres", database.Place));
        return database;
    }
}
