using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching.Matches;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>GET /api/v1/matches/{id}</c>: one pair of markets.</summary>
[Tags("Matches")]
public static class GetMatchEndpoint
{
    /// <summary>Get match</summary>
    /// <remarks>
    /// One pair of markets with its latest verdict: who linked it, on which slots and quotations, and both markets' title and rules as they
    /// were judged and as they are now, with the words that differ.
    /// </remarks>
    [WolverineGet("/api/v1/matches/{id}", OperationId = "getMatch"), Scope("read"), Returns<PairDetailAnswer>, Refuses(404)]
    public static Task<Answer> Get([AsParameters] ByIdAsOfParameters asked, MatchQueries matches, MatchTexts texts, EventLog log, CancellationToken stop) =>
        asked.AsOf is { } then
            ? AsOf.Answered(then, log, at => Answered(matches.FindAsOf(asked.Id, at, stop), texts, at, stop), stop)
            : LogPlace.AnswerWithPlace(log, [typeof(MatchViews)], () => Answered(matches.Find(asked.Id, stop), texts, long.MaxValue, stop), stop);

    private static async Task<Answer> Answered(Task<byte[]?> found, MatchTexts texts, long upTo, CancellationToken stop) =>
        await found is { } json ? await texts.With(StoredTimes.InZ(json), upTo, stop) : ApiErrors.NotFound("No such match.");
}
