using System.Text;
using Microsoft.AspNetCore.Http;

namespace Faro.Http.Input;

/// <summary>
/// Reads a query string against the parameters of a route: each at most once, none unknown, percent-encoding and UTF-8
/// exact. The framework's own reader lets all of these pass.
/// </summary>
internal static class QueryReader
{
    private const int MostPairs = 64;

    /// <summary>The values in the order of the parameters; faults go to <paramref name="issues"/>.</summary>
    public static object?[] Read(IReadOnlyList<Parameter> parameters, HttpRequest request, Issues issues)
    {
        var values = parameters.Count == 0 ? [] : new object?[parameters.Count];
        var seen = 0UL;
        for (var i = 0; i < parameters.Count; i++)
        {
            values[i] = parameters[i].Default;
            if (parameters[i].Place != ParameterPlace.Path)
                continue;
            seen |= 1UL << i;
            Take(parameters[i], request.RouteValues[parameters[i].Name] as string ?? "", i);
        }

        if (request.QueryString.Value is { Length: > 1 } query)
            ReadPairs(query);
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Required && (seen & (1UL << i)) == 0)
                issues.Add(parameters[i].Name, "Required.");
        }

        return values;

        void ReadPairs(string raw)
        {
            var pairs = 0;
            var rest = raw.AsSpan(1);
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf('&');
                var pair = end < 0 ? rest : rest[..end];
                rest = end < 0 ? [] : rest[(end + 1)..];
                if (pair.IsEmpty)
                    continue;
                if (++pairs > MostPairs)
                {
                    issues.Add($"At most {MostPairs} query parameters.");
                    return;
                }

                var equals = pair.IndexOf('=');
                var name = Decode(equals < 0 ? pair : pair[..equals]);
                var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
                if (name is null || value is null)
                {
                    issues.Add("The query string is not valid percent-encoded UTF-8 text.");
                    return;
                }

                ReadPair(name, value);
            }
        }

        void ReadPair(string name, string value)
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                if (parameters[i].Place != ParameterPlace.Query || parameters[i].Name != name)
                    continue;
                if ((seen & (1UL << i)) != 0)
                    issues.Add(name, "Given more than once.");
                else
                    Take(parameters[i], value, i);
                seen |= 1UL << i;
                return;
            }

            issues.Add(PlainText.Fault(name) is null && name.Length <= 100
                ? $"Unknown query parameter '{name}'."
                : "Unknown query parameter.");
        }

        void Take(Parameter parameter, string text, int at)
        {
            if (PlainText.Fault(text) is { } fault || !parameter.TryRead(text, out values[at], out fault))
                issues.Add(parameter.Name, fault);
        }
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
                if (Rune.DecodeFromUtf16(text[i..], out var rune, out var used) != System.Buffers.OperationStatus.Done)
                    return null;
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                i += used - 1;
            }
        }

        var span = bytes.AsSpan(0, length);
        return System.Text.Unicode.Utf8.IsValid(span) ? Encoding.UTF8.GetString(span) : null;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
