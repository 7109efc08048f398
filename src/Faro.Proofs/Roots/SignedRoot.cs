using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Faro.Signing;

namespace Faro.Proofs.Roots;

/// <summary>
/// A root of the tree with its signature: a checkpoint (C2SP, "tlog-checkpoint") in a signed note. The first three lines are the
/// log's name, how many facts the tree holds and the root in base64; then the last fact's place and the time of the signature.
/// </summary>
/// <param name="Origin">The log's name, which is the signer's too.</param>
/// <param name="Size">How many facts the tree holds.</param>
/// <param name="Root">Its root.</param>
/// <param name="LastSequence">The place in the log of the last of them.</param>
/// <param name="SignedAt">When it was signed.</param>
/// <param name="Note">The whole text with its signature.</param>
public sealed record SignedRoot(string Origin, long Size, Hash256 Root, long LastSequence, DateTimeOffset SignedAt, string Note)
{
    private const string Mark = "— ";
    private const string LastFact = "last fact ";
    private const string Signed = "signed ";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Makes and signs the note.</summary>
    public static SignedRoot Sign(string origin, long size, Hash256 root, long lastSequence, DateTimeOffset now, Ed25519Key signer)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{origin}\n{size}\n{Convert.ToBase64String(root.Bytes)}\n{LastFact}{lastSequence}\n{Signed}{now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}\n");
        var key = new NoteKey(origin, signer.PublicKey);
        byte[] signature = [.. key.Hash(), .. signer.Sign(Encoding.UTF8.GetBytes(text))];
        return TryRead($"{text}\n— {origin} {Convert.ToBase64String(signature)}\n", out var made) ? made : throw new InvalidOperationException("A root that was just made cannot be read.");
    }

    /// <summary>Reads a note; does not check its signature.</summary>
    public static bool TryRead(string note, [NotNullWhen(true)] out SignedRoot? root)
    {
        root = null;
        var end = note.IndexOf("\n\n", StringComparison.Ordinal);
        if (note.Length > 10_000 || end < 0)
            return false;
        // Behind the text stand signatures, one a line, and nothing else: no two notes are one.
        var signatures = note[(end + 2)..];
        if (!signatures.EndsWith('\n') || signatures[..^1].Split('\n').Any(l => !l.StartsWith(Mark, StringComparison.Ordinal)))
            return false;
        var lines = note[..end].Split('\n');
        var hash = new byte[Hash256.Size];
        if (lines is not [var origin, var size, var base64, var last, var signed]
            || !NoteKey.IsName(origin)
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || !StrictBase64.TryRead(base64, hash)
            || !last.StartsWith(LastFact, StringComparison.Ordinal)
            || !long.TryParse(last[LastFact.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !signed.StartsWith(Signed, StringComparison.Ordinal)
            || !DateTimeOffset.TryParseExact(signed[Signed.Length..], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return false;
        root = new SignedRoot(origin, count, new Hash256(hash), sequence, at, note);
        return true;
    }

    /// <summary>Whether one of the note's signatures is the key's, over exactly this text.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        var end = Note.IndexOf("\n\n", StringComparison.Ordinal);
        var text = Encoding.UTF8.GetBytes(Note[..(end + 1)]);
        var start = $"— {key.Name} ";
        var bytes = new byte[68];
        foreach (var line in Note[(end + 2)..].Split('\n').Where(l => l.StartsWith(start, StringComparison.Ordinal)))
        {
            if (StrictBase64.TryRead(line[start.Length..], bytes)
                && bytes.AsSpan(0, 4).SequenceEqual(key.Hash()) && key.Verifies(text, bytes.AsSpan(4, 64)))
                return true;
        }

        return false;
    }
}
