using System.Text.Json;
using Faro.Testing;

namespace Faro.Http.Tests.OpenApi;

/// <summary>Holds answers against the schemas of the committed document. Stricter than JSON Schema: a member that is not told of is a fault.</summary>
public static class Documented
{
    private static readonly JsonElement Schemas = JsonSerializer.Deserialize<JsonElement>(
        File.ReadAllText(RepositoryRoot.File("docs", "openapi.v1.json"))).GetProperty("components").GetProperty("schemas");

    /// <summary>What is not as the schema says; empty when all is.</summary>
    public static IReadOnlyList<string> Faults(string schema, JsonElement value)
    {
        var faults = new List<string>();
        Check(Schemas.GetProperty(schema), value, schema, faults);
        return faults;
    }

    private static void Check(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            Check(Schemas.GetProperty(reference.GetString()!.Split('/')[^1]), value, at, faults);
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            var tries = choices.EnumerateArray().Select(c =>
            {
                var found = new List<string>();
                Check(c, value, at, found);
                return found;
            }).ToList();
            if (!tries.Exists(t => t.Count == 0)) faults.AddRange(tries.MinBy(t => t.Count)!);
        }

        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(w => JsonElement.DeepEquals(w, value)))
            faults.Add($"{at}: {value} is none of {words}");
        if (!schema.TryGetProperty("type", out var type)) return;
        if (!Types(type).Contains(Kind(value)) && !(Types(type).Contains("number") && Kind(value) == "integer"))
        {
            faults.Add($"{at}: {Kind(value)} instead of {type}");
            return;
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var (item, i) in value.EnumerateArray().Select((item, i) => (item, i)))
                Check(items, item, $"{at}[{i}]", faults);
        if (value.ValueKind == JsonValueKind.Object) CheckMembers(schema, value, at, faults);
    }

    private static void CheckMembers(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)).Select(n => $"{at}: {n} is missing"));
        var (any, rest) = schema.TryGetProperty("additionalProperties", out var more) ? (more.ValueKind == JsonValueKind.True, more) : (false, default);
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var told))
                Check(told, member.Value, $"{at}.{member.Name}", faults);
            else if (rest.ValueKind == JsonValueKind.Object)
                Check(rest, member.Value, $"{at}.{member.Name}", faults);
            else if (!any)
                faults.Add($"{at}: {member.Name} is not documented");
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}
