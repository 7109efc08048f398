namespace Faro.Signing.Tests;

/// <summary>A test that needs libsecp256k1; without it the test is reported as skipped, never as passed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Secp256k1NativeFactAttribute : FactAttribute
{
    public Secp256k1NativeFactAttribute()
    {
        if (Secp256k1.Native is null) Skip = "libsecp256k1 is not installed here (Debian: libsecp256k1-1).";
    }
}

/// <summary>A test that needs OpenSSL's libcrypto; without it the test is reported as skipped, never as passed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Ed25519NativeFactAttribute : FactAttribute
{
    public Ed25519NativeFactAttribute()
    {
        if (Ed25519Verifier.Native is null) Skip = "No libcrypto with Ed25519 here (Debian: libssl3).";
    }
}
