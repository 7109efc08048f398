using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Faro.Sandbox.BuiltIn;

/// <summary>Ids, numbers and times that are derived from a market's key, the same in every run.</summary>
internal static class Derived
{
    /// <summary>The moment at which the built-in records say they were last touched.</summary>
    public static readonly DateTimeOffset Anchor = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static byte[] Hash(string purpose, string key) => SHA256.HashData(Encoding.UTF8.GetBytes($"faro-built-in/{purpose}/{key}"));

    public static string Hex32(string purpose, string key) => "0x" + Convert.ToHexStringLower(Hash(purpose, key));

    /// <summary>A uint256 in decimal, always of 77 digits or 78.</summary>
    public static string Token(string purpose, string key)
    {
        var bytes = Hash(purpose, key);
        bytes[0] = (byte)(0x40 | (bytes[0] & 0x3F));
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A number from 0 up to a bound.</summary>
    public static int Below(string purpose, string key, int bound) => (int)(BitConverter.ToUInt32(Hash(purpose, key)) % (uint)bound);

    /// <summary>A listing date within the half year before the anchor.</summary>
    public static DateTimeOffset Listed(string key) => Anchor.AddMinutes(-(Below("listed", key, 180 * 24 * 60) + 3 * 24 * 60));

    public static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (c == '.')
                slug.Append("pt");
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static string IsoFine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    public static DateTimeOffset At(string iso) => DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
