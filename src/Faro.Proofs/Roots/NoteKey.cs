using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Faro.Signing;

namespace Faro.Proofs.Roots;

/// <summary>
/// A public key in the form of signed notes (C2SP, "signed-note"): <c>NAME+HASH+KEY</c>, where HASH is the first four bytes of a hash
/// of both, in hexadecimal, and KEY the byte 1 (Ed25519) and the key in base64.
/// </summary>
/// <param name="Name">The signer's name.</param>
/// <param name="PublicKey">The 32 bytes of the Ed25519 key.</param>
public sealed record NoteKey(string Name, ReadOnlyMemory<byte> PublicKey)
{
    private const byte Ed25519 = 1;

    /// <summary>The four bytes that a signature begins with.</summary>
    public byte[] Hash()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(Name), (byte)'\n', Ed25519, .. PublicKey.Span];
        return SHA256.HashData(text)[..4];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(Hash())}+{Convert.ToBase64String([Ed25519, .. PublicKey.Span])}";

    /// <summary>Whether two keys are the same, with the same name.</summary>
    public bool Equals(NoteKey? other) => other is not null && Name == other.Name && PublicKey.Span.SequenceEqual(other.PublicKey.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Reads a key as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteKey? key)
    {
        key = null;
        var parts = text.Trim().Split('+', 3);
        Span<byte> bytes = stackalloc byte[33];
        if (parts is not [var name, var hash, var value] || !IsName(name) || !StrictBase64.TryRead(value, bytes)
            || bytes[0] != Ed25519)
            return false;
        var read = new NoteKey(name, bytes[1..].ToArray());
        if (Convert.ToHexStringLower(read.Hash()) != hash)
            return false;
        key = read;
        return true;
    }

    /// <summary>Whether a text can be a signer's name: no blanks, no plus.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 100 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>Whether this key made the signature over the message.</summary>
    public bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Ed25519Verifier.Verify(PublicKey.Span, message, signature) == Ed25519Fault.None;
}
