using System.Globalization;
using System.Text;
using Faro.Proofs.Roots;

namespace Faro.Http.Webhooks;

/// <summary>
/// Signs messages as Standard Webhooks specifies for public keys (<c>v1a</c>, Ed25519): over the id, the time and the body, joined by
/// dots. No secret is shared with a receiver, so none is stored. The log's own key signs: no text that begins with <c>msg_</c> and has a
/// dot on its first line is a checkpoint of a log with another name.
/// </summary>
public sealed class WebhookSignature(SigningKey key)
{
    /// <summary>The header of the message's id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header of the time of the attempt, in seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header of the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string PublicKeyPrefix = "whpk_";

    /// <summary>The public key in the form of Standard Webhooks; null when this installation has no signing key.</summary>
    public string? PublicKey => key.Public is { } known ? PublicKeyPrefix + Convert.ToBase64String(known.PublicKey.Span) : null;

    /// <summary>The value of the signature's header; null when this installation has no signing key.</summary>
    public string? Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes($"{id}.{Seconds(at)}.");
        return key.Sign([.. head, .. body]) is { } signature ? "v1a," + Convert.ToBase64String(signature) : null;
    }

    /// <summary>A time as the header has it.</summary>
    public static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
