using System.Buffers.Binary;
using static Faro.Signing.Managed.Limbs;

namespace Faro.Signing.Managed;

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
        ulong borrow = 0;
        return new(
            Subtract(N0, _l0, ref borrow), Subtract(N1, _l1, ref borrow), Subtract(N2, _l2, ref borrow), Subtract(N3, _l3, ref borrow));
    }

    public static Secp256k1Scalar operator *(in Secp256k1Scalar a, in Secp256k1Scalar b)
    {
        ulong a0 = a._l0, a1 = a._l1, a2 = a._l2, a3 = a._l3;
        ulong b0 = b._l0, b1 = b._l1, b2 = b._l2, b3 = b._l3;

        ulong carry = 0;
        var t0 = MultiplyAdd(a0, b0, 0, ref carry);
        var t1 = MultiplyAdd(a1, b0, 0, ref carry);
        var t2 = MultiplyAdd(a2, b0, 0, ref carry);
        var t3 = MultiplyAdd(a3, b0, 0, ref carry);
        var t4 = carry;

        carry = 0;
        t1 = MultiplyAdd(a0, b1, t1, ref carry);
        t2 = MultiplyAdd(a1, b1, t2, ref carry);
        t3 = MultiplyAdd(a2, b1, t3, ref carry);
        t4 = MultiplyAdd(a3, b1, t4, ref carry);
        var t5 = carry;

        carry = 0;
        t2 = MultiplyAdd(a0, b2, t2, ref carry);
        t3 = MultiplyAdd(a1, b2, t3, ref carry);
        t4 = MultiplyAdd(a2, b2, t4, ref carry);
        t5 = MultiplyAdd(a3, b2, t5, ref carry);
        var t6 = carry;

        carry = 0;
        t3 = MultiplyAdd(a0, b3, t3, ref carry);
        t4 = MultiplyAdd(a1, b3, t4, ref carry);
        t5 = MultiplyAdd(a2, b3, t5, ref carry);
        t6 = MultiplyAdd(a3, b3, t6, ref carry);
        var t7 = carry;

        // What lies above 2^256 goes back in times 2^256 − n: 512 bits shrink to 386, to 260, to 257, to 256.
        while ((t4 | t5 | t6 | t7) != 0) Fold(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        return Reduce(t0, t1, t2, t3);
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

    private static void Fold(
        ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4, ref ulong t5, ref ulong t6, ref ulong t7)
    {
        ulong h0 = t4, h1 = t5, h2 = t6, h3 = t7;
        ulong carry = 0;
        t0 = MultiplyAdd(h0, C0, t0, ref carry);
        t1 = MultiplyAdd(h1, C0, t1, ref carry);
        t2 = MultiplyAdd(h2, C0, t2, ref carry);
        t3 = MultiplyAdd(h3, C0, t3, ref carry);
        t4 = carry;

        carry = 0;
        t1 = MultiplyAdd(h0, C1, t1, ref carry);
        t2 = MultiplyAdd(h1, C1, t2, ref carry);
        t3 = MultiplyAdd(h2, C1, t3, ref carry);
        t4 = MultiplyAdd(h3, C1, t4, ref carry);
        t5 = carry;

        carry = 0;
        t2 = Add(t2, h0, ref carry);
        t3 = Add(t3, h1, ref carry);
        t4 = Add(t4, h2, ref carry);
        t5 = Add(t5, h3, ref carry);
        t6 = carry;
        t7 = 0;
    }

    private static Secp256k1Scalar Reduce(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        // One subtraction is enough: 2^256 < 2n.
        ulong borrow = 0;
        var d0 = Subtract(l0, N0, ref borrow);
        var d1 = Subtract(l1, N1, ref borrow);
        var d2 = Subtract(l2, N2, ref borrow);
        var d3 = Subtract(l3, N3, ref borrow);
        return borrow != 0 ? new(l0, l1, l2, l3) : new(d0, d1, d2, d3);
    }

    /// <summary>
    /// The signed digits of the width-w non-adjacent form, lowest first: each is zero or odd and below 2^(w−1) in size, so
    /// that at most one in w+1 costs an addition.
    /// </summary>
    public int ToWnaf(int width, Span<sbyte> digits) => Wnaf.Expand([_l0, _l1, _l2, _l3], width, digits);
}
