namespace Faro.Matching.Terms;

/// <summary>Cuts the commonest English endings, so that "extended" meets "extending". Crude on purpose: both sides are cut alike.</summary>
internal static class Stemmer
{
    public static string Stem(string word)
    {
        if (word.Length < 5 || word.Contains(':', StringComparison.Ordinal) || word[^1] is >= '0' and <= '9')
            return word;
        ReadOnlySpan<char> w = word;
        if (w.EndsWith("ies"))
            return TextFolding.Pooled(string.Concat(w[..^3], "y"));
        if (w.EndsWith("ied"))
            return TextFolding.Pooled(string.Concat(w[..^3], "y"));
        if (w.EndsWith("ing") && w.Length > 6)
            return TextFolding.Pooled(w[..^3]);
        if (w.EndsWith("ed") && w.Length > 5)
            return TextFolding.Pooled(w[..^2]);
        if (w.EndsWith("es") && w.Length > 5)
            return TextFolding.Pooled(w[..^2]);
        if (w[^1] == 's' && w[^2] is not ('s' or 'u' or 'i'))
            return TextFolding.Pooled(w[..^1]);
        if (w[^1] == 'e' && w.Length > 5)
            return TextFolding.Pooled(w[..^1]);
        return word;
    }
}
