using System.Buffers;

namespace Faro.Signing;

/// <summary>Hexadecimal text as Ethereum writes it: <c>0x</c>, then two digits for each byte.</summary>
public static class Hex
{
    /// <summary>Lower-case digits after <c>0x</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>
    /// Fills <paramref name="destination"/> from exactly as many digits of any case as it has room for, after <c>0x</c>.
    /// </summary>
    /// <returns>
    /// False when the prefix is missing, a character is no digit or the length is another; the destination is then undefined.
    /// </returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && text.Length == 2 + (2 * destination.Length)
        && Convert.FromHexString(text[2..], destination, out _, out _) == OperationStatus.Done;

    /// <summary>
    /// Decodes an even number of digits of any case after <c>0x</c>, at most <paramref name="maxBytes"/> bytes of them.
    /// </summary>
    /// <returns>Null when the text is anything else.</returns>
    public static byte[]? TryDecode(ReadOnlySpan<char> text, int maxBytes)
    {
        if (text.Length < 2 || text.Length % 2 != 0 || (text.Length - 2) / 2 > maxBytes) return null;
        var bytes = new byte[(text.Length - 2) / 2];
        return TryDecode(text, bytes.AsSpan()) ? bytes : null;
    }

    /// <summary>Decodes an even number of digits of any case after <c>0x</c>.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) =>
        TryDecode(text, int.MaxValue) ?? throw new FormatException("Hexadecimal text is 0x and an even number of digits.");
}
