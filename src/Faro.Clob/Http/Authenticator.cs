using System.Security.Cryptography;
using System.Text;
using Faro.Clob.Journal;
using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Http;

/// <summary>Who is asking.</summary>
/// <param name="Wallet">The wallet they act for.</param>
/// <param name="KeyId">Their key, null with a token.</param>
internal sealed record Caller(EthAddress Wallet, string? KeyId)
{
    public string Name { get; } = Wallet.ToLowerHex();
}

/// <summary>The three tiers of section 4.</summary>
internal sealed class Authenticator(JwtVerifier tokens, VenueWriter writer, KeyUse use)
{
    /// <summary>L1: a token, and nothing else.</summary>
    public Caller RequireUser(HttpContext context)
    {
        if (Bearer(context) is { } token) return FromToken(token);
        if (KeyHeaders(context) is { } pair)
        {
            Check(pair.Id, pair.Secret);
            throw new ClobProblem("FORBIDDEN", "A key cannot manage keys: sign in.");
        }

        throw Missing();
    }

    /// <summary>L2: a token, or a key that has the permission. If both are present, only the token is used.</summary>
    public Caller Require(HttpContext context, KeyPermissions permission)
    {
        if (Bearer(context) is { } token) return FromToken(token);
        if (KeyHeaders(context) is not { } pair) throw Missing();
        VenueKey key = Check(pair.Id, pair.Secret);
        return (key.Permissions & permission) == permission
            ? new Caller(key.Wallet, key.KeyId)
            : throw new ClobProblem("FORBIDDEN", $"The key lacks the permission {permission.ToString().ToLowerInvariant()}.");
    }

    private Caller FromToken(string token)
    {
        if (!tokens.TryVerify(token, out EthAddress? wallet)) throw Invalid();
        return wallet is { } address ? new Caller(address, null) : throw new ClobProblem("FORBIDDEN", "The user has no wallet.");
    }

    private VenueKey Check(string keyId, string secret)
    {
        // An unknown key takes the same comparison and gets the same message as a wrong secret.
        VenueKey? key = writer.Views.Keys.GetValueOrDefault(keyId);
        bool right = CryptographicOperations.FixedTimeEquals(HashOf(secret).Bytes, key is null ? default(Hash256).Bytes : key.SecretHash.Bytes);
        if (key is null || !right) throw Invalid();
        if (key.RevokedAtMs is not null) throw new ClobProblem("AUTH_REVOKED", "The key was revoked.");
        use.Note(keyId);
        return key;
    }

    /// <summary>The stored form of a secret: it has 256 random bits, so a plain hash is enough.</summary>
    public static Hash256 HashOf(string secret) => new(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string? Bearer(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0) return null;
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
    }

    private static (string Id, string Secret)? KeyHeaders(HttpContext context)
    {
        string id = context.Request.Headers["fs-api-key"].ToString();
        string secret = context.Request.Headers["fs-api-secret"].ToString();
        return id.Length is > 0 and <= 128 && secret.Length is > 0 and <= 256 ? (id, secret) : null;
    }

    private static ClobProblem Missing() => new("AUTH_MISSING", "Send a Bearer token, or both fs-api-key and fs-api-secret.");

    private static ClobProblem Invalid() => new("AUTH_INVALID", "The credentials are not valid.");
}
