using System.Globalization;
using System.Net.ServerSentEvents;
using System.Reflection;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving.Streaming;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace Faro.Http.Serving;

/// <summary>An endpoint's answer: JSON bytes, an object to serialize, or a refusal.</summary>
public sealed class Answer : IResult, IEndpointMetadataProvider
{
    private static readonly StringValues JsonType = "application/json; charset=utf-8";
    private static readonly StringValues NoStore = "no-store";

    // A client's own cache may store an answer that it revalidates each time; shared caches may not.
    private static readonly StringValues Revalidated = "private, no-cache";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Challenge = "Bearer realm=\"faro\"";

    private Answer(int status, ReadOnlyMemory<byte> body)
    {
        Status = status;
        Body = body;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The bytes of the body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    private string? ContentType { get; init; }

    /// <summary>Writes an answer that is not in memory as a whole.</summary>
    private Func<HttpContext, Task>? Writes { get; init; }

    private string? ETag { get; init; }

    private int? RetryAfterSeconds { get; init; }

    private (string Name, string Value)? Header { get; init; }

    private string? RefusalCode { get; init; }

    /// <summary>JSON that is already written.</summary>
    public static Answer Json(ReadOnlyMemory<byte> json, int status = 200) => new(status, json);

    /// <summary>An object, written in the API's way.</summary>
    public static Answer Of<T>(T value, int status = 200) => new(status, ApiJson.Bytes(value));

    /// <summary>Server-sent events, one after the other until they end or the client goes away.</summary>
    public static Answer Of(IAsyncEnumerable<SseItem<byte[]>> events) => Written(http => ServerEvents.Write(http, events));

    /// <summary>An answer that is written bit by bit.</summary>
    public static Answer Written(Func<HttpContext, Task> write) => new(200, default) { Writes = write };

    /// <summary>A file of the site, kept by the browser until it changes.</summary>
    public static Answer File(ReadOnlyMemory<byte> bytes, string contentType, string etag) => new(200, bytes) { ContentType = contentType, ETag = etag };

    /// <summary>The refusal in the API's envelope.</summary>
    public static implicit operator Answer(ApiError error) => Refused(error);

    /// <summary>The refusal in the API's envelope.</summary>
    public static Answer Refused(ApiError error) => new(error.Status, error.ToJson()) { RetryAfterSeconds = error.RetryAfterSeconds, RefusalCode = error.Code };

    /// <summary>The statuses and types of the endpoint's answers for the document; they come from its attributes.</summary>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        var returns = method.GetCustomAttribute<ReturnsAttribute>();
        if (returns is null)
            return;
        builder.Metadata.Add(new ProducesResponseTypeMetadata(returns.Status, returns.Type, returns.ContentTypes));
        var access = method.GetCustomAttribute<ScopeAttribute>()?.Access ?? Access.Public;
        var also = method.GetCustomAttribute<RefusesAttribute>()?.Statuses ?? [];
        foreach (var status in Statuses.Of(access, also, Binding.BodyOf(method) is not null))
        {
            var type = status == 503 && access == Access.Probe ? returns.Type : typeof(ErrorAnswer);
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, type, ["application/json"]));
        }
    }

    /// <summary>The same answer with one more header.</summary>
    public Answer With(string header, string value) =>
        new(Status, Body) { ContentType = ContentType, ETag = ETag, RetryAfterSeconds = RetryAfterSeconds, RefusalCode = RefusalCode, Header = (header, value) };

    /// <summary>Writes the answer.</summary>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Writes is not null)
            return Writes(httpContext);
        var response = httpContext.Response;
        var headers = response.Headers;
        headers.XContentTypeOptions = NoSniff;
        if (ETag is not null)
        {
            headers.ETag = ETag;
            headers.CacheControl = "no-cache";
            if (EntityTag.Holds(httpContext.Request.Headers.IfNoneMatch, ETag))
            {
                response.StatusCode = 304;
                return Task.CompletedTask;
            }
        }
        else if (Status == 200 && HttpMethods.IsGet(httpContext.Request.Method) && ContentType is null)
        {
            var tag = EntityTag.Of(Body.Span);
            headers.ETag = tag;
            headers.CacheControl = Revalidated;
            if (EntityTag.Holds(httpContext.Request.Headers.IfNoneMatch, tag))
            {
                if (Header is { } told)
                    headers[told.Name] = told.Value;
                response.StatusCode = 304;
                return Task.CompletedTask;
            }
        }
        else
        {
            headers.CacheControl = NoStore;
        }

        response.StatusCode = Status;
        headers.ContentType = ContentType is null ? JsonType : ContentType;
        headers.ContentLength = Body.Length;
        if (RetryAfterSeconds is { } seconds)
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (Header is { } more)
            headers[more.Name] = more.Value;
        if (RefusalCode is not null)
            httpContext.Items[HttpTelemetry.RefusalItem] = RefusalCode;
        if (Status == 401)
            headers.WWWAuthenticate = Challenge;
        // Without the request's token: registering it costs more than the write, which ends by itself when the client is gone.
        var written = response.BodyWriter.WriteAsync(Body, CancellationToken.None);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }
}
