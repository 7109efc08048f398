using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace FaroExample.Signing;

/// <summary>The EIP-712 digest of typed data: what <c>eth_signTypedData_v4</c> signs. Knows the field types that orders have.</summary>
internal static class TypedData
{
    public static byte[] Digest(JsonElement payload)
    {
        var types = payload.GetProperty("types");
        return Keccak.Hash(
        [
            0x19, 0x01,
            .. HashStruct("EIP712Domain", payload.GetProperty("domain"), types),
            .. HashStruct(payload.GetProperty("primaryType").GetString()!, payload.GetProperty("message"), types),
        ]);
    }

    private static byte[] HashStruct(string type, JsonElement value, JsonElement types)
    {
        var words = new List<byte>(Keccak.Hash(Encoding.UTF8.GetBytes(EncodeType(type, types))));
        foreach (var field in types.GetProperty(type).EnumerateArray())
            words.AddRange(Word(field.GetProperty("type").GetString()!, value.GetProperty(field.GetProperty("name").GetString()!), types));
        return Keccak.Hash(words.ToArray());
    }

    /// <summary>The type with its fields, followed by the types it refers to in alphabetical order.</summary>
    private static string EncodeType(string type, JsonElement types)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(type);
        names.Remove(type);
        return string.Concat(names.Prepend(type).Select(Text));

        void Collect(string name)
        {
            if (!types.TryGetProperty(name, out var fields) || !names.Add(name)) return;
            foreach (var field in fields.EnumerateArray()) Collect(field.GetProperty("type").GetString()!);
        }

        string Text(string name) =>
            $"{name}({string.Join(',', types.GetProperty(name).EnumerateArray().Select(f => $"{f.GetProperty("type")} {f.GetProperty("name")}"))})";
    }

    private static byte[] Word(string type, JsonElement value, JsonElement types) => type switch
    {
        _ when types.TryGetProperty(type, out _) => HashStruct(type, value, types),
        "string" => Keccak.Hash(Encoding.UTF8.GetBytes(value.GetString()!)),
        "bytes32" => Convert.FromHexString(value.GetString()!.AsSpan(2)),
        "address" => [.. new byte[12], .. Convert.FromHexString(value.GetString()!.AsSpan(2))],
        _ when type.StartsWith("uint", StringComparison.Ordinal) =>
            Numbers.Word(BigInteger.Parse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"An order has no field of type {type}."),
    };
}
