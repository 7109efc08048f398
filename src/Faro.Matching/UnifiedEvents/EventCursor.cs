using System.Globalization;
using System.Text.Json;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// A place in an ordered list, opaque to clients: the key of the last row and its id, or, where the order is not a column's
/// (<see cref="EventSort.Default"/>), how many rows stand before it.
/// </summary>
internal static class EventCursor
{
    public static string Write(EventSort sort, string? key, string id) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new[] { sort.ToString(), key, id })).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    /// <summary>The place behind a number of rows.</summary>
    public static string Behind(long rows) => Write(EventSort.Default, rows.ToString(CultureInfo.InvariantCulture), Guid.Empty.ToString());

    /// <summary>How many rows stand before a place; null where the cursor is one of another order.</summary>
    public static long? Rows(string text) =>
        Parts(text) is { Sort: nameof(EventSort.Default), Key: { } key } && Fits(key, EventSort.Default) ? long.Parse(key, CultureInfo.InvariantCulture) : null;

    /// <exception cref="FormatException">Not a cursor of this order.</exception>
    public static (string? Key, string Id) Read(string text, EventSort sort)
    {
        var (named, key, id) = Parts(text);
        return named == sort.ToString() && Fits(key, sort) ? (key, id) : throw new FormatException("The cursor belongs to another list.");
    }

    private static (string Sort, string? Key, string Id) Parts(string text)
    {
        try
        {
            var base64 = text.Replace('-', '+').Replace('_', '/');
            var parts = JsonSerializer.Deserialize<string?[]>(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
            return parts is [{ } named, var key, { } id] && Guid.TryParseExact(id, "D", out _)
                ? (named, key, id)
                : throw new FormatException("Must be a next_cursor of this list.");
        }
        catch (JsonException e)
        {
            throw new FormatException("Must be a next_cursor of this list.", e);
        }
    }

    private static bool Fits(string? key, EventSort sort) => sort switch
    {
        EventSort.Default => long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows < int.MaxValue,
        EventSort.Liquidity or EventSort.Volume => decimal.TryParse(key, NumberStyles.Number, CultureInfo.InvariantCulture, out _),
        EventSort.EndTime or EventSort.Newest => key is null || DateTimeOffset.TryParse(key, CultureInfo.InvariantCulture, out _),
        _ => key is not null && !key.Contains('\0', StringComparison.Ordinal),
    };
}
