using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Faro.Signing;

/// <summary>An Ed25519 key that signs. The private half stays in the memory that NSec guards; nothing prints it.</summary>
public sealed class Ed25519Key : IDisposable
{
    private readonly Key _key;

    private Ed25519Key(Key key)
    {
        _key = key;
        PublicKey = key.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Reads a private key as <c>openssl genpkey -algorithm ed25519</c> writes it (PKCS #8 in PEM).</summary>
    /// <exception cref="FormatException">The text is not such a key.</exception>
    public static Ed25519Key FromPem(string pem)
    {
        var text = Encoding.ASCII.GetBytes(pem);
        try
        {
            return Key.TryImport(SignatureAlgorithm.Ed25519, text, KeyBlobFormat.PkixPrivateKeyText, out var key)
                ? new Ed25519Key(key!)
                : throw new FormatException("Must be an Ed25519 private key in PEM (PKCS #8).");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>A new private key in PEM (PKCS #8).</summary>
    public static string NewPem()
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return Encoding.ASCII.GetString(key.Export(KeyBlobFormat.PkixPrivateKeyText));
    }

    /// <summary>The 64 bytes of the signature.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    /// <inheritdoc/>
    public override string ToString() => "***";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
