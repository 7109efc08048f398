using System.Text.Json.Serialization;
using Faro.Http.Input;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Polymarket;

namespace Faro.Http.Orders;

/// <summary>Polymarket's five L2 headers.</summary>
[Asked]
public sealed record L2HeadersBody
{
    /// <summary>The address that the key belongs to.</summary>
    [JsonPropertyName("POLY_ADDRESS"), HeaderText]
    public required string Address { get; init; }

    /// <summary>The id of the Polymarket API key.</summary>
    [JsonPropertyName("POLY_API_KEY"), HeaderText]
    public required Secret ApiKey { get; init; }

    /// <summary>The passphrase of that key.</summary>
    [JsonPropertyName("POLY_PASSPHRASE"), HeaderText]
    public required Secret Passphrase { get; init; }

    /// <summary>When the headers were created, in whole seconds since 1970.</summary>
    [JsonPropertyName("POLY_TIMESTAMP"), HeaderText]
    public required string Timestamp { get; init; }

    /// <summary>The HMAC-SHA256 over time, method, path and body, as URL-safe base64.</summary>
    [JsonPropertyName("POLY_SIGNATURE"), HeaderText]
    public required Secret Signature { get; init; }

    internal PolymarketHeaders Headers() => new(Address, ApiKey, Passphrase, Timestamp, Signature);
}

/// <summary>Foresight's key.</summary>
[Asked]
public sealed record FsHeadersBody
{
    /// <summary>The id of Foresight's API key.</summary>
    [JsonPropertyName("fs-api-key"), HeaderText]
    public required Secret ApiKey { get; init; }

    /// <summary>The secret of that key.</summary>
    [JsonPropertyName("fs-api-secret"), HeaderText]
    public required Secret ApiSecret { get; init; }

    internal ForesightHeaders Headers() => new(ApiKey, ApiSecret);
}
