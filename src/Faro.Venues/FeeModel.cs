namespace Faro.Venues;

/// <summary>The shape of a venue's taker fee.</summary>
public enum FeeShape
{
    /// <summary>No fee.</summary>
    None,

    /// <summary><c>rate × (p × (1 − p))^exponent</c> dollars a share (Polymarket; Kalshi with exponent 1).</summary>
    Curve,

    /// <summary><c>rate × min(p, 1 − p)</c> dollars a share (Foresight).</summary>
    Smaller,
}

/// <summary>A taker fee in integers.</summary>
/// <param name="Shape">The formula.</param>
/// <param name="RatePpm">The rate in millionths (parts per million).</param>
/// <param name="Exponent">The exponent of the curve, 0 … 4.</param>
public readonly record struct FeeModel(FeeShape Shape, int RatePpm, int Exponent = 1)
{
    private const int OnePpm = 1_000_000;
    private const long ProductScale = (long)Price.One * Price.One;

    /// <summary>No fee.</summary>
    public static FeeModel Free => new(FeeShape.None, 0);

    /// <summary>A curve; null when its rate or exponent is none that integers can follow.</summary>
    public static FeeModel? Curve(decimal rate, decimal exponent)
    {
        var ppm = rate * OnePpm;
        return rate is < 0 or > 1 || exponent is < 0 or > 4 || decimal.Truncate(exponent) != exponent
            ? null
            : rate == 0 ? Free : new FeeModel(FeeShape.Curve, (int)decimal.Ceiling(ppm), (int)exponent);
    }

    /// <summary>A fee on the smaller of both prices.</summary>
    public static FeeModel Smaller(int bps) => bps == 0 ? Free : new(FeeShape.Smaller, checked(bps * (OnePpm / BasisPoints.One)));

    /// <summary>The fee of one share, rounded up.</summary>
    /// <param name="price">The share's price.</param>
    public UnitPrice PerShare(Price price)
    {
        var (one, other) = (price.TenThousandths, Price.One - price.TenThousandths);
        switch (Shape)
        {
            case FeeShape.Curve:
                // At most 10⁹ × 2.5·10⁷ at each step: 64 bits hold it.
                var product = (long)one * other;
                var fee = RatePpm * (UnitPrice.One.Billionths / OnePpm);
                for (var i = 0; i < Exponent; i++) fee = ((fee * product) + (ProductScale - 1)) / ProductScale;
                return new UnitPrice(fee);
            case FeeShape.Smaller:
                // Millionths times ten-thousandths are 10⁻¹⁰; a billionth is ten of them.
                return new UnitPrice((((long)RatePpm * Math.Min(one, other)) + 9) / 10);
            default:
                return default;
        }
    }
}
