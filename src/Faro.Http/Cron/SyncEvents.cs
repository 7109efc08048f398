using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Matching.Matches;

namespace Faro.Http.Cron;

/// <summary><c>POST</c> and <c>GET /api/v1/cron/sync-events</c>: a catalog sync, answered with its record when it is over.</summary>
internal static class SyncEvents
{
    public static ApiRoute Create(SyncRunner runner, MatchRunner matches, IHostApplicationLifetime lifetime) =>
        new(["POST", "GET"], "/api/v1/cron/sync-events", Access.Cron, _ => Handle(runner, matches, lifetime))
        {
            Docs = new RouteDocs("syncEvents", "Cron", "Sync events", "Run")
            {
                Description = "Pulls the latest snapshots from the venues and answers the record of the run when it is over. "
                    + "A run already under way answers with status already_running and its id. Both POST and GET are accepted.",
            },
        };

    /// <summary>A caller that goes away does not stop the run; a node that stops does.</summary>
    private static async Task<Answer> Handle(SyncRunner runner, MatchRunner matches, IHostApplicationLifetime lifetime)
    {
        try
        {
            var result = await runner.Run("cron", null, lifetime.ApplicationStopping);
            if (result is { RunId: { } run, Run: not null })
                await matches.Demote(run, lifetime.ApplicationStopping); // the history of a match says at once why it ended
            return RunAnswer.Of(result.RunId, result.Status, result.Run);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ApiErrors.Unavailable("This node is stopping; what the run had appended stays.");
        }
    }
}

/// <summary>The record of a run as an answer.</summary>
internal static class RunAnswer
{
    public static Answer Of(string? id, string status, RunView? run, JsonObject? pairs = null)
    {
        var json = run is null ? [] : JsonSerializer.SerializeToNode(run, AnswerJson.Options)!.AsObject();
        json["id"] = id;
        json["status"] = status;
        if (pairs is not null)
            json["pairs"] = pairs;
        return Answer.Json(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json, AnswerJson.Options));
    }
}
