using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Faro.Http.Input;

/// <summary>The pairs of a query string one after the other, decoded exactly.</summary>
/// <param name="query">The query string with its question mark.</param>
internal ref struct QueryPairs(string query)
{
    private const int Most = 64;
    private ReadOnlySpan<char> _rest = query.AsSpan(1);
    private int _count;

    public string Name { get; private set; } = "";

    public string Value { get; private set; } = "";

    /// <summary>What is wrong with the query string as a whole; nothing follows it.</summary>
    public string? Fault { get; private set; }

    public static string Unknown(string name, IReadOnlyList<string> known) =>
        PlainText.Fault(name) is null && name.Length <= 100
            ? $"Unknown query parameter '{name}'.{NearMiss.Hint(name, known)}"
            : "Unknown query parameter.";

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf('&');
            var pair = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            if (pair.IsEmpty)
                continue;
            Take(pair);
            return true;
        }

        return false;
    }

    private void Take(ReadOnlySpan<char> pair)
    {
        if (++_count > Most)
        {
            Fault = $"At most {Most} query parameters.";
            return;
        }

        var equals = pair.IndexOf('=');
        var name = Decode(equals < 0 ? pair : pair[..equals]);
        var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        if (name is null || value is null)
            Fault = "The query string is not valid percent-encoded UTF-8 text.";
        else
            (Name, Value) = (name, value);
    }

    /// <summary>Percent-decodes; null when an escape is broken or the bytes are not UTF-8.</summary>
    internal static string? Decode(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny('%', '+') && Ascii.IsValid(text))
            return text.ToString();
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                    return null;
                bytes[length++] = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else if (c < 0x80)
            {
                bytes[length++] = (byte)(c == '+' ? ' ' : c);
            }
            else
            {
                if (Rune.DecodeFromUtf16(text[i..], out var rune, out var used) != OperationStatus.Done)
                    return null;
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                i += used - 1;
            }
        }

        var span = bytes.AsSpan(0, length);
        return Utf8.IsValid(span) ? Encoding.UTF8.GetString(span) : null;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
