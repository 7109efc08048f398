using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest.Queries;
using Faro.Matching.Matches;
using Wolverine.Http;

namespace Faro.Http.Cron;

/// <summary><c>POST</c> and <c>GET /api/v1/cron/match-markets</c>: a matching run; returns its record when it has finished.</summary>
[Tags("Cron")]
public static class MatchMarketsEndpoint
{
    /// <summary>Match markets</summary>
    /// <remarks>
    /// Pairs markets of different venues that resolve identically, and returns the record of the run when it has finished.
    /// If a run is already under way, the answer has status already_running and its id. Both POST and GET are accepted.
    /// </remarks>
    [WolverinePost("/api/v1/cron/match-markets", OperationId = "matchMarketsPost"), Scope("cron"), Returns<RunAnswer>]
    public static Task<Answer> Post(MatchRunner runner, RunQueries runs, IHostApplicationLifetime lifetime) => Match(runner, runs, lifetime.ApplicationStopping);

    /// <inheritdoc cref="Post"/>
    [WolverineGet("/api/v1/cron/match-markets", OperationId = "matchMarketsGet"), Scope("cron"), Returns<RunAnswer>]
    public static Task<Answer> Get(MatchRunner runner, RunQueries runs, IHostApplicationLifetime lifetime) => Match(runner, runs, lifetime.ApplicationStopping);

    private static async Task<Answer> Match(MatchRunner runner, RunQueries runs, CancellationToken stop)
    {
        var result = await runner.Run("cron", cancel: stop);
        return RunAnswer.Of(result.Status, result.RunId is { } run ? await runs.Find(run, stop) : null, result.Counts);
    }
}
