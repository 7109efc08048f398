using System.Globalization;
using System.Text.Json;

namespace Faro.Venues.Json;

/// <summary>Reads prices and sizes of book levels, from text or numbers, exactly.</summary>
internal static class Ladder
{
    /// <summary>The most levels a side may have: a price can take 9,999 values.</summary>
    public const int MaxLevels = 20_000;

    /// <summary>A decimal from a number or a string; null when it is neither.</summary>
    public static decimal? Decimal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
        JsonValueKind.String => Decimal(value.GetString()),
        _ => null,
    };

    /// <summary>A decimal from text; null when it is none.</summary>
    public static decimal? Decimal(string? text) => decimal.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
        CultureInfo.InvariantCulture, out var number)
        ? number
        : null;

    /// <summary>
    /// A level of the book, null when the figures are invalid. Digits of shares finer than a millionth are dropped; a price finer than a
    /// ten-thousandth is invalid. Prices at or beyond 0 and 1 are dropped by the book.
    /// </summary>
    public static BookLevel? Level(decimal? price, decimal? shares)
    {
        if (price is not { } dollars || shares is not { } size)
            return null;
        if (dollars is < 0m or > 1m || size <= 0m)
            return new BookLevel(new Price(0), Shares.None); // dropped by the book
        if (Price.FromDollars(dollars) is not { } exact || Shares.TryFloor(size) is not { } count)
            return null;
        return new BookLevel(exact, count);
    }
}
