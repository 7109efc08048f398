using Faro.Signing;

namespace Faro.Proofs.Roots;

/// <summary>The operator's key of this process. Read from its file when it is first needed, and nowhere else.</summary>
public sealed class SigningKey(ProofOptions options) : IDisposable
{
    private readonly Lazy<Ed25519Key?> _signer = new(() => Read(options));

    /// <summary>The public half; null without a key.</summary>
    public NoteKey? Public => _signer.Value is { } signer ? new NoteKey(options.Origin, signer.PublicKey) : null;

    internal Ed25519Key? Signer => _signer.Value;

    /// <summary>A signature over a message that cannot be a checkpoint of the log; null without a key.</summary>
    public byte[]? Sign(ReadOnlySpan<byte> message) => _signer.Value?.Sign(message);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_signer.IsValueCreated)
            _signer.Value?.Dispose();
    }

    private static Ed25519Key? Read(ProofOptions options)
    {
        if (options.KeyFile is not { Length: > 0 } path)
            return null;
        try
        {
            return Ed25519Key.FromPem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The signing key {path} cannot be read: {e.Message}");
        }
    }
}
