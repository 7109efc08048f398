using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching.Matches;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>GET /api/v1/matches/{id}/history</c>: the recorded facts about a pair.</summary>
[Tags("Matches")]
public static class GetMatchHistoryEndpoint
{
    /// <summary>Match history</summary>
    /// <remarks>The recorded facts about the pair: proposals, verdicts, overrides, links and unlinks, in the order of the log.</remarks>
    [WolverineGet("/api/v1/matches/{id}/history", OperationId = "getMatchHistory"), Scope("read"), Returns<HistoryAnswer>(FromLog = true), Refuses(404)]
    public static async Task<Answer> Get([AsParameters] HistoryParameters asked, MatchQueries matches, EventLog log, CancellationToken stop) =>
        await matches.Find(asked.Id, stop) is null
            ? ApiErrors.NotFound("No such match.")
            : await HistoryPage.Read(log, [PairIds.StreamOf(asked.Id)], asked, stop);
}
