using Fe = Faro.Signing.Managed.Field<Faro.Signing.Managed.Secp256k1Prime>;

namespace Faro.Signing.Managed;

/// <summary>
/// Recovery and verification in C#, for machines without libsecp256k1. It never touches a secret, so it may run in variable time.
/// </summary>
internal sealed class ManagedSecp256k1 : ISecp256k1Backend
{
    public string Name => "managed";

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

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs)
    {
        if (!TryReadKey(publicKey, out var key)) return false;
        var (u1, u2) = Factors(digest, rs);
        return Secp256k1Point.TryMultiplyAdd(u1, u2, key, out var point) && XIsR(point, rs);
    }

    public IKnownSigner? Remember(ReadOnlySpan<byte> publicKey) =>
        TryReadKey(publicKey, out var key) ? new KnownSigner(Secp256k1Point.Prepare(key)) : null;

    private static bool TryReadKey(ReadOnlySpan<byte> publicKey, out Secp256k1Affine key)
    {
        key = new(Fe.FromBigEndian(publicKey[..32]), Fe.FromBigEndian(publicKey[32..]));
        return key.X.IsReduced && key.Y.IsReduced && key.IsOnCurve();
    }

    /// <summary>R = u1·G + u2·Q with u1 = e/s and u2 = r/s.</summary>
    private static (Secp256k1Scalar U1, Secp256k1Scalar U2) Factors(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs)
    {
        var inverse = Secp256k1Scalar.FromBigEndian(rs[32..]).Invert();
        return (Secp256k1Scalar.FromBigEndian(digest) * inverse, Secp256k1Scalar.FromBigEndian(rs[..32]) * inverse);
    }

    private static bool XIsR(in Secp256k1Affine point, ReadOnlySpan<byte> rs)
    {
        Span<byte> x = stackalloc byte[32];
        point.X.WriteBigEndian(x);
        Secp256k1Scalar.FromBigEndian(x).WriteBigEndian(x); // r is x modulo n, and x may be above n
        return x.SequenceEqual(rs[..32]);
    }

    /// <summary>Finds R itself, so it can judge the parity too, and that x is r and not r + n, as recovery does.</summary>
    private sealed class KnownSigner(Secp256k1Affine[] oddMultiples) : IKnownSigner
    {
        public bool Signed(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> rs, int yParity)
        {
            var (u1, u2) = Factors(digest, rs);
            return Secp256k1Point.TryMultiplyAddKnown(u1, u2, oddMultiples, out var point)
                && point.Y.IsOdd == (yParity == 1)
                && point.X.ValueEquals(Fe.FromBigEndian(rs[..32]));
        }
    }
}
