using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest.Queries;
using Faro.Venues;
using Wolverine.Http;

namespace Faro.Http.Markets;

/// <summary><c>GET /api/v1/markets</c>: the per-venue, unmatched feed of every active market.</summary>
[Tags("Markets")]
public static class ListMarketsEndpoint
{
    /// <summary>Raw markets</summary>
    /// <remarks>
    /// Per-venue, unmatched feed of every active market, each with its parent event's row in raw_events. Looked up by an id, a ticker, a slug
    /// or a token, a market is returned whatever its status.
    /// </remarks>
    [WolverineGet("/api/v1/markets", OperationId = "listMarkets"), Scope("read"), Returns<MarketListAnswer>(FromLog = true)]
    public static async Task<Answer> Get([AsParameters] ListMarketsParameters asked, MarketQueries markets, CancellationToken stop)
    {
        var venue = VenueNames.All.Single(v => v.Name() == asked.Venue);
        return MarketListAnswer.Of(await markets.List(venue, asked.Keys(), asked.Limit, asked.Offset, stop), asked);
    }
}
