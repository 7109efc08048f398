using NSec.Cryptography;

namespace Faro.Signing.Libraries;

/// <summary>libsodium by way of NSec, which brings the native file along.</summary>
internal sealed class LibraryEd25519 : IEd25519Backend
{
    public string Name => "NSec";

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);
}
