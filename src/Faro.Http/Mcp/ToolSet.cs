using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.OpenApi;
using ModelContextProtocol.Protocol;

namespace Faro.Http.Mcp;

/// <summary>A tool with its input from the OpenAPI document, so that both cannot differ.</summary>
/// <param name="Entry">What it calls.</param>
/// <param name="Tool">What the agent sees.</param>
/// <param name="Method">The operation's method.</param>
/// <param name="Path">The operation's path.</param>
/// <param name="Parameters">Its parameters, and whether each is in the path.</param>
/// <param name="HasBody">Whether arguments that are not parameters go into a body.</param>
internal sealed record ToolCall(
    ToolEntry Entry, Tool Tool, string Method, string Path, IReadOnlyDictionary<string, bool> Parameters, bool HasBody);

/// <summary>The tools, built from the served document at the first use.</summary>
public sealed class ToolSet(ServedDocument document)
{
    private readonly Lazy<Task<IReadOnlyDictionary<string, ToolCall>>> _all = new(() => Make(document));

    internal Task<IReadOnlyDictionary<string, ToolCall>> All() => _all.Value;

    private static async Task<IReadOnlyDictionary<string, ToolCall>> Make(ServedDocument document)
    {
        var root = JsonNode.Parse((await document.File()).Bytes.Span)!.AsObject();
        var operations = root["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (Path: p.Key, Method: o.Key, Json: o.Value!.AsObject())))
            .ToDictionary(o => (string)o.Json["operationId"]!);
        return ToolList.All.Where(t => operations.ContainsKey(t.Operation))
            .ToDictionary(t => t.Name, t => Of(t, operations[t.Operation], root), StringComparer.Ordinal);
    }

    private static ToolCall Of(ToolEntry entry, (string Path, string Method, JsonObject Json) operation, JsonObject root)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        var parameters = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var parameter in operation.Json["parameters"]?.AsArray() ?? [])
        {
            var name = (string)parameter!["name"]!;
            parameters[name] = (string)parameter["in"]! == "path";
            var schema = Resolved(parameter["schema"]!, root).AsObject();
            schema["description"] = (string?)parameter["description"];
            properties[name] = schema;
            if ((bool?)parameter["required"] == true)
                required.Add(name);
        }

        var body = operation.Json["requestBody"]?["content"]?["application/json"]?["schema"];
        if (body is not null)
        {
            var schema = Resolved(body, root);
            foreach (var (name, property) in schema["properties"]!.AsObject())
                properties[name] = property!.DeepClone();
            foreach (var name in schema["required"]?.AsArray() ?? [])
                required.Add((string)name!);
        }

        var input = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
        var tool = new Tool
        {
            Name = entry.Name,
            Title = (string)operation.Json["summary"]!,
            Description = $"{operation.Json["description"]}\n{entry.Hint}",
            InputSchema = JsonSerializer.SerializeToElement(input),
            Annotations = new ToolAnnotations { ReadOnlyHint = !entry.Trades, DestructiveHint = false, IdempotentHint = !entry.Trades, OpenWorldHint = false },
        };
        return new ToolCall(entry, tool, operation.Method.ToUpperInvariant(), operation.Path, parameters, body is not null);
    }

    /// <summary>The schema without references: agents see one tool's input at a time.</summary>
    private static JsonNode Resolved(JsonNode node, JsonObject root) => node switch
    {
        JsonObject o when o["$ref"] is { } reference => Resolved(root["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!, root),
        JsonObject o => new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, m.Value is null ? null : Resolved(m.Value, root)))),
        JsonArray a => new JsonArray([.. a.Select(i => i is null ? null : Resolved(i, root))]),
        _ => node.DeepClone(),
    };
}
