using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Orders.Submitting;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/submit</c>: relays signed legs. Signatures and headers pass through memory only.</summary>
[Tags("Orders")]
public static class SubmitOrderEndpoint
{
    /// <summary>Submit order</summary>
    /// <remarks>
    /// Checks each signed leg, records the intent, and relays it once. A leg whose answer is lost is unknown until evidence from the
    /// venue resolves it; submitting the same leg again never sends it twice.
    /// </remarks>
    [WolverinePost("/api/v1/orders/submit", OperationId = "submitOrder"), Scope("trade"), Returns<SubmittedOrderAnswer>, Refuses(404, 503)]
    public static async Task<Answer> Post([FromBody] SubmitBody body, Caller caller, SubmitService service, HttpContext http) =>
        OrderResults.Of(await service.Submit(body.OrderId, body.Signed(), caller.Owner, caller.Metadata(http), http.RequestAborted));
}
