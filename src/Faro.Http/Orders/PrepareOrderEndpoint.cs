using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Orders.Preparing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/prepare</c>: a plan, and what has to be signed for it.</summary>
[Tags("Orders")]
public static class PrepareOrderEndpoint
{
    /// <summary>Prepare order</summary>
    /// <remarks>
    /// Builds a route plan over live books and returns per-leg unsigned payloads with their previews. With client_ref the
    /// same request gives the stored answer again, byte for byte; another request under the same client_ref is 409.
    /// </remarks>
    [WolverinePost("/api/v1/orders/prepare", OperationId = "prepareOrder"), Scope("trade"), Returns<PreparedOrderAnswer>, Refuses(404, 409, 503)]
    public static async Task<Answer> Post([FromBody] PrepareBody body, Caller caller, PrepareService service, HttpContext http) =>
        OrderResults.Of(await service.Prepare(body.Request(), caller.Owner, caller.Metadata(http), http.RequestAborted));
}
