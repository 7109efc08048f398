using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Faro.Venues.Json;

/// <summary>
/// Turns JSON string tokens into text that every later stage can store: what UTF-8 or JSON cannot express
/// (broken bytes, lone surrogates) and what Postgres refuses (NUL) becomes U+FFFD instead of an exception.
/// </summary>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text of the string or property token under the reader.</summary>
    public static string Decode(ref Utf8JsonReader reader) =>
        Decode(reader.ValueSpan, reader.ValueIsEscaped);

    /// <summary>Whether the token is that text. Unlike the reader's own comparison it treats invalid text as different, and continues.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped
            ? text.SequenceEqual(Encoding.UTF8.GetBytes(Decode(ref reader)))
            : reader.ValueSpan.SequenceEqual(text);

    /// <summary>The text of a token's raw bytes, whose escapes the reader has already found well-formed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // once a record from the first page on: no warm-up
    public static string Decode(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (!escaped)
            return Encoding.UTF8.GetString(raw); // broken bytes become U+FFFD; a raw NUL is not valid JSON
        var chars = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            return new string(chars.AsSpan(0, Unescape(raw, chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // once a record from the first page on: no warm-up
    private static int Unescape(ReadOnlySpan<byte> raw, Span<char> chars)
    {
        var written = 0;
        while (!raw.IsEmpty)
        {
            var slash = raw.IndexOf((byte)'\\');
            var run = slash < 0 ? raw : raw[..slash];
            written += Encoding.UTF8.GetChars(run, chars[written..]);
            if (slash < 0 || slash + 1 >= raw.Length)
                break;
            raw = raw[slash..];
            if (raw[1] != (byte)'u')
            {
                chars[written++] = Simple(raw[1]);
                raw = raw[2..];
                continue;
            }
            var unit = Hex(raw);
            raw = raw[Math.Min(6, raw.Length)..];
            if (char.IsHighSurrogate(unit) && raw.Length >= 6 && raw[0] == (byte)'\\' && raw[1] == (byte)'u'
                && char.IsLowSurrogate(Hex(raw)))
            {
                chars[written++] = unit;
                chars[written++] = Hex(raw);
                raw = raw[6..];
            }
            else
            {
                chars[written++] = unit == '\0' || char.IsSurrogate(unit) ? Replacement : unit;
            }
        }
        return written;
    }

    private static char Simple(byte escape) => escape switch
    {
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        _ => (char)escape,
    };

    private static char Hex(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out var used, 'X') && used == 4
            ? (char)unit
            : Replacement;

    /// <summary>Reads a decimal as venues write it (plain or with an exponent); excess digits are rounded.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> utf8, out decimal value) =>
        decimal.TryParse(utf8, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value);
}
