using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Sandbox.Polymarket;

/// <summary>API credentials of one address.</summary>
internal sealed record ClobCredentials(string ApiKey, string Secret, string Passphrase, string Address);

/// <summary>The CLOB's keys: made from an L1 signature (ClobAuth), used with L2 headers (HMAC). The credentials are a function
/// of address and nonce, so they outlive a restart of the sandbox; they protect only play money.</summary>
internal sealed class ClobKeys(ulong chainId, TimeProvider clock)
{
    private const string Attestation = "This message attests that I control the given wallet";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly Hash256 AuthType = Eip712.TypeHash("ClobAuth(address address,string timestamp,uint256 nonce,string message)");
    private readonly ConcurrentDictionary<string, ClobCredentials> _created = new(StringComparer.Ordinal);
    private readonly Hash256 _domain = new Eip712Domain("ClobAuthDomain", "1", chainId).Separator();

    /// <summary>Creates or derives credentials from L1 headers; null when the headers do not verify. <paramref name="existed"/>: they were there.</summary>
    public ClobCredentials? FromL1(HttpRequest request, out bool existed)
    {
        existed = false;
        var headers = request.Headers;
        if (!EthAddress.TryParse(headers["POLY_ADDRESS"].ToString(), out var address)
            || !Fresh(headers["POLY_TIMESTAMP"].ToString())
            || Hex.TryDecode(headers["POLY_SIGNATURE"].ToString(), 65) is not { Length: 65 } signature)
            return null;
        var nonceText = headers["POLY_NONCE"].ToString() is { Length: > 0 } n ? n : "0";
        if (!ulong.TryParse(nonceText, NumberStyles.None, CultureInfo.InvariantCulture, out var nonce))
            return null;
        var writer = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(4)], AuthType);
        writer.AddAddress(address);
        writer.AddString(headers["POLY_TIMESTAMP"].ToString());
        writer.AddUint(nonce);
        writer.AddString(Attestation);
        var fault = Secp256k1.RecoverAddress(Eip712.Digest(_domain, writer.Hash()), signature, out var signer);
        if (fault != SignatureFault.None || signer != address)
            return null;
        var credentials = Derive(address, nonce);
        existed = !_created.TryAdd(credentials.ApiKey, credentials);
        return credentials;
    }

    /// <summary>The credentials proved by L2 headers; null when they are invalid.</summary>
    public ClobCredentials? FromL2(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var headers = request.Headers;
        if (!EthAddress.TryParse(headers["POLY_ADDRESS"].ToString(), out var address) || !Fresh(headers["POLY_TIMESTAMP"].ToString()))
            return null;
        var key = headers["POLY_API_KEY"].ToString();
        if (!_created.TryGetValue(key, out var credentials))
        {
            credentials = Derive(address, 0);
            if (credentials.ApiKey != key)
                return null;
            _created.TryAdd(key, credentials);
        }

        if (credentials.Address != address.ToLowerHex() || !Same(credentials.Passphrase, headers["POLY_PASSPHRASE"].ToString()))
            return null;
        byte[] message = [.. Encoding.UTF8.GetBytes(headers["POLY_TIMESTAMP"] + request.Method + request.Path), .. body];
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(credentials.Secret.Replace('-', '+').Replace('_', '/')), message))
            .Replace('+', '-').Replace('/', '_');
        return Same(expected, headers["POLY_SIGNATURE"].ToString()) ? credentials : null;
    }

    private static ClobCredentials Derive(EthAddress address, ulong nonce)
    {
        byte[] Hash(string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes($"faro-sandbox/clob-key/{purpose}/{address.ToLowerHex()}/{nonce}"));
        var id = new Guid(Hash("id").AsSpan(0, 16)).ToString();
        var secret = Convert.ToBase64String(Hash("secret")).Replace('+', '-').Replace('/', '_');
        return new ClobCredentials(id, secret, Convert.ToHexStringLower(Hash("passphrase")), address.ToLowerHex());
    }

    private bool Fresh(string timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000
        && (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Skew;

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
