using Faro.Signing.Managed;
using Faro.Signing.Native;

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

    /// <summary>s is in the upper half: the malleable twin of a good signature, which contracts refuse.</summary>
    HighS,

    /// <summary>No public key can have made this signature.</summary>
    NoSuchKey,

    /// <summary>A good signature, but of somebody else or over other bytes.</summary>
    OtherSigner,
}

/// <summary>Which last bytes of a signature are understood.</summary>
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
/// Ethereum's signatures: who made one, and did this key make it. Strict: 65 bytes, r and s in range, s in the lower half.
/// Refusals are values; no input makes it throw. Safe for any number of threads.
/// </summary>
public sealed class Secp256k1
{
    /// <summary>The length of r ‖ s ‖ v in bytes.</summary>
    public const int SignatureSize = 65;

    private static readonly byte[] Order =
        Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
    private static readonly byte[] HalfOrder =
        Convert.FromHexString("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0");
    private static readonly Lazy<Secp256k1?> LoadedNative =
        new(() => NativeSecp256k1.TryLoad(out var backend) ? new Secp256k1(backend) : null);

    private readonly ISecp256k1Backend _backend;

    private Secp256k1(ISecp256k1Backend backend) => _backend = backend;

    /// <summary>Our own code, always there.</summary>
    public static Secp256k1 Managed { get; } = new(new ManagedSecp256k1());

    /// <summary>libsecp256k1, or null where it is not installed; several times faster.</summary>
    public static Secp256k1? Native => LoadedNative.Value;

    /// <summary>The faster one that is there. Both give the same answers.</summary>
    public static Secp256k1 Default => Native ?? Managed;

    /// <summary>The implementation's name, for logs and benchmarks.</summary>
    public string Implementation => _backend.Name;

    /// <summary>
    /// Finds the address that signed <paramref name="digest"/>; it means nothing unless the answer is
    /// <see cref="SignatureFault.None"/>.
    /// </summary>
    public SignatureFault RecoverAddress(
        in Hash256 digest, ReadOnlySpan<byte> signature, out EthAddress address, RecoveryByte recoveryByte = RecoveryByte.Ethereum)
    {
        Span<byte> publicKey = stackalloc byte[64];
        var fault = RecoverPublicKey(digest, signature, publicKey, recoveryByte);
        address = fault == SignatureFault.None ? EthAddress.FromPublicKey(publicKey) : default;
        return fault;
    }

    /// <summary>Finds the key that signed <paramref name="digest"/> and writes its 64 bytes x ‖ y.</summary>
    /// <exception cref="ArgumentException">The destination is not 64 bytes long.</exception>
    public SignatureFault RecoverPublicKey(
        in Hash256 digest, ReadOnlySpan<byte> signature, Span<byte> publicKey, RecoveryByte recoveryByte = RecoveryByte.Ethereum)
    {
        if (publicKey.Length != 64) throw new ArgumentException("A public key is 64 bytes, x and y.", nameof(publicKey));
        var fault = Check(signature, recoveryByte, out var yParity);
        if (fault != SignatureFault.None) return fault;
        return _backend.TryRecover(digest.Bytes, signature[..64], yParity, publicKey)
            ? SignatureFault.None
            : SignatureFault.NoSuchKey;
    }

    /// <summary>Whether this key (64 bytes x ‖ y, a point of the curve) made the signature r ‖ s, with s in the lower half.</summary>
    public bool Verify(ReadOnlySpan<byte> publicKey, in Hash256 digest, ReadOnlySpan<byte> rs) =>
        publicKey.Length == 64 && rs.Length == 64 && CheckRange(rs) == SignatureFault.None
        && _backend.Verify(publicKey, digest.Bytes, rs);

    /// <summary>Copies a signature that passed the checks, its last byte as 27 or 28.</summary>
    /// <exception cref="ArgumentException">Either span is not 65 bytes long.</exception>
    public static void Normalise(ReadOnlySpan<byte> signature, Span<byte> destination)
    {
        if (signature.Length != SignatureSize || destination.Length != SignatureSize)
            throw new ArgumentException("A signature is 65 bytes.", nameof(signature));
        signature.CopyTo(destination);
        if (destination[64] < 2) destination[64] += 27;
    }

    internal IKnownSigner? Remember(ReadOnlySpan<byte> publicKey) => _backend.Remember(publicKey);

    internal static SignatureFault CheckKnown(
        IKnownSigner signer, in Hash256 digest, ReadOnlySpan<byte> signature, RecoveryByte recoveryByte)
    {
        var fault = Check(signature, recoveryByte, out var yParity);
        if (fault != SignatureFault.None) return fault;
        return signer.Signed(digest.Bytes, signature[..64], yParity) ? SignatureFault.None : SignatureFault.OtherSigner;
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
