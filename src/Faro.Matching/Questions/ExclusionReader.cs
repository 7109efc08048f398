using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>
/// Reads what the further rules shut out: "Commutations and reprieves do not count". Where the other market pays for just that,
/// the two are not shown to be one.
/// </summary>
internal static class ExclusionReader
{
    /// <summary>The words of sentences that say what does not count, as far as the paying condition does not ask for them.</summary>
    public static IReadOnlySet<string> Excluded(Scratch s)
    {
        HashSet<string>? found = null;
        foreach (var st in s.Stretches)
        {
            if (st.Field is not (Field.Rules or Field.Fallback) || Verdict(s, st) is not (> 0 and var end))
                continue;
            for (var i = st.From; i < end; i++)
            {
                if (Plain(s, i) is { } word)
                    (found ??= new HashSet<string>(StringComparer.Ordinal)).Add(word);
            }
        }

        if (found is null)
            return Nothing;
        found.ExceptWith(Asked(s));
        return found;
    }

    /// <summary>The words for which the paying condition pays: those behind "excluding" or "not" are none of them.</summary>
    public static IReadOnlySet<string> Asked(Scratch s)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var st in s.Stretches)
        {
            var open = true;
            for (var i = st.From; i < st.To && st.Field is Field.Title or Field.Condition; i++)
            {
                open = s.All[i].Text is "not" or "excluding" or "except" or "without" or "than" ? false : open || s.All[i].Has(TokenMark.Comma);
                if (open && Plain(s, i) is { } word)
                    found.Add(word);
            }
        }

        return found;
    }

    private static readonly HashSet<string> Nothing = [];

    // One past the last word before "do not count"; 0 where the sentence says no such thing.
    private static int Verdict(Scratch s, Stretch st)
    {
        for (var i = st.From + 1; i + 1 < st.To; i++)
        {
            if (s.All[i].Text is "not" or "dont" or "doesnt" && s.All[i + 1].Text is "count" or "qualify" or "suffice" or "sufficient" or "included" or "considered" or "encompassed")
                return i;
        }

        return 0;
    }

    private static string? Plain(Scratch s, int i) =>
        s.WordAt[i] >= 0 && s.Words[s.WordAt[i]] is { Kind: WordKind.Plain or WordKind.Act, Text.Length: > 4 } w && w.From == i ? w.Kind == WordKind.Plain ? Stemmer.Stem(w.Text) : w.Text : null;
}
