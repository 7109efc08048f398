using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>How much of one question the other market knows, word by word.</summary>
internal static class WordingRules
{
    /// <summary>The weighted share of the words of <paramref name="a"/>'s question that stand in <paramref name="b"/>, and the names that do not.</summary>
    public static (double Share, List<string> MissingNames) Coverage(MarketTerms a, MarketTerms b, bool? predicate)
    {
        double whole = 0, known = 0;
        var missing = new List<string>();
        // "Will A win on that day?" against "A vs B": the market that names one side cannot know the other.
        var opponent = a.Participants.Count == 2 && b.Participants.Count == 0 && b.Subjects.Count > 0
            ? a.Participants.FirstOrDefault(p => !NameMatcher.Same(p, b.Subjects[0])) : null;
        foreach (var word in a.Question)
        {
            if (word.Text == "entity:us" && !b.Mentions(word.Text) && !b.Places.Any(p => p.StartsWith("country:", StringComparison.Ordinal)))
                continue; // Kalshi asks about the United States without saying so
            var weight = word.Text == "entity:us" ? 0.5 : word.Proper ? 2.0 : 1.0;
            // What has to happen was compared as a whole already.
            if (predicate == true && word.Text.StartsWith("act:", StringComparison.Ordinal))
                continue;
            if (opponent is not null && opponent.Words.Any(w => w == word.Text || Stemmer.Stem(w) == word.Text))
                continue;
            var share = b.MentionsNear(word.Text) ? 1.0 : b.Mentions(word.Text) ? 0.7 : InSubjects(word.Text, a, b) ? 0.9 : 0;
            whole += weight;
            known += weight * share;
            if (share == 0 && word.Proper && word.Text != "entity:us")
                missing.Add(word.Text);
        }

        return (whole == 0 ? 1 : known / whole, missing);
    }

    /// <summary>The share of the words of <paramref name="a"/>'s paying condition that stand in <paramref name="b"/>; 0 for a condition of few words.</summary>
    public static double ConditionShare(MarketTerms a, MarketTerms b)
    {
        if (a.ConditionWords.Length < 5)
            return 0;
        var known = a.ConditionWords.Count(w => b.Mentions(w.Text));
        return (double)known / a.ConditionWords.Length;
    }

    /// <summary>A name in one question that the other market never mentions is another question.</summary>
    public static void Compare(MarketTerms a, MarketTerms b, bool? subject, List<string> left, List<string> right, FindingList findings)
    {
        if (left.Count == 0 && right.Count == 0)
            return;
        var text = (FindingList.Words(left.Select(Plain)), FindingList.Words(right.Select(Plain)));
        if (left.Count > 0 && right.Count > 0 && subject != true || left.Concat(right).Any(w => !w.Contains(':', StringComparison.Ordinal)) && (a.HasRules && b.HasRules))
            findings.Veto(FindingCodes.Entity, text.Item1, text.Item2);
        else
            findings.Risk(FindingCodes.Wording, text.Item1, text.Item2);
    }

    // A part of a name that was matched as a whole: "fútbol" of "Real Sociedad de Fútbol".
    private static bool InSubjects(string word, MarketTerms a, MarketTerms b)
    {
        foreach (var s in a.Subjects.Concat(a.Participants).Concat(a.NamedOutcomes))
        {
            if (!s.Words.Any(w => w == word || Stemmer.Stem(w) == word))
                continue;
            if (b.Subjects.Concat(b.Participants).Concat(b.NamedOutcomes).Any(t => NameMatcher.Same(s, t)))
                return true;
        }

        return false;
    }

    private static string Plain(string w) => w[(w.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
