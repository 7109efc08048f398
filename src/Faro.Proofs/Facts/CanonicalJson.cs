using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Faro.Proofs.Facts;

/// <summary>
/// The one text of a JSON value: members sorted and strings escaped as RFC 8785 says, no blanks. A number keeps the digits that
/// Postgres keeps (ADR 0027): RFC 8785 would round it to a double, and two amounts that differ in the last digit would be one.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The canonical form of a JSON text.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        var buffer = new ArrayBufferWriter<byte>(json.Length + 16);
        Write(buffer, document.RootElement);
        return buffer.WrittenSpan.ToArray();
    }

    internal static void Write(IBufferWriter<byte> to, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(to, value);
                break;
            case JsonValueKind.Array:
                Raw(to, "["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first)
                        Raw(to, ","u8);
                    first = false;
                    Write(to, item);
                }

                Raw(to, "]"u8);
                break;
            case JsonValueKind.String:
                WriteString(to, value.GetString()!);
                break;
            default: // numbers unchanged, true, false, null
                Encoding.UTF8.GetBytes(value.GetRawText(), to);
                break;
        }
    }

    /// <summary>A string in quotes.</summary>
    internal static void WriteString(IBufferWriter<byte> to, string text)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                _ => escaped.Append(c),
            };
        }

        Encoding.UTF8.GetBytes(escaped.Append('"').ToString(), to);
    }

    internal static void Raw(IBufferWriter<byte> to, ReadOnlySpan<byte> bytes) => to.Write(bytes);

    private static void WriteObject(IBufferWriter<byte> to, JsonElement value)
    {
        // By UTF-16 code units, as RFC 8785 sorts; jsonb keeps each name once.
        var members = value.EnumerateObject().ToArray();
        Array.Sort(members, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        Raw(to, "{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
                Raw(to, ","u8);
            WriteString(to, members[i].Name);
            Raw(to, ":"u8);
            Write(to, members[i].Value);
        }

        Raw(to, "}"u8);
    }
}
