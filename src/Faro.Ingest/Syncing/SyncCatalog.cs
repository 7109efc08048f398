using Microsoft.Extensions.Hosting;
using Wolverine.Attributes;

namespace Faro.Ingest.Syncing;

/// <summary>A catalog sync is due.</summary>
/// <param name="Due">When it was due, which is the identity of its run: the same time never runs twice.</param>
[MessageIdentity("Faro.Ingest.SyncCatalog")] // as nodes of earlier versions call it
public sealed record SyncCatalog(DateTimeOffset Due);

/// <summary>Runs the sync that is due, unless one is already under way.</summary>
public static class SyncCatalogHandler
{
    private const int LongestRunSeconds = 4 * 3600;

    /// <summary>Runs it; a node that stops ends it.</summary>
    [MessageTimeout(LongestRunSeconds)]
    public static async Task Handle(SyncCatalog command, SyncRunner runner, IHostApplicationLifetime lifetime, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        try
        {
            await runner.Run("schedule", command.Due, stop.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Its record says that it was stopped, and the same time never runs twice: there is nothing to try again.
        }
    }
}
