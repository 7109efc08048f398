using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching.Matches;
using Wolverine.Http;

namespace Faro.Http.Audit;

/// <summary><c>GET /api/v1/matches/{id}/export</c>: the recorded facts of the pair as a file.</summary>
[Tags("Audit")]
public static class ExportMatchEndpoint
{
    /// <summary>Export match</summary>
    /// <remarks>All recorded facts of the pair, and of both markets the facts with the words that were judged, in the order of the log, as JSON Lines or CSV.</remarks>
    [WolverineGet("/api/v1/matches/{id}/export", OperationId = "exportMatch"), Scope("read")]
    [Returns<RecordedFactAnswer>(ContentType = FactExport.Jsonl, OtherContentType = FactExport.Csv), Refuses(404)]
    public static async Task<Answer> Get([AsParameters] ExportParameters asked, MatchQueries matches, FactQueries facts, EventLog log, CancellationToken stop)
    {
        if (await matches.WordsJudged(asked.Id, stop) is not { } words)
            return ApiErrors.NotFound("No such match.");
        var all = await facts.At(words, stop);
        var judged = await log.ReadStream(PairIds.StreamOf(asked.Id), cancel: stop);
        return FactExport.Of(asked.Format, $"match-{asked.Id}", all.Concat(judged).OrderBy(f => f.Sequence).ToAsyncEnumerable());
    }
}
