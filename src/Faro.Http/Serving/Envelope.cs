using System.Diagnostics;
using System.Text.Json;
using Faro.Http.Health;
using Faro.Http.Hosting;
using Faro.Http.Keys;
using Microsoft.AspNetCore.Http.Features;

namespace Faro.Http.Serving;

/// <summary>
/// The outermost middleware: gives each request its id, refuses too many headers, and ensures that every
/// refusal, including those of the framework and of exceptions, has the API's envelope.
/// </summary>
internal sealed class Envelope(RequestDelegate next, Gate gate, Readiness readiness, OutdatedViews outdated, HttpTelemetry telemetry)
{
    /// <summary>Marks a request that was HEAD.</summary>
    internal const string HeadItem = "faro.head";

    private const int MostHeaders = 64;
    private const int MostHeaderCharacters = 16 * 1024;
    private const int LongestTarget = 8 * 1024;

    public async Task Invoke(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var id = RequestIds.Of(http.Request.Headers);
        http.TraceIdentifier = id;
        http.Response.Headers[RequestIds.Header] = id;
        try
        {
            if (OutOfBounds(http) is { } error)
            {
                await Refuse(http, error);
            }
            else
            {
                // HEAD is GET without the body, which the server leaves out by itself.
                if (HttpMethods.IsHead(http.Request.Method))
                {
                    http.Request.Method = HttpMethods.Get;
                    http.Items[HeadItem] = true;
                }

                await next(http);
                if (http.Response.StatusCode >= 400 && !http.Response.HasStarted && http.Response.ContentType is null)
                {
                    // HEAD is answered wherever GET is, which routing does not know.
                    if (http.Response.StatusCode == 405 && http.Response.Headers.Allow.ToString() is var allow && allow.Contains("GET", StringComparison.Ordinal))
                        http.Response.Headers.Allow = allow.Replace("GET", "GET, HEAD", StringComparison.Ordinal);
                    await Refuse(http, ApiErrors.OfStatus(http.Response.StatusCode));
                }
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = 499; // only for the log
        }
        catch (Exception e)
        {
            var error = ApiErrors.OfException(e) ?? (e is JsonException && outdated.Any ? ApiErrors.OfEarlierVersion : null);
            if (error == ApiErrors.DiskFull)
                readiness.DiskIsFull();
            telemetry.Failed(http, e, error);
            if (http.Response.HasStarted)
                http.Abort(); // a half-written answer must not look whole
            else
                await Refuse(http, error ?? ApiErrors.Internal);
        }

        telemetry.Answered(http, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>A refusal outside the routes counts against the address, like every call without a key.</summary>
    private async Task Refuse(HttpContext http, ApiError error)
    {
        var answer = error.Status < 500 && !http.Response.Headers.ContainsKey(RateHeaders.Limit) && gate.Unrouted(http) is { } limited
            ? limited
            : error;
        await Answer.Refused(answer).ExecuteAsync(http);
    }

    private static ApiError? OutOfBounds(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.Count > MostHeaders)
            return ApiErrors.HeadersTooLarge;
        var characters = 0;
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
                characters += name.Length + (value?.Length ?? 0);
        }

        if (characters > MostHeaderCharacters)
            return ApiErrors.HeadersTooLarge;
        foreach (var (name, values) in request.Headers)
        {
            if (!HeaderValues.IsText(values))
                return ApiErrors.BadHeader(name);
        }

        return http.Features.Get<IHttpRequestFeature>()!.RawTarget.Length > LongestTarget ? ApiErrors.TargetTooLong : null;
    }
}
