using System.Globalization;

namespace Faro.Sandbox.Trading;

/// <summary>A price, or the step between two, in ten-thousandths of a dollar: the finest tick of the venues.</summary>
internal readonly record struct Price(int TenThousandths) : IComparable<Price>
{
    private const int OneDollar = 10_000;

    /// <summary>A dollar: what a winning share pays. No order has this price.</summary>
    public static readonly Price One = new(OneDollar);

    /// <summary>No money. No order has this price.</summary>
    public static readonly Price Zero;

    /// <summary>The same in dollars.</summary>
    public decimal Dollars => TenThousandths / (decimal)OneDollar;

    /// <summary>What the other outcome costs.</summary>
    public Price Complement => One - this;

    /// <summary>Whether an order may have it: above zero and below a dollar.</summary>
    public bool IsBetweenZeroAndOne => this > Zero && this < One;

    /// <summary>Dollars, rounded to the nearest ten-thousandth.</summary>
    public static Price Nearest(decimal dollars) => new((int)Math.Round(dollars * OneDollar));

    /// <summary>Dollars, digits below a ten-thousandth dropped.</summary>
    public static Price Floor(decimal dollars) => new((int)(dollars * OneDollar));

    /// <summary>Dollars, rounded up to the next ten-thousandth.</summary>
    public static Price Ceil(decimal dollars) => new((int)Math.Ceiling(dollars * OneDollar));

    /// <summary>Whole cents.</summary>
    public static Price Cents(int cents) => new(cents * (OneDollar / 100));

    /// <summary>The highest multiple of the tick that is not above this.</summary>
    public Price FloorTo(Price tick) => new(TenThousandths / tick.TenThousandths * tick.TenThousandths);

    /// <summary>Whole cents, rounded down.</summary>
    public int FloorCents() => TenThousandths / (OneDollar / 100);

    /// <summary>Whole cents, rounded up.</summary>
    public int CeilCents() => (TenThousandths + (OneDollar / 100) - 1) / (OneDollar / 100);

    /// <summary>The price at the middle of two, in dollars: it may be between two ticks.</summary>
    public static decimal Middle(Price bid, Price ask) => (bid.Dollars + ask.Dollars) / 2;

    /// <summary>The smaller and the larger bound applied.</summary>
    public Price Clamp(Price least, Price most) => new(Math.Clamp(TenThousandths, least.TenThousandths, most.TenThousandths));

    public int CompareTo(Price other) => TenThousandths.CompareTo(other.TenThousandths);

    public static Price operator +(Price a, Price b) => new(a.TenThousandths + b.TenThousandths);

    public static Price operator -(Price a, Price b) => new(a.TenThousandths - b.TenThousandths);

    public static Price operator *(Price step, int count) => new(step.TenThousandths * count);

    public static bool operator <(Price a, Price b) => a.TenThousandths < b.TenThousandths;

    public static bool operator >(Price a, Price b) => a.TenThousandths > b.TenThousandths;

    public static bool operator <=(Price a, Price b) => a.TenThousandths <= b.TenThousandths;

    public static bool operator >=(Price a, Price b) => a.TenThousandths >= b.TenThousandths;

    /// <summary>Dollars without trailing zeros: <c>0.62</c>.</summary>
    public override string ToString() => Dollars.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Dollars with four decimals: <c>0.6200</c>.</summary>
    public string ToFixed() => Dollars.ToString("0.0000", CultureInfo.InvariantCulture);
}
