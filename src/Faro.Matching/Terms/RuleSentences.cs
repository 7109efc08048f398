namespace Faro.Matching.Terms;

/// <summary>Sorts the sentences of a market's rules: the paying condition, what happens if nothing happens, where the answer is read.</summary>
internal static class RuleSentences
{
    private static readonly HashSet<string> Upsets = new(StringComparer.Ordinal)
    {
        "no", "not", "canceled", "cancelled", "cancellation", "postponed", "delayed", "tie", "tied", "rescheduled", "abandoned", "impossible", "unknown",
        "isnt", "arent", "doesnt", "ambiguity", "unavailable", "multiple", "forfeit", "disqualified", "walkover", "retirement", "void", "suspended",
        "replacement", "interim", "unable", "never", "cannot", "havent", "hasnt",
    };

    /// <summary>Calls back with the bounds of each sentence and the part it plays.</summary>
    /// <param name="tokens">The tokens of a rules text.</param>
    /// <param name="firstIsCondition">Kalshi's primary rule is the condition itself.</param>
    /// <param name="into">The sentences in order: first token, one past the last, the part.</param>
    public static void Split(ReadOnlySpan<Token> tokens, bool firstIsCondition, List<(int From, int To, Field Part)> into)
    {
        var begin = 0;
        var found = firstIsCondition;
        var primary = firstIsCondition;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].Has(TokenMark.SentenceEnd) && i + 1 < tokens.Length)
                continue;
            var sentence = tokens[begin..(i + 1)];
            Field part;
            if (primary)
            {
                part = Field.Condition;
                primary = false;
            }
            else
            {
                part = Classify(sentence, found);
                found |= part == Field.Condition;
            }

            into.Add((begin, i + 1, part));
            begin = i + 1;
        }

        if (found || into.Count == 0)
            return;
        // No sentence speaks of resolving: the first that is not a fallback is taken as the condition.
        var first = into.FindIndex(s => s.Part is Field.Rules);
        if (first >= 0)
            into[first] = into[first] with { Part = Field.Condition };
    }

    private static Field Classify(ReadOnlySpan<Token> s, bool found)
    {
        bool resolves = false, upset = false, source = false, yes = false;
        for (var i = 0; i < s.Length; i++)
        {
            var t = s[i].Text;
            resolves |= t is "resolve" or "resolves" or "pays" or "settles" or "settle" or "resolved";
            yes |= t is "yes";
            upset |= Upsets.Contains(t);
            source |= t == "source" || (t.Contains('.', StringComparison.Ordinal) && !s[i].IsNumber);
        }

        var conditional = s[0].Text is "if" or "should" || InTheCase(s);
        if (conditional && upset && !(yes && !found && s[0].Text == "if" && !StartsNegative(s)))
            return Field.Fallback;
        if ((s[0].Text is "any" && upset) || s[0].Text is "otherwise")
            return Field.Fallback;
        if (source && !(resolves && yes && !found))
            return resolves && !found && !HasSourcePhrase(s) ? Field.Condition : Field.Source;
        if (resolves && !found)
            return Field.Condition;
        return Field.Rules;
    }

    /// <summary>"In the event of …", "in the case that …", "in case …".</summary>
    private static bool InTheCase(ReadOnlySpan<Token> s) =>
        s.Length > 2 && s[0].Text is "in" && (s[1].Text is "case" || (s[1].Text is "the" && s[2].Text is "event" or "case"));

    private static bool StartsNegative(ReadOnlySpan<Token> s) =>
        s.Length > 2 && (s[1].Text is "no" or "for" or "at" || s[2].Text is "no");

    private static bool HasSourcePhrase(ReadOnlySpan<Token> s)
    {
        for (var i = 0; i + 1 < s.Length; i++)
        {
            if (s[i].Text is "resolution" or "primary" && s[i + 1].Text is "source")
                return true;
        }

        return false;
    }
}
