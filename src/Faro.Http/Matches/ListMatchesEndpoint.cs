using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Matching.Matches;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>GET /api/v1/matches</c>: judged pairs of markets, the refused look-alikes too.</summary>
[Tags("Matches")]
public static class ListMatchesEndpoint
{
    /// <summary>List matches</summary>
    /// <remarks>Judged pairs of markets, the latest change first: verdict, judge, reasoning, vetoes and divergence risks.</remarks>
    [WolverineGet("/api/v1/matches", OperationId = "listMatches"), Scope("read"), Returns<MatchListAnswer>]
    public static Task<Answer> Get([AsParameters] ListMatchesParameters asked, MatchQueries matches, MarketQueries markets, EventLog log, CancellationToken stop) =>
        asked.AsOf is { } then
            ? AsOf.Answered(then, log, at => Page(asked, matches.ListAsOf(asked.Filter(), at, stop), markets, stop), stop)
            : LogPlace.AnswerWithPlace(log, [typeof(MatchViews)], () => Page(asked, matches.List(asked.Filter(), stop), markets, stop), stop);

    private static async Task<Answer> Page(
        ListMatchesParameters asked, Task<(IReadOnlyList<byte[]> Rows, long Total)> listed, MarketQueries markets, CancellationToken stop)
    {
        var (rows, total) = await listed;
        return MatchListAnswer.Of([.. rows.Select(StoredTimes.InZ)], total, asked, asked.Titles ? await MatchTitles.Read(rows, markets, stop) : null);
    }
}
