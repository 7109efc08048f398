using Faro.Http.Keys;
using Faro.Http.Orders;
using Faro.Http.Serving;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Portfolio;

/// <summary><c>GET /api/v1/balances</c>: live portfolio value per venue.</summary>
[Tags("Portfolio")]
public static class GetBalancesEndpoint
{
    /// <summary>Balances</summary>
    /// <remarks>Live portfolio value per venue, never cached.</remarks>
    [WolverineGet("/api/v1/balances", OperationId = "getBalances"), Scope("read"), Returns<BalancesAnswer>, Refuses(502, 503)]
    public static async Task<Answer> Get([AsParameters] PortfolioParameters asked, Caller caller, PortfolioService portfolio, HttpContext http) =>
        OrderResults.Of(await portfolio.Balances(asked.Request(http), caller.Test, http.RequestAborted));
}
