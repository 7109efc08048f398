using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>
/// The id that a venue knows an order by. It is never assigned by the venue: it is the hash of the signed order at Polymarket and
/// Foresight (known before anything is signed), and the transaction's first signature on Solana (known once it is signed). So
/// there is one id from the intent to the last fill, and a venue can be asked for an order whose answer was lost.
/// </summary>
[JsonConverter(typeof(VenueOrderIdJson))]
public readonly record struct VenueOrderId
{
    private readonly string? _text;

    private VenueOrderId(string text) => _text = text;

    /// <summary>The id as the venue writes it: <c>0x</c> and 64 hexadecimal digits, or base58 of 64 bytes.</summary>
    public string Text => _text ?? "";

    /// <summary>The hash of a signed order (Polymarket, Foresight).</summary>
    public static VenueOrderId OrderHash(string hash) => new(hash);

    /// <summary>The first signature of a Solana transaction (Kalshi).</summary>
    public static VenueOrderId TransactionSignature(string signature) => new(signature);

    /// <summary>An id as it was recorded.</summary>
    public static VenueOrderId Recorded(string text) => new(text);

    /// <summary>Whether both mean one order, however a venue capitalizes hexadecimal digits.</summary>
    public bool Means(VenueOrderId other) => string.Equals(Text, other.Text, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private sealed class VenueOrderIdJson : JsonConverter<VenueOrderId>
    {
        public override VenueOrderId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("A venue order id must be a string."));

        public override void Write(Utf8JsonWriter writer, VenueOrderId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
