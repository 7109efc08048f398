using System.Text.Json;
using Faro.Http.Tests.OpenApi;

namespace Faro.Http.Tests.Input;

/// <summary>Writes a body as the document describes it, with every field, and one of its texts replaced: values and names alike, in order.</summary>
internal sealed class OneBrokenText
{
    private readonly Operation _operation;
    private readonly int _broken;
    private readonly string _text;
    private int _texts;

    private OneBrokenText(Operation operation, int broken, string text) => (_operation, _broken, _text) = (operation, broken, text);

    /// <summary>The body, and how many texts it has.</summary>
    public static (string Body, int Texts) In(Operation operation, int broken, string text)
    {
        var writer = new OneBrokenText(operation, broken, text);
        var body = writer.Value(operation.Body);
        return (body, writer._texts);
    }

    private string Value(JsonElement schema)
    {
        schema = _operation.Followed(schema);
        if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any))
            return Value(any[0]);
        return Type(schema) switch
        {
            "object" => Object(schema),
            "array" => $"[{Value(schema.GetProperty("items"))}]",
            "integer" or "number" => "1",
            "boolean" => "true",
            _ => Text("text"),
        };
    }

    private string Object(JsonElement schema)
    {
        var members = new List<string> { $"{Text("nosuch")}:1" };
        if (schema.TryGetProperty("properties", out var properties))
            members.AddRange(properties.EnumerateObject().Select(p => $"\"{p.Name}\":{Value(p.Value)}"));
        else if (schema.TryGetProperty("additionalProperties", out var rest) && rest.ValueKind == JsonValueKind.Object)
            members.Add($"{Text(Guid.Empty.ToString())}:{Value(rest)}");
        return $"{{{string.Join(',', members)}}}";
    }

    private string Text(string otherwise) => _texts++ == _broken ? $"\"{_text}\"" : $"\"{otherwise}\"";

    private static string? Type(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.String ? type.GetString()
        : type.EnumerateArray().Select(t => t.GetString()).First(t => t != "null");
}
