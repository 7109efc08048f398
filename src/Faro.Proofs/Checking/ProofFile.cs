using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Proofs.Checking;

/// <summary>A proof that facts are on the log: everything that a check needs, without a database and without Faro. See docs/proof.md.</summary>
public sealed record ProofFile
{
    /// <summary>The value of <c>format</c> in such a file.</summary>
    public const string CurrentFormat = "faro-proof-1";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The form of the file.</summary>
    public required string Format { get; init; }

    /// <summary>What the proof is about: the stream of an order or a pair.</summary>
    public required string About { get; init; }

    /// <summary>The key that signed, in the form of signed notes. Compare it with the one that the operator has published.</summary>
    public required string Key { get; init; }

    /// <summary>The signed root, with its signature.</summary>
    public required string Root { get; init; }

    /// <summary>The facts, in the order of the log.</summary>
    public required IReadOnlyList<ProvedFact> Facts { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ProofFile Read(ReadOnlySpan<byte> json)
    {
        // The serializer looks for null in members, not in lists.
        if (JsonSerializer.Deserialize<ProofFile>(json, Json) is not { } file || file.Facts.Any(fact => fact is null || fact.Path.Any(step => step is null)))
            throw new JsonException("The file contains JSON null where a value belongs.");
        return file;
    }

    /// <summary>The file's text.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}

/// <summary>A fact and its place in the tree.</summary>
public sealed record ProvedFact
{
    /// <summary>The canonical text of the fact: what is hashed, byte for byte.</summary>
    public required string Fact { get; init; }

    /// <summary>The leaf's place in the tree.</summary>
    public required long Index { get; init; }

    /// <summary>The sibling hashes on the path from the leaf to the root, in base64.</summary>
    public required IReadOnlyList<string> Path { get; init; }
}
