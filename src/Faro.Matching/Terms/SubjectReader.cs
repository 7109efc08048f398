namespace Faro.Matching.Terms;

/// <summary>Finds whom a question is about: the outcome's label, the subject of "If X wins …", of "Will X …", and the sides of a fixture.</summary>
internal static class SubjectReader
{
    private const int MaxName = 9;

    private static readonly HashSet<string> Verbs = new(StringComparer.Ordinal)
    {
        "is", "are", "was", "were", "has", "have", "had", "be", "been", "becomes", "become", "became", "does", "do", "did", "will", "would", "takes", "take",
        "receives", "receive", "gets", "get", "officially", "publicly", "announces", "announce", "announced", "finishes", "finish", "ranks", "rank", "performs",
        "appears", "scores", "score", "receiving", "holds", "makes", "make", "serves", "serve", "gains", "ceases", "ends", "end", "ended", "ending", "agrees", "either",
        "formally", "successfully", "files", "changes", "posts", "first", "not", "on", "by", "before", "in", "at", "for", "or", "secures", "issues", "hosts", "plays", "goes",
    };

    private static readonly HashSet<string> NotNames = new(StringComparer.Ordinal)
    {
        "other", "others", "none", "before", "after", "above", "below", "over", "under", "yes", "no", "any", "anyone", "more", "less", "fewer", "least", "never", "up", "down",
        "game", "match", "the", "there", "first", "exactly", "between", "ending", "during", "by", "not", "all", "field", "someone", "everyone", "it", "this", "in", "on", "for", "at", "since", "by", "until", "q1", "q2", "q3", "q4",
    };

    private static readonly HashSet<string> Particles = new(StringComparer.Ordinal)
    {
        "de", "da", "do", "di", "del", "della", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ben", "dos", "das", "y", "e", "ter", "of", "du", "ibn", "abu",
    };

    /// <summary>The name in an outcome's label; null when the label is a date, a number or an action.</summary>
    public static NameTerm? FromOutcome(ReadOnlySpan<Word> words)
    {
        if (words.Length == 0 || words.Length > MaxName)
            return null;
        var name = new List<string>(words.Length);
        foreach (ref readonly var w in words)
        {
            switch (w.Kind)
            {
                case WordKind.Act or WordKind.Scope or WordKind.Office:
                    if (!w.Has(TokenMark.Capital) || name.Count == 0)
                        return null;
                    name.Add(w.Text);
                    break;
                case WordKind.Number when w.Marks.HasFlag(TokenMark.Dollar) || w.Marks.HasFlag(TokenMark.Percent):
                    return null;
                case WordKind.Party:
                    name.Add(w.Text);
                    break;
                case WordKind.Stop when !w.Has(TokenMark.Capital) || w.Text == "the" || NotNames.Contains(w.Text):
                    if (NotNames.Contains(w.Text) && w.Text != "the" && name.Count == 0)
                        return null;
                    break;
                default:
                    if (name.Count == 0 && NotNames.Contains(w.Text) || w.Text is "entity:percent" or "entity:basispoints")
                        return null;
                    name.Add(w.Text);
                    break;
            }
        }

        return name.TrueForAll(n => n.StartsWith("party:", StringComparison.Ordinal)) || name.TrueForAll(n => char.IsAsciiDigit(n[0]) && n.Length < 5 && decimal.TryParse(n, out _)) ? null : new NameTerm(name);
    }

    /// <summary>"If X wins …"</summary>
    public static NameTerm? FromCondition(ReadOnlySpan<Word> words)
    {
        if (words.Length < 3 || words[0].Text != "if")
            return null;
        return Name(words[1..]);
    }

    /// <summary>"Will X …" or "X arrested …"</summary>
    public static NameTerm? FromTitle(ReadOnlySpan<Word> words, bool startsWithWill) =>
        words.Length < 2 || HasVersus(words) ? null : Name(startsWithWill ? words[1..] : words);

    public static IReadOnlyList<NameTerm> FromLabels(string yes, string no)
    {
        if (Generic(yes) || Generic(no))
            return [];
        return [Raw(yes), Raw(no)];
    }

    /// <summary>The two sides of "A vs. B", "A at B", in title, event or condition.</summary>
    public static IReadOnlyList<NameTerm> Participants(MarketText market, ReadOnlySpan<Word> title, ReadOnlySpan<Word> ev, ReadOnlySpan<Word> condition)
    {
        var found = Sides(title);
        if (found.Count == 0)
            found = Sides(ev);
        if (found.Count == 0)
            found = Sides(condition);
        if (found.Count == 0 && market.Venue != Faro.Venues.Venue.Kalshi && !Generic(market.YesLabel) && !Generic(market.NoLabel))
            found = [Raw(market.YesLabel), Raw(market.NoLabel)];
        return found;
    }

    private static bool HasVersus(ReadOnlySpan<Word> words)
    {
        foreach (ref readonly var w in words)
        {
            if (w.Text is "vs" or "versus" or "v")
                return true;
        }

        return false;
    }

    /// <summary>Whether the label or the condition names the draw itself: "Tie", "If Tie wins …".</summary>
    public static bool NamesTheDraw(ReadOnlySpan<Word> outcome, ReadOnlySpan<Word> condition) =>
        outcome.Length == 1 && outcome[0].Text == "act:draw"
        || condition.Length > 2 && condition[0].Text == "if" && condition[1].Text == "act:draw" && condition[2].Text == "act:win";

    private static bool Generic(string label) =>
        label.Trim().ToLowerInvariant() is "yes" or "no" or "over" or "under" or "up" or "down" or "odd" or "even" or "";

    private static NameTerm Raw(string label)
    {
        var tokens = new List<Token>();
        Tokenizer.Read(label.Length > 200 ? label.AsSpan(0, 200) : label, tokens);
        var words = new List<Word>();
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens);
        Lexicon.Shared.Canonicalize(span, new bool[span.Length], Field.Outcome, words);
        return new NameTerm(words.ConvertAll(w => w.Text));
    }

    private static List<NameTerm> Sides(ReadOnlySpan<Word> words)
    {
        for (var i = 1; i + 1 < words.Length; i++)
        {
            if (words[i].Text is not ("vs" or "v" or "versus" or "at") || words[i - 1].Has(TokenMark.SentenceEnd))
                continue;
            var left = Backwards(words, i - 1);
            var right = Forwards(words, i + 1, words[i].Text == "at");
            if (left.Count > 0 && right.Count > 0)
                return [new NameTerm(left), new NameTerm(right)];
        }

        return [];
    }

    private static bool InName(Word w) =>
        w.Kind is WordKind.Plain or WordKind.Number && !w.Has(TokenMark.Dollar) || w.IsPlace || w.Kind == WordKind.Entity
        || w.Kind is WordKind.Act or WordKind.Scope or WordKind.Office or WordKind.Party && w.Has(TokenMark.Capital);

    private static List<string> Backwards(ReadOnlySpan<Word> words, int i)
    {
        var name = new List<string>();
        for (; i >= 0 && name.Count < 6; i--)
        {
            var w = words[i];
            if (w.Kind == WordKind.Stop && w.Text is not ("de" or "of" or "new" or "s") || w.Kind == WordKind.Act && !w.Has(TokenMark.Capital))
                break;
            if (!InName(w) && w.Kind != WordKind.Stop || !w.Has(TokenMark.Capital) && !w.IsPlace && w.Kind is not (WordKind.Stop or WordKind.Number))
                break;
            if (name.Count > 0 && w.Has(TokenMark.SentenceEnd))
                break;
            if (w.Kind != WordKind.Stop || w.Has(TokenMark.Capital))
                name.Insert(0, w.Text);
            if (w.Has(TokenMark.Colon))
                break; // "Masters: A vs B"
        }

        return name;
    }

    private static List<string> Forwards(ReadOnlySpan<Word> words, int i, bool at)
    {
        var name = new List<string>();
        for (var k = i; k < words.Length && name.Count < 6; k++)
        {
            var w = words[k];
            if (w.Has(TokenMark.Colon) && k > i)
                break;
            if (w.Kind == WordKind.Stop && w.Has(TokenMark.Capital) && w.Text is not "new" || w.Kind == WordKind.Stop && w.Text is not ("de" or "of" or "s"))
                break;
            if (w.Kind == WordKind.Stop && !w.Has(TokenMark.Capital))
                continue;
            if (!InName(w) || !w.Has(TokenMark.Capital) && !w.IsPlace && w.Kind != WordKind.Number && !Particles.Contains(w.Text))
                break;
            if (w.Text is "act:win" or "act:total" or "act:spread")
                break;
            name.Add(w.Text);
            if (w.Has(TokenMark.SentenceEnd))
                break;
        }

        // "at the 98th Academy Awards" is no fixture
        return at && (i < words.Length && !words[i].Has(TokenMark.Capital)) ? [] : name;
    }

    private static NameTerm? Name(ReadOnlySpan<Word> words)
    {
        var name = new List<string>();
        var i = 0;
        for (; i < words.Length && name.Count < MaxName; i++)
        {
            var w = words[i];
            if (w.Kind == WordKind.Stop && Verbs.Contains(w.Text) && !(w.Has(TokenMark.Capital) && i > 0 && name.Count > 0 && w.Text is not ("will" or "be" or "is")))
                break;
            if (w.Kind is WordKind.Act or WordKind.Scope && !w.Has(TokenMark.Capital))
                break;
            if (w.Kind is WordKind.Act && name.Count == 0)
                return null;
            if (w.Kind == WordKind.Stop)
            {
                if (w.Has(TokenMark.Capital) && w.Text is not "the" && name.Count > 0)
                    name.Add(w.Text);
                else if (w.Text is "there" or "any" or "anyone" or "who" or "which" or "what" or "how" or "it")
                    return null;
                continue;
            }

            if (w.Kind == WordKind.Plain && Verbs.Contains(w.Text))
                break;
            if (w.Kind == WordKind.Plain && !w.Has(TokenMark.Capital) && !(name.Count > 0 && Particles.Contains(w.Text)))
                return null;
            if (w.Kind == WordKind.Office)
            {
                if (name.Count > 0)
                    break;
                continue;
            }

            if (w.Kind == WordKind.Party && (name.Count == 0 || !w.Has(TokenMark.Capital)))
            {
                if (name.Count > 0)
                    break;
                continue;
            }

            if (w.Kind == WordKind.Act && NotNames.Contains(w.Text))
                return null;
            name.Add(w.Text);
        }

        var letters = name.Count > 1 && name.TrueForAll(n => n.Length == 1); // "U-3"
        return name.Count == 0 || letters || i >= words.Length && words.Length > 4 ? null : new NameTerm(name);
    }
}
