using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Faro.Signing.Managed;

/// <summary>Ed25519 verification in C#, for machines without a usable libcrypto. Variable time: every input is public.</summary>
internal sealed class ManagedEd25519 : IEd25519Backend
{
    private static readonly BigInteger Order =
        (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    public string Name => "managed";

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!Ed25519Point.TryDecode(publicKey, out var key)) return false;

        // R must be the encoding of s·B − k·A, where k = SHA-512(R ‖ A ‖ message)
        var length = 64 + message.Length;
        var hashed = length <= 2048 ? stackalloc byte[length] : new byte[length];
        signature[..32].CopyTo(hashed);
        publicKey.CopyTo(hashed[32..]);
        message.CopyTo(hashed[64..]);
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(hashed, hash);

        Span<byte> reduced = stackalloc byte[32];
        reduced.Clear();
        (new BigInteger(hash, isUnsigned: true) % Order).TryWriteBytes(reduced, out _, isUnsigned: true);

        Span<ulong> s = stackalloc ulong[4];
        Span<ulong> k = stackalloc ulong[4];
        ReadLimbs(signature[32..], s);
        ReadLimbs(reduced, k);
        Span<byte> encoded = stackalloc byte[32];
        Ed25519Point.MultiplyAdd(s, k, key.Negate()).Encode(encoded);
        return encoded.SequenceEqual(signature[..32]);
    }

    private static void ReadLimbs(ReadOnlySpan<byte> littleEndian, Span<ulong> limbs)
    {
        for (var i = 0; i < limbs.Length; i++) limbs[i] = BinaryPrimitives.ReadUInt64LittleEndian(littleEndian[(8 * i)..]);
    }
}
