using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faro.Sandbox.Serving;

/// <summary>Writing JSON text as the venues do: compact, non-ASCII letters left alone.</summary>
internal static class JsonText
{
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonWriterOptions Options = new() { Encoder = Encoder };

    private static readonly JsonSerializerOptions StringOptions = new() { Encoder = Encoder };

    /// <summary>The text of one object.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>JSON text of an array of strings, for the members that hold JSON inside a string.</summary>
    public static string Inner(IEnumerable<string> values) => JsonSerializer.Serialize(values, StringOptions);
}
