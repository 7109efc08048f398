using System.Globalization;
using System.Numerics;

namespace FaroExample.Signing;

/// <summary>Big integers as bytes.</summary>
internal static class Numbers
{
    public static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static BigInteger Mod(BigInteger value, BigInteger modulus)
    {
        var rest = value % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    /// <summary>The inverse modulo a prime.</summary>
    public static BigInteger Inverse(BigInteger value, BigInteger prime) => BigInteger.ModPow(Mod(value, prime), prime - 2, prime);

    public static BigInteger Read(ReadOnlySpan<byte> bytes, bool bigEndian = true) => new(bytes, isUnsigned: true, isBigEndian: bigEndian);

    /// <summary>32 bytes.</summary>
    public static byte[] Word(BigInteger value, bool bigEndian = true)
    {
        var bytes = new byte[32];
        var length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bigEndian ? bytes.AsSpan(32 - length) : bytes, out _, isUnsigned: true, isBigEndian: bigEndian);
        return bytes;
    }
}
