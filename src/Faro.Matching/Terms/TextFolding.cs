using System.Runtime.CompilerServices;

namespace Faro.Matching.Terms;

/// <summary>Folds letters to lower-case ASCII and keeps short words in a bounded pool, so that reading a catalog allocates little.</summary>
internal static class TextFolding
{
    private const int PoolSize = 1 << 15;

    private static readonly string[] Pool = new string[PoolSize];

    // Latin-1 Supplement and Latin Extended-A, U+00C0 … U+017F, one ASCII letter each.
    private const string Latin =
        "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" +
        "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>The lower-case ASCII letter or digit of a character; zero when it is neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static char Fold(char c)
    {
        if (c is >= 'a' and <= 'z' or >= '0' and <= '9')
            return c;
        if (c is >= 'A' and <= 'Z')
            return (char)(c | 0x20);
        return c < 0x80 ? '\0' : FoldWide(c);
    }

    private static char FoldWide(char c)
    {
        if (c is >= '\u00C0' and <= '\u017F')
        {
            var folded = Latin[c - 0xC0];
            return folded is >= 'a' and <= 'z' ? folded : '\0';
        }

        return c switch
        {
            '\u0218' or '\u0219' => 's',
            '\u021A' or '\u021B' => 't',
            '\u01B0' => 'u',
            '\u01A1' => 'o',
            >= '\u1EA0' and <= '\u1EB7' => 'a',
            >= '\u1EB8' and <= '\u1EC7' => 'e',
            >= '\u1EC8' and <= '\u1ECB' => 'i',
            >= '\u1ECC' and <= '\u1EE3' => 'o',
            >= '\u1EE4' and <= '\u1EF1' => 'u',
            >= '\u1EF2' and <= '\u1EF9' => 'y',
            _ => char.IsLetter(c) ? char.ToLowerInvariant(c) : '\0',
        };
    }

    /// <summary>One shared string per short word; a bounded, direct-mapped pool, so hostile text cannot grow it.</summary>
    public static string Pooled(ReadOnlySpan<char> word)
    {
        if (word.Length > 24)
            return word.ToString();
        uint hash = 2166136261;
        foreach (var c in word)
            hash = (hash ^ c) * 16777619;
        ref var slot = ref Pool[(hash ^ (hash >> 15)) & (PoolSize - 1)];
        var found = Volatile.Read(ref slot);
        if (found is not null && word.SequenceEqual(found))
            return found;
        var made = word.ToString();
        Volatile.Write(ref slot, made);
        return made;
    }
}
