using System.Runtime.CompilerServices;

namespace Faro.Venues;

/// <summary>
/// Money as prices times shares give it, in 10⁻¹⁰ dollars (ten-thousandths of a dollar times millionths of a share): a sum over
/// levels of a book rounds nothing until it becomes <see cref="Money"/>.
/// </summary>
/// <param name="Units">10⁻¹⁰ dollars.</param>
public readonly record struct ExactMoney(long Units) : IComparable<ExactMoney>
{
    private const long PerMicroUsd = Price.One;

    /// <summary>No money.</summary>
    public static ExactMoney None => default;

    /// <summary>The money without what is finer than a millionth of a dollar.</summary>
    public Money Floor => Money.FromMicroUsd(Units / PerMicroUsd);

    /// <summary>The same amount in the finer unit.</summary>
    /// <exception cref="OverflowException">More than about 900 million dollars.</exception>
    public static ExactMoney Of(Money money) => new(checked(money.MicroUsd * PerMicroUsd));

    /// <summary>What shares cost at a price.</summary>
    /// <exception cref="OverflowException">More than about 900 million dollars.</exception>
    public static ExactMoney Of(Shares shares, Price price) => new(checked(shares.Micro * price.TenThousandths));

    /// <summary>What shares cost at a price; false when it is more than the budget (and then it may be anything).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPay(Shares shares, Price price, ExactMoney budget, out ExactMoney cost)
    {
        var fits = Math.BigMul(shares.Micro, price.TenThousandths, out var low) == 0 && low >= 0 && low <= budget.Units;
        cost = new ExactMoney(low);
        return fits;
    }

    /// <summary>The shares that the money pays for, rounded down to a millionth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Shares FloorDiv(Price price) => Shares.FromMicro(Units / price.TenThousandths);

    /// <summary>A part of the money, in basis points, rounded down.</summary>
    public ExactMoney FloorBasisPoints(int bps) => new(checked(Units / BasisPoints.One * bps));

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExactMoney operator +(ExactMoney left, ExactMoney right) => new(checked(left.Units + right.Units));

    /// <summary>The difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExactMoney operator -(ExactMoney left, ExactMoney right) => new(checked(left.Units - right.Units));

    /// <summary>Compares two amounts.</summary>
    public static bool operator <(ExactMoney left, ExactMoney right) => left.Units < right.Units;

    /// <summary>Compares two amounts.</summary>
    public static bool operator >(ExactMoney left, ExactMoney right) => left.Units > right.Units;

    /// <summary>Compares two amounts.</summary>
    public static bool operator <=(ExactMoney left, ExactMoney right) => left.Units <= right.Units;

    /// <summary>Compares two amounts.</summary>
    public static bool operator >=(ExactMoney left, ExactMoney right) => left.Units >= right.Units;

    /// <summary>The larger amount.</summary>
    public static ExactMoney Max(ExactMoney left, ExactMoney right) => left > right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(ExactMoney other) => Units.CompareTo(other.Units);
}
