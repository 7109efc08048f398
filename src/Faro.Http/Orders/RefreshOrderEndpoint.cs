using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Orders.Cancelling;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/{id}/refresh</c>: reads the legs at the venues with the caller's headers.</summary>
[Tags("Orders")]
public static class RefreshOrderEndpoint
{
    /// <summary>Refresh order</summary>
    /// <remarks>
    /// Polymarket and Foresight show orders only to their owners: with fresh headers per leg (Polymarket: over
    /// GET /data/order/{venue_order_id}, and in l2_trade_headers_by_leg over GET /data/trades) Faro asks and records what it learns.
    /// </remarks>
    [WolverinePost("/api/v1/orders/{id}/refresh", OperationId = "refreshOrder"), Scope("trade"), Returns<CancelledOrderAnswer>, Refuses(404, 503)]
    public static async Task<Answer> Post([AsParameters] ByIdParameters asked, [FromBody] RefreshBody body, Caller caller, CancelService service, HttpContext http) =>
        OrderResults.Of(await service.Refresh(asked.Id, body.Headers(), caller.Owner, caller.Metadata(http), http.RequestAborted));
}
