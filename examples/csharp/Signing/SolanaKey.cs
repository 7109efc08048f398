using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace FaroExample.Signing;

/// <summary>A throwaway Ed25519 key (RFC 8032), for play money like <see cref="EthereumKey"/>.</summary>
internal sealed class SolanaKey
{
    private const string Base58Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static readonly BigInteger P = (BigInteger.One << 255) - 19;
    private static readonly BigInteger L = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Numbers.Mod(-121665 * Numbers.Inverse(121666, P), P);
    private static readonly Point Base = FromAffine(
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture),
        4 * Numbers.Inverse(5, P) % P);

    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;
    private readonly byte[] _publicKey;

    private SolanaKey(byte[] seed)
    {
        var hash = SHA512.HashData(seed);
        hash[0] &= 248;
        hash[31] = (byte)((hash[31] & 63) | 64);
        _scalar = Numbers.Read(hash.AsSpan(0, 32), bigEndian: false);
        _prefix = hash[32..];
        _publicKey = Encode(Multiply(_scalar));
        Address = Base58(_publicKey);
    }

    /// <summary>The public key in base58.</summary>
    public string Address { get; }

    public static SolanaKey Generate() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>Puts the signature into the one empty slot before a transaction's message, which stays as it is.</summary>
    public string SignTransaction(string unsignedBase64)
    {
        var transaction = Convert.FromBase64String(unsignedBase64);
        if (transaction[0] != 1) throw new InvalidOperationException("A swap has one signer.");
        Sign(transaction.AsSpan(65)).CopyTo(transaction, 1);
        return Convert.ToBase64String(transaction);
    }

    private byte[] Sign(ReadOnlySpan<byte> message)
    {
        var r = Numbers.Read(SHA512.HashData((byte[])[.. _prefix, .. message]), bigEndian: false) % L;
        var encodedR = Encode(Multiply(r));
        var k = Numbers.Read(SHA512.HashData((byte[])[.. encodedR, .. _publicKey, .. message]), bigEndian: false) % L;
        return [.. encodedR, .. Numbers.Word((r + k * _scalar) % L, bigEndian: false)];
    }

    private static Point Multiply(BigInteger scalar)
    {
        var sum = FromAffine(0, 1);
        for (var step = Base; !scalar.IsZero; scalar >>= 1, step = Add(step, step))
            if (!scalar.IsEven) sum = Add(sum, step);
        return sum;
    }

    private static Point Add(Point p, Point q)
    {
        var a = (p.Y - p.X) * (q.Y - q.X) % P;
        var b = (p.Y + p.X) * (q.Y + q.X) % P;
        var c = 2 * p.T * D % P * q.T % P;
        var d = 2 * p.Z * q.Z % P;
        return new Point((b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P);
    }

    private static byte[] Encode(Point point)
    {
        var inverse = Numbers.Inverse(point.Z, P);
        var bytes = Numbers.Word(Numbers.Mod(point.Y * inverse, P), bigEndian: false);
        if (!Numbers.Mod(point.X * inverse, P).IsEven) bytes[31] |= 0x80;
        return bytes;
    }

    private static Point FromAffine(BigInteger x, BigInteger y) => new(x, y, 1, x * y % P);

    private static string Base58(byte[] bytes)
    {
        var text = "";
        for (var rest = Numbers.Read(bytes); !rest.IsZero; rest /= 58) text = Base58Digits[(int)(rest % 58)] + text;
        return new string('1', bytes.TakeWhile(b => b == 0).Count()) + text;
    }

    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);
}
