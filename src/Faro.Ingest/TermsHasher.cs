using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest;

/// <summary>
/// The one definition of <c>terms_hash</c>, in facts about markets, groupings and pairs alike: the first 128 bits of the SHA-256,
/// as 32 hex digits, of the canonical text of the terms.
/// <para>
/// That text is the <c>terms</c> of the fact as JSON in UTF-8: without blanks, without members that are null, the members in the
/// order in which the record declares them, strings escaped as RFC 8785 says (only quote, backslash and control characters),
/// numbers with the digits they were recorded with. No field can be forgotten, and one that is added later changes no hash until
/// a venue fills it.
/// </para>
/// <para>
/// <see cref="Form"/> names this definition. Facts from before it escaped characters beyond the Basic Multilingual Plane and some
/// that show nothing; where no text has such, their hashes are the same.
/// </para>
/// </summary>
public static class TermsHasher
{
    /// <summary>The name of the definition; another one needs another name.</summary>
    public const string Form = "faro-terms-1";

    private static readonly JsonSerializerOptions Json = new(EventTypes.DefaultJson) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [ThreadStatic]
    private static Scratch? _pool;

    /// <summary>The hash of a market's terms.</summary>
    public static ContentHash Of(ListedTerms terms) => Hash(terms);

    /// <summary>The hash of the terms of a venue's grouping.</summary>
    public static ContentHash Of(RawEventTerms terms) => Hash(terms);

    /// <summary>The hash of what an order needs; it is not stored on any fact.</summary>
    internal static ContentHash Of(TradingTerms? trading) => trading is null ? default : Hash(trading);

    private static ContentHash Hash<T>(T value)
    {
        var pool = _pool ??= new Scratch();
        pool.Buffer.ResetWrittenCount();
        pool.Writer.Reset(pool.Buffer);
        JsonSerializer.Serialize(pool.Writer, value, Json);
        var written = pool.Buffer.WrittenSpan;
        return ContentHash.Of(written.IndexOf("\\u"u8) < 0 ? written : Unescaped(written));
    }

    /// <summary>The JSON with each character as RFC 8785 writes it that the serializer has escaped by its number.</summary>
    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> json)
    {
        var to = new ArrayBufferWriter<byte>(json.Length);
        var units = new StringBuilder();
        for (var i = 0; i < json.Length;)
        {
            if (json[i] == '\\' && json[i + 1] == 'u')
            {
                units.Append((char)ushort.Parse(json.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 6;
                continue;
            }

            Flush();
            var length = json[i] == '\\' ? 2 : 1; // an escaped backslash is skipped as a whole
            to.Write(json.Slice(i, length));
            i += length;
        }

        Flush();
        return to.WrittenSpan;

        void Flush()
        {
            foreach (var rune in units.ToString().EnumerateRunes())
                Encoding.UTF8.GetBytes(rune.Value switch { < ' ' => $"\\u{rune.Value:x4}", '"' => "\\\"", '\\' => "\\\\", _ => rune.ToString() }, to);
            units.Clear();
        }
    }

    /// <summary>A writer for each thread: a sync hashes every market of every venue each hour.</summary>
    private sealed class Scratch
    {
        public ArrayBufferWriter<byte> Buffer { get; } = new(4096);

        public Utf8JsonWriter Writer { get; }

        public Scratch() => Writer = new Utf8JsonWriter(Buffer, new JsonWriterOptions
        {
            Encoder = EventTypes.DefaultJson.Encoder,
            SkipValidation = true,
        });
    }
}
