using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace FaroExample.Signing;

/// <summary>
/// A throwaway secp256k1 key. The arithmetic is plain and its time depends on the secret: good for play money, not for a real
/// key, which belongs in a wallet or a vetted library.
/// </summary>
internal sealed class EthereumKey
{
    private static readonly BigInteger P = Numbers.Hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    private static readonly BigInteger N = Numbers.Hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    private static readonly (BigInteger X, BigInteger Y) G = (
        Numbers.Hex("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
        Numbers.Hex("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));

    private readonly BigInteger _secret;

    private EthereumKey(BigInteger secret)
    {
        _secret = secret;
        var (x, y) = Multiply(secret);
        Address = Checksummed(Keccak.Hash([.. Numbers.Word(x), .. Numbers.Word(y)])[12..]);
    }

    /// <summary>The address with the capitals of EIP-55.</summary>
    public string Address { get; }

    public static EthereumKey Generate() => new(Numbers.Read(RandomNumberGenerator.GetBytes(32)) % (N - 1) + 1);

    /// <summary>The signature of a digest: r, s in the lower half, v of 27 or 28, as hex.</summary>
    public string Sign(byte[] digest)
    {
        while (true)
        {
            // 48 random bytes: the remainder is as good as evenly spread.
            var k = Numbers.Read(RandomNumberGenerator.GetBytes(48)) % (N - 1) + 1;
            var (x, y) = Multiply(k);
            var (r, odd) = (x, !y.IsEven);
            var s = Numbers.Inverse(k, N) * (Numbers.Read(digest) + r * _secret) % N;
            if (r >= N || s.IsZero) continue;
            if (s > N / 2) (s, odd) = (N - s, !odd);
            return "0x" + Convert.ToHexStringLower([.. Numbers.Word(r), .. Numbers.Word(s), (byte)(odd ? 28 : 27)]);
        }
    }

    private static (BigInteger X, BigInteger Y) Multiply(BigInteger scalar)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        for (var step = G; !scalar.IsZero; scalar >>= 1, step = Add(step, step))
            if (!scalar.IsEven) sum = sum is { } so ? Add(so, step) : step;
        return sum!.Value;
    }

    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var slope = a == b ? 3 * a.X * a.X * Numbers.Inverse(2 * a.Y, P) : (b.Y - a.Y) * Numbers.Inverse(b.X - a.X, P);
        var x = Numbers.Mod(slope * slope - a.X - b.X, P);
        return (x, Numbers.Mod(slope * (a.X - x) - a.Y, P));
    }

    private static string Checksummed(byte[] address)
    {
        var digits = Convert.ToHexStringLower(address);
        var hash = Convert.ToHexStringLower(Keccak.Hash(Encoding.ASCII.GetBytes(digits)));
        return "0x" + string.Concat(digits.Select((c, i) => hash[i] >= '8' ? char.ToUpperInvariant(c) : c));
    }
}
