using System.Text;
using Faro.Signing.TypedData;

namespace Faro.Signing.Tests;

public sealed class Eip712RefusalTests
{
    [Theory] // type, value
    [InlineData("uint8", "255")]
    [InlineData("uint8", "\"0xff\"")]
    [InlineData("uint8", "\"0xF\"")]
    [InlineData("int8", "-128")]
    [InlineData("int8", "\"127\"")]
    [InlineData("uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    [InlineData("bytes1", "\"0x00\"")]
    [InlineData("bytes", "\"0x\"")]
    [InlineData("uint256[][2]", "[[],[1]]")]
    [InlineData("N", "{\"x\":[]}")]
    [InlineData("N[]", "[]")]
    [InlineData("address", "\"0x5AAEB6053f3e94c9b9a09f33669435e7ef1beaed\"")]
    [InlineData("string", "\"\\uD83D\\uDE00\"")]
    public void Fine(string type, string value) => Assert.Null(Hash(type, value));

    [Theory] // type, value, fault
    [InlineData("uint8", "256", TypedDataFault.OutOfRange)]
    [InlineData("uint8", "-1", TypedDataFault.OutOfRange)]
    [InlineData("int8", "128", TypedDataFault.OutOfRange)]
    [InlineData("int8", "-129", TypedDataFault.OutOfRange)]
    [InlineData("int8", "\"0xff\"", TypedDataFault.OutOfRange)] // +255: hexadecimal is never two's complement
    [InlineData("uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639936", TypedDataFault.OutOfRange)]
    [InlineData("int256", "57896044618658097711785492504343953926634992332820282019728792003956564819968", TypedDataFault.OutOfRange)]
    [InlineData("uint256", "1e3", TypedDataFault.WrongKind)]
    [InlineData("uint256", "1.0", TypedDataFault.WrongKind)]
    [InlineData("uint256", "\"\"", TypedDataFault.WrongKind)]
    [InlineData("uint256", "\"0x\"", TypedDataFault.WrongKind)]
    [InlineData("uint256", "\"-\"", TypedDataFault.WrongKind)]
    [InlineData("uint256", "\" 1\"", TypedDataFault.WrongKind)]
    [InlineData("uint256", "\"+1\"", TypedDataFault.WrongKind)]
    [InlineData("uint256", "\"1_0\"", TypedDataFault.WrongKind)]
    [InlineData("uint256", "true", TypedDataFault.WrongKind)]
    [InlineData("uint256", "null", TypedDataFault.WrongMembers)]
    [InlineData("uint256[]", "[null]", TypedDataFault.WrongKind)]
    [InlineData("bool", "1", TypedDataFault.WrongKind)]
    [InlineData("bool", "\"true\"", TypedDataFault.WrongKind)]
    [InlineData("string", "1", TypedDataFault.WrongKind)]
    [InlineData("string", "\"\\uD800\"", TypedDataFault.NotJson)]
    [InlineData("bytes", "\"00\"", TypedDataFault.WrongKind)]
    [InlineData("bytes", "\"0x0\"", TypedDataFault.WrongKind)]
    [InlineData("bytes", "\"0xzz\"", TypedDataFault.WrongKind)]
    [InlineData("bytes", "[0]", TypedDataFault.WrongKind)]
    [InlineData("bytes2", "\"0x00\"", TypedDataFault.WrongLength)]
    [InlineData("bytes2", "\"0x000000\"", TypedDataFault.WrongLength)]
    [InlineData("address", "\"0x00\"", TypedDataFault.WrongLength)]
    [InlineData("address", "5", TypedDataFault.WrongKind)]
    [InlineData("uint8[2]", "[1]", TypedDataFault.WrongLength)]
    [InlineData("uint8[2]", "[1,2,3]", TypedDataFault.WrongLength)]
    [InlineData("uint8[]", "{}", TypedDataFault.WrongKind)]
    [InlineData("N", "[]", TypedDataFault.WrongKind)]
    [InlineData("N", "null", TypedDataFault.WrongMembers)]
    [InlineData("N", "{}", TypedDataFault.WrongMembers)]
    [InlineData("N", "{\"x\":[],\"y\":1}", TypedDataFault.WrongMembers)]
    [InlineData("N", "{\"x\":[],\"x\":[]}", TypedDataFault.WrongMembers)]
    [InlineData("N", "{\"x\":[{\"x\":[{}]}]}", TypedDataFault.WrongMembers)]
    [InlineData("uint", "1", TypedDataFault.UnknownType)]
    [InlineData("uint7", "1", TypedDataFault.UnknownType)]
    [InlineData("uint08", "1", TypedDataFault.UnknownType)]
    [InlineData("uint264", "1", TypedDataFault.UnknownType)]
    [InlineData("uint99999999999", "1", TypedDataFault.UnknownType)]
    [InlineData("bytes0", "\"0x\"", TypedDataFault.UnknownType)]
    [InlineData("bytes33", "\"0x\"", TypedDataFault.UnknownType)]
    [InlineData("fixed128x18", "1", TypedDataFault.UnknownType)]
    [InlineData("Nobody", "{}", TypedDataFault.UnknownType)]
    [InlineData("", "1", TypedDataFault.UnknownType)]
    [InlineData("[]", "[]", TypedDataFault.UnknownType)]
    [InlineData("uint8[0]", "[]", TypedDataFault.UnknownType)]
    [InlineData("uint8[-1]", "[]", TypedDataFault.UnknownType)]
    [InlineData("uint8[1", "[1]", TypedDataFault.UnknownType)]
    [InlineData("uint8]", "[1]", TypedDataFault.UnknownType)]
    [InlineData("uint8[ ]", "[1]", TypedDataFault.UnknownType)]
    [InlineData("uint8 []", "[1]", TypedDataFault.UnknownType)]
    [InlineData("uint8 x,address", "1", TypedDataFault.UnknownType)]
    public void Refused(string type, string value, TypedDataFault fault) => Assert.Equal(fault, Hash(type, value)?.Fault);

    [Theory] // types, primary type, domain, fault
    [InlineData("""{"M":[]}""", "M", """{"name":"a"}""", null)]
    [InlineData("""{"M":[]}""", "M", """{"name":"a","extra":1}""", TypedDataFault.WrongMembers)]
    [InlineData("""{"M":[]}""", "M", """{"chainId":"x"}""", TypedDataFault.WrongKind)]
    [InlineData("""{"M":[]}""", "M", "[]", TypedDataFault.WrongKind)]
    [InlineData("""{"M":[]}""", "X", "{}", TypedDataFault.UnknownType)]
    [InlineData("""{"M":[],"M":[]}""", "M", "{}", TypedDataFault.WrongMembers)]
    [InlineData("""{"M":[{"name":"a","type":"bool"},{"name":"a","type":"bool"}]}""", "M", "{}", TypedDataFault.InvalidName)]
    [InlineData("""{"M":[{"name":"a b","type":"bool"}]}""", "M", "{}", TypedDataFault.InvalidName)]
    [InlineData("""{"M":[{"name":"","type":"bool"}]}""", "M", "{}", TypedDataFault.InvalidName)]
    [InlineData("""{"M":[{"name":"a"}]}""", "M", "{}", TypedDataFault.WrongMembers)]
    [InlineData("""{"M":[{"name":"a","type":7}]}""", "M", "{}", TypedDataFault.WrongMembers)]
    [InlineData("""{"M":[7]}""", "M", "{}", TypedDataFault.WrongMembers)]
    [InlineData("""{"M":{}}""", "M", "{}", TypedDataFault.WrongKind)]
    [InlineData("""{"M":[],"Un(used":[]}""", "M", "{}", TypedDataFault.InvalidName)]
    [InlineData("""{"M":[],"uint256":[]}""", "M", "{}", TypedDataFault.InvalidName)]
    [InlineData("""{"M":[],"uint7":[]}""", "M", "{}", TypedDataFault.InvalidName)]
    [InlineData("""{"M":[],"U":[{"name":"a","type":"Gone"}]}""", "M", "{}", TypedDataFault.UnknownType)]
    [InlineData("""{"M":[],"EIP712Domain":[{"name":"name","type":"string"}]}""", "M", "{}", TypedDataFault.WrongMembers)]
    [InlineData("""{"M":[],"EIP712Domain":[{"name":"chainId","type":"uint64"}]}""", "M", """{"chainId":1}""", TypedDataFault.UnknownType)]
    [InlineData("""{"M":[],"EIP712Domain":[]}""", "EIP712Domain", "{}", TypedDataFault.UnknownType)]
    [InlineData("[]", "M", "{}", TypedDataFault.WrongKind)]
    [InlineData("""{"M":[],"N":[{"name":"n","type":"N[]"}]}""", "M", "{}", TypedDataFault.RecursiveType)]
    [InlineData("""{"M":[],"A":[{"name":"b","type":"B"}],"B":[{"name":"a","type":"A[2][]"}]}""", "M", "{}", TypedDataFault.RecursiveType)]
    [InlineData("""{"M":[],"Point3":[]}""", "M", "{}", TypedDataFault.InvalidName)] // Nethereum takes it for an int3
    [InlineData("""{"M":[],"Sbytes4":[]}""", "M", "{}", TypedDataFault.InvalidName)]
    [InlineData("""{"M":[],"Point_3":[],"string2":[]}""", "M", "{}", null)]
    public void Types_and_domain(string types, string primaryType, string domain, TypedDataFault? fault) =>
        Assert.Equal(fault, Run($$"""{"types":{{types}},"primaryType":"{{primaryType}}","domain":{{domain}},"message":{} }""")?.Fault);

    [Fact]
    public void The_error_says_where()
    {
        var error = Run("""{"types":{"M":[{"name":"to","type":"P[]"}],"P":[{"name":"age","type":"uint8"}]},"primaryType":"M","domain":{},"message":{"to":[{"age":1},{"age":256}]}}""");
        Assert.Equal("message.to[1].age", error?.Path);
        Assert.Equal("types.P[1]", Run("""{"types":{"P":[{"name":"a","type":"bool"},{"name":"b","type":"boll"}]},"primaryType":"P","domain":{},"message":{}}""")?.Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"types":{},"primaryType":"M","domain":{},"message":{},"more":1}""")]
    public void Not_typed_data(string text) => Assert.NotNull(Run(text));

    [Fact]
    public void Size_and_depth_are_bounded()
    {
        Assert.Equal(TypedDataFault.TooLarge, Run(new string(' ', Eip712TypedData.MaxBytes + 1))?.Fault);
        Assert.Equal(TypedDataFault.NotJson, Run(new string('[', 60_000))?.Fault);
        var deep = string.Concat(Enumerable.Repeat("{\"x\":[", 20)) + string.Concat(Enumerable.Repeat("]}", 20));
        Assert.NotNull(Hash("N", deep));
        using var document = System.Text.Json.JsonDocument.Parse(deep);
        Assert.Equal(TypedDataFault.TooLarge, Eip712TypedData.TryHash(document.RootElement, out _)?.Fault);
        Assert.Equal(TypedDataFault.NotJson, Eip712TypedData.TryHash(default(System.Text.Json.JsonElement), out _)?.Fault);

        var manyTypes = "{" + string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"T{i}\":[]")) + "}";
        Assert.Equal(TypedDataFault.TooLarge, Run($$"""{"types":{{manyTypes}},"primaryType":"T0","domain":{},"message":{} }""")?.Fault);
        var manyFields = "[" + string.Join(',', Enumerable.Range(0, 65).Select(i => $$"""{"name":"f{{i}}","type":"bool"}""")) + "]";
        Assert.Equal(TypedDataFault.TooLarge, Run($$"""{"types":{"M":{{manyFields}}},"primaryType":"M","domain":{},"message":{} }""")?.Fault);
        Assert.Equal(TypedDataFault.UnknownType, Hash("uint8" + string.Concat(Enumerable.Repeat("[]", 2_000)), "[]")?.Fault);
    }

    [Fact]
    public void Work_is_bounded()
    {
        // 2^30 paths from the first type to the last: refused without walking them
        var layers = Enumerable.Range(0, 31).Select(i => i == 30 ? $"\"L{i}\":[]"
            : $"\"L{i}\":[{{\"name\":\"a\",\"type\":\"K{i}\"}},{{\"name\":\"b\",\"type\":\"L{i + 1}\"}}],\"K{i}\":[{{\"name\":\"c\",\"type\":\"L{i + 1}\"}}]");
        Assert.Equal(TypedDataFault.TooLarge, Run($$"""{"types":{{{string.Join(',', layers)}}},"primaryType":"L0","domain":{},"message":{} }""")?.Fault);

        // as many values as fit
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(TypedDataFault.TooLarge, Hash("bool[][]", "[" + string.Join(',', Enumerable.Repeat("[]", 20_000)) + "]")?.Fault);
        Assert.Equal(TypedDataFault.TooLarge, Hash("E[]", "[" + string.Join(',', Enumerable.Repeat("{}", 20_000)) + "]")?.Fault);
        Assert.Null(Hash("uint8[]", "[" + string.Join(',', Enumerable.Repeat("1", 4_000)) + "]"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(0.03, 2_000)]
    [InlineData(0.2, 1_000)]
    public void Random_documents_never_throw(double wrong, int rounds)
    {
        const int seed = 712;
        var random = new Random(seed);
        var (accepted, faults) = (0, new HashSet<TypedDataFault>());
        for (var round = 0; round < rounds; round++)
            if (Run(new RandomTypedData(random).Next(wrong).ToJsonString()) is { } error) faults.Add(error.Fault);
            else accepted++;
        Assert.True(wrong == 0 ? accepted == rounds : accepted > rounds / 20 && faults.Count >= 6, $"seed {seed}: {accepted}, {string.Join(", ", faults)}");
    }

    [Fact]
    public void Mutated_input_never_throws()
    {
        const int seed = 4;
        var random = new Random(seed);
        var seeds = Vector.Load("polymarket-orders.json").List("cases").Take(8)
            .Select(c => Encoding.UTF8.GetBytes(c.GetProperty("order_typed_data").GetRawText())).ToArray();
        var faults = new HashSet<TypedDataFault?>();
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = seeds[random.Next(seeds.Length)].ToArray();
            for (var changes = random.Next(4); changes >= 0; changes--)
            {
                var at = random.Next(bytes.Length);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes[at] = (byte)"{}[]\",:0x-\\u"[random.Next(12)]; break;
                    case 2: bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]]; break;
                    case 3: bytes.AsSpan(at, Math.Min(8, bytes.Length - at)).Reverse(); break;
                }
                if (bytes.Length == 0) bytes = "{}"u8.ToArray();
            }
            var error = Eip712TypedData.TryHash(bytes, out var hashes);
            Assert.True((error is null) == (hashes is not null), $"seed {seed}, round {round}");
            faults.Add(error?.Fault);
        }
        Assert.True(faults.Count >= 7, string.Join(", ", faults));
    }

    private static TypedDataError? Hash(string type, string value) => Run(
        $$"""{"types":{"M":[{"name":"v","type":"{{type}}"}],"N":[{"name":"x","type":"P[]"}],"P":[{"name":"x","type":"Q[]"}],"Q":[{"name":"x","type":"bool"}],"E":[]},"primaryType":"M","domain":{},"message":{"v":{{value}} } }""");

    private static TypedDataError? Run(string json)
    {
        var error = Eip712TypedData.TryHash(Encoding.UTF8.GetBytes(json), out var hashes);
        Assert.True((error is null) == (hashes is not null));
        return error;
    }
}
