namespace Faro.Signing;

/// <summary>
/// The arithmetic of Ed25519 without policy: callers have already checked the lengths, the encodings and s. Implementations
/// use the equation without the cofactor and are safe for use by many threads.
/// </summary>
internal interface IEd25519Backend
{
    string Name { get; }

    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
