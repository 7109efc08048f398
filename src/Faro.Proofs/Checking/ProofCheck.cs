using System.Text;
using System.Text.Json;
using Faro.Proofs.Merkle;
using Faro.Proofs.Roots;
using Faro.Signing;

namespace Faro.Proofs.Checking;

/// <summary>What a check of a proof found.</summary>
/// <param name="Problem">Why the proof is not valid; null when it is.</param>
/// <param name="Root">The signed root, as far as it could be read.</param>
/// <param name="Key">The key, as far as it could be read.</param>
/// <param name="Facts">The facts that are proved, parsed.</param>
public sealed record ProofCheckResult(string? Problem, SignedRoot? Root, NoteKey? Key, IReadOnlyList<JsonElement> Facts)
{
    /// <summary>Whether the proof holds.</summary>
    public bool Holds => Problem is null;
}

/// <summary>Checks a proof by itself. Pure: it needs only the file and a key.</summary>
public static class ProofCheck
{
    /// <summary>Checks it.</summary>
    /// <param name="proof">The file.</param>
    /// <param name="trusted">The operator's keys; with none, the file's own key is used and the reader has to compare it.</param>
    public static ProofCheckResult Of(ProofFile proof, IReadOnlyList<NoteKey> trusted)
    {
        if (proof.Format != ProofFile.CurrentFormat)
            return Bad($"The file's format is '{proof.Format}', not '{ProofFile.CurrentFormat}'.");
        if (!NoteKey.TryParse(proof.Key, out var key))
            return Bad("The file's key cannot be read.");
        if (trusted.Count > 0 && !trusted.Contains(key))
            return Bad($"The file's key is not one of the operator's: {key}.", null, key);
        if (!SignedRoot.TryRead(proof.Root, out var root))
            return Bad("The file's root cannot be read.", null, key);
        if (!root.IsSignedBy(key))
            return Bad("The root's signature was not made by the key.", root, key);
        if (proof.Facts.Count == 0)
            return Bad("The file contains no fact.", root, key);

        var facts = new List<JsonElement>();
        var leaves = new Dictionary<(string Stream, long Version), Hash256>();
        foreach (var proved in proof.Facts)
        {
            if (Parse(proved.Fact) is not { } fact)
                return Bad($"The text at leaf {proved.Index} is not a fact.", root, key);
            var leaf = MerkleTree.Leaf(Encoding.UTF8.GetBytes(proved.Fact));
            var (stream, version, sequence) = (fact.GetProperty("stream").GetString()!, fact.GetProperty("version").GetInt64(), fact.GetProperty("sequence").GetInt64());
            if (Path(proved.Path) is not { } path || MerkleTree.RootOf(leaf, proved.Index, root.Size, path) != root.Root)
                return Bad($"The fact {sequence} ({stream}, version {version}) is not under the signed root.", root, key);
            if (leaves.TryGetValue((stream, version - 1), out var before) && Previous(fact) != Convert.ToHexStringLower(before.Bytes))
                return Bad($"The fact {sequence} ({stream}, version {version}) does not follow the one before it.", root, key);
            if (!leaves.TryAdd((stream, version), leaf))
                return Bad($"The file contains {stream}, version {version}, twice.", root, key);
            facts.Add(fact);
        }

        return Gap(proof.About, leaves) is { } gap ? Bad(gap, root, key) : new ProofCheckResult(null, root, key, facts);
    }

    /// <summary>The stream that the proof is about is there from its first fact on, without a gap.</summary>
    private static string? Gap(string about, Dictionary<(string Stream, long Version), Hash256> leaves)
    {
        var versions = leaves.Keys.Where(k => k.Stream == about).Select(k => k.Version).Order().ToList();
        if (versions.Count == 0)
            return $"The file contains no fact of {about}.";
        return versions.SequenceEqual(Enumerable.Range(1, versions.Count).Select(v => (long)v)) ? null : $"The file does not contain all facts of {about} up to version {versions[^1]}.";
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var fact = document.RootElement.Clone();
            return fact.ValueKind == JsonValueKind.Object
                && Is("format", JsonValueKind.String) && fact.GetProperty("format").GetString() == Proofs.Facts.StoredFact.Format
                && Is("stream", JsonValueKind.String) && Is("name", JsonValueKind.String) && Is("data", JsonValueKind.Object)
                && Is("version", JsonValueKind.Number) && fact.GetProperty("version").TryGetInt64(out _)
                && Is("sequence", JsonValueKind.Number) && fact.GetProperty("sequence").TryGetInt64(out _)
                && fact.TryGetProperty("previous", out _) && Previous(fact) != "" && fact.GetProperty("stream").GetString() != ""
                    ? fact
                    : null;

            bool Is(string name, JsonValueKind kind) => fact.TryGetProperty(name, out var value) && value.ValueKind == kind;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // the latter: half a surrogate pair, which is no text
        }
    }

    private static string? Previous(JsonElement fact) => fact.GetProperty("previous") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static List<Hash256>? Path(IReadOnlyList<string> path)
    {
        var hashes = new List<Hash256>(path.Count);
        var bytes = new byte[Hash256.Size];
        foreach (var step in path)
        {
            if (path.Count > 64 || !StrictBase64.TryRead(step, bytes))
                return null;
            hashes.Add(new Hash256(bytes));
        }

        return hashes;
    }

    private static ProofCheckResult Bad(string problem, SignedRoot? root = null, NoteKey? key = null) => new(problem, root, key, []);
}
