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
}

/// <summary>How urgent a read is.</summary>
internal enum ReadKind
{
    /// <summary>Part of a catalog walk: patient.</summary>
    Catalog,

    /// <summary>Somebody waits for it.</summary>
    Quote,
}
