using System.Diagnostics.Metrics;

namespace Faro.Http.Serving;

/// <summary>The log lines and metrics of the API. Never a key, a query value or a body.</summary>
public sealed partial class HttpTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Faro.Http";

    /// <summary>Where a refusal stores its code for the metric.</summary>
    internal const string RefusalItem = "faro.refusal";

    /// <summary>Marks an answer that does not end by itself: its duration says nothing about the API's speed.</summary>
    internal const string StreamItem = "faro.stream";

    private readonly ILogger _logger;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refusals;

    /// <summary>Creates the instruments.</summary>
    public HttpTelemetry(ILogger<HttpTelemetry> logger, IMeterFactory meters)
    {
        _logger = logger;
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("faro.http.requests", "s", "How long requests took, by route, method and status.");
        _refusals = meter.CreateCounter<long>("faro.http.refusals", description: "Refused requests, by route and error code.");
    }

    /// <summary>A request was answered.</summary>
    public void Answered(HttpContext http, TimeSpan took)
    {
        if (!_duration.Enabled && !_logger.IsEnabled(LogLevel.Information))
            return;
        var route = RouteOf(http);
        if (http.Response.StatusCode >= 400 && http.Items.TryGetValue(RefusalItem, out var code))
            _refusals.Add(1, new KeyValuePair<string, object?>("route", route), new KeyValuePair<string, object?>("code", code));
        if (!http.Items.ContainsKey(StreamItem))
            Record(http, route, took);
        Answered(_logger, http.Request.Method, route, http.Response.StatusCode, took.TotalMilliseconds, http.TraceIdentifier);
    }

    private void Record(HttpContext http, string route, TimeSpan took) =>
        _duration.Record(took.TotalSeconds,
            new KeyValuePair<string, object?>("route", route),
            new KeyValuePair<string, object?>("method", http.Request.Method),
            new KeyValuePair<string, object?>("status", http.Response.StatusCode));

    /// <summary>A request ended in an exception; without an error it is a bug.</summary>
    public void Failed(HttpContext http, Exception e, ApiError? error)
    {
        if (error is null)
            Failed(_logger, e, http.Request.Method, RouteOf(http), http.TraceIdentifier);
        else if (error.Status >= 500)
            Away(_logger, e.GetType().Name, http.Request.Method, RouteOf(http), http.TraceIdentifier);
    }

    /// <summary>A key was issued.</summary>
    public void KeyIssued(Guid keyId, string requestId) => KeyIssued(_logger, keyId, requestId);

    /// <summary>A key was revoked.</summary>
    public void KeyRevoked(Guid keyId, string requestId) => KeyRevoked(_logger, keyId, requestId);

    /// <summary>The pattern, never the path: a path may contain a caller's input.</summary>
    private static string RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} {Status} in {DurationMs:0.00} ms, request {RequestId}")]
    private static partial void Answered(ILogger logger, string method, string route, int status, double durationMs, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed, request {RequestId}")]
    private static partial void Failed(ILogger logger, Exception e, string method, string route, string requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database cannot be reached ({Reason}): {Method} {Route}, request {RequestId}")]
    private static partial void Away(ILogger logger, string reason, string method, string route, string requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Key {KeyId} issued, request {RequestId}")]
    private static partial void KeyIssued(ILogger logger, Guid keyId, string requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Key {KeyId} revoked, request {RequestId}")]
    private static partial void KeyRevoked(ILogger logger, Guid keyId, string requestId);
}
