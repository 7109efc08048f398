using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Signing;
using Faro.Signing.TypedData;
using Nethereum.ABI;

namespace Faro.Conformance.Vectors;

/// <summary>
/// Vectors of typed data and of what it rests on: Keccak-256, secp256k1 signing, recovery and refusals, EIP-55 addresses.
/// Private keys in such files are throwaway keys; only this tool signs with them, the product has no signer.
/// </summary>
internal static class Eip712Vectors
{
    private static readonly VectorPart[] Parts =
    [
        new("typed_data", TypedData, Open: true),
        new("keccak256", Keccak, Open: true),
        new("secp256k1_sign_recover", SignAndRecover, Open: true),
        new("secp256k1_must_reject", MustReject, Open: true),
        new("eip55", Checksum, Open: true),
    ];

    /// <summary>Whether a file has at least one of the lists.</summary>
    public static bool Understands(JsonElement file) => file.ValueKind == JsonValueKind.Object
        && Parts.Any(p => file.TryGetProperty(p.Section, out var list) && list.ValueKind == JsonValueKind.Array);

    /// <summary>Runs a parsed file: 0 fine, 1 some failed.</summary>
    public static int Run(JsonElement file, bool print, TextWriter output) => VectorFiles.Run(file, Parts, print, output);

    private static JsonObject TypedData(JsonElement one)
    {
        var types = JsonNode.Parse(one.GetProperty("types").GetRawText())!.AsObject();
        if (!types.ContainsKey("EIP712Domain") && one.TryGetProperty("domain_type", out var domainType))
            types["EIP712Domain"] = Declared(domainType.GetString()!);
        var typed = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["types"] = types,
            ["primaryType"] = one.GetProperty("primary_type").GetString(),
            ["domain"] = JsonNode.Parse(one.GetProperty("domain").GetRawText()),
            ["message"] = JsonNode.Parse(one.GetProperty("message").GetRawText()),
        });
        var hashes = HashesOf(typed);
        var computed = new JsonObject
        {
            ["expect"] = new JsonObject
            {
                ["encode_type"] = hashes.EncodeType,
                ["type_hash"] = hashes.TypeHash.ToString(),
                ["encode_data"] = Hex.Encode([.. hashes.TypeHash.Bytes, .. Words(typed)]),
                ["domain_separator"] = hashes.DomainSeparator.ToString(),
                ["struct_hash"] = hashes.StructHash.ToString(),
                ["digest"] = hashes.Digest.ToString(),
            },
        };
        Sign(one, hashes.Digest, computed);
        return computed;
    }

    private static TypedDataHashes HashesOf(JsonElement typed) => Eip712TypedData.TryHash(typed, out var hashes) is { } error
        ? throw new InvalidDataException($"{error.Path}: {error.Message}")
        : hashes!;

    /// <summary>The standard's <c>encodeData</c>, but for the type hash: a word for each field of the message.</summary>
    private static byte[] Words(JsonElement typed)
    {
        var fields = typed.GetProperty("types").GetProperty(typed.GetProperty("primaryType").GetString()!).EnumerateArray();
        return [.. fields.SelectMany(f => Word(typed, f.GetProperty("type").GetString()!, typed.GetProperty("message").GetProperty(f.GetProperty("name").GetString()!)))];
    }

    private static byte[] Word(JsonElement typed, string type, JsonElement value)
    {
        if (type.EndsWith(']'))
            return Keccak256.Hash([.. value.EnumerateArray().SelectMany(item => Word(typed, type[..type.LastIndexOf('[')], item))]).Bytes.ToArray();
        if (typed.GetProperty("types").TryGetProperty(type, out _))
            return HashesOf(JsonSerializer.SerializeToElement(new { types = typed.GetProperty("types"), primaryType = type, domain = typed.GetProperty("domain"), message = value }))
                .StructHash.Bytes.ToArray();
        return type switch
        {
            "string" => Keccak256.Hash(Encoding.UTF8.GetBytes(value.GetString()!)).Bytes.ToArray(),
            "bytes" => Keccak256.Hash(Hex.Decode(value.GetString())).Bytes.ToArray(),
            "bool" => AbiWord.FromUint(value.GetBoolean() ? 1UL : 0UL).Bytes.ToArray(),
            "address" => [.. new byte[12], .. Hex.Decode(value.GetString())],
            _ when type.StartsWith("bytes", StringComparison.Ordinal) => ABIType.CreateABIType(type).Encode(Hex.Decode(value.GetString())),
            _ => ABIType.CreateABIType(type).Encode(Number(value.ToString())),
        };
    }

    private static BigInteger Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : BigInteger.Parse(text, CultureInfo.InvariantCulture);

    /// <summary><c>EIP712Domain(string name,…)</c> as a declaration.</summary>
    private static JsonArray Declared(string domainType)
    {
        const string before = "EIP712Domain(";
        if (!domainType.StartsWith(before, StringComparison.Ordinal) || !domainType.EndsWith(')'))
            throw new InvalidDataException("domain_type is not the type string of a domain");
        var fields = domainType[before.Length..^1].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return [.. fields.Select(field => field.Split(' ') is [var type, var name]
            ? (JsonNode)new JsonObject { ["type"] = type, ["name"] = name }
            : throw new InvalidDataException("domain_type is not the type string of a domain"))];
    }

    private static JsonObject Keccak(JsonElement one)
    {
        var input = Hex.Decode(one.GetProperty("input").GetString());
        return new JsonObject { ["bytes"] = input.Length, ["keccak256"] = Keccak256.Hash(input).ToString() };
    }

    private static JsonObject SignAndRecover(JsonElement one)
    {
        var computed = new JsonObject();
        Sign(one, Hash256.Parse(one.GetProperty("hash").GetString()), computed);
        return computed;
    }

    /// <summary>The signature of the case's key and what it is made of; without a key, the signer of the case's signature.</summary>
    private static void Sign(JsonElement one, Hash256 digest, JsonObject computed)
    {
        byte[] signature;
        var publicKey = new byte[64];
        if (one.TryGetProperty("private_key", out var secret))
        {
            var key = new VectorKey(Hex.Decode(secret.GetString()));
            signature = key.Sign(digest);
            publicKey = key.PublicKey;
        }
        else if (one.TryGetProperty("signature", out var given))
        {
            signature = Hex.Decode(given.GetString());
        }
        else
        {
            return;
        }

        // Recovered with the product's own code, also where the key is known: each then checks the other.
        var recovered = new byte[64];
        if (Secp256k1.RecoverPublicKey(digest, signature, recovered) is not SignatureFault.None and var fault)
            throw new InvalidDataException($"the signature is refused: {fault}");
        if (one.TryGetProperty("private_key", out _) && !recovered.AsSpan().SequenceEqual(publicKey))
            throw new InvalidDataException("the signature does not lead back to its key");
        computed["public_key"] = "0x04" + Hex.Encode(recovered)[2..];
        computed["address"] = EthAddress.FromPublicKey(recovered).ToString();
        computed["signature"] = Hex.Encode(signature);
        computed["r"] = Hex.Encode(signature.AsSpan(0, 32));
        computed["s"] = Hex.Encode(signature.AsSpan(32, 32));
        computed["v"] = (int)signature[64];
    }

    /// <summary>
    /// What the strict check says, in the file's words: <c>reject</c>, <c>normalise</c> (v 0 or 1), or for a good signature of
    /// somebody else that its signer is not the one the case names.
    /// </summary>
    private static JsonObject MustReject(JsonElement one)
    {
        const string notEqual = "not equal to ";
        var digest = Hash256.Parse(one.GetProperty("hash").GetString());
        var signature = Hex.Decode(one.GetProperty("signature").GetString());
        var fault = Secp256k1.RecoverAddress(digest, signature, out var address);
        var must = "reject";
        if (fault == SignatureFault.None)
        {
            var said = one.TryGetProperty("must", out var words) ? words.GetString() ?? "" : "";
            must = said.StartsWith(notEqual, StringComparison.Ordinal) && EthAddress.Parse(said.AsSpan(notEqual.Length)) != address ? said : "accept";
        }
        else if (fault == SignatureFault.WrongRecoveryByte
            && Secp256k1.RecoverAddress(digest, signature, out _, RecoveryByte.EthereumOrBare) == SignatureFault.None)
        {
            must = "normalise";
        }

        return new JsonObject { ["must"] = must, ["fault"] = fault.ToString(), ["raw_recovery"] = RecoverAnyway(digest, signature)?.ToString() };
    }

    /// <summary>Who signed if nobody looks at the form: a high s is turned into its twin, v 0 and 1 are read as 27 and 28.</summary>
    private static EthAddress? RecoverAnyway(in Hash256 digest, byte[] signature)
    {
        if (Secp256k1.RecoverAddress(digest, signature, out var address, RecoveryByte.EthereumOrBare) is var fault
            && fault == SignatureFault.HighS)
        {
            var otherV = signature[64] switch { 27 => 28, 28 => 27, 0 => 1, _ => 0 };
            byte[] twin = [.. signature.AsSpan(0, 32), .. VectorKey.Negate(signature.AsSpan(32, 32)), (byte)otherV];
            fault = Secp256k1.RecoverAddress(digest, twin, out address, RecoveryByte.EthereumOrBare);
        }

        return fault == SignatureFault.None ? address : null;
    }

    private static JsonObject Checksum(JsonElement one)
    {
        var address = EthAddress.Parse((one.TryGetProperty("lower", out var lower) ? lower : one.GetProperty("checksum")).GetString());
        return new JsonObject { ["lower"] = address.ToLowerHex(), ["checksum"] = address.ToString() };
    }
}
