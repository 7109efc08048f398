using Fe = Faro.Signing.Managed.Field<Faro.Signing.Managed.Ed25519Prime>;

namespace Faro.Signing.Managed;

/// <summary>
/// A point of −x² + y² = 1 + d·x²·y² in extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. Its formulas have no exceptions.
/// </summary>
internal readonly struct Ed25519Point(Fe x, Fe y, Fe z, Fe t)
{
    private const int BaseWidth = 7;
    private const int PointWidth = 5;

    private static readonly Fe D = -(new Fe(121665, 0, 0, 0) * Invert(new Fe(121666, 0, 0, 0)));
    private static readonly Fe TwiceD = D.Double();
    private static readonly Fe Two = new(2, 0, 0, 0);
    private static readonly Fe RootOfMinusOne = PowerP58(Two).Square() * Two; // 2^((p−1)/4)
    private static readonly Addend[] BaseOddMultiples = OddMultiplesOfBase();

    private readonly Fe _x = x, _y = y, _z = z, _t = t;

    private static Ed25519Point Identity => new(default, Fe.One, Fe.One, default);

    /// <summary>Decodes a canonical 32-byte encoding; false when no point of the curve has it.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Ed25519Point point)
    {
        Span<byte> masked = stackalloc byte[32];
        bytes.CopyTo(masked);
        masked[31] &= 0x7F;
        var y = Fe.FromLittleEndian(masked);
        point = default;
        if (!y.IsReduced) return false;

        // x² = u/v; the candidate root may be off by √−1
        var u = y.Square() - Fe.One;
        var v = (D * y.Square()) + Fe.One;
        var v3 = v.Square() * v;
        var x = u * v3 * PowerP58(u * v3.Square() * v);
        var check = v * x.Square();
        if (!check.ValueEquals(u))
        {
            if (!check.ValueEquals(-u)) return false;
            x *= RootOfMinusOne;
        }
        var isOdd = bytes[31] >> 7 != 0;
        if (x.IsZero && isOdd) return false;
        if (x.IsOdd != isOdd) x = -x;
        point = new(x, y, Fe.One, x * y);
        return true;
    }

    public void Encode(Span<byte> bytes)
    {
        var inverse = Invert(_z);
        (_y * inverse).WriteLittleEndian(bytes);
        if ((_x * inverse).IsOdd) bytes[31] |= 0x80;
    }

    /// <summary>s·B + k·P in one pass of doublings; the scalars are four limbs each, the lowest first.</summary>
    public static Ed25519Point MultiplyAdd(ReadOnlySpan<ulong> s, ReadOnlySpan<ulong> k, in Ed25519Point point)
    {
        Span<sbyte> baseDigits = stackalloc sbyte[Wnaf.MaxDigits];
        Span<sbyte> pointDigits = stackalloc sbyte[Wnaf.MaxDigits];
        var length = Math.Max(Wnaf.Expand(s, BaseWidth, baseDigits), Wnaf.Expand(k, PointWidth, pointDigits));

        Span<Addend> odd = stackalloc Addend[1 << (PointWidth - 2)];
        FillOddMultiples(point, odd);

        var total = Identity;
        for (var i = length - 1; i >= 0; i--)
        {
            total = total.Double();
            if (pointDigits[i] is var p and not 0) total = total.Add(p > 0 ? odd[p / 2] : odd[-p / 2].Negate());
            if (baseDigits[i] is var g and not 0)
                total = total.Add(g > 0 ? BaseOddMultiples[g / 2] : BaseOddMultiples[-g / 2].Negate());
        }
        return total;
    }

    public Ed25519Point Negate() => new(-_x, _y, _z, -_t);

    public Ed25519Point Double()
    {
        var a = _x.Square();
        var b = _y.Square();
        var c = _z.Square().Double();
        var e = (_x + _y).Square() - a - b;
        var g = b - a;
        var f = g - c;
        var h = -(a + b);
        return new(e * f, g * h, f * g, e * h);
    }

    private Ed25519Point Add(in Addend other)
    {
        var a = (_y - _x) * other.YMinusX;
        var b = (_y + _x) * other.YPlusX;
        var c = _t * other.TwiceDT;
        var d = _z * other.TwiceZ;
        var e = b - a;
        var f = d - c;
        var g = d + c;
        var h = b + a;
        return new(e * f, g * h, f * g, e * h);
    }

    private Addend ToAddend() => new(_y + _x, _y - _x, _z.Double(), _t * TwiceD);

    private static Addend[] OddMultiplesOfBase()
    {
        var y = new Fe(4, 0, 0, 0) * Invert(new Fe(5, 0, 0, 0)); // the base point: y = 4/5, x even
        Span<byte> encoded = stackalloc byte[32];
        y.WriteLittleEndian(encoded);
        if (!TryDecode(encoded, out var point)) throw new InvalidOperationException("The base point is on the curve.");
        var table = new Addend[1 << (BaseWidth - 2)];
        FillOddMultiples(point, table);
        return table;
    }

    private static void FillOddMultiples(in Ed25519Point point, Span<Addend> odd)
    {
        var twice = point.Double().ToAddend();
        var multiple = point;
        odd[0] = multiple.ToAddend();
        for (var i = 1; i < odd.Length; i++)
        {
            multiple = multiple.Add(twice);
            odd[i] = multiple.ToAddend();
        }
    }

    /// <summary>a^(p−2).</summary>
    private static Fe Invert(in Fe a)
    {
        var (a11, ones) = Runs(a);
        return ones.Squared(5) * a11;
    }

    /// <summary>a^((p−5)/8).</summary>
    private static Fe PowerP58(in Fe a) => Runs(a).Ones.Squared(2) * a;

    /// <summary>a^11 and a^(2^250 − 1), which both exponents share.</summary>
    private static (Fe A11, Fe Ones) Runs(in Fe a)
    {
        var a2 = a.Square();
        var a9 = a2.Squared(2) * a;
        var a11 = a9 * a2;
        var ones5 = a11.Square() * a9;
        var ones10 = ones5.Squared(5) * ones5;
        var ones20 = ones10.Squared(10) * ones10;
        var ones40 = ones20.Squared(20) * ones20;
        var ones50 = ones40.Squared(10) * ones10;
        var ones100 = ones50.Squared(50) * ones50;
        var ones200 = ones100.Squared(100) * ones100;
        return (a11, ones200.Squared(50) * ones50);
    }

    /// <summary>A point made ready to be added many times.</summary>
    private readonly record struct Addend(Fe YPlusX, Fe YMinusX, Fe TwiceZ, Fe TwiceDT)
    {
        public Addend Negate() => new(YMinusX, YPlusX, TwiceZ, -TwiceDT);
    }
}
