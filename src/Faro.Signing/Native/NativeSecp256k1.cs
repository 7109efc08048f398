using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Faro.Signing.Managed;

namespace Faro.Signing.Native;

/// <summary>libsecp256k1 of Bitcoin Core, where it is installed (Debian: <c>libsecp256k1-1</c>).</summary>
internal sealed unsafe class NativeSecp256k1 : ISecp256k1Backend
{
    private static readonly string[] LibraryNames =
    [
        "libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so.6", "libsecp256k1.so.0",
        "libsecp256k1.dylib", "libsecp256k1.dll", "libsecp256k1-0.dll",
    ];

    private const uint ContextVerify = 257; // ignored by new versions, needed by old ones
    private const uint Uncompressed = 2;
    private const int KeySize = 64; // of the opaque structs
    private const int RecoverableSize = 65;

    // Never freed: it lives as long as the process, and reading it is safe for any number of threads.
    private readonly nint _context;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int> _parseRecoverable;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int> _recover;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, uint, int> _serializeKey;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nuint, int> _parseKey;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> _parseSignature;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int> _verify;

    private NativeSecp256k1(nint library)
    {
        var create = (delegate* unmanaged[Cdecl]<uint, nint>)NativeLibrary.GetExport(library, "secp256k1_context_create");
        _parseRecoverable = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int>)
            NativeLibrary.GetExport(library, "secp256k1_ecdsa_recoverable_signature_parse_compact");
        _recover = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int>)
            NativeLibrary.GetExport(library, "secp256k1_ecdsa_recover");
        _serializeKey = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, uint, int>)
            NativeLibrary.GetExport(library, "secp256k1_ec_pubkey_serialize");
        _parseKey = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nuint, int>)
            NativeLibrary.GetExport(library, "secp256k1_ec_pubkey_parse");
        _parseSignature = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)
            NativeLibrary.GetExport(library, "secp256k1_ecdsa_signature_parse_compact");
        _verify = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int>)
            NativeLibrary.GetExport(library, "secp256k1_ecdsa_verify");
        _context = create(ContextVerify);
    }

    public string Name => "libsecp256k1";

    /// <summary>
    /// Loads the first library that is there, has the recovery module and agrees with the managed code on one signature.
    /// </summary>
    public static bool TryLoad([NotNullWhen(true)] out NativeSecp256k1? backend)
    {
        foreach (var name in LibraryNames)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            if (NativeLibrary.TryGetExport(library, "secp256k1_ecdsa_recover", out _))
            {
                backend = new(library);
                if (backend._context != 0 && backend.AgreesWithManaged()) return true;
            }
            NativeLibrary.Free(library);
        }
        backend = null;
        return false;
    }

    public bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, int yParity, Span<byte> publicKey)
    {
        var signature = stackalloc byte[RecoverableSize];
        var key = stackalloc byte[KeySize];
        var written = stackalloc byte[65];
        nuint length = 65;
        fixed (byte* digestBytes = digest)
        fixed (byte* rsBytes = rs)
        {
            if (_parseRecoverable(_context, signature, rsBytes, yParity) != 1) return false;
            if (_recover(_context, key, signature, digestBytes) != 1) return false;
        }
        if (_serializeKey(_context, written, &length, key, Uncompressed) != 1) return false;
        new ReadOnlySpan<byte>(written + 1, 64).CopyTo(publicKey);
        return true;
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs)
    {
        var signature = stackalloc byte[KeySize];
        var key = stackalloc byte[KeySize];
        var prefixed = stackalloc byte[65];
        prefixed[0] = 4;
        publicKey.CopyTo(new Span<byte>(prefixed + 1, 64));
        if (_parseKey(_context, key, prefixed, 65) != 1) return false;
        fixed (byte* digestBytes = digest)
        fixed (byte* rsBytes = rs)
        {
            return _parseSignature(_context, signature, rsBytes) == 1 && _verify(_context, signature, digestBytes, key) == 1;
        }
    }

    // Its plain verification cannot tell the parity of R and saves only a little: recovering is the only exact check.
    public IKnownSigner? Remember(ReadOnlySpan<byte> publicKey) => null;

    private bool AgreesWithManaged()
    {
        // r is the x of the generator: any s and digest then recover some key.
        var rs = Convert.FromHexString("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798" + new string('1', 64));
        var digest = Convert.FromHexString(new string('2', 64));
        Span<byte> ours = stackalloc byte[64];
        Span<byte> theirs = stackalloc byte[64];
        return new ManagedSecp256k1().TryRecover(digest, rs, 1, ours) && TryRecover(digest, rs, 1, theirs)
            && ours.SequenceEqual(theirs) && Verify(theirs, digest, rs);
    }
}
