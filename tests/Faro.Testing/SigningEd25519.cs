using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Faro.Signing;

namespace Faro.Testing;

/// <summary>
/// A Solana key for tests (RFC 8032). Written on BigInteger, apart from the product's code, so that each checks the other.
/// Not for real keys: its time depends on the secret.
/// </summary>
public sealed class TestEd25519Signer
{
    private static readonly BigInteger P = (BigInteger.One << 255) - 19;
    private static readonly BigInteger L = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * BigInteger.ModPow(121666, P - 2, P));
    private static readonly Point[] Table = BuildTable();

    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;

    public TestEd25519Signer(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != 32) throw new ArgumentException("A seed is 32 bytes.", nameof(seed));
        var hash = SHA512.HashData(seed);
        hash[0] &= 248;
        hash[31] = (byte)((hash[31] & 63) | 64);
        _scalar = Read(hash.AsSpan(0, 32));
        _prefix = hash[32..];
        PublicKey = Encode(MultiplyBase(_scalar % L));
    }

    public byte[] PublicKey { get; }

    /// <summary>The public key in base58.</summary>
    public string Address => Base58.Encode(PublicKey);

    /// <summary>The same key for the same name, every time.</summary>
    public static TestEd25519Signer Named(string name) => new(Keccak256.Hash(Encoding.UTF8.GetBytes("test seed of " + name)).Bytes);

    /// <summary>64 bytes, R ‖ S.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var r = Read(SHA512.HashData((byte[])[.. _prefix, .. message])) % L;
        var encodedR = Encode(MultiplyBase(r));
        var k = Read(SHA512.HashData((byte[])[.. encodedR, .. PublicKey, .. message])) % L;
        return [.. encodedR, .. Write((r + (k * _scalar)) % L)];
    }

    /// <summary>scalar·B, one addition for each of the 64 hexadecimal digits.</summary>
    private static Point MultiplyBase(BigInteger scalar)
    {
        var digits = Write(scalar);
        var total = new Point(0, 1, 1, 0);
        for (var window = 0; window < 64; window++)
        {
            var digit = (digits[window / 2] >> (4 * (window % 2))) & 15;
            if (digit != 0) total = total.Add(Table[(15 * window) + digit - 1]);
        }
        return total;
    }

    private static Point[] BuildTable()
    {
        var x = BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture);
        var y = Mod(4 * BigInteger.ModPow(5, P - 2, P));
        var step = new Point(x, y, 1, Mod(x * y));
        var table = new Point[64 * 15];
        for (var window = 0; window < 64; window++)
        {
            var multiple = step;
            for (var digit = 1; digit <= 15; digit++)
            {
                table[(15 * window) + digit - 1] = multiple;
                multiple = multiple.Add(step);
            }
            step = multiple;
        }
        return table;
    }

    private static byte[] Encode(Point point)
    {
        var inverse = BigInteger.ModPow(point.Z, P - 2, P);
        var bytes = Write(Mod(point.Y * inverse));
        if (!Mod(point.X * inverse).IsEven) bytes[31] |= 0x80;
        return bytes;
    }

    private static BigInteger Mod(BigInteger value)
    {
        var remainder = value % P;
        return remainder.Sign < 0 ? remainder + P : remainder;
    }

    private static BigInteger Read(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    private static byte[] Write(BigInteger value)
    {
        var bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public Point Add(in Point other)
        {
            var a = Mod((Y - X) * (other.Y - other.X));
            var b = Mod((Y + X) * (other.Y + other.X));
            var c = Mod(2 * D * T % P * other.T);
            var d = Mod(2 * Z * other.Z);
            BigInteger e = b - a, f = d - c, g = d + c, h = b + a;
            return new(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
        }
    }
}
