using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Catalogs;

/// <summary>Tolerant reading of recorded JSON: a missing or odd member is null, never an exception.</summary>
internal static class Json
{
    private const decimal Largest = 1_000_000_000_000m;
    private const long LastSecond = 253_402_300_799; // the end of the year 9999

    /// <summary>A member of any kind; null when it is absent or the value is not an object.</summary>
    public static JsonElement? Member(this JsonElement o, string name) =>
        o.ValueKind == JsonValueKind.Object && o.TryGetProperty(name, out var v) ? v : null;

    /// <summary>A string, or a number as it is written.</summary>
    public static string? Text(this JsonElement o, string name) => o.Member(name) is { } v ? TextOf(v) : null;

    /// <summary>A string that is not empty or blank.</summary>
    public static string? Id(this JsonElement o, string name) => o.Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>True or false; other values count as false, a missing one as <paramref name="absent"/>.</summary>
    public static bool Flag(this JsonElement o, string name, bool absent = false) =>
        o.Member(name) is { } v ? v.ValueKind == JsonValueKind.True : absent;

    /// <summary>A number, or a text that holds one.</summary>
    public static decimal? Number(this JsonElement o, string name) =>
        decimal.TryParse(o.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null;

    /// <summary>An amount, clamped to 0 … a trillion.</summary>
    public static decimal? Amount(this JsonElement o, string name) => o.Number(name) is { } n ? Math.Clamp(n, 0, Largest) : null;

    /// <summary>A price in dollars as ten-thousandths; null outside 0 to 1.</summary>
    public static Price? Price(this JsonElement o, string name) =>
        o.Number(name) is { } p and > 0 and < 1 && Trading.Price.Nearest(p) is { IsBetweenZeroAndOne: true } price ? price : null;

    /// <summary>An ISO time, a time with a blank for the T, or Unix seconds or milliseconds; as Unix seconds.</summary>
    public static long? Time(this JsonElement o, string name)
    {
        var text = o.Text(name);
        if (string.IsNullOrEmpty(text))
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
        {
            var seconds = unix > 100_000_000_000 ? unix / 1000 : unix;
            return seconds <= LastSecond ? seconds : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeSeconds()
            : null;
    }

    /// <summary>An array, or JSON text holding an array, as strings.</summary>
    public static IReadOnlyList<string> Strings(this JsonElement o, string name)
    {
        if (o.Member(name) is not { } v)
            return [];
        if (v.ValueKind == JsonValueKind.Array)
            return [.. v.EnumerateArray().Select(Item)];
        if (v.ValueKind != JsonValueKind.String || TextOf(v) is not ['[', ..] text)
            return [];
        try
        {
            using var inner = JsonDocument.Parse(text);
            return [.. inner.RootElement.EnumerateArray().Select(Item)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string Item(JsonElement x) => x.ValueKind == JsonValueKind.String ? TextOf(x) ?? "" : x.GetRawText();

    private static string? TextOf(JsonElement v)
    {
        if (v.ValueKind == JsonValueKind.Number)
            return v.GetRawText();
        if (v.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return v.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair: no text
        }
    }
}
