using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Conformance.Scenarios;

namespace Faro.Conformance.Tests;

public sealed class ScenarioTests
{
    private static readonly JsonElement Vectors = Files.Read("clob-scenarios.json");

    public static TheoryData<string, string> Names()
    {
        TheoryData<string, string> names = [];
        foreach (JsonElement scenario in Vectors.GetProperty("scenarios").EnumerateArray())
            names.Add(scenario.GetProperty("rule").GetString()!, scenario.GetProperty("name").GetString()!);
        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Comes_out_as_expected(string rule, string name)
    {
        Assert.StartsWith("M", rule, StringComparison.Ordinal);
        JsonElement scenario = Find(name);
        Assert.Empty(ScenarioRunner.Judge(scenario, ScenarioRunner.Compute(scenario)));
    }

    [Fact]
    public void The_whole_file_passes_and_says_so()
    {
        using StringWriter output = new();
        int code = ScenarioRunner.Run(Files.PathOf("clob-scenarios.json"), print: false, output);
        Assert.Equal("83 passed, 0 failed" + Environment.NewLine, output.ToString());
        Assert.Equal(0, code);
    }

    [Fact]
    public void Random_scenarios_come_out_as_another_engine_says()
    {
        using StringWriter output = new();
        int code = ScenarioRunner.Run(Files.PathOf("clob-scenarios-random.json"), print: false, output);
        Assert.Equal("100 passed, 0 failed" + Environment.NewLine, output.ToString());
        Assert.Equal(0, code);
    }

    [Fact]
    public void What_is_printed_is_what_the_file_expects()
    {
        using StringWriter output = new();
        Assert.Equal(0, ScenarioRunner.Run(Files.PathOf("clob-scenarios.json"), print: true, output));
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(83, lines.Length);
        foreach (string line in lines)
        {
            JsonObject printed = JsonNode.Parse(line)!.AsObject();
            string expected = Find((string)printed["name"]!).GetProperty("expect").GetRawText();
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), printed["expect"]), line);
        }
    }

    [Fact]
    public void A_wrong_expectation_fails_and_is_named()
    {
        JsonNode file = JsonNode.Parse(Vectors.GetRawText())!;
        file["scenarios"]![3]!["expect"]!["sets_minted"] = "1";
        using JsonDocument changed = JsonDocument.Parse(file.ToJsonString());
        using StringWriter output = new();
        Assert.Equal(1, ScenarioRunner.Run(changed.RootElement, print: false, output));
        Assert.Contains("sets_minted is", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("82 passed, 1 failed" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_wrong_use()
    {
        using StringWriter output = new();
        Assert.Equal(2, ScenarioRunner.Run("no/such/file.json", print: false, output));
    }

    private static JsonElement Find(string name) =>
        Vectors.GetProperty("scenarios").EnumerateArray().First(s => s.GetProperty("name").GetString() == name);
}
