using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Faro.Http.Serving;

/// <summary>What a route answers: bytes of JSON as they are, an object to be written, or a refusal.</summary>
internal sealed class Answer
{
    private static readonly StringValues JsonType = "application/json; charset=utf-8";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Challenge = "Bearer realm=\"faro\"";

    private Answer(int status, ReadOnlyMemory<byte> body)
    {
        Status = status;
        Body = body;
    }

    public int Status { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public string? ContentType { get; private init; }

    public string? ETag { get; private init; }

    public int? RetryAfterSeconds { get; private init; }

    private (string Name, string Value)? Header { get; init; }

    /// <summary>JSON that is already written.</summary>
    public static Answer Json(ReadOnlyMemory<byte> json, int status = 200) => new(status, json);

    /// <summary>An object, written in the API's way.</summary>
    public static Answer Of<T>(T value, int status = 200) => new(status, ApiJson.Bytes(value));

    /// <summary>A file of the site, kept by the browser until it changes.</summary>
    public static Answer File(ReadOnlyMemory<byte> bytes, string contentType, string etag) => new(200, bytes) { ContentType = contentType, ETag = etag };

    /// <summary>The same answer with one more header.</summary>
    public Answer With(string header, string value) =>
        new(Status, Body) { ContentType = ContentType, ETag = ETag, RetryAfterSeconds = RetryAfterSeconds, Header = (header, value) };

    public static implicit operator Answer(ApiError error) =>
        new(error.Status, error.ToJson()) { RetryAfterSeconds = error.RetryAfterSeconds };

    public Task Write(HttpContext http)
    {
        var response = http.Response;
        var headers = response.Headers;
        headers.XContentTypeOptions = NoSniff;
        if (ETag is not null)
        {
            headers.ETag = ETag;
            headers.CacheControl = "no-cache";
            if (http.Request.Headers.IfNoneMatch == ETag)
            {
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
            headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Header is { } more)
            headers[more.Name] = more.Value;
        if (Status == 401)
            headers.WWWAuthenticate = Challenge;
        return response.BodyWriter.WriteAsync(Body, http.RequestAborted).AsTask();
    }
}
