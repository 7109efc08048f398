using System.Globalization;

namespace Faro.Sandbox.Trading;

/// <summary>
/// An amount of one asset in its smallest units. Collateral and outcome tokens have six decimals at every venue, so a unit is a
/// millionth of a dollar or of a share.
/// </summary>
internal readonly record struct Units(long Count) : IComparable<Units>
{
    /// <summary>The decimals of every asset here.</summary>
    public const int Decimals = 6;

    private const long Whole = 1_000_000;

    private const long Hundredth = Whole / 100;

    public static readonly Units Zero;

    /// <summary>One dollar or one share.</summary>
    public static readonly Units One = new(Whole);

    /// <summary>A cent or a hundredth of a share: the smallest size that books show.</summary>
    public static readonly Units Cent = new(Hundredth);

    /// <summary>More than any amount.</summary>
    public static readonly Units Unlimited = new(long.MaxValue);

    /// <summary>The same in dollars or shares.</summary>
    public decimal Amount => Count / (decimal)Whole;

    /// <summary>Dollars or shares, digits below a unit dropped.</summary>
    public static Units Floor(decimal amount) => new((long)(amount * Whole));

    /// <summary>What this many shares cost at a price, rounded up.</summary>
    public Units CostAt(Price price) => new((long)((((Int128)Count * price.TenThousandths) + Price.One.TenThousandths - 1) / Price.One.TenThousandths));

    /// <summary>What this many shares pay at a price, rounded down.</summary>
    public Units ProceedsAt(Price price) => new((long)((Int128)Count * price.TenThousandths / Price.One.TenThousandths));

    /// <summary>How many shares this money buys at a price, rounded down; saturates at the maximum of a long.</summary>
    public Units SharesAt(Price price) => new((long)Int128.Min((Int128)Count * Price.One.TenThousandths / price.TenThousandths, long.MaxValue));

    /// <summary>The price on the grid at which this money bought these shares, rounded down or up to the next tick, at most a dollar.</summary>
    /// <param name="shares">More than zero.</param>
    /// <param name="tick">The grid.</param>
    /// <param name="up">Rounds up.</param>
    /// <param name="exact">Whether nothing was rounded.</param>
    public Price PriceOf(Units shares, Price tick, bool up, out bool exact)
    {
        var (money, step) = ((Int128)Count * Price.One.TenThousandths, (Int128)shares.Count * tick.TenThousandths);
        var ticks = up ? (money + step - 1) / step : money / step;
        exact = ticks * step == money;
        return new Price((int)Int128.Clamp(ticks * tick.TenThousandths, 0, Price.One.TenThousandths));
    }

    /// <summary>Whole hundredths, rounded down: the part shown in a book.</summary>
    public Units FloorToCent() => new(Count / Hundredth * Hundredth);

    /// <summary>So many times as much.</summary>
    public Units Times(long count) => new(Count * count);

    /// <summary>A part of it, rounded down.</summary>
    public Units Part(int parts) => new(Count / parts);

    /// <summary>Less the slippage, in hundredths of a percent, rounded down.</summary>
    public Units Less(int basisPoints) => new((long)((Int128)Count * (Price.One.TenThousandths - basisPoints) / Price.One.TenThousandths));

    /// <summary>Whether it has at most this many decimals, of six.</summary>
    public bool Fits(int decimals)
    {
        var step = 1L;
        for (var i = decimals; i < Decimals; i++)
            step *= 10;
        return Count % step == 0;
    }

    public static Units Min(Units a, Units b) => a <= b ? a : b;

    public static Units Max(Units a, Units b) => a >= b ? a : b;

    public int CompareTo(Units other) => Count.CompareTo(other.Count);

    public static Units operator +(Units a, Units b) => new(a.Count + b.Count);

    public static Units operator -(Units a, Units b) => new(a.Count - b.Count);

    public static Units operator -(Units a) => new(-a.Count);

    public static bool operator <(Units a, Units b) => a.Count < b.Count;

    public static bool operator >(Units a, Units b) => a.Count > b.Count;

    public static bool operator <=(Units a, Units b) => a.Count <= b.Count;

    public static bool operator >=(Units a, Units b) => a.Count >= b.Count;

    /// <summary>Dollars or shares without trailing zeros.</summary>
    public override string ToString() => Amount.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>Dollars or shares with two decimals.</summary>
    public string ToFixed() => Amount.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The units themselves, as chains write them.</summary>
    public string ToUnits() => Count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Sums of amounts.</summary>
internal static class UnitSums
{
    public static Units Sum<T>(this IEnumerable<T> items, Func<T, Units> amount) => items.Aggregate(Units.Zero, (sum, item) => sum + amount(item));
}
