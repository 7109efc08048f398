using System.Numerics;
using Faro.Signing;
using Faro.Signing.TypedData;
using Library = Secp256k1Net.Secp256k1;

namespace Faro.Conformance.Vectors;

/// <summary>A throwaway private key that a vector file prints. The product has no signer; only this tool signs.</summary>
internal sealed class VectorKey
{
    private static readonly BigInteger Order =
        new(Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141"), isUnsigned: true, isBigEndian: true);

    private readonly byte[] _secret;

    /// <exception cref="FormatException">The bytes are no private key: another length, zero, or not below the group's order.</exception>
    public VectorKey(byte[] secret)
    {
        if (secret.Length != 32 || !Library.IsValidSecretKey(secret))
            throw new FormatException("A private key is 32 bytes, above zero and below the group's order.");
        _secret = secret;
        PublicKey = Library.CreatePublicKey(secret, compressed: false)[1..];
    }

    /// <summary>The public key, 64 bytes x ‖ y.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The signature r ‖ s ‖ v of RFC 6979, with low s and v 27 or 28.</summary>
    public byte[] Sign(in Hash256 digest)
    {
        var (rs, parity) = Library.SignRecoverable(digest.Bytes, _secret);
        return [.. rs, (byte)(27 + parity)];
    }

    /// <summary>The group's order minus a scalar of 32 bytes: the other s of a signature.</summary>
    public static byte[] Negate(ReadOnlySpan<byte> scalar) =>
        AbiWord.FromUint((Order - (new BigInteger(scalar, isUnsigned: true, isBigEndian: true) % Order)) % Order).Bytes.ToArray();
}
