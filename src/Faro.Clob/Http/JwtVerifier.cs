using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Signing;

namespace Faro.Clob.Http;

/// <summary>Knows the wallet of a user whose token does not name it.</summary>
public interface IWalletDirectory
{
    /// <summary>The wallet of the subject, or null.</summary>
    EthAddress? WalletOf(string issuer, string subject);
}

/// <summary>Nobody's wallet is known: for issuers whose tokens name it.</summary>
internal sealed class NoWalletDirectory : IWalletDirectory
{
    public EthAddress? WalletOf(string issuer, string subject) => null;
}

/// <summary>Checks ES256 tokens of the configured issuers, strictly: one algorithm, exact issuer, audience, expiry.</summary>
internal sealed class JwtVerifier : IDisposable
{
    private const int LongestToken = 8_192;
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, (JwtIssuer Issuer, ECDsa Key)> _issuers = [];
    private readonly ConcurrentDictionary<string, (EthAddress? Wallet, long Expires)> _verified = new();
    private readonly IWalletDirectory _directory;
    private readonly TimeProvider _clock;

    public JwtVerifier(IEnumerable<JwtIssuer> issuers, IWalletDirectory directory, TimeProvider clock)
    {
        foreach (JwtIssuer issuer in issuers)
        {
            ECDsa key = ECDsa.Create();
            key.ImportFromPem(issuer.PublicKeyPem);
            _issuers.Add(issuer.Issuer, (issuer, key));
        }

        (_directory, _clock) = (directory, clock);
    }

    /// <summary>Whether the token is good; its wallet is null when the user has none.</summary>
    public bool TryVerify(string token, out EthAddress? wallet)
    {
        wallet = null;
        if (token.Length > LongestToken) return false;
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        if (_verified.TryGetValue(token, out (EthAddress? Wallet, long Expires) known))
        {
            wallet = known.Wallet;
            if (known.Expires > now) return true;
            _verified.TryRemove(token, out _);
            return false;
        }

        if (!Check(token, now, out wallet, out long expires)) return false;
        if (_verified.Count >= MaxRemembered) _verified.Clear();
        _verified[token] = (wallet, expires);
        return true;
    }

    public void Dispose()
    {
        foreach ((_, ECDsa key) in _issuers.Values) key.Dispose();
    }

    private bool Check(string token, long now, out EthAddress? wallet, out long expires)
    {
        (wallet, expires) = (null, 0);
        string[] parts = token.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload
            || Decode(parts[2]) is not { Length: 64 } signature)
        {
            return false;
        }

        try
        {
            using JsonDocument head = JsonDocument.Parse(header);
            using JsonDocument body = JsonDocument.Parse(payload);
            if (Text(head, "alg") != "ES256" || head.RootElement.TryGetProperty("crit", out _)) return false;
            if (Text(body, "iss") is not { } iss || !_issuers.TryGetValue(iss, out (JwtIssuer Issuer, ECDsa Key) issuer)) return false;
            if (issuer.Issuer.Audience is { } audience && !HasAudience(body, audience)) return false;
            if (Number(body, "exp") is not { } exp || exp <= now || Number(body, "iat") is { } iat && iat > now + Skew.TotalSeconds
                || Number(body, "nbf") is { } nbf && nbf > now + Skew.TotalSeconds || Text(body, "sub") is not { Length: > 0 } subject)
            {
                return false;
            }

            byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            lock (issuer.Key)
            {
                if (!issuer.Key.VerifyData(signed, signature, HashAlgorithmName.SHA256)) return false;
            }

            expires = exp;
            wallet = issuer.Issuer.WalletClaim is { } claim
                ? EthAddress.TryParse(Text(body, claim), out EthAddress named) ? named : null
                : _directory.WalletOf(iss, subject);
            return true;
        }
        catch (JsonException)
        {
            return false; // not a token
        }
    }

    private static bool HasAudience(JsonDocument body, string audience) =>
        body.RootElement.TryGetProperty("aud", out JsonElement aud) && aud.ValueKind switch
        {
            JsonValueKind.String => aud.ValueEquals(audience),
            JsonValueKind.Array => aud.EnumerateArray().Any(a => a.ValueKind == JsonValueKind.String && a.ValueEquals(audience)),
            _ => false,
        };

    private static string? Text(JsonDocument json, string name) => json.RootElement.ValueKind == JsonValueKind.Object
        && json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonDocument json, string name) => json.RootElement.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    private static byte[]? Decode(string part)
    {
        if (part.AsSpan().ContainsAny("+/=")) return null;
        string padded = part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int written) ? bytes[..written] : null;
    }
}

/// <summary>Issues tokens in the sandbox: the same kind of token, checked by the same code, from a key of its own.</summary>
public sealed class SandboxIssuer : IDisposable
{
    /// <summary>The claim <c>iss</c>.</summary>
    public const string Name = "faro-clob-sandbox";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TimeProvider _clock;

    /// <summary>An issuer with a fresh key, which lives as long as the process.</summary>
    public SandboxIssuer(TimeProvider clock) => _clock = clock;

    /// <summary>How the verifier knows it.</summary>
    public JwtIssuer AsIssuer() => new(Name, null, _key.ExportSubjectPublicKeyInfoPem(), "wallet");

    /// <summary>A token for a wallet, for one hour unless said otherwise.</summary>
    public string Issue(EthAddress wallet, TimeSpan? life = null)
    {
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        string header = Encode("""{"alg":"ES256","typ":"JWT"}"""u8);
        string payload = Encode(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = Name,
            ["sub"] = $"sandbox:{wallet}",
            ["wallet"] = wallet.ToString(),
            ["iat"] = now,
            ["exp"] = now + (long)(life ?? TimeSpan.FromHours(1)).TotalSeconds,
        }));
        byte[] signature;
        lock (_key) signature = _key.SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256);
        return $"{header}.{payload}.{Encode(signature)}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
