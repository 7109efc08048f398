using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Faro.Signing;

namespace Faro.Sandbox;

/// <summary>
/// An Ethereum key that everybody may know: the house's, which holds play money only, and those that vector files print.
/// The product has no signer of its own, so the sandbox has this small one; it is not constant-time, since its keys are not secret.
/// </summary>
public sealed class PlayKey
{
    private static readonly BigInteger P = Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    private static readonly BigInteger N = Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
    private static readonly (BigInteger X, BigInteger Y)[] Doubles = Table();
    private readonly BigInteger _secret;
    private readonly byte[] _publicKey;

    private PlayKey(BigInteger secret)
    {
        _secret = secret;
        var (x, y) = Multiply(secret);
        _publicKey = [.. Word(x), .. Word(y)];
        Address = EthAddress.FromPublicKey(_publicKey);
    }

    /// <summary>The key's address.</summary>
    public EthAddress Address { get; }

    /// <summary>The public key, 64 bytes x ‖ y.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>A key from its 32 bytes.</summary>
    /// <exception cref="FormatException">The bytes are not a private key: wrong length, zero, or not below the group's order.</exception>
    public static PlayKey From(ReadOnlySpan<byte> privateKey)
    {
        var secret = Number(privateKey);
        return privateKey.Length == 32 && !secret.IsZero && secret < N
            ? new PlayKey(secret) : throw new FormatException("A private key is 32 bytes, above zero and below the group's order.");
    }

    /// <summary>The same key for the same name, every time.</summary>
    public static PlayKey Named(string name) =>
        new(Number(SHA256.HashData(Encoding.UTF8.GetBytes("faro-sandbox/house/" + name))) % (N - 1) + 1);

    /// <summary>The signature r ‖ s ‖ v of RFC 6979, with low s and v 27 or 28: always the same for the same digest.</summary>
    public byte[] Sign(in Hash256 digest)
    {
        var e = Number(digest.Bytes) % N;
        byte[] seed = [.. Word(_secret), .. Word(e)];
        byte[] v = [.. Enumerable.Repeat((byte)1, 32)];
        byte[] key = HMACSHA256.HashData(new byte[32], (byte[])[.. v, 0, .. seed]);
        v = HMACSHA256.HashData(key, v);
        key = HMACSHA256.HashData(key, (byte[])[.. v, 1, .. seed]);
        v = HMACSHA256.HashData(key, v);
        while (true)
        {
            v = HMACSHA256.HashData(key, v);
            if (Number(v) is { IsZero: false } k && k < N && TrySign(e, k) is { } signature)
                return signature;
            key = HMACSHA256.HashData(key, (byte[])[.. v, 0]);
            v = HMACSHA256.HashData(key, v);
        }
    }

    private byte[]? TrySign(BigInteger e, BigInteger k)
    {
        var (x, y) = Multiply(k);
        var r = x % N;
        var s = BigInteger.ModPow(k, N - 2, N) * (e + r * _secret) % N;
        if (r.IsZero || s.IsZero || r != x)
            return null;
        var odd = !y.IsEven;
        if (s > N / 2)
            (s, odd) = (N - s, !odd);
        return [.. Word(r), .. Word(s), (byte)(odd ? 28 : 27)];
    }

    /// <summary>The sum of those doubles of G whose bit is set, in projective coordinates with one inversion at the end.</summary>
    private static (BigInteger X, BigInteger Y) Multiply(BigInteger scalar)
    {
        BigInteger x = 0, y = 1, z = 0;
        for (var bit = 0; bit < 256; bit++, scalar >>= 1)
        {
            if (scalar.IsEven)
                continue;
            var (px, py) = Doubles[bit];
            if (z.IsZero)
            {
                (x, y, z) = (px, py, 1);
                continue;
            }

            // A sum of lower doubles is never the next one or its opposite: no special case arises.
            var zz = z * z % P;
            var h = Positive(px * zz - x);
            var r = Positive(py * zz % P * z - y);
            var hh = h * h % P;
            var hhh = hh * h % P;
            var v = x * hh % P;
            x = Positive(r * r - hhh - 2 * v);
            y = Positive(r * (v - x) - y * hhh);
            z = z * h % P;
        }

        var inverse = BigInteger.ModPow(z, P - 2, P);
        var square = inverse * inverse % P;
        return (x * square % P, y * square % P * inverse % P);
    }

    private static (BigInteger X, BigInteger Y)[] Table()
    {
        var table = new (BigInteger X, BigInteger Y)[256];
        var point = (X: Parse("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
            Y: Parse("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));
        for (var bit = 0; bit < 256; bit++)
        {
            table[bit] = point;
            var slope = 3 * point.X * point.X * BigInteger.ModPow(2 * point.Y, P - 2, P) % P;
            var x = Positive(slope * slope - 2 * point.X);
            point = (x, Positive(slope * (point.X - x) - point.Y));
        }

        return table;
    }

    private static BigInteger Positive(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static BigInteger Parse(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Word(BigInteger value)
    {
        var bytes = new byte[32];
        var length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bytes.AsSpan(32 - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
