using System.Text.Json;

namespace Faro.Venues.Json;

/// <summary>Reads small answers as documents; invalid bytes give null, never an exception.</summary>
internal static class Tolerant
{
    /// <summary>What <paramref name="read"/> makes of the document; null when the body is not valid JSON or Unicode.</summary>
    public static T? Document<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null; // GetString refuses lone surrogates with InvalidOperationException
        }
    }

    /// <summary>The text of a member, shortened to <paramref name="max"/> characters; null when it is not a string.</summary>
    public static string? Text(JsonElement root, ReadOnlySpan<byte> name, int max = Limits.Title) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            ? text.Length <= max ? text : text[..max]
            : null;

    /// <summary>Whether a member is this string, ignoring case; false for a member that is not a string or not valid Unicode.</summary>
    public static bool Is(JsonElement root, ReadOnlySpan<byte> name, string text)
    {
        try
        {
            return string.Equals(Text(root, name), text, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            return false; // a lone surrogate
        }
    }

    /// <summary>A decimal member, from a number or text; null when it is absent, null or empty text.</summary>
    public static decimal? Number(JsonElement root, ReadOnlySpan<byte> name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? Ladder.Decimal(value) : null;

    /// <summary>A boolean member; null when it is none.</summary>
    public static bool? Flag(JsonElement root, ReadOnlySpan<byte> name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    /// <summary>A member that is an array; null when it is not.</summary>
    public static JsonElement? List(JsonElement root, ReadOnlySpan<byte> name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value
            : null;

    /// <summary>A time member (ISO text, Unix seconds or milliseconds, also as text); null when it is not one.</summary>
    public static DateTimeOffset? Time(JsonElement root, ReadOnlySpan<byte> name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetInt64(out var unix) && VenueTime.TryUnix(unix, out var at) ? VenueTime.Known(at) : null;
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
            return null;
        if (long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return VenueTime.TryUnix(number, out var stamp) ? VenueTime.Known(stamp) : null;
        return VenueTime.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var time) ? VenueTime.Known(time) : null;
    }
}
