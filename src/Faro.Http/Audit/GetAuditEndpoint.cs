using Faro.Http.Feed;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using JasperFx.Events;
using Wolverine.Http;

namespace Faro.Http.Audit;

/// <summary><c>GET /api/v1/audit</c>: what one request or run recorded, as far as the caller may see it.</summary>
[Tags("Audit")]
public static class GetAuditEndpoint
{
    /// <summary>Facts of a request</summary>
    /// <remarks>
    /// Every fact that one request or run recorded, in the order of the log: the X-Request-Id of an answer, or a correlation_id of any
    /// history. Facts about markets and matches, and about your own orders.
    /// </remarks>
    [WolverineGet("/api/v1/audit", OperationId = "getAudit"), Scope("read"), Returns<HistoryAnswer>]
    public static async Task<Answer> Get([AsParameters] AuditParameters asked, Caller caller, FactQueries facts, FeedPages pages, CancellationToken stop)
    {
        var reader = FeedOwner.Of(caller.Owner);
        var seen = new List<IEvent>();
        for (var after = asked.After ?? 0; seen.Count <= asked.Limit;)
        {
            var page = await facts.WrittenBy(asked.CorrelationId, after, asked.Limit + 1, stop);
            foreach (var fact in page)
            {
                if (await pages.MaySee(reader, fact, stop))
                    seen.Add(fact);
            }

            if (page.Count <= asked.Limit)
                break;
            after = page[^1].Sequence;
        }

        return HistoryPage.Of(seen, asked.Limit);
    }
}
