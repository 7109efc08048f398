using System.Buffers.Binary;

namespace Faro.Curves.Managed;

/// <summary>An integer below the order n of secp256k1's group, in four limbs. Variable time: every input here is public.</summary>
internal readonly struct Secp256k1Scalar
{
    private const ulong N0 = 0xBFD25E8CD0364141, N1 = 0xBAAEDCE6AF48A03B, N2 = 0xFFFFFFFFFFFFFFFE, N3 = ulong.MaxValue;

    // 2^256 − n = 1·2^128 + C1·2^64 + C0
    private const ulong C0 = 0x402DA1732FC9BEBF, C1 = 0x4551231950B75FC4;

    private readonly ulong _l0, _l1, _l2, _l3;

    private Secp256k1Scalar(ulong l0, ulong l1, ulong l2, ulong l3) => (_l0, _l1, _l2, _l3) = (l0, l1, l2, l3);

    public bool IsZero => (_l0 | _l1 | _l2 | _l3) == 0;

    /// <summary>Reads 32 big-endian bytes modulo n, as ECDSA reads a digest.</summary>
    public static Secp256k1Scalar FromBigEndian(ReadOnlySpan<byte> bytes) => Reduce(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes));

    public void WriteBigEndian(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _l3);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _l2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _l1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _l0);
    }

    public Secp256k1Scalar Negate()
    {
        if (IsZero) return this;
        var low = (UInt128)N0 - _l0;
        var r0 = (ulong)low;
        var d1 = (UInt128)N1 - _l1 - Borrow(low);
        var d2 = (UInt128)N2 - _l2 - Borrow(d1);
        var d3 = (UInt128)N3 - _l3 - Borrow(d2);
        return new(r0, (ulong)d1, (ulong)d2, (ulong)d3);
    }

    public static Secp256k1Scalar operator *(in Secp256k1Scalar a, in Secp256k1Scalar b)
    {
        Span<ulong> product = stackalloc ulong[8];
        product.Clear();
        ReadOnlySpan<ulong> x = [a._l0, a._l1, a._l2, a._l3];
        AddProduct(product, x, b._l0, 0);
        AddProduct(product, x, b._l1, 1);
        AddProduct(product, x, b._l2, 2);
        AddProduct(product, x, b._l3, 3);

        // Twice: replace high · 2^256 by high · (2^256 − n). 512 bits shrink to 386, then to 261.
        Span<ulong> once = stackalloc ulong[8];
        Fold(product, once);
        Fold(once, product);
        Fold(product, once); // what is left above 2^256 is below 2^6, so this one fits but for a last carry
        return once[4] == 0
            ? Reduce(once[0], once[1], once[2], once[3])
            : Carry(once);
    }

    /// <summary>The inverse modulo n by Fermat, with four-bit windows; the inverse of zero is zero.</summary>
    public Secp256k1Scalar Invert()
    {
        Span<Secp256k1Scalar> powers = stackalloc Secp256k1Scalar[16];
        powers[0] = new(1, 0, 0, 0);
        for (var i = 1; i < 16; i++) powers[i] = powers[i - 1] * this;

        ReadOnlySpan<ulong> exponent = [N0 - 2, N1, N2, N3];
        var result = powers[0];
        for (var i = 63; i >= 0; i--)
        {
            if (i != 63)
            {
                result *= result;
                result *= result;
                result *= result;
                result *= result;
            }
            result *= powers[(int)(exponent[i / 16] >> (4 * (i % 16))) & 15];
        }
        return result;
    }

    private static Secp256k1Scalar Carry(ReadOnlySpan<ulong> value)
    {
        Span<ulong> folded = stackalloc ulong[8];
        Fold(value, folded);
        return Reduce(folded[0], folded[1], folded[2], folded[3]);
    }

    private static void Fold(ReadOnlySpan<ulong> value, Span<ulong> result)
    {
        value[..4].CopyTo(result);
        result[4..].Clear();
        var high = value.Slice(4, 4);
        AddProduct(result, high, C0, 0);
        AddProduct(result, high, C1, 1);
        AddProduct(result, high, 1, 2);
    }

    private static void AddProduct(Span<ulong> into, ReadOnlySpan<ulong> value, ulong factor, int shift)
    {
        ulong carry = 0;
        for (var i = 0; i < 4; i++)
        {
            var high = Math.BigMul(value[i], factor, out var low);
            low += carry;
            if (low < carry) high++;
            var sum = into[i + shift] + low;
            if (sum < low) high++;
            into[i + shift] = sum;
            carry = high;
        }
        for (var i = 4 + shift; carry != 0 && i < into.Length; i++)
        {
            into[i] += carry;
            carry = into[i] < carry ? 1UL : 0UL;
        }
    }

    private static Secp256k1Scalar Reduce(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        // One subtraction is enough: 2^256 < 2n.
        var d0 = (UInt128)l0 - N0;
        var d1 = (UInt128)l1 - N1 - Borrow(d0);
        var d2 = (UInt128)l2 - N2 - Borrow(d1);
        var d3 = (UInt128)l3 - N3 - Borrow(d2);
        return Borrow(d3) != 0 ? new(l0, l1, l2, l3) : new((ulong)d0, (ulong)d1, (ulong)d2, (ulong)d3);
    }

    private static ulong Borrow(UInt128 difference) => (ulong)(difference >> 64) & 1;

    /// <summary>
    /// The signed digits of the width-w non-adjacent form, lowest first: each is zero or odd and below 2^(w−1) in size, so
    /// that at most one in w+1 costs an addition.
    /// </summary>
    public int ToWnaf(int width, Span<sbyte> digits) => Wnaf.Expand([_l0, _l1, _l2, _l3], width, digits);
}
