using System.Globalization;
using System.Text.Json.Nodes;

namespace Faro.Http.Input;

/// <summary>The kinds of parameters that the API has.</summary>
internal static class Parameters
{
    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd",
    ];

    public static Parameter<int> Integer(string name, int from, int to, int otherwise, string description) => new(
        name, description,
        new JsonObject { ["type"] = "integer", ["minimum"] = from, ["maximum"] = to, ["default"] = otherwise },
        text => ReadInteger(text) is { } n && n >= from && n <= to
            ? ((int)n, null)
            : (0, to == int.MaxValue ? $"Must be a whole number, at least {from}." : $"Must be a whole number from {from} to {to}."),
        otherwise);

    public static Parameter<decimal?> Fraction(string name, string description) => new(
        name, description, new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 },
        text => text.Length <= 20 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n is >= 0m and <= 1m
            ? (n, null)
            : (null, "Must be a number from 0 to 1."),
        null);

    public static Parameter<long?> Position(string name, string description) => new(
        name, description, new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        text => ReadInteger(text) is { } n ? (n, null) : (null, "Must be a whole number, at least 0."),
        null);

    public static Parameter<string?> OneOf(string name, string[] values, string? otherwise, string description, bool required = false)
    {
        var schema = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) };
        if (otherwise is not null)
            schema["default"] = otherwise;
        var fault = $"Must be one of: {string.Join(", ", values)}.";
        return new(name, description, schema, text => Array.IndexOf(values, text) is >= 0 and var at ? (values[at], null) : (null, fault), otherwise)
        {
            Required = required,
        };
    }

    public static Parameter<bool?> Flag(string name, string description) => new(
        name, description, new JsonObject { ["type"] = "boolean" },
        text => text switch { "true" => (true, null), "false" => (false, null), _ => (null, "Must be true or false.") },
        null);

    public static Parameter<string?> Text(string name, int longest, string description) => new(
        name, description, new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = longest },
        text => string.IsNullOrWhiteSpace(text) || text.Length > longest
            ? (null, $"Must have 1 to {longest} characters, not all of them blank.")
            : (text, null),
        null);

    public static Parameter<DateTimeOffset?> Time(string name, string description) => new(
        name, description, new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        text => ReadTime(text) is { } time
            ? (time, null)
            : (null, "Must be an ISO 8601 time with Z or an offset (a + stands in a URL as %2B), or a date."),
        null)
    {
        Example = "2026-12-31T23:59:00Z",
    };

    public static Parameter<Guid> PathId(string description) => new(
        "id", description, new JsonObject { ["type"] = "string", ["format"] = "uuid" },
        text => Guid.TryParseExact(text, "D", out var id) ? (id, null) : (Guid.Empty, "Must be a UUID."),
        Guid.Empty)
    {
        Place = ParameterPlace.Path,
        Required = true,
        Example = "7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10",
    };

    public static Parameter<string> PathText(string name, int longest, string description) => new(
        name, description, new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = longest },
        text => text.Length is > 0 && text.Length <= longest ? (text, null) : ("", $"Must have 1 to {longest} characters."),
        "")
    {
        Place = ParameterPlace.Path,
        Required = true,
    };

    /// <summary>A time of ISO 8601 that leaves no doubt: with its offset, or a whole day (its first moment in UTC).</summary>
    internal static DateTimeOffset? ReadTime(string text) =>
        text.Length is >= 10 and <= 40
        && !text.EndsWith('.') && !text.Contains(".Z", StringComparison.Ordinal) && !text.Contains(".+", StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(
            text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    private static long? ReadInteger(string text) =>
        text.Length is > 0 and <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
