using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Proofs.Checking;
using Faro.Proofs.Roots;

namespace Faro.Http.Proofs;

/// <summary>A proof that facts are on the log. Saved as a file, it can be checked without a database and without Faro.</summary>
public sealed record ProofAnswer
{
    /// <summary>The form of the file: faro-proof-1.</summary>
    public required string Format { get; init; }

    /// <summary>The stream that is proved from its first fact on.</summary>
    public required string About { get; init; }

    /// <summary>The key that signed, in the form of C2SP signed notes.</summary>
    public required string Key { get; init; }

    /// <summary>The signed root: a C2SP checkpoint with its signature.</summary>
    public required string Root { get; init; }

    /// <summary>The facts in the order of the log.</summary>
    public required IReadOnlyList<ProvedFactAnswer> Facts { get; init; }

    internal static Answer Of(Proving proving) => proving switch
    {
        Proving.Proved { File: var file } => Answer.Of(new ProofAnswer
        {
            Format = file.Format,
            About = file.About,
            Key = file.Key,
            Root = file.Root,
            Facts = [.. file.Facts.Select(f => new ProvedFactAnswer { Fact = f.Fact, Index = f.Index, Path = f.Path })],
        }),
        Proving.Nothing => ApiErrors.NotFound("The log has no facts about it."),
        Proving.Unsigned => ApiErrors.Unavailable("This installation signs no roots: FARO__Proofs__KeyFile is not set."),
        Proving.NotYet => ApiErrors.Unavailable("The facts are recorded but not sealed yet: try again in a few seconds."),
        Proving.TooMany { Most: var most } => ApiErrors.Conflict($"There are more than {most} facts, too many for one proof."),
        Proving.Altered { Detail: var detail } => ApiErrors.Conflict(detail),
        _ => throw new InvalidOperationException($"No answer for {proving.GetType().Name}."),
    };
}

/// <summary>A fact and its place in the tree.</summary>
public sealed record ProvedFactAnswer
{
    /// <summary>The canonical text of the fact, a JSON object: what is hashed, byte for byte.</summary>
    public required string Fact { get; init; }

    /// <summary>The leaf's place in the tree, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The sibling hashes on the path from the leaf to the root, in base64.</summary>
    public required IReadOnlyList<string> Path { get; init; }
}

/// <summary>The key that verifies the signatures on the log's roots.</summary>
public sealed record LogKeyAnswer
{
    /// <summary>The log's name.</summary>
    public required string Origin { get; init; }

    /// <summary>The algorithm: ed25519.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The 32 bytes of the public key in base64.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The same key in the form of C2SP signed notes.</summary>
    public required string Key { get; init; }

    internal static LogKeyAnswer Of(NoteKey key) => new()
    {
        Origin = key.Name,
        Algorithm = "ed25519",
        PublicKey = Convert.ToBase64String(key.PublicKey.Span),
        Key = key.ToString(),
    };
}

/// <summary>A signed root of the log.</summary>
public sealed record LogRootAnswer
{
    /// <summary>How many facts it covers.</summary>
    public required long Size { get; init; }

    /// <summary>The root of their tree (RFC 6962) in base64.</summary>
    public required string Root { get; init; }

    /// <summary>The place in the log of the last of them.</summary>
    public required long LastSequence { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>The signed text: a C2SP checkpoint.</summary>
    public required string Note { get; init; }

    internal static Answer Of(SignedRoot? root) => root is null
        ? ApiErrors.NotFound("No such signed root.")
        : Answer.Of(new LogRootAnswer
        {
            Size = root.Size,
            Root = Convert.ToBase64String(root.Root.Bytes),
            LastSequence = root.LastSequence,
            SignedAt = root.SignedAt,
            Note = root.Note,
        });
}

/// <summary>Proves that the log of one size is a prefix of the log of another.</summary>
public sealed record ConsistencyAnswer
{
    /// <summary>The smaller signed root.</summary>
    public required string First { get; init; }

    /// <summary>The larger signed root.</summary>
    public required string Second { get; init; }

    /// <summary>The hashes of the proof (RFC 6962, 2.1.2), in base64.</summary>
    public required IReadOnlyList<string> Proof { get; init; }
}

/// <summary>Which signed root.</summary>
[Asked]
public sealed record LogRootParameters
{
    /// <summary>The root over exactly this many facts; absent: the latest.</summary>
    [Example("1")]
    public long? Size { get; init; }
}

/// <summary>Which two signed roots.</summary>
[Asked]
public sealed record ConsistencyParameters
{
    /// <summary>The size of the smaller root.</summary>
    [Example("1")]
    public required long First { get; init; }

    /// <summary>The size of the larger root.</summary>
    [Example("1")]
    public required long Second { get; init; }
}
