using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Faro.Signing.Native;

/// <summary>OpenSSL's Ed25519, from the libcrypto that .NET itself uses on Linux.</summary>
internal sealed unsafe class NativeEd25519 : IEd25519Backend
{
    private static readonly string[] LibraryNames = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib"];

    private const int Ed25519KeyType = 1087; // NID_ED25519

    private readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> _newPublicKey;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _freeKey;
    private readonly delegate* unmanaged[Cdecl]<nint> _newContext;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _freeContext;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, int> _start;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int> _verify;
    private readonly delegate* unmanaged[Cdecl]<void> _clearErrors;

    private NativeEd25519(nint library)
    {
        _newPublicKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)
            NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_public_key");
        _freeKey = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "EVP_PKEY_free");
        _newContext = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "EVP_MD_CTX_new");
        _freeContext = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "EVP_MD_CTX_free");
        _start = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, int>)
            NativeLibrary.GetExport(library, "EVP_DigestVerifyInit");
        _verify = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int>)
            NativeLibrary.GetExport(library, "EVP_DigestVerify");
        _clearErrors = (delegate* unmanaged[Cdecl]<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    public string Name => "libcrypto";

    /// <summary>Loads the first library that knows Ed25519 and accepts the first vector of RFC 8032.</summary>
    public static bool TryLoad([NotNullWhen(true)] out NativeEd25519? backend)
    {
        foreach (var name in LibraryNames)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            if (NativeLibrary.TryGetExport(library, "EVP_DigestVerify", out _)
                && NativeLibrary.TryGetExport(library, "EVP_PKEY_new_raw_public_key", out _))
            {
                backend = new(library);
                if (backend.AcceptsKnownSignature()) return true;
            }
            NativeLibrary.Free(library);
        }
        backend = null;
        return false;
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        nint key = 0, context = 0;
        var valid = false;
        fixed (byte* keyBytes = publicKey)
        fixed (byte* signatureBytes = signature)
        fixed (byte* messageBytes = message)
        {
            byte none; // an empty span pins to null, which OpenSSL takes for a question about the length
            try
            {
                key = _newPublicKey(Ed25519KeyType, 0, keyBytes, (nuint)publicKey.Length);
                context = _newContext();
                valid = key != 0 && context != 0
                    && _start(context, 0, 0, 0, key) == 1
                    && _verify(context, signatureBytes, (nuint)signature.Length,
                        message.IsEmpty ? &none : messageBytes, (nuint)message.Length) == 1;
            }
            finally
            {
                _freeContext(context); // both take null
                _freeKey(key);
                if (!valid) _clearErrors(); // the queue belongs to the thread, and others read it
            }
        }
        return valid;
    }

    private bool AcceptsKnownSignature() => Verify(
        Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
        [],
        Convert.FromHexString(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
}
