using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nethereum.Signer;
using NSec.Cryptography;
using SimpleBase;

namespace Faro.Client;

/// <summary>The keys and credentials of one trader. They stay in this process: Faro sees addresses, signatures and headers.</summary>
public sealed class Accounts
{
    /// <summary>Signs Polymarket's and Foresight's orders.</summary>
    public required EthECKey Evm { get; init; }

    /// <summary>Signs Kalshi's swaps.</summary>
    public required Key Solana { get; init; }

    /// <summary>Polymarket's API key.</summary>
    public required (string Key, string Secret, string Passphrase) Polymarket { get; init; }

    /// <summary>Foresight's API key.</summary>
    public required (string Key, string Secret) Foresight { get; init; }

    /// <summary>The address of <see cref="Evm"/>.</summary>
    public string EvmAddress => Evm.GetPublicAddress();

    /// <summary>The address of <see cref="Solana"/>.</summary>
    public string SolanaAddress => Base58.Bitcoin.Encode(Solana.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>Polymarket's headers over one request: an HMAC over time, method, path and body.</summary>
    public IReadOnlyDictionary<string, string> PolymarketHeaders(string method, string path, string body = "")
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var secret = Convert.FromBase64String(Polymarket.Secret.Replace('-', '+').Replace('_', '/'));
        var mac = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(seconds + method + path + body));
        return new Dictionary<string, string>
        {
            ["POLY_ADDRESS"] = EvmAddress,
            ["POLY_API_KEY"] = Polymarket.Key,
            ["POLY_PASSPHRASE"] = Polymarket.Passphrase,
            ["POLY_TIMESTAMP"] = seconds,
            ["POLY_SIGNATURE"] = Convert.ToBase64String(mac).Replace('+', '-').Replace('/', '_'),
        };
    }
}
