using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Faro.Http.Serving;

/// <summary>
/// The validator of an answer to a read: a hash of its body. Weak, because the same answer may be compressed or not.
/// </summary>
internal static class EntityTag
{
    /// <summary>The tag of a body.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(body, digest);
        return $"W/\"{Convert.ToHexStringLower(digest[..12])}\"";
    }

    /// <summary>Whether <c>If-None-Match</c> names this.</summary>
    public static bool Holds(StringValues ifNoneMatch, string tag)
    {
        foreach (var line in ifNoneMatch)
        {
            foreach (var held in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (held == "*" || Opaque(held) == Opaque(tag))
                    return true;
            }
        }

        return false;
    }

    private static string Opaque(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
