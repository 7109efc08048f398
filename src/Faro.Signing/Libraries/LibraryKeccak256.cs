using Org.BouncyCastle.Crypto.Digests;

namespace Faro.Signing.Libraries;

internal static class LibraryKeccak256
{
    [ThreadStatic]
    private static KeccakDigest? _digest;

    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        if (digest.Length < Hash256.Size) throw new ArgumentException("The digest needs 32 bytes.", nameof(digest));
        var keccak = _digest ??= new(256);
        keccak.BlockUpdate(data);
        keccak.DoFinal(digest);
    }

    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Hash256.Size];
        Hash(data, digest);
        return new Hash256(digest);
    }
}
