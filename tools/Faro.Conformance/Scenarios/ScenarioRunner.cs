using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faro.Conformance.Scenarios;

/// <summary>
/// Runs files of matching scenarios: each names a market, starting balances and operations, and says what must come out.
/// Judging compares with what the file expects; printing shows what was computed, in the shape of the expectations.
/// </summary>
internal static class ScenarioRunner
{
    private const long LongestFile = 256L << 20;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a file has the shape that this runner understands.</summary>
    public static bool Understands(JsonElement file) => Scenarios(file) is { } list && list.GetArrayLength() > 0
        && list[0].ValueKind == JsonValueKind.Object && list[0].TryGetProperty("ops", out _);

    /// <summary>Runs the file at <paramref name="path"/>.</summary>
    /// <param name="path">A JSON file with a member <c>scenarios</c>, or a bare list of them.</param>
    /// <param name="print">Print one JSON line a scenario instead of judging.</param>
    /// <param name="output">Where lines go; judging ends with <c>N passed, N failed</c>.</param>
    /// <returns>0 fine, 1 some failed, 2 the file could not be used.</returns>
    public static int Run(string path, bool print, TextWriter output)
    {
        try
        {
            if (new FileInfo(path).Length > LongestFile) throw new InvalidDataException("The file is larger than 256 MiB.");
            using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(path));
            return Run(file.RootElement, print, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            output.WriteLine($"cannot use {path}: {e.Message}");
            return 2;
        }
    }

    /// <summary>Runs the scenarios of a parsed file.</summary>
    public static int Run(JsonElement file, bool print, TextWriter output)
    {
        if (Scenarios(file) is not { } scenarios) throw new InvalidDataException("There is no list of scenarios in it.");
        int passed = 0;
        int failed = 0;
        foreach (JsonElement scenario in scenarios.EnumerateArray())
        {
            string name = NameOf(scenario);
            List<string> wrong = [];
            try
            {
                JsonObject computed = Compute(scenario);
                if (print) output.WriteLine(new JsonObject { ["name"] = name, ["expect"] = computed }.ToJsonString(Compact));
                else wrong = Judge(scenario, computed);
            }
            catch (Exception e) when (IsMalformed(e))
            {
                if (print) output.WriteLine(new JsonObject { ["name"] = name, ["error"] = e.Message }.ToJsonString(Compact));
                wrong.Add(e.Message);
            }

            if (wrong.Count == 0) passed++;
            else failed++;
            if (print) continue;
            foreach (string difference in wrong) output.WriteLine($"{name}: {difference}");
        }

        if (!print) output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>What a scenario yields, in the shape of its expectation.</summary>
    public static JsonObject Compute(JsonElement scenario)
    {
        ScenarioMarket market = new(scenario);
        JsonArray acks = [];
        int index = 0;
        foreach (JsonElement op in scenario.GetProperty("ops").EnumerateArray()) acks.Add(market.Execute(index++, op));
        JsonObject computed = market.Describe();
        computed.Insert(0, "acks", acks);
        return computed;
    }

    /// <summary>Every difference between what is expected and what was computed, a sentence each.</summary>
    public static List<string> Judge(JsonElement scenario, JsonObject computed)
    {
        List<string> wrong = [];
        if (!scenario.TryGetProperty("expect", out JsonElement expect)) return ["it expects nothing"];
        foreach (JsonProperty member in expect.EnumerateObject())
        {
            JsonNode? want = JsonNode.Parse(member.Value.GetRawText());
            if (!computed.TryGetPropertyValue(member.Name, out JsonNode? got)) wrong.Add($"{member.Name} is not computed");
            else if (!JsonNode.DeepEquals(want, got))
                wrong.Add($"{member.Name} is {got?.ToJsonString(Compact)}, expected {want?.ToJsonString(Compact)}");
        }

        return wrong;
    }

    private static JsonElement? Scenarios(JsonElement file)
    {
        if (file.ValueKind == JsonValueKind.Array) return file;
        return file.ValueKind == JsonValueKind.Object && file.TryGetProperty("scenarios", out JsonElement list)
            && list.ValueKind == JsonValueKind.Array ? list : null;
    }

    private static string NameOf(JsonElement scenario) =>
        scenario.ValueKind == JsonValueKind.Object && scenario.TryGetProperty("name", out JsonElement name)
        && name.ValueKind == JsonValueKind.String ? name.GetString()! : "(no name)";

    private static bool IsMalformed(Exception e) =>
        e is InvalidDataException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException;
}
