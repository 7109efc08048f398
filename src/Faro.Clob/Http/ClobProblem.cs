using System.Text.Json.Serialization;
using Faro.Clob.Journal;

namespace Faro.Clob.Http;

/// <summary>A request that ends with an error of section 6. Thrown by the helpers that read requests, caught in one place.</summary>
internal sealed class ClobProblem(
    string code, string message, int? status = null, Dictionary<string, List<string>>? issues = null, int? retryAfter = null)
    : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status ?? StatusOf(code);

    public Dictionary<string, List<string>>? Issues { get; } = issues;

    public int? RetryAfterSeconds { get; } = retryAfter;

    public static ClobProblem Invalid(string field, string text) =>
        new("INVALID_REQUEST", $"{field} {text}", issues: new Dictionary<string, List<string>> { [field] = [text] });

    public static int StatusOf(string code) => code switch
    {
        "AUTH_MISSING" or "AUTH_INVALID" or "AUTH_REVOKED" => 401,
        "FORBIDDEN" => 403,
        "NOT_FOUND" or "ORDER_NOT_FOUND" => 404,
        "INVALID_REQUEST" => 400,
        "METHOD_NOT_ALLOWED" => 405,
        "IDEMPOTENCY_CONFLICT" => 409,
        "PAYLOAD_TOO_LARGE" => 413,
        "UNSUPPORTED_MEDIA_TYPE" => 415,
        "RATE_LIMITED" => 429,
        "INTERNAL_ERROR" => 500,
        "SERVICE_DEGRADED" => 503,
        _ => 422,
    };
}

/// <summary>The error envelope, and the middleware that turns everything that is not a 2xx into it.</summary>
internal sealed partial class ErrorEnvelope(TimeProvider clock, ILogger<ErrorEnvelope> logger) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        string? correlation = CorrelationId(context);
        if (correlation is not null) context.Response.Headers["x-correlation-id"] = correlation;
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400 } && context.Response.ContentLength is null or 0)
                await Write(context, Plain(context.Response.StatusCode));
        }
        catch (ClobProblem problem)
        {
            await Write(context, problem);
        }
        catch (VenueUnavailableException e)
        {
            // Clients read a 503 with this body as "not accepted", so a commit in doubt must not look like one.
            await Write(context, e.MayHaveBeenTaken
                ? new ClobProblem("INTERNAL_ERROR", e.Message) : new ClobProblem("SERVICE_DEGRADED", e.Message, retryAfter: 1));
        }
        catch (BadHttpRequestException e)
        {
            await Write(context, e.StatusCode == 413
                ? new ClobProblem("PAYLOAD_TOO_LARGE", "The body is larger than 256 KiB.") : new ClobProblem("INVALID_REQUEST", e.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected: nobody reads an answer.
        }
        catch (Exception e)
        {
            Unexpected(logger, context.Request.Path, e);
            if (context.Response.HasStarted) throw;
            await Write(context, new ClobProblem("INTERNAL_ERROR", "Something went wrong on the server."));
        }
    }

    public Task Write(HttpContext context, ClobProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Envelope body = new(
            CorrelationId(context) ?? "unknown", problem.Code, problem.Message, problem.Status,
            Wire.Time(clock.GetUtcNow().ToUnixTimeMilliseconds()), context.Request.Path, problem.Issues);
        return context.Response.WriteAsJsonAsync(body, Wire.Json, context.RequestAborted);
    }

    private static ClobProblem Plain(int status) => status switch
    {
        404 => new ClobProblem("NOT_FOUND", "There is no such route."),
        405 => new ClobProblem("METHOD_NOT_ALLOWED", "The route has no such method."),
        413 => new ClobProblem("PAYLOAD_TOO_LARGE", "The body is too large."),
        415 => new ClobProblem("UNSUPPORTED_MEDIA_TYPE", "The body must be application/json."),
        < 500 => new ClobProblem("INVALID_REQUEST", "The request is malformed.", status),
        _ => new ClobProblem("INTERNAL_ERROR", "Something went wrong on the server.", status),
    };

    /// <summary>The caller's own correlation id, if it is printable and short: it is echoed, so it must not break a header.</summary>
    private static string? CorrelationId(HttpContext context) =>
        context.Request.Headers["x-correlation-id"].ToString() is { Length: > 0 and <= 128 } text
        && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "unexpected failure on {Path}")]
    private static partial void Unexpected(ILogger logger, PathString path, Exception e);

    private sealed record Envelope(
        string CorrelationId, string Code, string Message, int StatusCode, string Timestamp, string Path,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, List<string>>? Issues);
}
