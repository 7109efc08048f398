using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Ingest;

/// <summary>The hash that identifies a content: the first 128 bits of its SHA-256. Written as 32 hex digits; a <c>uuid</c> in Postgres.</summary>
/// <param name="Value">The bits, most significant first.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct ContentHash(UInt128 Value)
{
    /// <summary>The hash as a <c>uuid</c> column holds it: the same 32 digits.</summary>
    public Guid AsGuid
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
            return new Guid(bytes, bigEndian: true);
        }
    }

    /// <summary>The hash of some bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(content, digest);
        return new ContentHash(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <summary>Reads a hash back from a <c>uuid</c> column.</summary>
    public static ContentHash From(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return new ContentHash(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Convert.ToHexStringLower(bytes);
    }

    private sealed class Converter : JsonConverter<ContentHash>
    {
        public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            UInt128.TryParse(reader.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                ? new ContentHash(value)
                : throw new JsonException("A content hash has 32 hex digits.");

        public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
