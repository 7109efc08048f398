using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;

namespace Faro.Client;

/// <summary>Verifies webhook messages (Standard Webhooks, <c>v1a</c>).</summary>
public static class FaroWebhooks
{
    private const string KeyPrefix = "whpk_", Version = "v1a,";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Verifies a message and reads it. Drop messages whose id you have.</summary>
    /// <param name="body">The body as it came, byte for byte.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>: one or more, separated by blanks; those of other versions are passed over.</param>
    /// <param name="publicKey">The webhook's <c>public_key</c>.</param>
    /// <param name="now">The time; null for the clock's.</param>
    /// <exception cref="CryptographicException">The message is not Faro's, or its time is more than five minutes off.</exception>
    public static JsonElement Verify(ReadOnlySpan<byte> body, string id, string timestamp, string signatures, string publicKey, DateTimeOffset? now = null)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799
            || ((now ?? DateTimeOffset.UtcNow) - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
            throw new CryptographicException("The message's timestamp is too far off.");
        Span<byte> raw = stackalloc byte[32];
        if (!publicKey.StartsWith(KeyPrefix, StringComparison.Ordinal) || !Convert.TryFromBase64String(publicKey[KeyPrefix.Length..], raw, out var length) || length != raw.Length)
            throw new CryptographicException("The public key is not whpk_ and 32 bytes in base64.");
        var key = PublicKey.Import(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signature = new byte[64];
        foreach (var one in signatures.Split(' ').Where(s => s.StartsWith(Version, StringComparison.Ordinal)))
        {
            if (Convert.TryFromBase64String(one[Version.Length..], signature, out var size) && size == signature.Length && SignatureAlgorithm.Ed25519.Verify(key, signed, signature))
                return JsonSerializer.Deserialize<JsonElement>(body);
        }

        throw new CryptographicException("No signature of the message is the key's.");
    }
}
