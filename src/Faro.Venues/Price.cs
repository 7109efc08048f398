using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>A probability price in whole ten-thousandths of a dollar per share (the finest tick of all venues): 0.62 is 6200.</summary>
/// <param name="TenThousandths">0 … 10,000.</param>
[JsonConverter(typeof(PriceJson))]
public readonly record struct Price(int TenThousandths) : IComparable<Price>
{
    /// <summary>Ten-thousandths in one dollar.</summary>
    public const int One = 10_000;

    /// <summary>One cent.</summary>
    public static Price Cent => new(One / 100);

    /// <summary>A tenth of a cent.</summary>
    public static Price Mill => new(One / 1000);

    /// <summary>The finest step of all venues.</summary>
    public static Price Finest => new(1);

    /// <summary>The price of the opposite outcome: one minus this.</summary>
    public Price Complement => new(One - TenThousandths);

    /// <summary>Dollars per share.</summary>
    public decimal Dollars => TenThousandths / (decimal)One;

    /// <summary>Whether nothing is paid at it.</summary>
    public bool IsZero => TenThousandths == 0;

    /// <summary>Whole cents, rounded down.</summary>
    public int WholeCents => TenThousandths / (One / 100);

    /// <summary>The exact price, or null when the value is outside 0 … 1 or finer than a ten-thousandth.</summary>
    public static Price? FromDollars(decimal dollars)
    {
        if (dollars is < 0m or > 1m)
            return null;
        var scaled = dollars * One;
        return decimal.Truncate(scaled) == scaled ? new Price((int)scaled) : null;
    }

    /// <summary>Dollars a share, what is finer than a ten-thousandth dropped.</summary>
    public static Price Floor(decimal dollars) => new((int)decimal.Floor(dollars * One));

    /// <summary>Dollars a share, rounded up to a ten-thousandth.</summary>
    public static Price Ceiling(decimal dollars) => new((int)decimal.Ceiling(dollars * One));

    /// <summary>Dollars a share, rounded to the nearest ten-thousandth (halves to even).</summary>
    public static Price Nearest(decimal dollars) => new((int)decimal.Round(dollars * One));

    /// <summary>Money by shares, rounded down.</summary>
    /// <exception cref="DivideByZeroException">No shares.</exception>
    public static Price FloorDiv(Money money, Shares shares) => new((int)((Int128)money.MicroUsd * One / shares.Micro));

    /// <summary>Money by shares with up to six decimals, without trailing zeros; null without shares.</summary>
    public static decimal? Average(Money money, Shares shares) =>
        shares == Shares.None ? null : Decimals.Trim(decimal.Round((decimal)money.MicroUsd / shares.Micro, 6));

    /// <summary>Whether the price is a multiple of a tick.</summary>
    public bool IsMultipleOf(Price tick) => TenThousandths % tick.TenThousandths == 0;

    /// <summary>The next multiple of a tick at or below this.</summary>
    public Price FloorTo(Price tick) => new(TenThousandths / tick.TenThousandths * tick.TenThousandths);

    /// <summary>The next multiple of a tick at or above this.</summary>
    public Price CeilTo(Price tick) => new((TenThousandths + tick.TenThousandths - 1) / tick.TenThousandths * tick.TenThousandths);

    /// <summary>The nearest price on the grid that does not cost the caller more (BUY down, SELL up), at least one tick from 0 and from 1; null when there is none.</summary>
    public Price? OntoGrid(Price tick, Side side)
    {
        var at = side == Side.Buy ? FloorTo(tick) : CeilTo(tick);
        return at >= tick && at <= tick.Complement ? at : null;
    }

    /// <summary>The next price on the grid at which a level off the grid (mirrored or torn) is certainly reached: BUY up, SELL down.</summary>
    public Price OutToGrid(Price tick, Side side) => side == Side.Buy
        ? Min(CeilTo(tick), tick.Complement)
        : Max(FloorTo(tick), tick);

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

    /// <summary>The sum: what one share at each of several venues costs together.</summary>
    public static Price operator +(Price left, Price right) => new(left.TenThousandths + right.TenThousandths);

    /// <summary>The lower price.</summary>
    public static Price Min(Price left, Price right) => left < right ? left : right;

    /// <summary>The higher price.</summary>
    public static Price Max(Price left, Price right) => left > right ? left : right;

    /// <inheritdoc/>
    public override string ToString() => Dollars.ToString("0.0###", CultureInfo.InvariantCulture);

    private sealed class PriceJson : JsonConverter<Price>
    {
        public override Price Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, Price value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TenThousandths);
    }
}
