namespace Faro.Orders.Routing;

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
/// <param name="RatePpm">The rate in millionths.</param>
/// <param name="Exponent">The exponent of the curve, 0 … 4.</param>
public readonly record struct FeeModel(FeeShape Shape, int RatePpm, int Exponent = 1)
{
    /// <summary>No fee.</summary>
    public static FeeModel Free => new(FeeShape.None, 0);

    /// <summary>A curve; null when its rate or exponent is none that integers can follow.</summary>
    public static FeeModel? Curve(decimal rate, decimal exponent)
    {
        var ppm = rate * 1_000_000m;
        return rate is < 0 or > 1 || exponent is < 0 or > 4 || decimal.Truncate(exponent) != exponent
            ? null
            : rate == 0 ? Free : new FeeModel(FeeShape.Curve, (int)decimal.Ceiling(ppm), (int)exponent);
    }

    /// <summary>A fee on the smaller of both prices.</summary>
    public static FeeModel Smaller(int bps) => bps == 0 ? Free : new(FeeShape.Smaller, checked(bps * 100));

    /// <summary>The fee of one share in billionths of a dollar, rounded up.</summary>
    /// <param name="price">The share's price in ten-thousandths.</param>
    public long PerShare(int price)
    {
        switch (Shape)
        {
            case FeeShape.Curve:
                // At most 10⁹ × 2.5·10⁷ at each step: 64 bits hold it.
                var product = (long)price * (10_000 - price);
                var fee = RatePpm * 1_000L;
                for (var i = 0; i < Exponent; i++) fee = ((fee * product) + 99_999_999) / 100_000_000;
                return fee;
            case FeeShape.Smaller:
                return (((long)RatePpm * Math.Min(price, 10_000 - price)) + 9) / 10;
            default:
                return 0;
        }
    }
}
