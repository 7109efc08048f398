using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Faro.Http.Serving;

/// <summary>The log lines and metrics of the API. Never a key, a query value or a body.</summary>
public sealed partial class HttpTelemetry(ILogger<HttpTelemetry> logger, IMeterFactory meters)
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Faro.Http";

    private readonly Histogram<double> _duration = meters.Create(MeterName).CreateHistogram<double>(
        "faro.http.requests", "s", "How long requests took, by route, method and status.");

    /// <summary>A request was answered.</summary>
    public void Answered(HttpContext http, TimeSpan took)
    {
        if (!_duration.Enabled && !logger.IsEnabled(LogLevel.Information))
            return;
        var route = RouteOf(http);
        _duration.Record(took.TotalSeconds,
            new KeyValuePair<string, object?>("route", route),
            new KeyValuePair<string, object?>("method", http.Request.Method),
            new KeyValuePair<string, object?>("status", http.Response.StatusCode));
        Answered(logger, http.Request.Method, route, http.Response.StatusCode, took.TotalMilliseconds, http.TraceIdentifier);
    }

    /// <summary>A request ended in an exception; no error means a bug.</summary>
    public void Failed(HttpContext http, Exception e, ApiError? error)
    {
        if (error is null)
            Failed(logger, e, http.Request.Method, RouteOf(http), http.TraceIdentifier);
        else if (error.Status >= 500)
            Away(logger, e.GetType().Name, http.Request.Method, RouteOf(http), http.TraceIdentifier);
    }

    /// <summary>A key was issued.</summary>
    public void KeyIssued(Guid keyId, string requestId) => KeyIssued(logger, keyId, requestId);

    /// <summary>A key was revoked.</summary>
    public void KeyRevoked(Guid keyId, string requestId) => KeyRevoked(logger, keyId, requestId);

    /// <summary>The pattern, never the path: a path may hold what a caller typed.</summary>
    private static string RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} {Status} in {DurationMs:0.00} ms, request {RequestId}")]
    private static partial void Answered(ILogger logger, string method, string route, int status, double durationMs, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed, request {RequestId}")]
    private static partial void Failed(ILogger logger, Exception e, string method, string route, string requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away ({Reason}): {Method} {Route}, request {RequestId}")]
    private static partial void Away(ILogger logger, string reason, string method, string route, string requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Key {KeyId} issued, request {RequestId}")]
    private static partial void KeyIssued(ILogger logger, Guid keyId, string requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Key {KeyId} revoked, request {RequestId}")]
    private static partial void KeyRevoked(ILogger logger, Guid keyId, string requestId);
}
