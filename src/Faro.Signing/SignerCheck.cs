using System.Collections.Concurrent;

namespace Faro.Signing;

/// <summary>
/// Answers "did this address sign this digest?". Signers repeat, so the public keys of recent ones are kept (a bounded
/// number, about 2 KB each) where checking a known key costs less than recovering an unknown one; with libsecp256k1 it
/// does not. What is accepted is exactly what recovery accepts, the recovery byte included. Safe for any number of threads.
/// </summary>
/// <param name="curve">The implementation to use.</param>
/// <param name="capacity">How many keys are kept at most.</param>
public sealed class SignerCheck(Secp256k1 curve, int capacity = 4_096)
{
    private readonly ConcurrentDictionary<EthAddress, IKnownSigner> _known = new();

    /// <summary>How many public keys are held now.</summary>
    public int Known => _known.Count;

    /// <summary>Checks that <paramref name="expected"/> made <paramref name="signature"/> over <paramref name="digest"/>.</summary>
    public SignatureFault Check(
        EthAddress expected, in Hash256 digest, ReadOnlySpan<byte> signature, RecoveryByte recoveryByte = RecoveryByte.Ethereum)
    {
        if (_known.TryGetValue(expected, out var signer)) return Secp256k1.CheckKnown(signer, digest, signature, recoveryByte);

        Span<byte> recovered = stackalloc byte[64];
        var fault = curve.RecoverPublicKey(digest, signature, recovered, recoveryByte);
        if (fault != SignatureFault.None) return fault;
        if (EthAddress.FromPublicKey(recovered) != expected) return SignatureFault.OtherSigner;

        // Only a key that has just signed for its address gets in, so strangers cannot fill the cache with rubbish; when it
        // is full it is emptied, which costs each live signer one recovery.
        if (capacity > 0 && curve.Remember(recovered) is { } known)
        {
            if (_known.Count >= capacity) _known.Clear();
            _known.TryAdd(expected, known);
        }
        return SignatureFault.None;
    }
}
