namespace Faro.Http.Keys;

/// <summary>Runs between routing and the endpoints: no caller reaches one without its scope.</summary>
internal sealed class GateMiddleware(RequestDelegate next, Gate gate)
{
    public Task Invoke(HttpContext http)
    {
        // No route, or routing's own 405: the envelope answers.
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
            return next(http);
        var access = endpoint.Metadata.GetMetadata<ScopeAttribute>()?.Access
            ?? throw new InvalidOperationException($"{endpoint.RoutePattern.RawText} has no [Scope].");
        var entering = gate.Enter(http, access);
        return entering.IsCompletedSuccessfully ? Go(http, entering.Result) : Wait(http, entering);
    }

    private async Task Wait(HttpContext http, ValueTask<(Caller? Caller, ApiError? Refused)> entering) => await Go(http, await entering);

    private Task Go(HttpContext http, (Caller? Caller, ApiError? Refused) entered)
    {
        if (entered.Refused is { } refused)
            return Serving.Answer.Refused(refused).ExecuteAsync(http);
        if (Serving.IdempotencyKey.Refusal(http) is { } unheeded)
            return Serving.Answer.Refused(unheeded).ExecuteAsync(http);
        http.Features.Set(entered.Caller);
        return next(http);
    }
}
