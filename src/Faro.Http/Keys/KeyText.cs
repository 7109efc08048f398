using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Faro.Http.Keys;

/// <summary>
/// The form of a key: <c>faro_live_</c> or <c>faro_test_</c>, 32 random bytes in base62 (43 characters), and a checksum of
/// 6 (CRC-32 of all before it, in base62), so that a scanner for leaked secrets can recognize a real key offline.
/// </summary>
internal static class KeyText
{
    public const string Live = "faro_live_";
    public const string Test = "faro_test_";
    public const int Length = 10 + BodyLength + ChecksumLength;
    private const int BodyLength = 43;
    private const int ChecksumLength = 6;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Writes a key out of 32 random bytes.</summary>
    public static string Write(bool test, ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, 32);
        var text = (test ? Test : Live) + Base62(new BigInteger(random, isUnsigned: true, isBigEndian: true), BodyLength);
        return text + Checksum(text);
    }

    /// <summary>Whether the text has the form of a key, its checksum included.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || !(text.StartsWith(Live, StringComparison.Ordinal) || text.StartsWith(Test, StringComparison.Ordinal)))
            return false;
        foreach (var c in text[10..])
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        }

        return text[^ChecksumLength..].SequenceEqual(Checksum(text[..^ChecksumLength]));
    }

    /// <summary>The part that may be shown: the mode and four characters.</summary>
    public static string PrefixOf(string key) => key[..(Live.Length + 4)];

    /// <summary>SHA-256 of the key; it has 256 random bits, so nothing slower is needed.</summary>
    public static byte[] Hash(ReadOnlySpan<char> key)
    {
        Span<byte> ascii = stackalloc byte[Length];
        var length = Encoding.ASCII.GetBytes(key, ascii);
        return SHA256.HashData(ascii[..length]);
    }

    /// <summary>
    /// The id of a key: a version-8 UUID derived from its hash. So a key is found by its id, the one index that every table
    /// of views has, and the id reveals nothing about the key.
    /// </summary>
    public static Guid IdOf(ReadOnlySpan<byte> hash)
    {
        Span<byte> id = stackalloc byte[16];
        hash[..16].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    private static string Checksum(ReadOnlySpan<char> text)
    {
        var crc = uint.MaxValue; // bit by bit: only new keys are checked
        foreach (var c in text)
        {
            crc ^= (byte)c;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return Base62(~crc, ChecksumLength);
    }

    private static string Base62(BigInteger value, int length)
    {
        Span<char> text = stackalloc char[length];
        for (var i = length - 1; i >= 0; i--)
        {
            value = BigInteger.DivRem(value, 62, out var digit);
            text[i] = Digits[(int)digit];
        }

        return text.ToString();
    }
}
