using NSec.Cryptography;

namespace Faro.Signing;

/// <summary>Why an Ed25519 signature was refused.</summary>
public enum Ed25519Fault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The key is not 32 bytes or the signature not 64.</summary>
    WrongLength,

    /// <summary>S is not below the group's order: the malleable form of a valid signature.</summary>
    NonCanonicalScalar,

    /// <summary>The key or R is not in its canonical encoding.</summary>
    NonCanonicalPoint,

    /// <summary>The key or R has small order: such a signature proves nothing.</summary>
    SmallOrderPoint,

    /// <summary>The key did not make this signature over this message, or is not a point of the curve.</summary>
    Mismatch,
}

/// <summary>
/// Solana's signatures, by the strict rules of the chain: S below the group's order, canonical encodings, no key and no R of
/// small order, and the equation without the cofactor. The arithmetic is libsodium's, through NSec; the rules are ours, so
/// that each refusal has a name and none depends on the library's version. Refusals are values; no input makes it throw. Safe
/// for any number of threads.
/// </summary>
public static class Ed25519Verifier
{
    // Little-endian, like all numbers of Ed25519.
    private static readonly byte[] Order = Convert.FromHexString("EDD3F55C1A631258D69CF7A2DEF9DE1400000000000000000000000000000010");
    private static readonly byte[] Prime = Convert.FromHexString("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F");

    // The y of the eight points whose order divides 8; each but the first two belongs to two points, told apart by the sign bit.
    private static readonly byte[][] SmallOrderY =
    [
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A"),
        Convert.FromHexString("26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05"),
    ];

    /// <summary>Checks that the key made the signature (R ‖ S) over exactly this message.</summary>
    public static Ed25519Fault Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64) return Ed25519Fault.WrongLength;
        if (!IsBelow(signature[32..], Order)) return Ed25519Fault.NonCanonicalScalar;
        var fault = CheckPoint(publicKey);
        if (fault == Ed25519Fault.None) fault = CheckPoint(signature[..32]);
        if (fault != Ed25519Fault.None) return fault;
        return PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key)
            && SignatureAlgorithm.Ed25519.Verify(key!, message, signature)
                ? Ed25519Fault.None
                : Ed25519Fault.Mismatch;
    }

    /// <summary>Checks only the encoding; whether it is a point is left to the arithmetic.</summary>
    internal static Ed25519Fault CheckPoint(ReadOnlySpan<byte> encoded)
    {
        Span<byte> y = stackalloc byte[32];
        encoded.CopyTo(y);
        y[31] &= 0x7F;
        if (!IsBelow(y, Prime)) return Ed25519Fault.NonCanonicalPoint;
        foreach (var small in SmallOrderY)
            if (y.SequenceEqual(small)) return Ed25519Fault.SmallOrderPoint;
        return Ed25519Fault.None;
    }

    private static bool IsBelow(ReadOnlySpan<byte> value, ReadOnlySpan<byte> limit)
    {
        for (var i = 31; i >= 0; i--)
            if (value[i] != limit[i]) return value[i] < limit[i];
        return false;
    }
}
