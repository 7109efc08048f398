using System.Buffers.Binary;

namespace Faro.Curves.Managed;

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
        // Row by row: a · b0, then each next row is added one limb higher.
        var h0 = Math.BigMul(a._l0, b._l0, out var t0);
        var h1 = Math.BigMul(a._l1, b._l0, out var t1);
        var h2 = Math.BigMul(a._l2, b._l0, out var t2);
        var t4 = Math.BigMul(a._l3, b._l0, out var t3);
        ulong carry = 0;
        t1 = Add(t1, h0, ref carry);
        t2 = Add(t2, h1, ref carry);
        t3 = Add(t3, h2, ref carry);
        t4 += carry;

        var t5 = AddRow(a, b._l1, ref t1, ref t2, ref t3, ref t4);
        var t6 = AddRow(a, b._l2, ref t2, ref t3, ref t4, ref t5);
        var t7 = AddRow(a, b._l3, ref t3, ref t4, ref t5, ref t6);
        return FoldHigh(t0, t1, t2, t3, t4, t5, t6, t7);
    }

    public Field<TPrime> Square() => this * this;

    public Field<TPrime> Double() => this + this;

    /// <summary>Squares <paramref name="times"/> times.</summary>
    public Field<TPrime> Squared(int times)
    {
        var value = this;
        for (var i = 0; i < times; i++) value *= value;
        return value;
    }

    private static ulong AddRow(in Field<TPrime> a, ulong factor, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3)
    {
        var h0 = Math.BigMul(a._l0, factor, out var m0);
        var h1 = Math.BigMul(a._l1, factor, out var m1);
        var h2 = Math.BigMul(a._l2, factor, out var m2);
        var h3 = Math.BigMul(a._l3, factor, out var m3);
        ulong low = 0, high = 0;
        t0 = Add(t0, m0, ref low);
        t1 = Add(t1, m1, ref low);
        t2 = Add(t2, m2, ref low);
        t3 = Add(t3, m3, ref low);
        t1 = Add(t1, h0, ref high);
        t2 = Add(t2, h1, ref high);
        t3 = Add(t3, h2, ref high);
        return h3 + low + high;
    }

    private static Field<TPrime> FoldHigh(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4, ulong t5, ulong t6, ulong t7)
    {
        var h0 = Math.BigMul(t4, TPrime.Fold, out var m0);
        var h1 = Math.BigMul(t5, TPrime.Fold, out var m1);
        var h2 = Math.BigMul(t6, TPrime.Fold, out var m2);
        var h3 = Math.BigMul(t7, TPrime.Fold, out var m3);
        ulong low = 0, high = 0;
        t0 = Add(t0, m0, ref low);
        t1 = Add(t1, m1, ref low);
        t2 = Add(t2, m2, ref low);
        t3 = Add(t3, m3, ref low);
        t1 = Add(t1, h0, ref high);
        t2 = Add(t2, h1, ref high);
        t3 = Add(t3, h2, ref high);

        var top = Math.BigMul(h3 + low + high, TPrime.Fold, out var m);
        ulong carry = 0;
        t0 = Add(t0, m, ref carry);
        t1 = Add(t1, top, ref carry);
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

    private static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        var sum = a + b;
        var overflow = sum < a ? 1UL : 0UL;
        var result = sum + carry;
        carry = overflow + (result < sum ? 1UL : 0UL);
        return result;
    }

    private static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        var difference = a - b;
        var underflow = a < b ? 1UL : 0UL;
        var result = difference - borrow;
        borrow = underflow + (difference < borrow ? 1UL : 0UL);
        return result;
    }
}
