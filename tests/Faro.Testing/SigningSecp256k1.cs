using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Faro.Signing;

namespace Faro.Testing;

/// <summary>
/// An Ethereum key for tests: RFC 6979 signatures with low s, over a thousand a second. Written on BigInteger, apart from
/// the product's code, so that each checks the other. Not for real keys: its time depends on the secret.
/// </summary>
public sealed class TestSigner
{
    private static readonly BigInteger P = Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    private static readonly BigInteger N = Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
    private static readonly (BigInteger X, BigInteger Y)[] Table = BuildTable();

    private readonly BigInteger _secret;
    private readonly byte[] _secretBytes;

    public TestSigner(ReadOnlySpan<byte> privateKey)
    {
        _secret = Read(privateKey);
        if (privateKey.Length != 32 || _secret.IsZero || _secret >= N) throw new ArgumentException("Not a private key.", nameof(privateKey));
        _secretBytes = privateKey.ToArray();
        var (x, y) = MultiplyBase(_secret);
        PublicKey = [.. Write(x), .. Write(y)];
        Address = EthAddress.FromPublicKey(PublicKey);
    }

    /// <summary>The signer's address.</summary>
    public EthAddress Address { get; }

    /// <summary>64 bytes, x ‖ y.</summary>
    public byte[] PublicKey { get; }

    /// <summary>A signer from 0x and 64 digits.</summary>
    public static TestSigner FromHex(string privateKey) => new(Hex.Decode(privateKey));

    /// <summary>The same key for the same name, every time.</summary>
    public static TestSigner Named(string name) => new(Keccak256.Hash(Encoding.UTF8.GetBytes("test key of " + name)).Bytes);

    /// <summary>r ‖ s ‖ v over the digest, v 27 or 28.</summary>
    public byte[] Sign(in Hash256 digest)
    {
        var e = Read(digest.Bytes) % N;
        foreach (var k in Nonces(Write(e)))
        {
            var (x, y) = MultiplyBase(k);
            var r = x % N;
            var s = Inverse(k, N) * (e + (r * _secret)) % N;
            if (r.IsZero || s.IsZero || r != x) continue;
            var odd = !y.IsEven;
            if (s > N / 2)
            {
                s = N - s;
                odd = !odd;
            }
            return [.. Write(r), .. Write(s), (byte)(odd ? 28 : 27)];
        }
        throw new InvalidOperationException("The nonces never end.");
    }

    private IEnumerable<BigInteger> Nonces(byte[] digest)
    {
        byte[] v = [.. Enumerable.Repeat((byte)1, 32)];
        var k = new byte[32];
        k = HMACSHA256.HashData(k, (byte[])[.. v, 0, .. _secretBytes, .. digest]);
        v = HMACSHA256.HashData(k, v);
        k = HMACSHA256.HashData(k, (byte[])[.. v, 1, .. _secretBytes, .. digest]);
        v = HMACSHA256.HashData(k, v);
        while (true)
        {
            v = HMACSHA256.HashData(k, v);
            var nonce = Read(v);
            if (!nonce.IsZero && nonce < N) yield return nonce;
            k = HMACSHA256.HashData(k, (byte[])[.. v, 0]);
            v = HMACSHA256.HashData(k, v);
        }
    }

    /// <summary>scalar·G from a table of d·16^w·G: one addition for each of the 64 hexadecimal digits.</summary>
    private static (BigInteger X, BigInteger Y) MultiplyBase(BigInteger scalar)
    {
        var digits = Write(scalar);
        BigInteger x = 0, y = 0, z = 0;
        for (var window = 0; window < 64; window++)
        {
            var pair = digits[31 - (window / 2)];
            var digit = window % 2 == 0 ? pair & 15 : pair >> 4;
            if (digit == 0) continue;
            var (px, py) = Table[(15 * window) + digit - 1];
            if (z.IsZero)
            {
                (x, y, z) = (px, py, 1);
                continue;
            }
            // The sum of lower windows is never ± the next entry, so no special cases arise here.
            var zz = z * z % P;
            var h = ((px * zz) - x) % P;
            var r = ((py * zz % P * z) - y) % P;
            var hh = h * h % P;
            var hhh = hh * h % P;
            var v = x * hh % P;
            x = ((r * r) - hhh - (2 * v)) % P;
            y = ((r * (v - x)) - (y * hhh)) % P;
            z = z * h % P;
        }
        var inverse = Inverse(z, P);
        var square = inverse * inverse % P;
        return (Positive(x * square, P), Positive(y * square % P * inverse, P));
    }

    private static (BigInteger X, BigInteger Y)[] BuildTable()
    {
        var table = new (BigInteger X, BigInteger Y)[64 * 15];
        var step = (X: Parse("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
            Y: Parse("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));
        for (var window = 0; window < 64; window++)
        {
            var multiple = step;
            for (var digit = 1; digit <= 15; digit++)
            {
                table[(15 * window) + digit - 1] = multiple;
                multiple = AddAffine(multiple, step);
            }
            step = multiple;
        }
        return table;
    }

    private static (BigInteger X, BigInteger Y) AddAffine((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var slope = a == b
            ? 3 * a.X * a.X * Inverse(2 * a.Y, P)
            : (b.Y - a.Y) * Inverse(b.X - a.X, P);
        var x = Positive((slope * slope) - a.X - b.X, P);
        return (x, Positive((slope * (a.X - x)) - a.Y, P));
    }

    /// <summary>The inverse by the extended Euclidean algorithm.</summary>
    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        BigInteger a = Positive(value, modulus), b = modulus, x = 1, y = 0;
        while (!a.IsZero)
        {
            var quotient = BigInteger.DivRem(b, a, out var remainder);
            (a, b) = (remainder, a);
            (x, y) = (y - (quotient * x), x);
        }
        return Positive(y, modulus);
    }

    private static BigInteger Positive(BigInteger value, BigInteger modulus)
    {
        var remainder = value % modulus;
        return remainder.Sign < 0 ? remainder + modulus : remainder;
    }

    private static BigInteger Parse(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static BigInteger Read(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Write(BigInteger value)
    {
        var bytes = new byte[32];
        var length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bytes.AsSpan(32 - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
