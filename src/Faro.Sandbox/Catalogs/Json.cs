using System.Globalization;
using System.Text.Json;

namespace Faro.Sandbox.Catalogs;

/// <summary>Tolerant reading of recorded JSON: a missing or odd member is null, never an exception.</summary>
internal static class Json
{
    public static string? Text(this JsonElement o, string name) =>
        o.ValueKind == JsonValueKind.Object && o.TryGetProperty(name, out var v)
            ? v.ValueKind switch { JsonValueKind.String => v.GetString(), JsonValueKind.Number => v.GetRawText(), _ => null }
            : null;

    public static bool Flag(this JsonElement o, string name, bool absent = false) =>
        o.TryGetProperty(name, out var v) ? v.ValueKind == JsonValueKind.True : absent;

    public static decimal? Number(this JsonElement o, string name) =>
        decimal.TryParse(o.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null;

    /// <summary>A price in dollars as ten-thousandths; null outside 0 to 1.</summary>
    public static int? Price(this JsonElement o, string name) =>
        o.Number(name) is { } p and > 0 and < 1 ? (int)Math.Round(p * 10_000) : null;

    /// <summary>An ISO time, a time with a blank for the T, or Unix seconds; as Unix seconds.</summary>
    public static long? Time(this JsonElement o, string name)
    {
        var text = o.Text(name);
        if (string.IsNullOrEmpty(text))
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
            return unix > 100_000_000_000 ? unix / 1000 : unix;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeSeconds()
            : null;
    }

    /// <summary>An array, or JSON text holding an array, as strings.</summary>
    public static IReadOnlyList<string> Strings(this JsonElement o, string name)
    {
        if (!o.TryGetProperty(name, out var v))
            return [];
        if (v.ValueKind == JsonValueKind.Array)
            return [.. v.EnumerateArray().Select(x => x.ValueKind == JsonValueKind.String ? x.GetString()! : x.GetRawText())];
        if (v.ValueKind != JsonValueKind.String || v.GetString() is not ['[', ..] text)
            return [];
        try
        {
            using var inner = JsonDocument.Parse(text);
            return [.. inner.RootElement.EnumerateArray().Select(x => x.ValueKind == JsonValueKind.String ? x.GetString()! : x.GetRawText())];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
