using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Signing;

namespace Faro.Conformance.Vectors;

/// <summary>
/// Project Wycheproof's signature files for the two curves here: groups of tests under one public key, each
/// <c>valid</c>, <c>invalid</c> or (either answer is right) <c>acceptable</c>.
/// </summary>
internal static class WycheproofVectors
{
    /// <summary>Whether a file is one of Wycheproof's.</summary>
    public static bool Understands(JsonElement file) => file.ValueKind == JsonValueKind.Object
        && file.TryGetProperty("testGroups", out var groups) && groups.ValueKind == JsonValueKind.Array;

    /// <summary>Runs a parsed file: 0 fine, 1 some failed.</summary>
    /// <exception cref="InvalidDataException">The file is of a curve or a scheme that is not used here.</exception>
    public static int Run(JsonElement file, bool print, TextWriter output)
    {
        var cases = new JsonArray();
        foreach (var group in file.GetProperty("testGroups").EnumerateArray())
        {
            var type = Text(group, "type");
            var key = group.TryGetProperty("publicKey", out var found) || group.TryGetProperty("key", out found) ? found : default;
            if (type is not ("EddsaVerify" or "EcdsaVerify" or "EcdsaP1363Verify" or "EcdsaBitcoinVerify")
                || Text(key, "curve") is not ("edwards25519" or "secp256k1")
                || (Text(group, "sha") ?? "SHA-256") != "SHA-256")
            {
                throw new InvalidDataException($"Wycheproof tests of {type} on {Text(key, "curve")} are not known here.");
            }

            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var one = JsonNode.Parse(test.GetRawText())!.AsObject();
                one["id"] = $"tcId {test.GetProperty("tcId")}";
                one["type"] = type;
                one["key"] = Text(key, type == "EddsaVerify" ? "pk" : "uncompressed");
                cases.Add(one);
            }
        }

        var flat = JsonSerializer.SerializeToElement(new JsonObject { ["tests"] = cases });
        return VectorFiles.Run(flat, [new VectorPart("tests", Judge, Open: true)], print, output);
    }

    private static JsonObject Judge(JsonElement one)
    {
        var key = Convert.FromHexString(one.GetProperty("key").GetString()!);
        var message = Convert.FromHexString(one.GetProperty("msg").GetString()!);
        var signature = Convert.FromHexString(one.GetProperty("sig").GetString()!);
        var type = Text(one, "type");
        var good = type == "EddsaVerify"
            ? Ed25519Verifier.Verify(key, message, signature) == Ed25519Fault.None
            : (type == "EcdsaP1363Verify" ? signature : FromDer(signature)) is { } rs && Verify(key, message, rs, type == "EcdsaBitcoinVerify");
        return new JsonObject { ["result"] = Text(one, "result") == "acceptable" ? "acceptable" : good ? "valid" : "invalid" };
    }

    /// <summary>Plain ECDSA takes a high s too: it is judged by its twin, which is all that the strict check asks for.</summary>
    private static bool Verify(byte[] key, byte[] message, byte[] rs, bool lowOnly)
    {
        if (key.Length != 65 || key[0] != 4 || rs.Length != 64) return false;
        var digest = new Hash256(SHA256.HashData(message));
        if (Secp256k1.Verify(key.AsSpan(1), digest, rs)) return true;
        byte[] twin = [.. rs.AsSpan(0, 32), .. VectorKey.Negate(rs.AsSpan(32))];
        return !lowOnly && IsBelow(twin.AsSpan(32), rs.AsSpan(32)) && IsTwin(twin, rs) && Secp256k1.Verify(key.AsSpan(1), digest, twin);
    }

    private static bool IsBelow(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceCompareTo(b) < 0;

    // An s beyond the group's order has no twin: negating twice would not lead back to it.
    private static bool IsTwin(byte[] twin, byte[] rs) => VectorKey.Negate(twin.AsSpan(32)).AsSpan().SequenceEqual(rs.AsSpan(32));

    /// <summary>Strict DER of two positive integers of at most 32 bytes; null otherwise. The product itself never reads DER.</summary>
    private static byte[]? FromDer(byte[] der)
    {
        var rs = new byte[64];
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            foreach (var end in (ReadOnlySpan<int>)[32, 64])
            {
                var value = sequence.ReadInteger();
                if (value.Sign < 0 || value.GetByteCount(isUnsigned: true) > 32) return null;
                value.TryWriteBytes(rs.AsSpan(end - value.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
            }

            sequence.ThrowIfNotEmpty();
            return rs;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
