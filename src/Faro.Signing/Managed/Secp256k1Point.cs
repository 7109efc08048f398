using Fe = Faro.Signing.Managed.Field<Faro.Signing.Managed.Secp256k1Prime>;

namespace Faro.Signing.Managed;

/// <summary>A point of y² = x³ + 7 other than infinity, in affine coordinates.</summary>
internal readonly record struct Secp256k1Affine(Fe X, Fe Y)
{
    private static readonly Fe Seven = new(7, 0, 0, 0);

    /// <summary>The point with this x and this parity of y; false when there is none.</summary>
    public static bool TryDecompress(in Fe x, bool yIsOdd, out Secp256k1Affine point)
    {
        var square = (x.Square() * x) + Seven;
        var y = SquareRoot(square);
        if (y.IsOdd != yIsOdd) y = -y;
        point = new(x, y);
        return y.Square().ValueEquals(square);
    }

    public bool IsOnCurve() => Y.Square().ValueEquals((X.Square() * X) + Seven);

    public Secp256k1Affine Negate() => new(X, -Y);

    /// <summary>a^((p+1)/4): the root of a square, something else for a non-square.</summary>
    private static Fe SquareRoot(in Fe a)
    {
        var (x2, x22, x223) = Runs(a);
        return ((x223.Squared(23) * x22).Squared(6) * x2).Squared(2);
    }

    /// <summary>a^(p−2).</summary>
    internal static Fe Invert(in Fe a)
    {
        var (x2, x22, x223) = Runs(a);
        return (((x223.Squared(23) * x22).Squared(5) * a).Squared(3) * x2).Squared(2) * a;
    }

    /// <summary>a^(2^k − 1) for k = 2, 22 and 223: the runs of ones in both exponents.</summary>
    private static (Fe X2, Fe X22, Fe X223) Runs(in Fe a)
    {
        var x2 = a.Square() * a;
        var x3 = x2.Square() * a;
        var x6 = x3.Squared(3) * x3;
        var x9 = x6.Squared(3) * x3;
        var x11 = x9.Squared(2) * x2;
        var x22 = x11.Squared(11) * x11;
        var x44 = x22.Squared(22) * x22;
        var x88 = x44.Squared(44) * x44;
        var x176 = x88.Squared(88) * x88;
        var x220 = x176.Squared(44) * x44;
        return (x2, x22, x220.Squared(3) * x3);
    }
}

/// <summary>
/// A point in Jacobian coordinates: x = X/Z², y = Y/Z³; Z = 0 is infinity. Sums are right for equal, opposite and infinite
/// operands too.
/// </summary>
internal readonly struct Secp256k1Point(Fe x, Fe y, Fe z)
{
    private const int BaseWidth = 8;
    private const int PointWidth = 5;
    private const int KnownWidth = 7;

    private static readonly Secp256k1Affine Generator = new(
        Fe.FromBigEndian(Convert.FromHexString("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798")),
        Fe.FromBigEndian(Convert.FromHexString("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8")));

    private static readonly Secp256k1Affine[] BaseOddMultiples = OddMultiples(Generator, BaseWidth);

    private readonly Fe _x = x, _y = y, _z = z;

    private Secp256k1Point(in Secp256k1Affine point)
        : this(point.X, point.Y, Fe.One)
    {
    }

    private static Secp256k1Point Infinity => default;

    private bool IsInfinity => _z.IsZero;

    /// <summary>Q, 3Q, 5Q, … for <see cref="TryMultiplyAddKnown"/>: worth keeping for a point that comes again.</summary>
    public static Secp256k1Affine[] Prepare(in Secp256k1Affine q) => OddMultiples(q, KnownWidth);

    /// <summary>a·G + b·Q in one pass of doublings (Shamir); false when the sum is infinity.</summary>
    public static bool TryMultiplyAdd(in Secp256k1Scalar a, in Secp256k1Scalar b, in Secp256k1Affine q, out Secp256k1Affine sum)
    {
        Span<sbyte> baseDigits = stackalloc sbyte[Wnaf.MaxDigits];
        Span<sbyte> pointDigits = stackalloc sbyte[Wnaf.MaxDigits];
        var length = Math.Max(a.ToWnaf(BaseWidth, baseDigits), b.ToWnaf(PointWidth, pointDigits));

        Span<Secp256k1Point> odd = stackalloc Secp256k1Point[1 << (PointWidth - 2)]; // Q, 3Q, 5Q, ...
        FillOddMultiples(q, odd);

        var total = Infinity;
        for (var i = length - 1; i >= 0; i--)
        {
            total = total.Double();
            if (pointDigits[i] is var p and not 0) total = total.Add(p > 0 ? odd[p / 2] : odd[-p / 2].Negate());
            if (baseDigits[i] is var g and not 0) total = total.Add(Multiple(BaseOddMultiples, g));
        }
        return total.TryToAffine(out sum);
    }

    /// <summary>The same with a prepared Q, by a fifth cheaper.</summary>
    public static bool TryMultiplyAddKnown(
        in Secp256k1Scalar a, in Secp256k1Scalar b, ReadOnlySpan<Secp256k1Affine> preparedQ, out Secp256k1Affine sum)
    {
        Span<sbyte> baseDigits = stackalloc sbyte[Wnaf.MaxDigits];
        Span<sbyte> pointDigits = stackalloc sbyte[Wnaf.MaxDigits];
        var length = Math.Max(a.ToWnaf(BaseWidth, baseDigits), b.ToWnaf(KnownWidth, pointDigits));

        var total = Infinity;
        for (var i = length - 1; i >= 0; i--)
        {
            total = total.Double();
            if (pointDigits[i] is var p and not 0) total = total.Add(Multiple(preparedQ, p));
            if (baseDigits[i] is var g and not 0) total = total.Add(Multiple(BaseOddMultiples, g));
        }
        return total.TryToAffine(out sum);
    }

    private static Secp256k1Affine Multiple(ReadOnlySpan<Secp256k1Affine> odd, int digit) =>
        digit > 0 ? odd[digit / 2] : odd[-digit / 2].Negate();

    private bool TryToAffine(out Secp256k1Affine point)
    {
        point = default;
        if (IsInfinity) return false;
        var inverse = Secp256k1Affine.Invert(_z);
        var square = inverse.Square();
        point = new(_x * square, _y * square * inverse);
        return true;
    }

    private Secp256k1Point Negate() => new(_x, -_y, _z);

    private Secp256k1Point Double() // no point of order two: y is never zero, and infinity stays infinity as z does
    {
        var a = _x.Square();
        var b = _y.Square();
        var c = b.Square();
        var d = ((_x + b).Square() - a - c).Double();
        var e = a.Double() + a;
        var x = e.Square() - d.Double();
        var y = (e * (d - x)) - c.Double().Double().Double();
        return new(x, y, (_y * _z).Double());
    }

    private Secp256k1Point Add(in Secp256k1Affine other)
    {
        if (IsInfinity) return new(other);
        var zz = _z.Square();
        return AddScaled(_x, _y, other.X * zz, other.Y * (zz * _z), _z);
    }

    private Secp256k1Point Add(in Secp256k1Point other)
    {
        if (IsInfinity) return other;
        if (other.IsInfinity) return this;
        var zz = _z.Square();
        var otherZz = other._z.Square();
        return AddScaled(
            _x * otherZz, _y * (otherZz * other._z), other._x * zz, other._y * (zz * _z), _z * other._z);
    }

    /// <summary>Adds two points that were brought to one denominator <paramref name="z"/>.</summary>
    private static Secp256k1Point AddScaled(in Fe x1, in Fe y1, in Fe x2, in Fe y2, in Fe z)
    {
        var h = x2 - x1;
        var r = y2 - y1;
        if (h.IsZero) return r.IsZero ? new Secp256k1Point(x1, y1, z).Double() : Infinity;
        var hh = h.Square();
        var hhh = hh * h;
        var v = x1 * hh;
        var x = r.Square() - hhh - v.Double();
        return new(x, (r * (v - x)) - (y1 * hhh), z * h);
    }

    private static void FillOddMultiples(in Secp256k1Affine point, Span<Secp256k1Point> odd)
    {
        odd[0] = new(point);
        var twice = odd[0].Double();
        for (var i = 1; i < odd.Length; i++) odd[i] = odd[i - 1].Add(twice);
    }

    /// <summary>
    /// In affine form, with one inversion for all (Montgomery's trick). None is infinity: the group's order is a large prime.
    /// </summary>
    private static Secp256k1Affine[] OddMultiples(in Secp256k1Affine point, int width)
    {
        var odd = new Secp256k1Point[1 << (width - 2)];
        FillOddMultiples(point, odd);

        var products = new Fe[odd.Length]; // products[i] = z0 · … · zi
        products[0] = odd[0]._z;
        for (var i = 1; i < odd.Length; i++) products[i] = products[i - 1] * odd[i]._z;

        var affine = new Secp256k1Affine[odd.Length];
        var inverse = Secp256k1Affine.Invert(products[^1]);
        for (var i = odd.Length - 1; i >= 0; i--)
        {
            var ofThis = i == 0 ? inverse : inverse * products[i - 1];
            var square = ofThis.Square();
            affine[i] = new(odd[i]._x * square, odd[i]._y * square * ofThis);
            inverse *= odd[i]._z;
        }
        return affine;
    }
}
