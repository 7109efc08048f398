using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching.Matches;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>GET /api/v1/matches/{id}</c>: one pair of markets.</summary>
[Tags("Matches")]
public static class GetMatchEndpoint
{
    /// <summary>Get match</summary>
    /// <remarks>One pair of markets with its latest verdict.</remarks>
    [WolverineGet("/api/v1/matches/{id}", OperationId = "getMatch"), Scope("read"), Returns<PairAnswer>, Refuses(404)]
    public static Task<Answer> Get([AsParameters] ByIdAsOfParameters asked, MatchQueries matches, EventLog log, CancellationToken stop) =>
        asked.AsOf is { } then
            ? AsOf.Answered(then, log, at => Answered(matches.FindAsOf(asked.Id, at, stop)), stop)
            : LogPlace.Told(log, [typeof(MatchViews)], () => Answered(matches.Find(asked.Id, stop)), stop);

    private static async Task<Answer> Answered(Task<byte[]?> found) => await found is { } json ? Answer.Json(json) : ApiErrors.NotFound("No such match.");
}
