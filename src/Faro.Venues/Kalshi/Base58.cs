namespace Faro.Venues.Kalshi;

/// <summary>Solana's base58 (Bitcoin's alphabet) for values of a known length.</summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Decodes text that must fill the bytes exactly, leading zeros included; false when it does not.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        bytes.Clear();
        foreach (var c in text)
        {
            var carry = c < 128 ? Alphabet.IndexOf(c, StringComparison.Ordinal) : -1;
            if (carry < 0)
                return false;
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }
            if (carry != 0)
                return false; // more than the bytes hold
        }
        // Each leading zero byte is written as one leading "1", so the counts must agree.
        var ones = text.Length - text.TrimStart('1').Length;
        var zeros = bytes.Length - bytes.TrimStart((byte)0).Length;
        return ones == zeros;
    }
}
