using System.Runtime.CompilerServices;

namespace Faro.Venues;

/// <summary>Dollars a share in whole billionths: what a price and its fee are added up in, five digits finer than any tick.</summary>
/// <param name="Billionths">Billionths of a dollar a share.</param>
public readonly record struct UnitPrice(long Billionths) : IComparable<UnitPrice>
{
    private const long OneDollar = 1_000_000_000;
    private const long PerTenThousandth = OneDollar / Price.One;

    /// <summary>One dollar a share.</summary>
    public static UnitPrice One => new(OneDollar);

    /// <summary>The least that is more than nothing.</summary>
    public static UnitPrice Smallest => new(1);

    /// <summary>Dollars a share, rounded to six places, without trailing zeros.</summary>
    public decimal Dollars => Decimals.Trim(decimal.Round(Billionths / (decimal)OneDollar, 6));

    /// <summary>A price in the finer unit.</summary>
    public static UnitPrice Of(Price price) => new(price.TenThousandths * PerTenThousandth);

    /// <summary>Dollars a share, what is finer than a billionth dropped.</summary>
    public static UnitPrice FloorDollars(decimal dollars) => new((long)(dollars * OneDollar));

    /// <summary>Money by shares, rounded towards zero; zero without shares.</summary>
    public static UnitPrice FloorDiv(Money money, Shares shares) =>
        shares == Shares.None ? default : new((long)((Int128)money.MicroUsd * OneDollar / shares.Micro));

    /// <summary>What so many shares are worth, rounded towards zero.</summary>
    public Money FloorOf(Shares shares) => Money.FromMicroUsd((long)((Int128)Billionths * shares.Micro / OneDollar));

    /// <summary>This in basis points of another unit price, rounded towards zero; zero when the other is zero.</summary>
    public long BasisPointsOf(UnitPrice other) => other.Billionths == 0 ? 0 : Billionths * BasisPoints.One / other.Billionths;

    /// <summary>This in basis points of a price, rounded to two places.</summary>
    public decimal ExactBasisPointsOf(Price price) => Math.Round(Billionths / (decimal)Of(price).Billionths * BasisPoints.One, 2);

    /// <summary>So many percent of it, rounded down.</summary>
    public UnitPrice FloorPercent(int percent) => new(Billionths * percent / 100);

    /// <summary>The fewest atoms of what is wanted that keep a trade within this price, both tokens having six decimals.</summary>
    /// <param name="given">Atoms given: of dollars on a BUY, of shares on a SELL.</param>
    /// <param name="side">Which way the order trades.</param>
    public ulong CeilLeast(ulong given, Side side) => side == Side.Buy
        ? (ulong)((((UInt128)given * (ulong)OneDollar) + (ulong)Billionths - 1) / (ulong)Billionths)
        : (ulong)((((UInt128)given * (ulong)Billionths) + (OneDollar - 1)) / (ulong)OneDollar);

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UnitPrice operator +(UnitPrice left, UnitPrice right) => new(checked(left.Billionths + right.Billionths));

    /// <summary>The difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UnitPrice operator -(UnitPrice left, UnitPrice right) => new(checked(left.Billionths - right.Billionths));

    /// <summary>Compares two unit prices.</summary>
    public static bool operator <(UnitPrice left, UnitPrice right) => left.Billionths < right.Billionths;

    /// <summary>Compares two unit prices.</summary>
    public static bool operator >(UnitPrice left, UnitPrice right) => left.Billionths > right.Billionths;

    /// <summary>Compares two unit prices.</summary>
    public static bool operator <=(UnitPrice left, UnitPrice right) => left.Billionths <= right.Billionths;

    /// <summary>Compares two unit prices.</summary>
    public static bool operator >=(UnitPrice left, UnitPrice right) => left.Billionths >= right.Billionths;

    /// <summary>The smaller one.</summary>
    public static UnitPrice Min(UnitPrice left, UnitPrice right) => left < right ? left : right;

    /// <summary>The larger one.</summary>
    public static UnitPrice Max(UnitPrice left, UnitPrice right) => left > right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(UnitPrice other) => Billionths.CompareTo(other.Billionths);
}
