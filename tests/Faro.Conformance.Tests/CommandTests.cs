using System.Text.Json.Nodes;
using Faro.Testing;

namespace Faro.Conformance.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly TempFolder _folder = new("faro-test-vectors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("eip712.json", 70)]
    [InlineData("foresight-orders.json", 152)]
    [InlineData("polymarket-orders.json", 49)]
    [InlineData("polymarket-l1-clobauth.json", 4)]
    [InlineData("polymarket-l2-hmac.json", 11)]
    [InlineData("polymarket-wallets.json", 5)]
    [InlineData("solana-transactions.json", 35)]
    [InlineData("base58.json", 32)]
    [InlineData("compact-u16.json", 42)]
    [InlineData("clob-scenarios.json", 83)]
    [InlineData("ecdsa_secp256k1_sha256_bitcoin_test.json", 463)]
    [InlineData("ecdsa_secp256k1_sha256_p1363_test.json", 252)]
    [InlineData("ed25519_test.json", 151)]
    public void Every_known_shape_is_judged(string file, int cases)
    {
        var (exitCode, output, _) = Run("vectors", PathOf(file));
        Assert.Equal($"{cases} passed, 0 failed", output.TrimEnd());
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("typed_data/3/message/s", "predictions")]
    [InlineData("typed_data/3/expect/encode_data", "0x00")]
    [InlineData("typed_data/0/expect/encode_type", "Mail(Person from)")]
    [InlineData("typed_data/20/domain_type", "EIP712Domain(string name,string version)")]
    [InlineData("typed_data/5/signature", "0x00")]
    [InlineData("typed_data/5/address", "0x0000000000000000000000000000000000000001")]
    [InlineData("keccak256/2/input", "0x616264")]
    [InlineData("keccak256/2/bytes", 4)]
    [InlineData("secp256k1_sign_recover/1/public_key", "0x04")]
    [InlineData("secp256k1_sign_recover/1/v", 27)]
    [InlineData("secp256k1_must_reject/0/must", "normalise")]
    [InlineData("secp256k1_must_reject/0/raw_recovery", "0x0000000000000000000000000000000000000001")]
    [InlineData("secp256k1_must_reject/1/must", "reject")]
    [InlineData("secp256k1_must_reject/10/must", "reject")]
    [InlineData("eip55/0/checksum", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    public async Task A_changed_vector_of_eip712_fails_alone(string place, object value)
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(PathOf("eip712.json")))!;
        var steps = place.Split('/');
        var at = file[steps[0]]![int.Parse(steps[1], System.Globalization.CultureInfo.InvariantCulture)]!;
        foreach (var step in steps[2..^1]) at = at[step]!;
        at[steps[^1]] = JsonValue.Create(value);
        var (exitCode, output, _) = Run("vectors", Write(file.ToJsonString()));
        Assert.EndsWith("69 passed, 1 failed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task What_a_file_of_typed_data_does_not_say_is_computed_and_printed()
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(PathOf("eip712.json")))!;
        var wanted = new JsonArray();
        foreach (var one in file["typed_data"]!.AsArray().Select(n => n!.AsObject()))
        {
            wanted.Add(new JsonObject { ["expect"] = one["expect"]!.DeepClone(), ["signature"] = one["signature"]!.DeepClone(), ["address"] = one["address"]!.DeepClone() });
            foreach (var name in new[] { "expect", "signature", "address", "r", "s", "v" }) one.Remove(name);
        }

        var (exitCode, output, _) = Run("vectors", Write(new JsonObject { ["typed_data"] = file["typed_data"]!.DeepClone() }.ToJsonString()), "--print");
        Assert.Equal(0, exitCode);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(wanted.Count, lines.Length);
        foreach (var (line, want) in lines.Zip(wanted))
        {
            var printed = JsonNode.Parse(line)!;
            foreach (var (name, value) in want!.AsObject()) Assert.True(JsonNode.DeepEquals(value, printed[name]), line);
        }
    }

    [Fact]
    public async Task A_wycheproof_verdict_that_is_turned_round_fails()
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(PathOf("ed25519_test.json")))!;
        file["testGroups"]![0]!["tests"]![0]!["result"] = "invalid";
        var (exitCode, output, _) = Run("vectors", Write(file.ToJsonString()));
        Assert.EndsWith("150 passed, 1 failed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Theory]
    [InlineData("{\"a\":1}", "none of these")]
    [InlineData("[]", "none of these")]
    [InlineData("7", "none of these")]
    [InlineData("{", "cannot use")]
    [InlineData("{\"testGroups\":[{\"type\":\"RsaesOaepDecrypt\",\"tests\":[]}]}", "not known here")]
    public void A_file_of_no_known_shape_is_wrong_use_and_says_why(string text, string says)
    {
        var (exitCode, output, _) = Run("vectors", Write(text));
        Assert.Equal(2, exitCode);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenarios_are_judged_or_printed_and_the_exit_code_says_which()
    {
        const string scenario = """
            [{"name":"empty","accounts":{},"ops":[],"expect":{"acks":[]}},{"name":"wrong","accounts":{},"ops":[],"expect":{"acks":[1]}}]
            """;
        var file = _folder.Path("scenarios.json");
        await File.WriteAllTextAsync(file, scenario);
        var (exitCode, output, _) = Run("clob", "replay", file);
        Assert.Equal(1, exitCode);
        Assert.EndsWith("1 passed, 1 failed\n", output, StringComparison.Ordinal);
        Assert.EndsWith("{\"passed\":1,\"failed\":1}\n", Run("clob", "replay", file, "--json").Output, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"empty\"", Run("clob", "replay", file, "--print").Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "{}");
        Assert.Equal(2, Run("clob", "replay", file).ExitCode);
    }

    [Theory]
    [InlineData("vectors")]
    [InlineData("vectors /no/such/file.json")]
    [InlineData("clob replay")]
    [InlineData("clob")]
    public void Wrong_use_ends_with_2(string line)
    {
        var (exitCode, output, error) = Run(line.Split(' '));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.NotEqual("", error);
    }

    private string Write(string text)
    {
        var path = _folder.Path("vectors.json");
        File.WriteAllText(path, text);
        return path;
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] line)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = Program.Run(line, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Vectors", name);
}
