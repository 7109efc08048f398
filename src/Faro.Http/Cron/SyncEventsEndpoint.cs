using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest.Syncing;
using Faro.Matching.Matches;
using Wolverine.Http;

namespace Faro.Http.Cron;

/// <summary><c>POST</c> and <c>GET /api/v1/cron/sync-events</c>: a catalog sync; returns its record when it has finished.</summary>
[Tags("Cron")]
public static class SyncEventsEndpoint
{
    /// <summary>Sync events</summary>
    /// <remarks>
    /// Pulls the latest snapshots from the venues, and returns the record of the run when it has finished.
    /// If a run is already under way, the answer has status already_running and its id. Both POST and GET are accepted.
    /// </remarks>
    [WolverinePost("/api/v1/cron/sync-events", OperationId = "syncEventsPost"), Scope("cron"), Returns<RunAnswer>]
    public static Task<Answer> Post(SyncRunner runner, MatchRunner matches, IHostApplicationLifetime lifetime) => Sync(runner, matches, lifetime);

    /// <inheritdoc cref="Post"/>
    [WolverineGet("/api/v1/cron/sync-events", OperationId = "syncEventsGet"), Scope("cron"), Returns<RunAnswer>]
    public static Task<Answer> Get(SyncRunner runner, MatchRunner matches, IHostApplicationLifetime lifetime) => Sync(runner, matches, lifetime);

    /// <summary>A caller that goes away does not stop the run; a node that stops does.</summary>
    private static async Task<Answer> Sync(SyncRunner runner, MatchRunner matches, IHostApplicationLifetime lifetime)
    {
        try
        {
            var result = await runner.Run("cron", null, lifetime.ApplicationStopping);
            if (result is { RunId: { } run, Run: not null })
                await matches.Demote(run, lifetime.ApplicationStopping); // so that the history of a match shows at once why it ended
            return RunAnswer.Of(result.Status, result.Run);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ApiErrors.Unavailable("This node is stopping; what the run has already appended is kept.");
        }
    }
}
