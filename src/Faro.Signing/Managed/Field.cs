using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using static Faro.Signing.Managed.Limbs;

namespace Faro.Signing.Managed;

/// <summary>A prime just below 2^256, or half of that: 2^256 is congruent to a small number, which makes reduction cheap.</summary>
internal interface IFieldPrime
{
    /// <summary>2^256 modulo the prime, below 2^34.</summary>
    static abstract ulong Fold { get; }

    /// <summary>The prime's 64-bit limbs, the lowest first.</summary>
    static abstract (ulong L0, ulong L1, ulong L2, ulong L3) Limbs { get; }
}

/// <summary>p = 2^256 − 2^32 − 977, the field of secp256k1.</summary>
internal readonly struct Secp256k1Prime : IFieldPrime
{
    public static ulong Fold => 0x1000003D1;

    public static (ulong L0, ulong L1, ulong L2, ulong L3) Limbs => (0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);
}

/// <summary>p = 2^255 − 19, the field of Ed25519.</summary>
internal readonly struct Ed25519Prime : IFieldPrime
{
    public static ulong Fold => 38;

    public static (ulong L0, ulong L1, ulong L2, ulong L3) Limbs =>
        (0xFFFFFFFFFFFFFFED, ulong.MaxValue, ulong.MaxValue, 0x7FFFFFFFFFFFFFFF);
}

/// <summary>
/// A residue modulo the prime in four limbs. Any value below 2^256 is allowed in between; <see cref="Reduced"/> gives the
/// smallest one. Runs in variable time: every input here is public.
/// </summary>
internal readonly struct Field<TPrime>(ulong l0, ulong l1, ulong l2, ulong l3)
    where TPrime : struct, IFieldPrime
{
    private readonly ulong _l0 = l0, _l1 = l1, _l2 = l2, _l3 = l3;

    public static Field<TPrime> One => new(1, 0, 0, 0);

    public bool IsZero
    {
        get
        {
            var r = Reduced();
            return (r._l0 | r._l1 | r._l2 | r._l3) == 0;
        }
    }

    public bool IsOdd => (Reduced()._l0 & 1) != 0;

    public static Field<TPrime> FromBigEndian(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes));

    public static Field<TPrime> FromLittleEndian(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    public void WriteBigEndian(Span<byte> bytes)
    {
        var r = Reduced();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, r._l3);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], r._l2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], r._l1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], r._l0);
    }

    public void WriteLittleEndian(Span<byte> bytes)
    {
        WriteBigEndian(bytes);
        bytes[..32].Reverse();
    }

    /// <summary>Whether the limbs are already the smallest representative, as a canonical encoding requires.</summary>
    public bool IsReduced
    {
        get
        {
            var (p0, p1, p2, p3) = TPrime.Limbs;
            if (_l3 != p3) return _l3 < p3;
            if (_l2 != p2) return _l2 < p2;
            if (_l1 != p1) return _l1 < p1;
            return _l0 < p0;
        }
    }

    public Field<TPrime> Reduced()
    {
        var value = this;
        var (p0, p1, p2, p3) = TPrime.Limbs;
        while (!value.IsReduced) // at most twice: 2^256 < 3p
        {
            ulong borrow = 0;
            value = new(
                Subtract(value._l0, p0, ref borrow), Subtract(value._l1, p1, ref borrow),
                Subtract(value._l2, p2, ref borrow), Subtract(value._l3, p3, ref borrow));
        }
        return value;
    }

    public bool ValueEquals(in Field<TPrime> other) => (this - other).IsZero;

    public static Field<TPrime> operator +(in Field<TPrime> a, in Field<TPrime> b)
    {
        ulong carry = 0;
        var r0 = Add(a._l0, b._l0, ref carry);
        var r1 = Add(a._l1, b._l1, ref carry);
        var r2 = Add(a._l2, b._l2, ref carry);
        var r3 = Add(a._l3, b._l3, ref carry);
        return carry == 0 ? new(r0, r1, r2, r3) : FoldCarry(r0, r1, r2, r3, TPrime.Fold);
    }

    public static Field<TPrime> operator -(in Field<TPrime> a, in Field<TPrime> b)
    {
        ulong borrow = 0;
        var r0 = Subtract(a._l0, b._l0, ref borrow);
        var r1 = Subtract(a._l1, b._l1, ref borrow);
        var r2 = Subtract(a._l2, b._l2, ref borrow);
        var r3 = Subtract(a._l3, b._l3, ref borrow);
        while (borrow != 0) // a wrapped difference is 2^256 too high; taking that off again may wrap once more
        {
            borrow = 0;
            r0 = Subtract(r0, TPrime.Fold, ref borrow);
            r1 = Subtract(r1, 0, ref borrow);
            r2 = Subtract(r2, 0, ref borrow);
            r3 = Subtract(r3, 0, ref borrow);
        }
        return new(r0, r1, r2, r3);
    }

    public static Field<TPrime> operator -(in Field<TPrime> a) => default(Field<TPrime>) - a;

    public static Field<TPrime> operator *(in Field<TPrime> a, in Field<TPrime> b)
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
        return FoldHigh(t0, t1, t2, t3, t4, t5, t6, carry);
    }

    public Field<TPrime> Square()
    {
        ulong a0 = _l0, a1 = _l1, a2 = _l2, a3 = _l3;

        // The products of different limbs once, then doubled, then the squares.
        ulong carry = 0;
        var t1 = MultiplyAdd(a0, a1, 0, ref carry);
        var t2 = MultiplyAdd(a0, a2, 0, ref carry);
        var t3 = MultiplyAdd(a0, a3, 0, ref carry);
        var t4 = carry;
        carry = 0;
        t3 = MultiplyAdd(a1, a2, t3, ref carry);
        t4 = MultiplyAdd(a1, a3, t4, ref carry);
        var t5 = carry;
        carry = 0;
        t5 = MultiplyAdd(a2, a3, t5, ref carry);
        var t6 = carry;

        var t7 = t6 >> 63;
        t6 = (t6 << 1) | (t5 >> 63);
        t5 = (t5 << 1) | (t4 >> 63);
        t4 = (t4 << 1) | (t3 >> 63);
        t3 = (t3 << 1) | (t2 >> 63);
        t2 = (t2 << 1) | (t1 >> 63);
        t1 <<= 1;

        var h0 = Math.BigMul(a0, a0, out var t0);
        var h1 = Math.BigMul(a1, a1, out var m1);
        var h2 = Math.BigMul(a2, a2, out var m2);
        var h3 = Math.BigMul(a3, a3, out var m3);
        carry = 0;
        t1 = Add(t1, h0, ref carry);
        t2 = Add(t2, m1, ref carry);
        t3 = Add(t3, h1, ref carry);
        t4 = Add(t4, m2, ref carry);
        t5 = Add(t5, h2, ref carry);
        t6 = Add(t6, m3, ref carry);
        t7 += h3 + carry;
        return FoldHigh(t0, t1, t2, t3, t4, t5, t6, t7);
    }

    public Field<TPrime> Double() => this + this;

    /// <summary>Squares <paramref name="times"/> times.</summary>
    public Field<TPrime> Squared(int times)
    {
        var value = this;
        for (var i = 0; i < times; i++) value = value.Square();
        return value;
    }

    /// <summary>Replaces the limbs above 2^256 by their small residue, and what that pushes out once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Field<TPrime> FoldHigh(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4, ulong t5, ulong t6, ulong t7)
    {
        ulong carry = 0;
        t0 = MultiplyAdd(t4, TPrime.Fold, t0, ref carry);
        t1 = MultiplyAdd(t5, TPrime.Fold, t1, ref carry);
        t2 = MultiplyAdd(t6, TPrime.Fold, t2, ref carry);
        t3 = MultiplyAdd(t7, TPrime.Fold, t3, ref carry);

        var high = Math.BigMul(carry, TPrime.Fold, out var low);
        carry = 0;
        t0 = Add(t0, low, ref carry);
        t1 = Add(t1, high, ref carry);
        t2 = Add(t2, 0, ref carry);
        t3 = Add(t3, 0, ref carry);
        return carry == 0 ? new(t0, t1, t2, t3) : FoldCarry(t0, t1, t2, t3, TPrime.Fold);
    }

    /// <summary>Adds 2^256 as its small residue, as often as that overflows again (at most once more).</summary>
    private static Field<TPrime> FoldCarry(ulong r0, ulong r1, ulong r2, ulong r3, ulong fold)
    {
        ulong carry = 1;
        while (carry != 0)
        {
            carry = 0;
            r0 = Add(r0, fold, ref carry);
            r1 = Add(r1, 0, ref carry);
            r2 = Add(r2, 0, ref carry);
            r3 = Add(r3, 0, ref carry);
        }
        return new(r0, r1, r2, r3);
    }
}
