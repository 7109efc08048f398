namespace Faro.Signing;

/// <summary>Base58 in Bitcoin's alphabet, as Solana writes addresses (32 bytes) and signatures (64 bytes).</summary>
public static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int MaxBytes = 128; // the work grows with the square of the length, so longer input is refused
    private const int MaxChars = 176;

    private static readonly sbyte[] Values = DigitValues();

    /// <summary>Writes bytes as text; every leading zero byte becomes a leading <c>1</c>.</summary>
    /// <exception cref="ArgumentException">More than 128 bytes.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes) throw new ArgumentException("At most 128 bytes.", nameof(bytes));
        var zeros = LeadingZeros(bytes);

        Span<byte> digits = stackalloc byte[MaxChars]; // base 58, the lowest first
        var used = 0;
        foreach (var value in bytes[zeros..])
        {
            int carry = value;
            for (var i = 0; i < used || carry != 0; i++)
            {
                if (i == used) digits[used++] = 0;
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
            }
        }

        Span<char> text = stackalloc char[zeros + used];
        text[..zeros].Fill('1');
        for (var i = 0; i < used; i++) text[zeros + i] = Alphabet[digits[used - 1 - i]];
        return new string(text);
    }

    /// <summary>Fills <paramref name="destination"/>, whose length (at most 128) must be exactly that of the decoded bytes.</summary>
    /// <returns>False for a foreign character or any other length; the destination is then undefined.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (destination.Length > MaxBytes || text.Length > MaxChars) return false;
        var ones = text.IndexOfAnyExcept('1');
        if (ones < 0) ones = text.Length;

        destination.Clear();
        var used = 0; // bytes from the end that hold something
        foreach (var character in text[ones..])
        {
            int carry = character < Values.Length ? Values[character] : -1;
            if (carry < 0) return false;
            for (var i = 0; i < used || carry != 0; i++)
            {
                if (i == destination.Length) return false;
                if (i == used) used++;
                carry += destination[^(i + 1)] * 58;
                destination[^(i + 1)] = (byte)carry;
                carry >>= 8;
            }
        }
        return ones + used == destination.Length;
    }

    /// <summary>Whether the text is a Solana address: exactly 32 bytes.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text) => text.Length <= 44 && TryDecode(text, stackalloc byte[32]);

    /// <summary>Whether the text is a Solana signature or transaction id: exactly 64 bytes.</summary>
    public static bool IsSignature(ReadOnlySpan<char> text) => text.Length <= 88 && TryDecode(text, stackalloc byte[64]);

    private static int LeadingZeros(ReadOnlySpan<byte> bytes)
    {
        var count = bytes.IndexOfAnyExcept((byte)0);
        return count < 0 ? bytes.Length : count;
    }

    private static sbyte[] DigitValues()
    {
        var values = new sbyte[128];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < Alphabet.Length; i++) values[Alphabet[i]] = (sbyte)i;
        return values;
    }
}
