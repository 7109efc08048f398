using System.Net.Http.Headers;

namespace Faro.Venues.Foresight;

/// <summary>The caller's Foresight key, sent with one request. Passed through, never kept.</summary>
/// <param name="ApiKey"><c>fs-api-key</c>.</param>
/// <param name="ApiSecret"><c>fs-api-secret</c>.</param>
public sealed record ForesightHeaders(Secret ApiKey, Secret ApiSecret) : IVenueCredentials
{
    /// <summary>Whether each value is valid in a header: printable ASCII, no line ends.</summary>
    public bool IsWellFormed => new[] { ApiKey, ApiSecret }
        .All(v => v.Reveal() is { Length: > 0 and <= 500 } text && text.All(c => c is >= ' ' and <= '~'));

    internal void Write(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("fs-api-key", ApiKey.Reveal());
        headers.TryAddWithoutValidation("fs-api-secret", ApiSecret.Reveal());
    }
}
