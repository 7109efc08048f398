using Faro.Http.Keys;

namespace Faro.Http.Serving;

/// <summary>The header by which clients ask that a repeated call is executed once.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>The refusal of a changing call that does not support the header: a client that sends it relies on it.</summary>
    public static ApiError? Refusal(HttpContext http)
    {
        if (!http.Request.Headers.ContainsKey(Header) || http.GetEndpoint() is not { } endpoint)
            return null;
        var changes = !HttpMethods.IsGet(http.Request.Method) || endpoint.Metadata.GetMetadata<ScopeAttribute>()?.Access == Access.Cron;
        var heeded = endpoint.Metadata.GetMetadata<TakesHeaderAttribute>()?.Name == Header;
        return changes && !heeded
            ? ApiErrors.BadRequest("This operation does not accept Idempotency-Key.") with { Issues = Issues.Of(Header, "Only POST /api/v1/orders/prepare accepts it, as its client_ref. Leave it out here.") }
            : null;
    }
}
