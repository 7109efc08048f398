using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Conformance.Vectors;

namespace Faro.Conformance.Tests;

public sealed class ForesightVectorTests
{
    private static readonly string Path = Files.PathOf("foresight-orders.json");

    [Fact]
    public void Every_hash_signer_amount_price_and_verdict_agrees()
    {
        using StringWriter output = new();
        int code = ForesightVectors.Run(Path, print: false, output);
        Assert.Equal("152 passed, 0 failed" + Environment.NewLine, output.ToString()); // 37 valid, 43 for the validator, 46 amounts, 26 prices
        Assert.Equal(0, code);
    }

    [Fact]
    public void Printing_shows_each_case_under_the_names_of_the_file()
    {
        using StringWriter output = new();
        Assert.Equal(0, ForesightVectors.Run(Path, print: true, output));
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(152, lines.Length);
        JsonElement first = Files.Read("foresight-orders.json").GetProperty("valid")[0];
        JsonObject printed = JsonNode.Parse(lines[0])!.AsObject();
        foreach (string name in new[] { "order_hash", "struct_hash", "domain_separator", "maker_amount", "recovered" })
            Assert.Equal(first.GetProperty(name).GetString(), (string?)printed[name]);
    }

    [Fact]
    public void A_changed_expectation_fails()
    {
        JsonNode file = JsonNode.Parse(Files.Read("foresight-orders.json").GetRawText())!;
        file["invalid"]![0]!["server"]!["inline_code"] = "INVALID_SIZE";
        file["prices"]![0]!["tick"] = 2;
        file["valid"]![5]!["order_hash"] = "0x00";
        using JsonDocument changed = JsonDocument.Parse(file.ToJsonString());
        using StringWriter output = new();
        Assert.Equal(1, ForesightVectors.Run(changed.RootElement, print: false, output));
        Assert.EndsWith("149 passed, 3 failed" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }
}
