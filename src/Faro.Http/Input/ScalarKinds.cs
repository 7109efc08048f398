using System.Globalization;
using System.Text.Json;
using Faro.Log.Past;
using Microsoft.OpenApi;

namespace Faro.Http.Input;

/// <summary>Whole numbers.</summary>
internal sealed class IntegerKind(long from, long to) : SimpleKind<long>
{
    private readonly string _fault = to >= int.MaxValue ? $"Must be a whole number, at least {from}." : $"Must be a whole number from {from} to {to}.";

    public override bool TryRead(string text, out long value, out string fault)
    {
        (value, fault) = (0, _fault);
        return text.Length is > 0 and <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= from && value <= to;
    }

    public override bool TryRead(JsonElement json, out long value, out string fault)
    {
        (value, fault) = (0, _fault);
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDecimal(out var number) || !decimal.IsInteger(number) || number < from || number > to)
            return false;
        value = (long)number;
        return true;
    }

    public override void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Integer;
        schema.Minimum = from.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = to == long.MaxValue ? null : to.ToString(CultureInfo.InvariantCulture);
        schema.Format = to <= int.MaxValue ? "int32" : "int64";
    }
}

/// <summary>Whole numbers that are kept in 32 bits.</summary>
internal sealed class IntKind(int from, int to) : SimpleKind<int>
{
    private readonly IntegerKind _wide = new(from, to);

    public override bool TryRead(string text, out int value, out string fault)
    {
        var read = _wide.TryRead(text, out var wide, out fault);
        value = read ? (int)wide : 0;
        return read;
    }

    public override bool TryRead(JsonElement json, out int value, out string fault)
    {
        var read = _wide.TryRead(json, out var wide, out fault);
        value = read ? (int)wide : 0;
        return read;
    }

    public override void Describe(OpenApiSchema schema) => _wide.Describe(schema);
}

/// <summary>Fractions from one bound to another.</summary>
internal sealed class FractionKind(decimal from, decimal to) : SimpleKind<decimal>
{
    private readonly string _fault = string.Create(CultureInfo.InvariantCulture, $"Must be a number from {from} to {to}.");

    public override bool TryRead(string text, out decimal value, out string fault)
    {
        (value, fault) = (0, _fault);
        return text.Length <= 20 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= from && value <= to;
    }

    public override bool TryRead(JsonElement json, out decimal value, out string fault)
    {
        (value, fault) = (0, _fault);
        return json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out value) && value >= from && value <= to;
    }

    public override void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Number;
        schema.Minimum = from.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = to.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>Numbers of a body between bounds of their own.</summary>
internal sealed class BetweenKind(BetweenAttribute bounds) : SimpleKind<decimal>
{
    public override bool TryRead(JsonElement json, out decimal value, out string fault)
    {
        (value, fault) = (0, bounds.Sentence);
        return json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out value) && bounds.Allows(value);
    }

    public override void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Number;
        bounds.Describe(schema);
    }
}

/// <summary>true and false.</summary>
internal sealed class FlagKind : SimpleKind<bool>
{
    private const string Wrong = "Must be true or false.";

    public override bool TryRead(string text, out bool value, out string fault)
    {
        (value, fault) = (text == "true", Wrong);
        return text is "true" or "false";
    }

    public override bool TryRead(JsonElement json, out bool value, out string fault)
    {
        (value, fault) = (json.ValueKind == JsonValueKind.True, Wrong);
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    public override void Describe(OpenApiSchema schema) => schema.Type = JsonSchemaType.Boolean;
}

/// <summary>UUIDs in their common form.</summary>
internal sealed class UuidKind : SimpleKind<Guid>
{
    private const string Wrong = "Must be a UUID.";

    public override bool TryRead(string text, out Guid value, out string fault)
    {
        fault = Wrong;
        return Guid.TryParseExact(text, "D", out value);
    }

    public override bool TryRead(JsonElement json, out Guid value, out string fault)
    {
        (value, fault) = (Guid.Empty, Wrong);
        return Texts.TryRead(json, out var text, out _) && Guid.TryParseExact(text, "D", out value);
    }

    public override void Describe(OpenApiSchema schema) => (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
}

/// <summary>Unambiguous times of ISO 8601: with an offset, or a whole day.</summary>
internal sealed class TimeKind : SimpleKind<DateTimeOffset>
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd",
    ];

    public override bool TryRead(string text, out DateTimeOffset value, out string fault)
    {
        fault = "Must be an ISO 8601 time with Z or an offset (write + as %2B in a URL), or a date.";
        return TryReadTime(text, out value);
    }

    public override bool TryRead(JsonElement json, out DateTimeOffset value, out string fault)
    {
        (value, fault) = (default, "Must be an ISO 8601 time with Z or an offset, or a date.");
        return Texts.TryRead(json, out var text, out _) && TryReadTime(text, out value);
    }

    public override void Describe(OpenApiSchema schema) => (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");

    /// <summary>A day is its first moment in UTC.</summary>
    internal static bool TryReadTime(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length is >= 10 and <= 40
            && !text.EndsWith('.') && !text.Contains(".Z", StringComparison.Ordinal) && !text.Contains(".+", StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}

/// <summary>A place in the log: a time or a sequence number.</summary>
internal sealed class LogPlaceKind : Kind<ReadUpTo?>
{
    public override bool TryRead(string text, out ReadUpTo? value, out string fault)
    {
        fault = "Must be an ISO 8601 time with Z or an offset, or a sequence number of the log.";
        value = text.Length <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? new ReadUpTo(Sequence: sequence)
            : TimeKind.TryReadTime(text, out var time) ? new ReadUpTo(Time: time)
            : null;
        return value is not null;
    }

    public override bool TryRead(JsonElement json, string at, Issues issues, out ReadUpTo? value) => throw new NotSupportedException("A place in the log is a parameter.");

    public override void Describe(OpenApiSchema schema)
    {
        (schema.Type, schema.Properties) = (null, null);
        schema.AnyOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
        ];
    }
}
