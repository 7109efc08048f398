using Fe = Faro.Curves.Managed.Field<Faro.Curves.Managed.Secp256k1Prime>;

namespace Faro.Curves.Managed;

/// <summary>Recovery and verification in C#, for machines without libsecp256k1. It never touches a secret, so it may run in variable time.</summary>
internal sealed class ManagedSecp256k1 : ISecp256k1Backend
{
    public string Name => "managed";

    public bool VerifyIsCheaper => true;

    public bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, int yParity, Span<byte> publicKey)
    {
        var r = Secp256k1Scalar.FromBigEndian(rs[..32]);
        var s = Secp256k1Scalar.FromBigEndian(rs[32..]);
        if (!Secp256k1Affine.TryDecompress(Fe.FromBigEndian(rs[..32]), yParity == 1, out var point)) return false;

        // Q = r⁻¹ (s·R − e·G)
        var inverse = r.Invert();
        var e = Secp256k1Scalar.FromBigEndian(digest);
        if (!Secp256k1Point.TryMultiplyAdd((e * inverse).Negate(), s * inverse, point, out var key)) return false;
        key.X.WriteBigEndian(publicKey);
        key.Y.WriteBigEndian(publicKey[32..]);
        return true;
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs) =>
        TryFindR(publicKey, digest, rs, out _);

    public bool VerifyRecoverable(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, int yParity) =>
        TryFindR(publicKey, digest, rs, out var point) && point.Y.IsOdd == (yParity == 1)
        && Fe.FromBigEndian(rs[..32]).ValueEquals(point.X);

    private static bool TryFindR(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, out Secp256k1Affine point)
    {
        point = default;
        var key = new Secp256k1Affine(Fe.FromBigEndian(publicKey[..32]), Fe.FromBigEndian(publicKey[32..]));
        if (!key.X.IsReduced || !key.Y.IsReduced || !key.IsOnCurve()) return false;

        var inverse = Secp256k1Scalar.FromBigEndian(rs[32..]).Invert();
        var u1 = Secp256k1Scalar.FromBigEndian(digest) * inverse;
        var u2 = Secp256k1Scalar.FromBigEndian(rs[..32]) * inverse;
        if (!Secp256k1Point.TryMultiplyAdd(u1, u2, key, out point)) return false;

        Span<byte> x = stackalloc byte[32];
        point.X.WriteBigEndian(x);
        Secp256k1Scalar.FromBigEndian(x).WriteBigEndian(x); // r is x modulo n, and x may be above n
        return x.SequenceEqual(rs[..32]);
    }
}
