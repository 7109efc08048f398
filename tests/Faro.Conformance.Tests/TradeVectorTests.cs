using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Conformance.Vectors;

namespace Faro.Conformance.Tests;

public sealed class TradeVectorTests
{
    [Theory]
    [InlineData("polymarket-orders.json", 49)]
    [InlineData("polymarket-l1-clobauth.json", 4)]
    [InlineData("polymarket-l2-hmac.json", 11)]
    [InlineData("polymarket-wallets.json", 5)]
    [InlineData("solana-transactions.json", 35)]
    [InlineData("base58.json", 32)]
    [InlineData("compact-u16.json", 42)]
    public void Every_case_agrees(string file, int cases)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var code = VectorFiles.Run(Files.PathOf(file), print: false, output);
        Assert.Equal($"{cases} passed, 0 failed\n", output.ToString());
        Assert.Equal(0, code);

        using var printed = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, VectorFiles.Run(Files.PathOf(file), print: true, printed));
        Assert.Equal(cases, printed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("polymarket-orders.json", "order_digest")]
    [InlineData("polymarket-orders.json", "post_order_body_json")]
    [InlineData("polymarket-l1-clobauth.json", "digest")]
    [InlineData("polymarket-l2-hmac.json", "signature")]
    [InlineData("polymarket-wallets.json", "safe")]
    public void A_changed_expectation_fails(string file, string member)
    {
        var json = JsonNode.Parse(File.ReadAllText(Files.PathOf(file)))!;
        json["cases"]![1]![member] = "0x00";
        using var changed = JsonDocument.Parse(json.ToJsonString());
        using var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(1, VectorFiles.Run(changed.RootElement, print: false, output));
        Assert.EndsWith(" 1 failed\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_verdict_of_a_transaction_fails()
    {
        var json = JsonNode.Parse(File.ReadAllText(Files.PathOf("solana-transactions.json")))!;
        json["cases"]![0]!["expected"]!["verdict"] = "valid";
        json["cases"]![1]!["expected"]!["parse"]!["extra"] = 1;
        json["cases"]![2]!["expected"]!["relay"] = false;
        using var changed = JsonDocument.Parse(json.ToJsonString());
        using var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(1, VectorFiles.Run(changed.RootElement, print: false, output));
        Assert.EndsWith("32 passed, 3 failed\n", output.ToString(), StringComparison.Ordinal);
    }
}
