using System.Globalization;

namespace Faro.Venues;

/// <summary>A probability price in whole ten-thousandths of a dollar per share (the finest tick of all venues): 0.62 is 6200.</summary>
/// <param name="TenThousandths">0 … 10,000.</param>
public readonly record struct Price(int TenThousandths) : IComparable<Price>
{
    /// <summary>Ten-thousandths in one dollar.</summary>
    public const int One = 10_000;

    /// <summary>The price of the opposite outcome: one minus this.</summary>
    public Price Complement => new(One - TenThousandths);

    /// <summary>Dollars per share.</summary>
    public decimal Dollars => TenThousandths / 10_000m;

    /// <summary>The exact price, or null when the value is outside 0 … 1 or finer than a ten-thousandth.</summary>
    public static Price? FromDollars(decimal dollars)
    {
        if (dollars is < 0m or > 1m)
            return null;
        var scaled = dollars * One;
        return decimal.Truncate(scaled) == scaled ? new Price((int)scaled) : null;
    }

    /// <inheritdoc/>
    public int CompareTo(Price other) => TenThousandths.CompareTo(other.TenThousandths);

    /// <summary>Compares two prices.</summary>
    public static bool operator <(Price left, Price right) => left.TenThousandths < right.TenThousandths;

    /// <summary>Compares two prices.</summary>
    public static bool operator >(Price left, Price right) => left.TenThousandths > right.TenThousandths;

    /// <summary>Compares two prices.</summary>
    public static bool operator <=(Price left, Price right) => left.TenThousandths <= right.TenThousandths;

    /// <summary>Compares two prices.</summary>
    public static bool operator >=(Price left, Price right) => left.TenThousandths >= right.TenThousandths;

    /// <inheritdoc/>
    public override string ToString() => Dollars.ToString("0.0###", CultureInfo.InvariantCulture);
}
