using Faro.Http.Input;
using Faro.Signing;
using Faro.Venues;
using Faro.Venues.Foresight;

namespace Faro.Http.Portfolio;

/// <summary>Whose portfolio.</summary>
[Asked]
public sealed record PortfolioParameters
{
    /// <summary>Polygon address used to read Polymarket.</summary>
    [EthAddress(checksummed: false), Example("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")]
    public required string Wallet { get; init; }

    /// <summary>Solana address; with it, Kalshi is read from the wallet's tokens.</summary>
    [SolanaAddress, Example("D4Q8zzpsWiwvH7C45nGmfgNf2PiW65XybYL8fhf6MR74")]
    public string? DflowAccount { get; init; }

    internal PortfolioRequest Request(HttpContext http) =>
        new(EthAddress.Parse(Wallet).ToString(), DflowAccount, new LegCredentials(ForesightKey(http)));

    /// <summary>Foresight's key from the request's own headers; null without both.</summary>
    private static ForesightHeaders? ForesightKey(HttpContext http)
    {
        var (key, secret) = (http.Request.Headers["fs-api-key"].ToString(), http.Request.Headers["fs-api-secret"].ToString());
        if (key.Length == 0 || secret.Length == 0)
            return null;
        var headers = new ForesightHeaders(new Secret(key), new Secret(secret));
        return headers.IsWellFormed ? headers : null;
    }
}
