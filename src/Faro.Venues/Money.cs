using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>An amount of money in whole millionths of a dollar. Arithmetic is checked; every division says how it rounds.</summary>
[JsonConverter(typeof(MoneyJson))]
public readonly record struct Money : IComparable<Money>
{
    private const long OneDollar = 1_000_000;

    private Money(long microUsd) => MicroUsd = microUsd;

    /// <summary>No money.</summary>
    public static Money None => default;

    /// <summary>One cent.</summary>
    public static Money Cent => new(OneDollar / 100);

    /// <summary>One dollar.</summary>
    public static Money Dollar => new(OneDollar);

    /// <summary>Millionths of a dollar.</summary>
    public long MicroUsd { get; }

    /// <summary>Dollars, without trailing zeros.</summary>
    public decimal Dollars => Decimals.Trim(MicroUsd / (decimal)OneDollar);

    /// <summary>The same amount for multiplying prices and shares: nothing is rounded by the conversion.</summary>
    public ExactMoney Exact => ExactMoney.Of(this);

    /// <summary>Millionths of a dollar as money.</summary>
    public static Money FromMicroUsd(long microUsd) => new(microUsd);

    /// <summary>Dollars as money; null when they are finer than a millionth or too large.</summary>
    public static Money? FromDollars(decimal dollars) => TryFloor(dollars) is { } money && money.Dollars == dollars ? money : null;

    /// <summary>Dollars as money, digits finer than a millionth dropped.</summary>
    /// <exception cref="OverflowException">The amount is too large.</exception>
    public static Money FloorDollars(decimal dollars) => new((long)(dollars * OneDollar));

    /// <summary>Dollars as money, digits finer than a millionth dropped; null when too large.</summary>
    public static Money? TryFloor(decimal dollars) => Decimals.TryScale(dollars, OneDollar, out var micro) ? new Money(micro) : null;

    /// <summary>Millionths of a dollar, their fraction dropped; null when too large.</summary>
    public static Money? TryFloorMicro(decimal micro) => Decimals.TryScale(micro, 1, out var whole) ? new Money(whole) : null;

    /// <summary>What shares cost at a price, rounded down.</summary>
    public static Money FloorOf(Shares shares, Price price) => new((long)((Int128)shares.Micro * price.TenThousandths / Price.One));

    /// <summary>Whole steps, rounded down.</summary>
    public Money FloorTo(Money step) => new(MicroUsd / step.MicroUsd * step.MicroUsd);

    /// <summary>The sum.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.MicroUsd + right.MicroUsd));

    /// <summary>The difference.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.MicroUsd - right.MicroUsd));

    /// <summary>The loss instead of the gain.</summary>
    public static Money operator -(Money value) => new(checked(-value.MicroUsd));

    /// <summary>Compares two amounts.</summary>
    public static bool operator <(Money left, Money right) => left.MicroUsd < right.MicroUsd;

    /// <summary>Compares two amounts.</summary>
    public static bool operator >(Money left, Money right) => left.MicroUsd > right.MicroUsd;

    /// <summary>Compares two amounts.</summary>
    public static bool operator <=(Money left, Money right) => left.MicroUsd <= right.MicroUsd;

    /// <summary>Compares two amounts.</summary>
    public static bool operator >=(Money left, Money right) => left.MicroUsd >= right.MicroUsd;

    /// <summary>The smaller amount.</summary>
    public static Money Min(Money left, Money right) => left < right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Money other) => MicroUsd.CompareTo(other.MicroUsd);

    /// <summary>Dollars with up to six decimals.</summary>
    public override string ToString() => Dollars.ToString("0.######", CultureInfo.InvariantCulture);

    private sealed class MoneyJson : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.MicroUsd);
    }
}

/// <summary>Sums of money.</summary>
public static class MoneySums
{
    /// <summary>The sum over a list.</summary>
    public static Money Sum<T>(this IEnumerable<T> items, Func<T, Money> amount) => items.Aggregate(Money.None, (sum, item) => sum + amount(item));
}
