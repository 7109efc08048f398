using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Orders.Preparing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>POST /api/v1/orders/prepare</c>: a plan, and the payloads to sign for it.</summary>
[Tags("Orders")]
public static class PrepareOrderEndpoint
{
    private const string Header = IdempotencyKey.Header;
    private const int LongestReference = 64;

    /// <summary>Prepare order</summary>
    /// <remarks>
    /// Builds a route plan over live books and returns per-leg unsigned payloads with their previews. With client_ref the
    /// same request returns the stored answer again, byte for byte; a different request under the same client_ref is 409. The header
    /// Idempotency-Key is used as client_ref if the body has none; both with different values are 400.
    /// </remarks>
    [WolverinePost("/api/v1/orders/prepare", OperationId = "prepareOrder"), Scope("trade"), Returns<PreparedOrderAnswer>, Refuses(404, 409, 502, 503),
     TakesHeader(Header, "The same as client_ref, for clients that send this header by themselves; 1 to 64 characters.")]
    public static async Task<Answer> Post([FromBody] PrepareBody body, Caller caller, PrepareService service, HttpContext http)
    {
        var reference = body.ClientRef;
        if (http.Request.Headers.TryGetValue(Header, out var given))
        {
            if (given is not [{ Length: > 0 and <= LongestReference } key] || string.IsNullOrWhiteSpace(key))
                return ApiErrors.InvalidBody(Issues.Of(Header, $"Must be given once, with 1 to {LongestReference} characters."));
            if (reference is not null && reference != key)
                return ApiErrors.InvalidBody(Issues.Of("client_ref", $"Must be the same as {Header}, where both are given."));
            reference = key;
        }

        return OrderResults.Of(await service.Prepare(body.Request() with { ClientRef = reference }, caller.Owner, caller.Metadata(http), http.RequestAborted));
    }
}
