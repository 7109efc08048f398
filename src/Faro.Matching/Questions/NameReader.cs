using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Questions;

/// <summary>Finds the names in a market's texts: the outcome's label, the subject of "If X wins …" and "Will X …".</summary>
internal static class NameReader
{
    private const int MaxName = 9;

    private static readonly HashSet<string> NotNames = new(StringComparer.Ordinal)
    {
        "before", "after", "above", "below", "over", "under", "yes", "no", "more", "less", "fewer", "least", "never", "up", "down", "the", "there", "exactly", "between", "ending", "during", "by",
        "not", "all", "both", "it", "this", "in", "on", "for", "at", "since", "until", "who", "what", "which", "when", "where", "how", "will", "is", "are", "does", "did", "cut", "hike", "most", "best", "top",
        "highest", "lowest", "number", "total", "totals", "spread", "game", "games", "match", "map", "maps", "sets", "rounds", "kills", "set", "round", "o", "winner", "first", "last", "new", "next", "any", "a", "an", "if", "draw", "tie", "other",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "q1", "q2", "q3", "q4",
    };

    internal static readonly HashSet<string> Particles = new(StringComparer.Ordinal)
    {
        "de", "da", "do", "di", "del", "della", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ben", "dos", "das", "y", "e", "ter", "of", "du", "ibn", "abu", "d",
    };

    /// <summary>Reads all names of a market.</summary>
    public static Names Read(Scratch s, MarketText market)
    {
        var tokens = new HashSet<int>();
        var fixtures = new List<Fixture>(2);
        NamedAt? outcome = null;
        NamedAt? fromTitle = null;
        var fromConditions = new List<NamedAt>(2);
        foreach (var st in s.Stretches)
        {
            switch (st.Field)
            {
                case Field.Title:
                    FixtureReader.Read(s, st, fixtures, tokens);
                    if (fixtures.Count == 0)
                        fromTitle = FromTitle(s, st, tokens);
                    break;
                case Field.Outcome:
                    outcome = FromOutcome(s, st, tokens);
                    break;
                case Field.Event or Field.Condition or Field.Rules:
                    FixtureReader.Read(s, st, fixtures, tokens);
                    if (st.Field != Field.Event && fromConditions.Count < 4 && FromCondition(s, st, tokens) is { } found)
                        fromConditions.Add(found);
                    break;
            }
        }

        var named = market.Venue == Venue.Kalshi ? [] : FromLabels(market);
        if (named.Count == 2 && fixtures.Count == 0)
            fixtures.Add(new Fixture(named[0], named[1], new Quotation(TextPart.YesLabel, 0, 0)));
        var subjects = new List<NamedAt>(3);
        if (outcome is not null)
            subjects.Add(outcome);
        // Kalshi's rule names the outcome in its first words; elsewhere the question does, and rules speak of others too.
        if (market.Venue == Venue.Kalshi && fromConditions.Count > 0)
            subjects.Add(fromConditions[0]);
        if (fromTitle is not null)
            subjects.Add(fromTitle);
        if (market.Venue != Venue.Kalshi && fromConditions.Count > 0)
            subjects.Add(fromConditions[0]);
        if (EndsInDraw(s) is { } draw)
            subjects = [draw];
        return new Names(outcome, subjects, named, fixtures, tokens);
    }

    /// <summary>The words of a name behind "by": "Lanterns by Mira Doe".</summary>
    public static IReadOnlySet<string> Makers(Scratch s)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var st in s.Stretches)
        {
            for (var i = st.From + 1; i + 1 < st.To && st.Field <= Field.Condition; i++)
            {
                if (s.All[i].Text is not "by" || !s.All[i - 1].Has(TokenMark.Capital))
                    continue;
                for (var k = i + 1; k < st.To && s.WordAt[k] >= 0 && (s.All[k].Has(TokenMark.Capital) || s.All[k].Text is "and" && k > i + 1); k++)
                    found.Add(s.All[k].Text);
            }
        }

        return found;
    }

    // "Will A vs. B end in a draw?"
    private static NamedAt? EndsInDraw(Scratch s)
    {
        foreach (var st in s.Stretches)
        {
            if (st.Field != Field.Title)
                continue;
            for (var i = st.From; i + 1 < st.To; i++)
            {
                if (s.All[i].Text is "end" or "ends" && i + 3 <= st.To && s.All[st.To - 1].Text is "draw" or "tie")
                    return new NamedAt(NameTerm.Of(["draw"])!, new Quotation(st.Part, s.All[i].At, s.All[st.To - 1].End));
            }
        }

        return null;
    }

    /// <summary>A name as venues write it.</summary>
    public static NameTerm? Of(string text)
    {
        var tokens = new List<Token>();
        Tokenizer.Read(text.Length > 200 ? text.AsSpan(0, 200) : text, tokens);
        return NameTerm.Of(tokens.ConvertAll(t => t.Text));
    }

    private static List<NameTerm> FromLabels(MarketText market)
    {
        if (Generic(market.YesLabel) || Generic(market.NoLabel))
            return [];
        return Of(market.YesLabel) is { } yes && Of(market.NoLabel) is { } no ? [yes, no] : [];
    }

    internal static bool Generic(string label) =>
        label.Trim().ToLowerInvariant() is "yes" or "no" or "over" or "under" or "up" or "down" or "odd" or "even" or "";

    // The label: a name unless it begins as a date, a number or an action does.
    private static NamedAt? FromOutcome(Scratch s, Stretch st, HashSet<int> taken)
    {
        // "1H: Clemson": the part stands before the name.
        if (st.To - st.From > 1 && s.All[st.From].Text is "1h" or "2h" or "ht" && s.All[st.From + 1].Has(TokenMark.Colon))
            st = st with { From = st.From + 1 };
        var first = s.All[st.From];
        if (st.To - st.From == 1 && first.Text is "tie" or "draw")
            return Take(s, st, st.From, st.To, taken);
        if (NameTerm.Of([.. s.All.Skip(st.From).Take(Math.Min(3, st.To - st.From)).Select(t => t.Text)]) is { IsRest: true })
            return Take(s, st, st.From, st.To, taken);
        if (NotNames.Contains(first.Text) && first.Text is not ("the" or "a" or "no") || first.IsNumber && !IsFirstClub(s, st, st.From) || first.Has(TokenMark.IsoDate) || s.WordAt[st.From] < 0
            || KindAt(s, st.From) is WordKind.Party or WordKind.Number)
            return null;
        // "Assists O/U 9.5": what is counted.
        if (first.Text is "points" or "rebounds" or "assists" or "strikeouts" or "hits" or "receptions" or "yards" or "touchdowns" or "goals" or "shots" or "saves" or "aces" or "kills" or "threes" or "steals" or "blocks" && st.To - st.From > 1)
            return null;
        if (st.To - st.From > 1 && KindAt(s, st.From) == WordKind.Act && !(s.All[st.From + 1].Has(TokenMark.Capital)))
            return null;
        var end = Scan(s, st, st.From, anyCase: true);
        // "Roma wins by over 1.5 goals", "Fed maintains rate": the rest says what it does.
        if (end < st.To && !(end > st.From && Counts(s, st, end) || s.All[end].Text is "wins" or "win" or "won" || s.All[end].Has(TokenMark.Colon) || end > st.From + 1 && s.All[end].Has(TokenMark.Joined)))
            return null;
        return end > st.From ? Take(s, st, st.From, end, taken) : null;
    }

    private static NamedAt? FromCondition(Scratch s, Stretch st, HashSet<int> taken)
    {
        for (var i = st.From; i < st.To - 1 && i < st.From + 40; i++)
        {
            if (s.All[i].Text != "if")
                continue;
            var from = Skip(s, st, i + 1);
            var end = Scan(s, st, from, anyCase: false);
            // "If the Post Counter shows between 240 and 259 posts": where it is read, not who is asked about.
            if (end > from && Told(s, st, end))
                return null;
            if (end > from && end < st.To)
                return Take(s, st, from, end, taken);
            if (s.All[from].Text is "tie" or "draw")
                return Take(s, st, from, from + 1, taken);
        }

        return null;
    }

    private static NamedAt? FromTitle(Scratch s, Stretch st, HashSet<int> taken)
    {
        var from = st.From;
        // "Six Nations: Will Scotland beat Wales?": the contest stands before the question.
        for (var i = st.From + 1; i < st.To - 1; i++)
        {
            if (s.All[i].Text is "will" && s.All[i].Has(TokenMark.Colon))
                from = i;
        }

        if (s.All[from].Text is "will" or "wil" or "did" or "does" or "can" or "has" or "is")
            from = Skip(s, st, from + 1);
        else if (s.All[from].Text is "how" or "what" && Asking(s, st) is var will and > 0)
            from = Skip(s, st, will + 1);
        else if (NotNames.Contains(s.All[from].Text) && s.All[from].Text is not "the")
            return null;
        from = from < st.To ? Skip(s, st, from) : from;
        if (from >= st.To)
            return null;
        var end = Scan(s, st, from, anyCase: false);
        return end > from && end < st.To ? Take(s, st, from, end, taken) : null;
    }

    // "… shows", "… at example.com shows"
    private static bool Told(Scratch s, Stretch st, int end)
    {
        for (var k = end; k < st.To && k < end + 4; k++)
        {
            if (s.All[k].Text is "shows" or "show" or "publishes" or "displays")
                return true;
            if (k == end && s.All[k].Text is not ("at" or "on" or "of"))
                return s.All[k].Text is "reports";
        }

        return false;
    }

    // "How many times will X …", "What will X say": the place of "will"; 0 without one near the beginning.
    private static int Asking(Scratch s, Stretch st)
    {
        for (var k = st.From + 1; k < st.To - 1 && k < st.From + 5; k++)
        {
            if (s.All[k].Text is "will" && s.All[k + 1].Has(TokenMark.Capital))
                return k;
        }

        return 0;
    }

    private static int Skip(Scratch s, Stretch st, int i)
    {
        while (i < st.To - 1 && s.All[i].Text is "the" or "either")
            i++;
        return i;
    }

    // One past the last word of the name that begins at i.
    private static int Scan(Scratch s, Stretch st, int i, bool anyCase)
    {
        var from = i;
        var start = i;
        while (i < st.To && i - from < MaxName)
        {
            var t = s.All[i];
            if (s.WordAt[i] < 0 || i > from && t.Has(TokenMark.Colon) && !IsStateCode(s, i, from) || i > from && (t.Has(TokenMark.Break) || t.Has(TokenMark.Comma) && t.Text is not ("jr" or "sr")))
                break;
            if (i > from && Counts(s, st, i))
                break;
            if (t.IsNumber)
            {
                if (i == from && !IsFirstClub(s, st, i) || t.Has(TokenMark.Dollar) || t.Has(TokenMark.Percent) || t.Has(TokenMark.Plus) || !(i + 1 == st.To || s.All[i + 1].Has(TokenMark.Capital) || i + 1 < st.To && IsVerb(s.All[i + 1].Text)))
                    break;
                i++;
                continue;
            }

            var kind = KindAt(s, i);
            if (!t.Has(TokenMark.Capital))
            {
                if (Particles.Contains(t.Text) && i > from && i + 1 < st.To && s.All[i + 1].Has(TokenMark.Capital))
                {
                    i++;
                    continue;
                }

                if (t.Text is "and" && i > from && i + 1 < st.To && s.All[i + 1].Has(TokenMark.Capital) && (anyCase || s.All[i - 1].Text is "trinidad" or "antigua" or "bosnia" or "brighton" or "william" or "kitts"))
                {
                    i++;
                    continue;
                }

                if (!(anyCase && i == from))
                    break;
            }

            if (kind == WordKind.Office && i == from && i + 1 < st.To)
            {
                // "President Trump": the office is a form of address.
                if (!s.All[i + 1].Has(TokenMark.Capital))
                    return start;
                from++;
                i++;
                continue;
            }

            if (i == from && NotNames.Contains(t.Text) && t.Text is not ("a" or "no" or "new" or "next" or "top" or "best" or "may") && !(t.Text is "will" && i + 1 < st.To && s.All[i + 1].Has(TokenMark.Capital) && i > st.From) || IsVerb(t.Text) && i > from)
                break;
            i++;
            if (t.Has(TokenMark.SentenceEnd))
                break;
        }

        return i;
    }

    // "1. FC Union Berlin"
    private static bool IsFirstClub(Scratch s, Stretch st, int i) => s.All[i].Text is "1" && i + 1 < st.To && s.All[i + 1].Text is "fc" or "fsv" or "ffc" or "sc" or "sv" or "cfr" or "fck";

    internal static bool IsStateCode(Scratch s, int i, int from) =>
        i - from <= 2 && s.All[i].Text.Length == 2 && s.All[i].Has(TokenMark.Capital) && Lexicon.Shared.StateCodes.Contains(s.All[i].Text);

    // "(W)" behind a school or a player's country: part of the name.
    internal static bool IsSide(Scratch s, int i) => s.All[i].Text is "w" or "women" && s.All[i].Has(TokenMark.Colon) && s.All[i].Has(TokenMark.Capital);

    // "Commanders O/U 23.5", "Commanders Team Total": the name ends before what is counted.
    private static bool Counts(Scratch s, Stretch st, int i) => i + 1 < st.To && (s.All[i].Text is "o" && s.All[i + 1].Text is "u" || s.All[i].Text is "team" && s.All[i + 1].Text is "total");

    private static bool IsVerb(string text) => text is "is" or "are" or "wins" or "win" or "will" or "has" or "have" or "leaves" or "leave" or "becomes" or "be" or "announces" or "say" or "says" or "receives" or "gets";

    internal static WordKind KindAt(Scratch s, int i) => s.WordAt[i] < 0 ? WordKind.Number : s.Words[s.WordAt[i]].Kind;

    internal static List<string> Words(Scratch s, int from, int to)
    {
        var words = new List<string>(to - from);
        for (var i = from; i < to; i++)
            words.Add(s.All[i].Text);
        return words;
    }

    private static NamedAt? Take(Scratch s, Stretch st, int from, int to, HashSet<int> taken)
    {
        if (IsParty(s, from, to) || NameTerm.Of(Words(s, from, to)) is not { } name)
            return null;
        Mark(taken, from, to);
        return new NamedAt(name, new Quotation(st.Part, s.All[from].At, s.All[to - 1].End));
    }

    private static bool IsParty(Scratch s, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (KindAt(s, i) != WordKind.Party)
                return false;
        }

        return true;
    }

    internal static void Mark(HashSet<int> taken, int from, int to)
    {
        for (var i = from; i < to; i++)
            taken.Add(i);
    }
}
