using Faro.Proofs.Roots;

namespace Faro.Proofs;

/// <summary>How the log is proved (section <c>Faro:Proofs</c>).</summary>
public sealed record ProofOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Faro:Proofs";

    /// <summary>The log's name in signed roots; two logs of one operator need two.</summary>
    public string Origin { get; init; } = "faro";

    /// <summary>The file of the operator's Ed25519 private key (PEM, PKCS #8). Without it the log is sealed, but no root is signed.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A file to which signed roots are appended. It should lie where the database's operator cannot write.</summary>
    public string? RootsFile { get; init; }

    /// <summary>A URL to which each signed root is sent by POST as text.</summary>
    public Uri? RootsUrl { get; init; }

    /// <summary>A root is signed every minute, and at once after this many new facts.</summary>
    public int MostUnsigned { get; init; } = 10_000;

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    internal string? Problem() =>
        !NoteKey.IsName(Origin) ? "Faro:Proofs:Origin must be 1 to 100 characters without spaces or '+'."
        : KeyFile is { Length: > 0 } && !File.Exists(KeyFile) ? $"Faro:Proofs:KeyFile names a file that does not exist: {KeyFile}."
        : RootsUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")) ? "Faro:Proofs:RootsUrl is an http or https URL."
        : MostUnsigned < 1 ? "Faro:Proofs:MostUnsigned is a whole number from 1."
        : null;
}
