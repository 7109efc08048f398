using System.Text.Json.Nodes;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Matching.Matches;

namespace Faro.Http.Cron;

/// <summary><c>POST</c> and <c>GET /api/v1/cron/match-markets</c>: a matching run, answered with its record when it is over.</summary>
internal static class MatchMarkets
{
    public static ApiRoute Create(MatchRunner runner, RunQueries runs, IHostApplicationLifetime lifetime) =>
        new(["POST", "GET"], "/api/v1/cron/match-markets", Access.Cron, _ => Handle(runner, runs, lifetime))
        {
            Docs = new RouteDocs("matchMarkets", "Cron", "Match markets", "Run")
            {
                Description = "Pairs markets of different venues that resolve identically and answers the record of the run when it is over. "
                    + "A run already under way answers with status already_running and its id. Both POST and GET are accepted.",
            },
        };

    private static async Task<Answer> Handle(MatchRunner runner, RunQueries runs, IHostApplicationLifetime lifetime)
    {
        var result = await runner.Run("cron", lifetime.ApplicationStopping);
        if (result.RunId is null)
        {
            var running = await runs.Running(MatchRunner.Kind, lifetime.ApplicationStopping);
            return RunAnswer.Of(running.Count > 0 ? running[0] : null, result.Status, null);
        }

        var run = await runs.Find(result.RunId, lifetime.ApplicationStopping);
        var counts = result.Counts!;
        return RunAnswer.Of(result.RunId, run!.Status, run, new JsonObject
        {
            ["markets"] = counts.Markets,
            ["considered"] = counts.Considered,
            ["judged"] = counts.Judged,
            ["linked"] = counts.Linked,
            ["unlinked"] = counts.Unlinked,
            ["deferred"] = counts.Deferred,
        });
    }
}
