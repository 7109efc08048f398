using Secp256k1Net;
using Library = Secp256k1Net.Secp256k1;

namespace Faro.Signing;

/// <summary>Why a signature was refused.</summary>
public enum SignatureFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The signature is not 65 bytes, r ‖ s ‖ v.</summary>
    WrongLength,

    /// <summary>The last byte is neither 27 nor 28 (nor 0 or 1, where these are allowed).</summary>
    WrongRecoveryByte,

    /// <summary>r is zero, or not below the group's order.</summary>
    ROutOfRange,

    /// <summary>s is zero, or not below the group's order.</summary>
    SOutOfRange,

    /// <summary>s is in the upper half: the malleable form of a valid signature, which contracts refuse.</summary>
    HighS,

    /// <summary>No public key can have made this signature.</summary>
    NoSuchKey,

    /// <summary>A valid signature, but by another key or over other bytes.</summary>
    OtherSigner,
}

/// <summary>Which last bytes of a signature are accepted.</summary>
public enum RecoveryByte
{
    /// <summary>27 and 28 only, as contracts require.</summary>
    Ethereum,

    /// <summary>
    /// 0 and 1 too, as some hardware wallets write them. Store the form that <see cref="Secp256k1.Normalise"/> gives.
    /// </summary>
    EthereumOrBare,
}

/// <summary>
/// Ethereum's signatures: recovers the signer, and verifies a key's signature. The arithmetic is libsecp256k1's, through Secp256k1.Net;
/// the rules are stricter than its own: 65 bytes, r and s in range, s in the lower half, a recovery byte that contracts know.
/// Refusals are values; no input makes it throw. Safe for any number of threads.
/// </summary>
public static class Secp256k1
{
    /// <summary>The length of r ‖ s ‖ v in bytes.</summary>
    public const int SignatureSize = 65;

    private static readonly byte[] Order =
        Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
    private static readonly byte[] HalfOrder =
        Convert.FromHexString("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0");

    // One context for all threads and for the life of the process: parsing, recovering and verifying only read it.
    private static readonly Library Context = new();

    /// <summary>
    /// Finds the address that signed <paramref name="digest"/>; it is meaningless unless the result is
    /// <see cref="SignatureFault.None"/>.
    /// </summary>
    public static SignatureFault RecoverAddress(
        in Hash256 digest, ReadOnlySpan<byte> signature, out EthAddress address, RecoveryByte recoveryByte = RecoveryByte.Ethereum)
    {
        Span<byte> publicKey = stackalloc byte[64];
        var fault = RecoverPublicKey(digest, signature, publicKey, recoveryByte);
        address = fault == SignatureFault.None ? EthAddress.FromPublicKey(publicKey) : default;
        return fault;
    }

    /// <summary>Finds the key that signed <paramref name="digest"/> and writes its 64 bytes x ‖ y.</summary>
    /// <exception cref="ArgumentException">The destination is not 64 bytes long.</exception>
    public static SignatureFault RecoverPublicKey(
        in Hash256 digest, ReadOnlySpan<byte> signature, Span<byte> publicKey, RecoveryByte recoveryByte = RecoveryByte.Ethereum)
    {
        if (publicKey.Length != 64) throw new ArgumentException("A public key is 64 bytes, x and y.", nameof(publicKey));
        var fault = Check(signature, recoveryByte, out var yParity);
        if (fault != SignatureFault.None) return fault;

        Span<byte> parsed = stackalloc byte[Library.UNSERIALIZED_SIGNATURE_SIZE];
        Span<byte> key = stackalloc byte[Library.UNSERIALIZED_PUBKEY_LENGTH];
        Span<byte> written = stackalloc byte[Library.SERIALIZED_UNCOMPRESSED_PUBKEY_LENGTH];
        nuint length = Library.SERIALIZED_UNCOMPRESSED_PUBKEY_LENGTH;
        if (!Context.EcdsaRecoverableSignatureParseCompact(parsed, signature[..64], yParity)
            || !Context.EcdsaRecover(key, parsed, digest.Bytes)
            || !Context.EcPubkeySerialize(written, ref length, key, Secp256k1EcFlags.Uncompressed))
            return SignatureFault.NoSuchKey;
        written[1..].CopyTo(publicKey);
        return SignatureFault.None;
    }

    /// <summary>Checks that <paramref name="expected"/> made <paramref name="signature"/> over <paramref name="digest"/>.</summary>
    public static SignatureFault CheckSigner(
        EthAddress expected, in Hash256 digest, ReadOnlySpan<byte> signature, RecoveryByte recoveryByte = RecoveryByte.Ethereum)
    {
        // Recovered, not verified: plain ECDSA does not check the recovery byte.
        var fault = RecoverAddress(digest, signature, out var signer, recoveryByte);
        return fault == SignatureFault.None && signer != expected ? SignatureFault.OtherSigner : fault;
    }

    /// <summary>Whether this key (64 bytes x ‖ y) is a point of the curve and made the signature r ‖ s, with s in the lower half.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, in Hash256 digest, ReadOnlySpan<byte> rs)
    {
        if (publicKey.Length != 64 || rs.Length != 64 || CheckRange(rs) != SignatureFault.None) return false;
        Span<byte> written = stackalloc byte[Library.SERIALIZED_UNCOMPRESSED_PUBKEY_LENGTH];
        Span<byte> key = stackalloc byte[Library.UNSERIALIZED_PUBKEY_LENGTH];
        Span<byte> parsed = stackalloc byte[Library.UNSERIALIZED_SIGNATURE_LENGTH];
        written[0] = 4;
        publicKey.CopyTo(written[1..]);
        return Context.EcPubkeyParse(key, written)
            && Context.EcdsaSignatureParseCompact(parsed, rs)
            && Context.EcdsaVerify(parsed, digest.Bytes, key);
    }

    /// <summary>Copies a signature that passed the checks, its last byte as 27 or 28.</summary>
    /// <exception cref="ArgumentException">Either span is not 65 bytes long.</exception>
    public static void Normalise(ReadOnlySpan<byte> signature, Span<byte> destination)
    {
        if (signature.Length != SignatureSize || destination.Length != SignatureSize)
            throw new ArgumentException("A signature is 65 bytes.", nameof(signature));
        signature.CopyTo(destination);
        if (destination[64] < 2) destination[64] += 27;
    }

    private static SignatureFault Check(ReadOnlySpan<byte> signature, RecoveryByte recoveryByte, out int yParity)
    {
        yParity = 0;
        if (signature.Length != SignatureSize) return SignatureFault.WrongLength;
        int? parity = signature[64] switch
        {
            27 or 28 => signature[64] - 27,
            0 or 1 when recoveryByte == RecoveryByte.EthereumOrBare => signature[64],
            _ => null,
        };
        if (parity is null) return SignatureFault.WrongRecoveryByte;
        yParity = parity.Value;
        return CheckRange(signature[..64]);
    }

    private static SignatureFault CheckRange(ReadOnlySpan<byte> rs)
    {
        if (!IsInRange(rs[..32])) return SignatureFault.ROutOfRange;
        if (!IsInRange(rs[32..])) return SignatureFault.SOutOfRange;
        return rs[32..].SequenceCompareTo(HalfOrder) > 0 ? SignatureFault.HighS : SignatureFault.None;
    }

    private static bool IsInRange(ReadOnlySpan<byte> scalar) =>
        scalar.IndexOfAnyExcept((byte)0) >= 0 && scalar.SequenceCompareTo(Order) < 0;
}
