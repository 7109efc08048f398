using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faro.Signing.Tests;

/// <summary>Random typed data: structs in structs, arrays of arrays, edge values; on request something in it is wrong.</summary>
internal sealed class RandomTypedData(Random random)
{
    private static readonly string[] Names = ["Order", "Person", "alpha", "Beta", "_x", "$y", "Z2", "Asset", "Node", "Ünde"];

    private readonly List<(string Name, List<(string Name, string Type)> Fields)> _types = [];

    private int _depth;

    /// <summary>A document; <paramref name="wrong"/> is how likely a value, name or type is not what it should be.</summary>
    public JsonObject Next(double wrong)
    {
        _types.Clear();
        foreach (var name in Names[..^1].OrderBy(_ => random.Next()).Take(random.Next(1, 6)).ToArray())
        {
            List<(string, string)> fields = [.. Enumerable.Range(0, random.Next(6)).Select(i => ($"f{i}", Maybe(wrong) ? WrongType() : Type()))];
            _types.Add((Maybe(wrong) ? WrongName(name) : name, fields)); // a type refers to earlier ones only, unless it is to be wrong
        }

        var primary = _types[^1];
        var types = new JsonObject();
        foreach (var (name, fields) in _types)
            types[name] = new JsonArray([.. fields.Select(f => new JsonObject { ["name"] = Maybe(wrong / 2) ? "a b" : f.Name, ["type"] = f.Type })]);
        var domain = new JsonObject();
        if (Maybe(0.7)) domain["name"] = Text();
        if (Maybe(0.7)) domain["version"] = "1";
        if (Maybe(0.7)) domain["chainId"] = random.Next(2) == 0 ? JsonValue.Create(random.Next()) : JsonValue.Create($"{random.Next()}");
        if (Maybe(0.5)) domain["verifyingContract"] = Bytes(20);
        if (Maybe(0.3)) domain["salt"] = Bytes(32);
        if (Maybe(wrong)) domain["other"] = 1;
        return new JsonObject
        {
            ["types"] = types,
            ["primaryType"] = primary.Name,
            ["domain"] = domain,
            ["message"] = Struct(primary.Fields, wrong),
        };
    }

    /// <summary>One struct without structs or arrays, of the types that the writer knows.</summary>
    public JsonElement NextFlat()
    {
        string[] known = ["uint8", "uint64", "uint128", "uint256", "address", "bytes32", "string", "bytes", "bool"];
        List<(string Name, string Type)> fields = [.. Enumerable.Range(0, random.Next(13)).Select(i => ($"f{i}", known[random.Next(known.Length)]))];
        var message = new JsonObject();
        foreach (var (name, type) in fields)
        {
            message[name] = type.StartsWith("uint", StringComparison.Ordinal)
                ? JsonNode.Parse(new BigInteger(RandomBytes(Bits(type[4..]) / 8), isUnsigned: true).ToString())
                : Value(type, wrong: 0);
        }
        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["types"] = new JsonObject { ["M"] = new JsonArray([.. fields.Select(f => new JsonObject { ["name"] = f.Name, ["type"] = f.Type })]) },
            ["primaryType"] = "M",
            ["domain"] = new JsonObject { ["name"] = "flat" },
            ["message"] = message,
        });
    }

    private byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private JsonObject Struct(List<(string Name, string Type)> fields, double wrong)
    {
        if (_depth > 6) return []; // a type that contains itself
        _depth++;
        var value = new JsonObject();
        foreach (var (name, type) in fields)
            if (!Maybe(wrong / 4)) value[name] = Value(type, wrong);
        if (Maybe(wrong / 4)) value["undeclared"] = 1;
        _depth--;
        return value;
    }

    private JsonNode? Value(string type, double wrong)
    {
        if (Maybe(wrong)) return WrongValue();
        if (type.EndsWith(']'))
        {
            var open = type.LastIndexOf('[');
            var length = int.TryParse(type[(open + 1)..^1], out var size) ? size : random.Next(4);
            return new JsonArray([.. Enumerable.Range(0, Math.Min(8, length)).Select(_ => Value(type[..open], wrong))]);
        }
        if (_types.Find(t => t.Name == type) is { Fields: { } fields }) return Struct(fields, wrong);
        if (type.StartsWith("uint", StringComparison.Ordinal)) return Number(Bits(type[4..]), signed: false);
        if (type.StartsWith("int", StringComparison.Ordinal)) return Number(Bits(type[3..]), signed: true);
        if (type.StartsWith("bytes", StringComparison.Ordinal)) return Bytes(type.Length > 5 && int.TryParse(type[5..], out var n) ? n : random.Next(70));
        return type switch { "address" => Bytes(20), "bool" => random.Next(2) == 0, _ => Text() };
    }

    private static int Bits(string text) => int.TryParse(text, out var bits) && bits is > 0 and <= 256 ? bits : 8;

    private JsonNode Number(int bits, bool signed)
    {
        var limit = BigInteger.One << (signed ? bits - 1 : bits);
        var bytes = new byte[33];
        random.NextBytes(bytes);
        var number = random.Next(6) switch
        {
            0 => limit - 1,
            1 => signed ? -limit : 0,
            2 => 1,
            _ => BigInteger.Remainder(new BigInteger(bytes, isUnsigned: true), limit) * (signed && random.Next(2) == 0 ? -1 : 1),
        };
        if (number.Sign >= 0 && random.Next(3) == 0 && number.GetByteCount(isUnsigned: true) <= 32)
            return "0x" + Convert.ToHexString(number.ToByteArray(isUnsigned: true, isBigEndian: true));
        return random.Next(2) == 0 ? JsonValue.Create(number.ToString()) : JsonNode.Parse(number.ToString())!;
    }

    private string Bytes(int length)
    {
        var bytes = RandomBytes(length);
        return "0x" + (random.Next(2) == 0 ? Convert.ToHexString(bytes) : Convert.ToHexStringLower(bytes));
    }

    private string Text() => random.Next(5) switch { 0 => "", 1 => "Ünïcode \ud83d\ude00", 2 => new string('x', random.Next(300)), _ => $"text {random.Next()}" };

    private string Type()
    {
        var element = random.Next(8) switch
        {
            0 => $"uint{8 * random.Next(1, 33)}",
            1 => $"int{8 * random.Next(1, 33)}",
            2 => $"bytes{random.Next(1, 33)}",
            3 => "address",
            4 => "bool",
            5 => random.Next(2) == 0 ? "string" : "bytes",
            _ => _types.Count == 0 ? "uint256" : _types[random.Next(_types.Count)].Name,
        };
        while (random.Next(5) == 0) element += random.Next(2) == 0 ? "[]" : $"[{random.Next(1, 4)}]";
        return element;
    }

    private string WrongType() => random.Next(8) switch
    {
        0 => "uint",
        1 => "uint7",
        2 => "bytes33",
        3 => "Nobody",
        4 => "uint8[0]",
        5 => "",
        6 => Names[random.Next(9)],
        _ => "fixed128x18",
    };

    private string WrongName(string name) => random.Next(5) switch { 0 => "uint8", 1 => name + "int8", 2 => "a(b", 3 => Names[^1], _ => "bytes4" + name };

    private JsonNode? WrongValue() => random.Next(10) switch
    {
        0 => null,
        1 => -1,
        2 => "0x",
        3 => 1.5,
        4 => "x",
        5 => new JsonArray(),
        6 => new JsonObject(),
        7 => true,
        8 => "0x0",
        _ => JsonNode.Parse("1" + new string('0', 80)),
    };

    private bool Maybe(double likely) => random.NextDouble() < likely;
}
