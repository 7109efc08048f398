using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.OpenApi;

namespace Faro.Http.Input;

/// <summary>One or more words from a list; a repeated word counts once.</summary>
internal sealed class SomeOfKind(OneOfAttribute words) : SimpleKind<IReadOnlyList<string>>
{
    private const int Most = 32;

    public override bool TryRead(JsonElement json, out IReadOnlyList<string> value, out string fault)
    {
        (value, fault) = ([], $"Must be an array of one or more of: {string.Join(", ", words.Values)}.");
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 or > Most)
            return false;
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in json.EnumerateArray())
        {
            if (!Texts.TryRead(item, out var text, out _) || !words.Values.Contains(text, StringComparer.Ordinal))
                return false;
            given.Add(text);
        }

        value = [.. words.Values.Where(given.Contains)];
        return true;
    }

    public override void Describe(OpenApiSchema schema)
    {
        var item = new OpenApiSchema { Type = JsonSchemaType.String };
        words.Describe(item);
        (schema.Type, schema.Items, schema.MinItems, schema.MaxItems) = (JsonSchemaType.Array, item, 1, Most);
    }
}

/// <summary>Some short texts.</summary>
internal sealed class ShortTextsKind(LengthAttribute length) : SimpleKind<IReadOnlyList<string>>
{
    private const int Longest = 64;

    public override bool TryRead(JsonElement json, out IReadOnlyList<string> value, out string fault)
    {
        (value, fault) = ([], $"Must be an array of at most {length.MaximumLength} short strings.");
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > length.MaximumLength)
            return false;
        var texts = new List<string>();
        foreach (var item in json.EnumerateArray())
        {
            if (!Texts.TryRead(item, out var text, out _) || text.Length is 0 or > Longest)
                return false;
            if (!texts.Contains(text, StringComparer.Ordinal))
                texts.Add(text);
        }

        value = texts;
        return true;
    }

    public override void Describe(OpenApiSchema schema) => (schema.Type, schema.Items, schema.MaxItems) =
        (JsonSchemaType.Array, new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Longest }, length.MaximumLength);
}

/// <summary>An object that is a record of its own.</summary>
internal sealed class RecordKind<T> : Kind<T>
    where T : class
{
    public override bool TryRead(JsonElement json, string at, Issues issues, out T value)
    {
        if (json.ValueKind == JsonValueKind.Object)
            return StrictObject<T>.TryRead(json, at, issues, out value);
        issues.Add(at, "Must be an object.");
        value = null!;
        return false;
    }

    // The schema of the record itself is made by the document, property by property.
    public override void Describe(OpenApiSchema schema)
    {
    }
}

/// <summary>An array of records.</summary>
internal sealed class ListKind<T>(LengthAttribute length, string word) : Kind<IReadOnlyList<T>>
    where T : class
{
    private readonly RecordKind<T> _item = new();

    public override bool TryRead(JsonElement json, string at, Issues issues, out IReadOnlyList<T> value)
    {
        var items = new List<T>();
        value = items;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() < length.MinimumLength || json.GetArrayLength() > length.MaximumLength)
        {
            issues.Add(at, $"Must be an array of {length.MinimumLength} to {length.MaximumLength} {word}.");
            return false;
        }

        var whole = true;
        var number = 0;
        foreach (var one in json.EnumerateArray())
        {
            if (_item.TryRead(one, $"{at}[{number++}]", issues, out var item))
                items.Add(item);
            else
                whole = false;
        }

        return whole;
    }

    public override void Describe(OpenApiSchema schema) => (schema.MinItems, schema.MaxItems) = (length.MinimumLength, length.MaximumLength);
}

/// <summary>An object whose names are UUIDs and whose values are records.</summary>
internal sealed class ByIdKind<T>(LengthAttribute length, string word) : Kind<IReadOnlyDictionary<Guid, T>>
    where T : class
{
    private readonly RecordKind<T> _item = new();

    public override bool TryRead(JsonElement json, string at, Issues issues, out IReadOnlyDictionary<Guid, T> value)
    {
        var found = new Dictionary<Guid, T>();
        value = found;
        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() > length.MaximumLength)
        {
            issues.Add(at, $"Must be an object with at most {length.MaximumLength} {word}s.");
            return false;
        }

        var whole = true;
        foreach (var member in json.EnumerateObject())
        {
            if (StrictNames.Of(member) is not { } name || !Guid.TryParseExact(name, "D", out var id))
            {
                issues.Add(at, $"Each name must be the UUID of a {word}.");
                whole = false;
            }
            else if (_item.TryRead(member.Value, at, issues, out var item))
            {
                found[id] = item;
            }
            else
            {
                whole = false;
            }
        }

        return whole;
    }

    public override void Describe(OpenApiSchema schema) => schema.MaxProperties = length.MaximumLength;
}
