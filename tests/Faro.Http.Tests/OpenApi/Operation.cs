using System.Text.Json;

namespace Faro.Http.Tests.OpenApi;

/// <summary>One operation of the served document.</summary>
public sealed record Operation(string Method, string Path, JsonElement Json, JsonElement Document)
{
    public string Id => Json.GetProperty("operationId").GetString()!;

    public bool IsCron => Path.Contains("/cron/", StringComparison.Ordinal);

    public bool IsAdmin => Path.Contains("/admin/", StringComparison.Ordinal);

    public bool HasBody => Json.TryGetProperty("requestBody", out _);

    /// <summary>What opens it.</summary>
    public string Bearer(string key) => IsAdmin ? ApiHost.AdminSecret : IsCron ? ApiHost.CronSecret : key;

    public IReadOnlyList<(string Name, string In, bool Required, JsonElement Schema)> Parameters => Json.TryGetProperty("parameters", out var all)
        ? [.. all.EnumerateArray().Select(p => (p.GetProperty("name").GetString()!, p.GetProperty("in").GetString()!,
            p.TryGetProperty("required", out var needed) && needed.GetBoolean(), p.GetProperty("schema")))]
        : [];

    /// <summary>The schema of the body, references followed.</summary>
    public JsonElement Body => Followed(Json.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"));

    /// <summary>The name of the schema of the body.</summary>
    public string BodyName => Json.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema")
        .GetProperty("$ref").GetString()!.Split('/')[^1];

    /// <summary>The name of the schema of the answer of success; of a stream, of an event's data.</summary>
    public string Answer => Media.Value.GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];

    /// <summary>Whether its answer is a stream of events, which has no end.</summary>
    public bool IsStream => Media.Name == "text/event-stream";

    /// <summary>Whether its answer is a file of JSON objects, one a line.</summary>
    public bool IsLines => Media.Name == "application/x-ndjson";

    private JsonProperty Media => Json.GetProperty("responses").EnumerateObject().First(r => r.Name[0] == '2').Value.GetProperty("content").EnumerateObject().First();

    public JsonElement Followed(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? Document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    public static async Task<IReadOnlyList<Operation>> All(ApiHost api)
    {
        using var client = api.Client();
        var document = await (await client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative))).Json();
        return
        [
            .. document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()
                .Select(o => new Operation(o.Name.ToUpperInvariant(), p.Name, o.Value, document))),
        ];
    }
}
