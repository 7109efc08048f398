namespace Faro.Signing;

/// <summary>
/// The arithmetic of secp256k1 without policy: callers have already checked lengths and that 0 &lt; r &lt; n and
/// 0 &lt; s ≤ n/2. Implementations are safe for use by many threads and answer false to whatever is left.
/// </summary>
internal interface ISecp256k1Backend
{
    string Name { get; }

    /// <summary>
    /// Writes the 64 bytes x ‖ y of the key that made this signature; <paramref name="yParity"/> (0 or 1) picks between the two.
    /// </summary>
    bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, int yParity, Span<byte> publicKey);

    /// <summary>Plain ECDSA: the key (x ‖ y, checked to be a point) made this signature.</summary>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs);

    /// <summary>A key made ready for many checks; null where that is no cheaper than recovering each time.</summary>
    IKnownSigner? Remember(ReadOnlySpan<byte> publicKey);
}

/// <summary>A public key that has signed before.</summary>
internal interface IKnownSigner
{
    /// <summary>True exactly when recovery would give this key: unlike plain ECDSA it also judges the parity.</summary>
    bool Signed(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, int yParity);
}
