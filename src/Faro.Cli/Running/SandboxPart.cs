using Faro.Sandbox;
using Faro.Sandbox.Mirroring;
using Faro.Venues;
using Microsoft.Extensions.Configuration;

namespace Faro.Cli.Running;

/// <summary>The venue twins: with a catalog of their own, or as the mirror of the real venues for test keys.</summary>
internal sealed class SandboxPart : IUpPart
{
    /// <inheritdoc/>
    public async Task<IAsyncDisposable> Start(UpRun run, CancellationToken ct)
    {
        try
        {
            var options = new SandboxOptions { CatalogDirectory = run.Settings.CatalogFolder, ForesightPostgres = run.ConnectionString };
            if (run.Settings.Live)
            {
                var live = LiveVenues.Configured();
                options = options with { CatalogDirectory = null, Mirror = LiveVenues.Mirror(live), ForesightChainId = live.Foresight.ChainId };
            }

            run.SandboxChain = options.ForesightChainId;
            var sandbox = await SandboxHost.StartAsync(options, ct);
            await sandbox.Trading.ForesightFilled.WaitAsync(ct); // its markets are listed and quoted in the background
            run.Sandbox = sandbox.Addresses;
            foreach (var line in sandbox.Report.Lines()) run.Terminal.Note(line);
            run.Lines.Add(new("sandbox", sandbox.Addresses.Admin.ToString()));
            return sandbox;
        }
        catch (Exception e) when (e is IOException or InvalidDataException && run.Settings.CatalogFolder is { } folder)
        {
            throw new CliException($"The catalog in {folder} cannot be used: {e.Message}");
        }
    }
}

/// <summary>The real venues as they are configured for the API: appsettings.json, then the environment.</summary>
internal static class LiveVenues
{
    /// <summary>Their settings.</summary>
    public static VenueSetOptions Configured() => new ConfigurationBuilder()
        .SetBasePath(AppContext.BaseDirectory)
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .Build()
        .GetSection("Venues").Get<VenuesOptions>()?.Live ?? new();

    /// <summary>What the twins mirror.</summary>
    public static MirrorOptions Mirror(VenueSetOptions live) => new()
    {
        GammaUrl = live.Polymarket.GammaUrl,
        ClobUrl = live.Polymarket.ClobUrl,
        DFlowUrl = live.Kalshi.DFlowUrl,
        DFlowApiKey = live.Kalshi.DFlowApiKey?.Reveal(),
        ForesightUrl = live.Foresight.Url,
    };
}
