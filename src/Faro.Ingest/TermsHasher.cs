using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest;

/// <summary>
/// The hashes that say whether two descriptions are the same: over the JSON of the record without its nulls, so that no
/// field can be forgotten and a field added later changes no hash until a venue fills it.
/// </summary>
internal static class TermsHasher
{
    private static readonly JsonSerializerOptions Json = new(EventTypes.DefaultJson) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [ThreadStatic]
    private static Scratch? _pool;

    public static ContentHash Of(ListedTerms terms) => Hash(terms);

    public static ContentHash Of(RawEventTerms terms) => Hash(terms);

    public static ContentHash Of(TradingTerms? trading) => trading is null ? default : Hash(trading);

    private static ContentHash Hash<T>(T value)
    {
        var pool = _pool ??= new Scratch();
        pool.Buffer.ResetWrittenCount();
        pool.Writer.Reset(pool.Buffer);
        JsonSerializer.Serialize(pool.Writer, value, Json);
        return ContentHash.Of(pool.Buffer.WrittenSpan);
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
