using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Orders.Cancelling;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/{id}/cancel</c> and <c>DELETE /api/v1/orders/{id}</c>: cancels, passed through.</summary>
[Tags("Orders")]
public static class CancelOrderEndpoint
{
    /// <summary>Cancel order</summary>
    /// <remarks>
    /// Passes cancels through with the caller's headers per leg: Polymarket's cover DELETE /order with the body that prepare returned.
    /// A venue's answer to a cancel contains no amount, so filled_shares is null until the venue has been asked: Foresight at once, Polymarket
    /// with l2_order_headers_by_leg here or by a refresh.
    /// Kalshi legs say why they cannot be cancelled.
    /// </remarks>
    [WolverinePost("/api/v1/orders/{id}/cancel", OperationId = "cancelOrder"), Scope("trade"), Returns<CancelledOrderAnswer>, Refuses(404, 503)]
    public static Task<Answer> Post([AsParameters] ByIdParameters asked, [FromBody] CancelBody body, Caller caller, CancelService service, HttpContext http) =>
        Cancel(asked, body, caller, service, http);

    /// <inheritdoc cref="Post"/>
    [WolverineDelete("/api/v1/orders/{id}", OperationId = "deleteOrder"), Scope("trade"), Returns<CancelledOrderAnswer>, Refuses(404, 503)]
    public static Task<Answer> Delete([AsParameters] ByIdParameters asked, [FromBody] CancelBody body, Caller caller, CancelService service, HttpContext http) =>
        Cancel(asked, body, caller, service, http);

    private static async Task<Answer> Cancel(ByIdParameters asked, CancelBody body, Caller caller, CancelService service, HttpContext http) =>
        OrderResults.Of(await service.Cancel(asked.Id, body.Headers(), caller.Owner, caller.Metadata(http), http.RequestAborted));
}
