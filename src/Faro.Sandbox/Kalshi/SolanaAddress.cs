using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Faro.Sandbox.Kalshi;

/// <summary>Addresses of on-chain accounts of the twin: base58 of a hash, the same in every run.</summary>
internal static class SolanaAddress
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Derive(string purpose, string scope, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"faro-sandbox/{purpose}/{scope}/{name}"));
        hash[0] |= 0x10; // full length in base58, so that variants overwrite the same places
        return Encode(hash);
    }

    /// <summary>Base58 as Bitcoin and Solana write it.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var zeros = 0;
        while (zeros < bytes.Length && bytes[zeros] == 0)
            zeros++;
        var value = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = new StringBuilder();
        while (value > 0)
        {
            value = BigInteger.DivRem(value, 58, out var digit);
            text.Insert(0, Alphabet[(int)digit]);
        }

        return text.Insert(0, new string('1', zeros)).ToString();
    }
}
