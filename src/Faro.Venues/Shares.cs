using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>A number of shares in whole millionths. Arithmetic is checked; every division says how it rounds.</summary>
[JsonConverter(typeof(SharesJson))]
public readonly record struct Shares : IComparable<Shares>
{
    private const long OneShare = 1_000_000;
    private const long OneHundredth = OneShare / 100;

    private Shares(long micro) => Micro = micro;

    /// <summary>No shares.</summary>
    public static Shares None => default;

    /// <summary>One share.</summary>
    public static Shares One => new(OneShare);

    /// <summary>A hundredth of a share: the step of sizes at most venues.</summary>
    public static Shares Hundredth => new(OneHundredth);

    /// <summary>The smallest number that can be counted.</summary>
    public static Shares Smallest => new(1);

    /// <summary>More than anybody has.</summary>
    public static Shares Most => new(long.MaxValue);

    /// <summary>Millionths of a share.</summary>
    public long Micro { get; }

    /// <summary>Shares as a decimal, without trailing zeros.</summary>
    public decimal Count => Decimals.Trim(Micro / (decimal)OneShare);

    /// <summary>Whole hundredths, rounded down.</summary>
    public long WholeHundredths => Micro / OneHundredth;

    /// <summary>What the shares pay if their outcome happens: a dollar each.</summary>
    public Money Payoff => Money.FromMicroUsd(Micro);

    /// <summary>Millionths of a share as shares.</summary>
    public static Shares FromMicro(long micro) => new(micro);

    /// <summary>A decimal number of shares, what is finer than a millionth dropped.</summary>
    /// <exception cref="OverflowException">The amount is too large.</exception>
    public static Shares Floor(decimal count) => new((long)(count * OneShare));

    /// <summary>A decimal number of shares, what is finer than a millionth dropped; null when it is more than can be counted.</summary>
    public static Shares? TryFloor(decimal count) => Decimals.TryScale(count, OneShare, out var micro) ? new Shares(micro) : null;

    /// <summary>Millionths of a share, their fraction dropped; null when too large.</summary>
    public static Shares? TryFloorMicro(decimal micro) => Decimals.TryScale(micro, 1, out var whole) ? new Shares(whole) : null;

    /// <summary>Whole lots, rounded down.</summary>
    // The usual lot is a constant, which the compiler divides by without dividing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Shares FloorTo(Shares lot) =>
        lot.Micro == OneHundredth ? new(Micro / OneHundredth * OneHundredth) : new(Micro / lot.Micro * lot.Micro);

    /// <summary>Whether the number is whole lots.</summary>
    public bool IsWhole(Shares lot) => Micro % lot.Micro == 0;

    /// <summary>The sum; the largest number there is when it would be larger: a venue that states absurd sizes must not turn them negative.</summary>
    public Shares AddSaturating(Shares other) => Micro > long.MaxValue - other.Micro ? Most : new(Micro + other.Micro);

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Shares operator +(Shares left, Shares right) => new(checked(left.Micro + right.Micro));

    /// <summary>The difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Shares operator -(Shares left, Shares right) => new(checked(left.Micro - right.Micro));

    /// <summary>Compares two numbers of shares.</summary>
    public static bool operator <(Shares left, Shares right) => left.Micro < right.Micro;

    /// <summary>Compares two numbers of shares.</summary>
    public static bool operator >(Shares left, Shares right) => left.Micro > right.Micro;

    /// <summary>Compares two numbers of shares.</summary>
    public static bool operator <=(Shares left, Shares right) => left.Micro <= right.Micro;

    /// <summary>Compares two numbers of shares.</summary>
    public static bool operator >=(Shares left, Shares right) => left.Micro >= right.Micro;

    /// <summary>The smaller number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Shares Min(Shares left, Shares right) => left < right ? left : right;

    /// <summary>The larger number.</summary>
    public static Shares Max(Shares left, Shares right) => left > right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Shares other) => Micro.CompareTo(other.Micro);

    /// <summary>Shares with up to six decimals.</summary>
    public override string ToString() => Count.ToString("0.######", CultureInfo.InvariantCulture);

    private sealed class SharesJson : JsonConverter<Shares>
    {
        public override Shares Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Shares value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Micro);
    }
}

/// <summary>Sums of shares.</summary>
public static class SharesSums
{
    /// <summary>The sum over a list.</summary>
    public static Shares Sum<T>(this IEnumerable<T> items, Func<T, Shares> count) => items.Aggregate(Shares.None, (sum, item) => sum + count(item));
}
