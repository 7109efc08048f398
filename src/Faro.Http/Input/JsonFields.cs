using System.Text.Json;

namespace Faro.Http.Input;

/// <summary>
/// Reads the fields of a JSON object one by one and gathers every fault. Call <see cref="Refused"/> last: it also refuses
/// fields that nobody asked for.
/// </summary>
internal sealed class JsonFields(JsonElement body)
{
    private readonly Issues _issues = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public Issues Issues => _issues;

    /// <summary>The refusal, or null when all is well.</summary>
    public ApiError? Refused()
    {
        foreach (var property in body.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
                _issues.Add("A field name holds half of a surrogate pair.");
            else if (!_known.Contains(name))
                _issues.Add(name.Length <= 100 && PlainText.Fault(name) is null ? $"Unknown field '{name}'." : "Unknown field.");
        }

        return _issues.Any ? ApiErrors.InvalidBody(_issues) : null;
    }

    public string? Text(string name, int shortest, int longest, bool required = false)
    {
        if (Find(name, required) is not { } value)
            return null;
        if (TextOf(value, out var fault) is not { } text)
        {
            _issues.Add(name, fault);
            return null;
        }

        if (text.Length >= shortest && text.Length <= longest && !string.IsNullOrWhiteSpace(text))
            return text;
        _issues.Add(name, $"Must have {shortest} to {longest} characters, not all of them blank.");
        return null;
    }

    public int? Integer(string name, int from, int to, bool required = false)
    {
        if (Find(name, required) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            && decimal.IsInteger(number) && number >= from && number <= to)
            return (int)number;
        _issues.Add(name, $"Must be a whole number from {from} to {to}.");
        return null;
    }

    public bool? Flag(string name, bool required = false)
    {
        if (Find(name, required) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        _issues.Add(name, "Must be true or false.");
        return null;
    }

    public string? OneOf(string name, IReadOnlyList<string> values, bool required = false)
    {
        if (Find(name, required) is not { } value)
            return null;
        if (TextOf(value, out _) is { } text && values.Contains(text, StringComparer.Ordinal))
            return text;
        _issues.Add(name, $"Must be one of: {string.Join(", ", values)}.");
        return null;
    }

    /// <summary>An array of words out of a list, at least one; a word that stands twice counts once.</summary>
    public IReadOnlyList<string>? SomeOf(string name, IReadOnlyList<string> values, bool required = false)
    {
        if (Find(name, required) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= 32)
        {
            var texts = value.EnumerateArray().Select(v => TextOf(v, out _)).ToList();
            if (texts.TrueForAll(t => t is not null && values.Contains(t, StringComparer.Ordinal)))
                return [.. values.Where(texts.Contains)];
        }

        _issues.Add(name, $"Must be an array of one or more of: {string.Join(", ", values)}.");
        return null;
    }

    /// <summary>A field as it stands; the caller reads it and reports its faults to <see cref="Issues"/>.</summary>
    public JsonElement? Element(string name, bool required = false) => Find(name, required);

    private JsonElement? Find(string name, bool required)
    {
        _known.Add(name);
        if (body.TryGetProperty(name, out var value))
            return value;
        if (required)
            _issues.Add(name, "Required.");
        return null;
    }

    /// <summary>A string's text; the parser lets escaped halves of surrogate pairs pass until the text is asked for.</summary>
    private static string? TextOf(JsonElement value, out string fault)
    {
        fault = "Must be a string.";
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            var text = value.GetString()!;
            fault = PlainText.Fault(text) ?? "";
            return fault.Length == 0 ? text : null;
        }
        catch (InvalidOperationException)
        {
            fault = "Must not hold half of a surrogate pair.";
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
