using System.Buffers.Binary;
using System.Numerics;

namespace Faro.Signing.TypedData;

/// <summary>Integers as the 32-byte big-endian words that Ethereum hashes.</summary>
public static class AbiWord
{
    private const int MaxDecimalDigits = 78; // of 2^256 − 1
    private const int DigitsPerChunk = 18;

    /// <summary>Reads a uint256 from decimal digits: no sign, no spaces, at most 78 digits, below 2^256.</summary>
    public static bool TryParseUint(ReadOnlySpan<char> decimalText, out Hash256 word)
    {
        word = default;
        if (decimalText.Length is 0 or > MaxDecimalDigits || decimalText.ContainsAnyExceptInRange('0', '9')) return false;

        Span<ulong> limbs = stackalloc ulong[4]; // the lowest first
        limbs.Clear();
        while (!decimalText.IsEmpty)
        {
            var take = Math.Min(DigitsPerChunk, decimalText.Length);
            ulong carry = 0, scale = 1;
            foreach (var digit in decimalText[..take])
            {
                carry = (carry * 10) + (ulong)(digit - '0');
                scale *= 10;
            }
            for (var i = 0; i < limbs.Length; i++)
            {
                var high = Math.BigMul(limbs[i], scale, out var low);
                limbs[i] = low + carry;
                carry = high + (limbs[i] < low ? 1UL : 0UL);
            }
            if (carry != 0) return false;
            decimalText = decimalText[take..];
        }
        word = FromLimbs(limbs);
        return true;
    }

    /// <summary>A uint256 word of a small number.</summary>
    public static Hash256 FromUint(ulong value) => FromLimbs([value, 0, 0, 0]);

    /// <summary>A uint256 word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not below 2^256.</exception>
    public static Hash256 FromUint(BigInteger value)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        var length = value.Sign < 0 ? int.MaxValue : value.GetByteCount(isUnsigned: true);
        if (length > Hash256.Size) throw new ArgumentOutOfRangeException(nameof(value), "Not a uint256.");
        value.TryWriteBytes(word[(Hash256.Size - length)..], out _, isUnsigned: true, isBigEndian: true);
        return new Hash256(word);
    }

    /// <summary>The number that a uint256 word holds.</summary>
    public static BigInteger ToUint(in Hash256 word) => new(word.Bytes, isUnsigned: true, isBigEndian: true);

    private static Hash256 FromLimbs(ReadOnlySpan<ulong> limbs)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        for (var i = 0; i < 4; i++) BinaryPrimitives.WriteUInt64BigEndian(word[(24 - (8 * i))..], limbs[i]);
        return new Hash256(word);
    }
}
