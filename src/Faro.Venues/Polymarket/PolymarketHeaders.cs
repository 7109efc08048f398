using System.Net.Http.Headers;

namespace Faro.Venues.Polymarket;

/// <summary>
/// The caller's L2 headers for one request: they cover its method, path and body. Passed through, never stored.
/// </summary>
/// <param name="Address"><c>POLY_ADDRESS</c>.</param>
/// <param name="ApiKey"><c>POLY_API_KEY</c>.</param>
/// <param name="Passphrase"><c>POLY_PASSPHRASE</c>.</param>
/// <param name="Timestamp"><c>POLY_TIMESTAMP</c>: Unix seconds.</param>
/// <param name="Signature"><c>POLY_SIGNATURE</c>.</param>
public sealed record PolymarketHeaders(string Address, Secret ApiKey, Secret Passphrase, string Timestamp, Secret Signature) : IVenueCredentials
{
    /// <summary>Whether each value is valid in a header: printable ASCII, no line ends.</summary>
    public bool IsWellFormed =>
        new[] { Address, ApiKey.Reveal(), Passphrase.Reveal(), Timestamp, Signature.Reveal() }
            .All(v => v.Length is > 0 and <= 500 && v.All(c => c is >= ' ' and <= '~'));

    internal void Write(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("POLY_ADDRESS", Address);
        headers.TryAddWithoutValidation("POLY_SIGNATURE", Signature.Reveal());
        headers.TryAddWithoutValidation("POLY_TIMESTAMP", Timestamp);
        headers.TryAddWithoutValidation("POLY_API_KEY", ApiKey.Reveal());
        headers.TryAddWithoutValidation("POLY_PASSPHRASE", Passphrase.Reveal());
    }
}

/// <summary>The caller's L2 headers over <c>GET /data/order/{id}</c>, if those of a cancel are not enough.</summary>
/// <param name="Headers">The headers.</param>
public sealed record PolymarketOrderHeaders(PolymarketHeaders Headers) : IVenueCredentials
{
    /// <inheritdoc/>
    public bool IsWellFormed => Headers.IsWellFormed;
}

/// <summary>The caller's L2 headers over <c>GET /data/trades</c>: the final fills of an order are read there.</summary>
/// <param name="Headers">The headers.</param>
public sealed record PolymarketTradeHeaders(PolymarketHeaders Headers) : IVenueCredentials
{
    /// <inheritdoc/>
    public bool IsWellFormed => Headers.IsWellFormed;
}
