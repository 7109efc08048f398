using System.Net;

namespace Faro.Venues.Http;

/// <summary>What a venue answered: complete, within bounds, not yet judged.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The whole body.</param>
/// <param name="IsJson">Whether the content type says JSON or says nothing.</param>
/// <param name="RetryAfter">How long the venue asks to be left alone.</param>
internal sealed record VenueAnswer(HttpStatusCode Status, byte[] Body, bool IsJson, TimeSpan? RetryAfter)
{
    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Whether the status says that the same read may succeed later.</summary>
    public bool IsPassing => (int)Status is 408 or 425 or 429 or >= 500;

    /// <summary>The answer in a response whose body was read whole.</summary>
    public static VenueAnswer Of(HttpResponseMessage response, TimeProvider time)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return new VenueAnswer(
            response.StatusCode, ((WholeBody)response.Content).Bytes, SpeaksJson(response.Content), wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    // Absent and text/plain pass: some proxies strip or flatten the type of JSON bodies.
    private static bool SpeaksJson(HttpContent content) =>
        content.Headers.ContentType?.MediaType is not { } type
        || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
        || type.Equals("text/plain", StringComparison.OrdinalIgnoreCase);
}

/// <summary>How urgent a read is.</summary>
internal enum ReadKind
{
    /// <summary>Part of a catalog walk: patient.</summary>
    Catalog,

    /// <summary>Somebody waits for it.</summary>
    Quote,
}
