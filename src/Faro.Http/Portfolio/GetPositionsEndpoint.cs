using Faro.Http.Keys;
using Faro.Http.Orders;
using Faro.Http.Serving;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Portfolio;

/// <summary><c>GET /api/v1/positions</c>: live positions per venue, never stored.</summary>
[Tags("Portfolio")]
public static class GetPositionsEndpoint
{
    /// <summary>Positions</summary>
    /// <remarks>Live read-through of positions per venue. Foresight's are included when fs-api-key and fs-api-secret are sent as headers.</remarks>
    [WolverineGet("/api/v1/positions", OperationId = "getPositions"), Scope("read"), Returns<PositionsAnswer>, Refuses(502, 503)]
    public static async Task<Answer> Get([AsParameters] PortfolioParameters asked, Caller caller, PortfolioService portfolio, HttpContext http) =>
        OrderResults.Of(await portfolio.Positions(asked.Request(http), caller.Test, http.RequestAborted));
}
