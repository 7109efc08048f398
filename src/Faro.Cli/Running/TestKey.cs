using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Cli.Talking;

namespace Faro.Cli.Running;

/// <summary>
/// The test key that <c>up</c> prints: the same at every start on a folder. The log knows only its hash, so its plaintext is kept
/// with the other generated secrets, in a file that only its owner may read.
/// </summary>
internal sealed record TestKey(string Key, Guid Id)
{
    private const string Label = "faro up";
    private const string Keys = "/api/v1/admin/keys";

    /// <summary>The kept key if it still works, else a new one, which is kept.</summary>
    public static async Task<TestKey> FindOrIssue(string folder, FaroClient faro, CancellationToken ct)
    {
        var listed = (await faro.Call(HttpMethod.Get, Keys, FaroClient.By.Admin, ct))["keys"]!.AsArray();
        var active = listed.Where(k => (string?)k!["status"] == "active").ToList();
        if (Read(folder) is { } kept && active.Any(k => Guid.TryParse((string?)k!["id"], out var id) && id == kept.Id)) return kept;

        // One whose plaintext is lost is useless.
        foreach (var lost in active.Where(k => (string?)k!["label"] == Label))
            await faro.Call(HttpMethod.Delete, $"{Keys}/{(string?)lost!["id"]}", FaroClient.By.Admin, ct);
        var issued = await faro.Call(HttpMethod.Post, Keys, FaroClient.By.Admin, ct, new JsonObject
        {
            ["label"] = Label,
            ["scopes"] = new JsonArray("read", "trade"),
            ["rate_limit_per_min"] = 6_000,
            ["test"] = true,
        });
        var made = new TestKey((string)issued["key"]!, Guid.Parse((string)issued["key_id"]!));
        PrivateFile.Write(PathIn(folder), JsonSerializer.Serialize(made));
        return made;
    }

    /// <inheritdoc/>
    public override string ToString() => "***";

    private static string PathIn(string folder) => Path.Combine(folder, "test-key.json");

    private static TestKey? Read(string folder)
    {
        if (!File.Exists(PathIn(folder))) return null;
        try
        {
            return JsonSerializer.Deserialize<TestKey>(File.ReadAllText(PathIn(folder)));
        }
        catch (JsonException)
        {
            return null; // damaged: replaced by a new one
        }
    }
}
