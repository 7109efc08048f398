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
            var options = new SandboxOptions { CatalogDirectory = run.Settings.CatalogFolder, ForesightPostgres = run.ForesightConnectionString };
            if (run.Settings.Live)
            {
                var live = LiveVenues.Configured();
                options = options with { CatalogDirectory = null, Mirror = LiveVenues.Mirror(live), ForesightChainId = live.Foresight.ChainId };
            }

            run.SandboxChain = options.ForesightChainId;
            var sandbox = await SandboxHost.StartAsync(options, ct);
            try
            {
                foreach (var line in sandbox.Report.Lines()) run.Terminal.Note(line);
                await run.Terminal.Waiting("Listing Foresight's markets", () => Filled(sandbox, ct), _ => Task.FromResult(Progress(sandbox)), ct);
            }
            catch (Exception)
            {
                await sandbox.DisposeAsync();
                throw;
            }

            run.Sandbox = sandbox.Addresses;
            run.CatalogUses = sandbox.Uses;
            run.Lines.Add(new("sandbox", sandbox.Addresses.Admin.ToString()));
            return sandbox;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && run.Settings.CatalogFolder is { } folder)
        {
            throw new CliException($"The catalog in {folder} cannot be used: {e.Message}");
        }
    }

    /// <summary>Its markets are listed and quoted in the background.</summary>
    private static async Task<bool> Filled(SandboxHost sandbox, CancellationToken ct)
    {
        await sandbox.Trading.ForesightFilled.WaitAsync(ct);
        return true;
    }

    private static string? Progress(SandboxHost sandbox) =>
        sandbox.Trading.ForesightProgress is { Total: > 0 } p ? $"{p.Done} of {p.Total}" : null;
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
