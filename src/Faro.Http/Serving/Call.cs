using System.Text.Json;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Log;
using Microsoft.AspNetCore.Http;

namespace Faro.Http.Serving;

/// <summary>A request that has passed the gate: who calls, and what was asked, read and checked.</summary>
internal sealed class Call(HttpContext http, ApiRoute route, Caller caller, object?[] values)
{
    public HttpContext Http => http;

    public Caller Caller => caller;

    /// <summary>Ends when the client goes away.</summary>
    public CancellationToken Cancel => http.RequestAborted;

    /// <summary>The id of the request: in the answer, in the log lines, and in the events written.</summary>
    public string RequestId => http.TraceIdentifier;

    /// <summary>What goes with events that this call writes.</summary>
    public EventMetadata Metadata => new(RequestId, null, caller.Name);

    /// <summary>The value of a parameter of this route.</summary>
    public T Get<T>(Parameter<T> parameter)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (ReferenceEquals(route.Parameters[i], parameter))
                return (T)values[i]!;
        }

        throw new InvalidOperationException($"The route {route.Pattern} does not list the parameter '{parameter.Name}'.");
    }

    /// <summary>The body as one JSON object, or why it is refused.</summary>
    public Task<(JsonDocument? Document, ApiError? Refused)> ReadBody() => JsonBody.Read(http.Request, Cancel);
}
