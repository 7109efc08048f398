namespace Faro.Signing.Managed;

/// <summary>Signed-digit form of a scalar for double-and-add.</summary>
internal static class Wnaf
{
    /// <summary>Room for the digits of any 256-bit scalar.</summary>
    public const int MaxDigits = 257;

    /// <summary>
    /// The width-w non-adjacent form, lowest digit first: each digit is zero or odd and below 2^(w−1) in size, and after one
    /// that is not zero come at least w−1 zeros.
    /// </summary>
    /// <returns>How many digits are used; the rest of the span is zero.</returns>
    public static int Expand(ReadOnlySpan<ulong> limbs, int width, Span<sbyte> digits)
    {
        digits.Clear();
        var used = 0;
        var carry = 0;
        for (var bit = 0; bit < 256;)
        {
            if (Bits(limbs, bit, 1) == carry)
            {
                bit++;
                continue;
            }
            var take = Math.Min(width, 256 - bit);
            var word = Bits(limbs, bit, take) + carry;
            carry = word >> (width - 1) & 1;
            digits[bit] = (sbyte)(word - (carry << width));
            used = bit + 1;
            bit += take;
        }
        if (carry != 0)
        {
            digits[256] = 1;
            used = MaxDigits;
        }
        return used;
    }

    private static int Bits(ReadOnlySpan<ulong> limbs, int offset, int count)
    {
        var limb = offset / 64;
        var shift = offset % 64;
        var value = limbs[limb] >> shift;
        if (shift + count > 64 && limb + 1 < limbs.Length) value |= limbs[limb + 1] << (64 - shift);
        return (int)(value & ((1UL << count) - 1));
    }
}
