using Secp256k1Net;
using Library = Secp256k1Net.Secp256k1;

namespace Faro.Signing.Libraries;

/// <summary>libsecp256k1 by way of Secp256k1.Net, which brings the native file along.</summary>
internal sealed class LibrarySecp256k1 : ISecp256k1Backend
{
    // One context for all threads and for the life of the process: parsing, recovering and verifying only read it.
    private static readonly Library Shared = new();

    public string Name => "Secp256k1.Net";

    public bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, int yParity, Span<byte> publicKey)
    {
        Span<byte> signature = stackalloc byte[Library.UNSERIALIZED_SIGNATURE_SIZE];
        Span<byte> key = stackalloc byte[Library.UNSERIALIZED_PUBKEY_LENGTH];
        Span<byte> written = stackalloc byte[Library.SERIALIZED_UNCOMPRESSED_PUBKEY_LENGTH];
        nuint length = Library.SERIALIZED_UNCOMPRESSED_PUBKEY_LENGTH;
        if (!Shared.EcdsaRecoverableSignatureParseCompact(signature, rs, yParity)
            || !Shared.EcdsaRecover(key, signature, digest)
            || !Shared.EcPubkeySerialize(written, ref length, key, Secp256k1EcFlags.Uncompressed))
            return false;
        written[1..].CopyTo(publicKey);
        return true;
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs)
    {
        Span<byte> written = stackalloc byte[Library.SERIALIZED_UNCOMPRESSED_PUBKEY_LENGTH];
        Span<byte> key = stackalloc byte[Library.UNSERIALIZED_PUBKEY_LENGTH];
        Span<byte> signature = stackalloc byte[Library.UNSERIALIZED_SIGNATURE_LENGTH];
        written[0] = 4;
        publicKey.CopyTo(written[1..]);
        return Shared.EcPubkeyParse(key, written)
            && Shared.EcdsaSignatureParseCompact(signature, rs)
            && Shared.EcdsaVerify(signature, digest, key);
    }

    public IKnownSigner? Remember(ReadOnlySpan<byte> publicKey) => null;
}
