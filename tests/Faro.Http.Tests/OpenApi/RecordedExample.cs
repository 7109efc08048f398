using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Testing;

namespace Faro.Http.Tests.OpenApi;

/// <summary>
/// The examples of the document: recorded from real answers with FARO_WRITE_EXAMPLES=1 (lists cut to two items), and else held
/// against the real answer of today and against the document.
/// </summary>
public static class RecordedExample
{
    private const string Regenerate = "FARO_WRITE_EXAMPLES";
    private const int MostItems = 2;

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool Records => Environment.GetEnvironmentVariable(Regenerate) == "1";

    /// <summary>What is wrong with an operation's example; empty when it shows what the operation really takes and answers.</summary>
    public static IReadOnlyList<string> Faults(Operation operation, JsonElement answer, JsonNode? request = null)
    {
        if (Records)
            Write(operation.Id, request is null ? new JsonObject { ["answer"] = Cut(answer) } : new JsonObject { ["request"] = request.DeepClone(), ["answer"] = Cut(answer) });
        if (Read(operation.Id) is not { } example)
            return [$"{operation.Id} has no example: run the tests with {Regenerate}=1 and commit what they write."];
        var shown = example.GetProperty("answer");
        var faults = Documented.Faults(operation.Answer, shown).ToList();
        faults.AddRange(Members(answer).Except(Members(shown)).Select(m => $"the example lacks {m}"));
        faults.AddRange(Members(shown).Except(Members(answer)).Select(m => $"the example has {m}, which is not answered"));
        if (operation.HasBody)
            faults.AddRange(Documented.Faults(operation.BodyName, example.GetProperty("request")));
        return [.. faults.Select(f => $"{operation.Id}: {f} ({Regenerate}=1 records it)")];
    }

    /// <summary>The same for the refusals, by status.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyDictionary<string, JsonElement> refusals)
    {
        if (Records)
            Write("errors", new JsonObject(refusals.Select(r => KeyValuePair.Create(r.Key, JsonNode.Parse(r.Value.GetRawText())))));
        if (Read("errors") is not { } example)
            return [$"There are no examples of errors: {Regenerate}=1 records them."];
        var faults = example.EnumerateObject().SelectMany(e => Documented.Faults("Error", e.Value).Select(f => $"{e.Name}: {f}")).ToList();
        foreach (var (status, real) in refusals)
        {
            if (!example.TryGetProperty(status, out var shown) || shown.GetProperty("error").GetString() != real.GetProperty("error").GetString())
                faults.Add($"{status}: the example is not {real}");
        }

        return faults;
    }

    private static IEnumerable<string> Members(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(m => m.Name) : [];

    private static JsonNode? Cut(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Take(MostItems).Select(Cut)]),
        JsonValueKind.Object => new JsonObject(value.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, m.Name switch
        {
            "key" => Shown(m.Value),
            "fact" => Shown(m.Value, 200), // whole, it would be most of the document
            "unsigned_payload" => JsonNode.Parse(m.Value.GetRawText()), // whole: its digest is shown beside it
            _ => Cut(m.Value),
        }))),
        _ => JsonNode.Parse(value.GetRawText()),
    };

    /// <summary>A key's plaintext, made into one that works nowhere and that no scanner takes for real.</summary>
    private static JsonNode? Shown(JsonElement key, int most = 14) =>
        key.ValueKind == JsonValueKind.String && key.GetString() is { } text && text.Length > most ? text[..most] + "…" : Cut(key);

    private static string PathOf(string name) => RepositoryRoot.File("src", "Faro.Http", "OpenApi", "Examples", name + ".json");

    private static void Write(string name, JsonObject example) => File.WriteAllText(PathOf(name), example.ToJsonString(Written) + "\n");

    private static JsonElement? Read(string name) => File.Exists(PathOf(name)) ? JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(PathOf(name))) : null;
}
