using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faro.Http.Serving;

/// <summary>Writes an answer around rows that are already JSON: they are copied, not parsed.</summary>
internal static class JsonRows
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An object that <paramref name="write"/> fills in.</summary>
    public static ReadOnlyMemory<byte> Object(int sizeHint, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, sizeHint));
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>An array of rows as they are.</summary>
    public static void Write(this Utf8JsonWriter json, string name, IReadOnlyList<byte[]> rows)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
            json.WriteRawValue(row, skipInputValidation: true);
        json.WriteEndArray();
    }

    /// <summary>The bytes of all rows together.</summary>
    public static int SizeOf(IReadOnlyList<byte[]> rows)
    {
        var size = 200;
        foreach (var row in rows)
            size += row.Length + 1;
        return size;
    }
}
