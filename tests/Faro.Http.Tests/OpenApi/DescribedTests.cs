using System.Text.Json;

namespace Faro.Http.Tests.OpenApi;

/// <summary>
/// Nobody has to guess: every operation, parameter, schema, field and answer of the document says what it is, and every
/// operation, body and refusal has an example.
/// </summary>
public sealed class DescribedTests : ApiTest
{
    [Fact]
    public async Task Everything_in_the_document_is_described()
    {
        var operations = await Operation.All(Api);
        var missing = operations.SelectMany(Undescribed).ToList();
        foreach (var schema in operations[0].Document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (!Has(schema.Value, "description"))
                missing.Add($"schema {schema.Name}: the record's summary");
            Fields(schema.Value, schema.Name, missing);
        }

        Assert.True(missing.Count == 0, "A doc comment is missing:\n" + string.Join('\n', missing));
    }

    [Fact]
    public async Task Every_operation_every_body_and_every_refusal_has_an_example()
    {
        var missing = (await Operation.All(Api)).SelectMany(WithoutExample).ToList();
        Assert.True(missing.Count == 0, "Run EveryOperationTests with FARO_WRITE_EXAMPLES=1 and commit src/Faro.Http/OpenApi/Examples:\n" + string.Join('\n', missing));
    }

    private static IEnumerable<string> Undescribed(Operation operation)
    {
        foreach (var member in new[] { "summary", "description" })
        {
            if (!Has(operation.Json, member))
                yield return $"{operation.Id}: {member}";
        }

        if (operation.Json.TryGetProperty("parameters", out var parameters))
        {
            foreach (var parameter in parameters.EnumerateArray().Where(p => !Has(p, "description")))
                yield return $"{operation.Id}: parameter {parameter.GetProperty("name")}";
        }

        foreach (var response in operation.Json.GetProperty("responses").EnumerateObject().Where(r => !Has(r.Value, "description") || r.Value.GetProperty("description").GetString() == "OK"))
            yield return $"{operation.Id}: answer {response.Name}";
    }

    private static void Fields(JsonElement schema, string at, List<string> missing)
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (!Has(property.Value, "description") || IsFiller(property.Name, property.Value.GetProperty("description").GetString()!))
                    missing.Add($"{at}.{property.Name}");
                Fields(property.Value, $"{at}.{property.Name}", missing);
            }
        }

        if (schema.TryGetProperty("items", out var items))
            Fields(items, at + "[]", missing);
    }

    /// <summary>Whether a description says no more than the name does.</summary>
    private static bool IsFiller(string name, string description) =>
        description.Length < 12 || string.Concat(description.Where(char.IsAsciiLetter)).Equals(string.Concat(name.Where(char.IsAsciiLetter)), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> WithoutExample(Operation operation)
    {
        if (operation.HasBody && !operation.Json.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _))
            yield return $"{operation.Id}: body";
        foreach (var response in operation.Json.GetProperty("responses").EnumerateObject())
        {
            foreach (var content in response.Value.GetProperty("content").EnumerateObject())
            {
                var isError = content.Value.GetProperty("schema").TryGetProperty("$ref", out var reference) && reference.GetString()!.EndsWith("/Error", StringComparison.Ordinal);
                if (!content.Value.TryGetProperty(isError ? "examples" : "example", out _))
                    yield return $"{operation.Id}: answer {response.Name} as {content.Name}";
            }
        }
    }

    private static bool Has(JsonElement element, string member) => element.TryGetProperty(member, out var text) && !string.IsNullOrWhiteSpace(text.GetString());
}
