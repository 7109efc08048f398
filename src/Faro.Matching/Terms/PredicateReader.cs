namespace Faro.Matching.Terms;

/// <summary>Names what has to happen. The title decides; where it names nothing known, the paying condition does.</summary>
internal static class PredicateReader
{
    private static readonly HashSet<string> Awards = new(StringComparer.Ordinal)
    {
        "entity:oscar", "entity:grammy", "entity:emmy", "entity:goldenglobe", "award", "awards", "prize", "mvp", "heisman", "bafta", "ballon", "globes",
    };

    private static readonly HashSet<string> Banks = new(Knowledge.CentralBanks.All.Append("entity:basispoints"), StringComparer.Ordinal);

    private static readonly HashSet<string> Titles = new(StringComparer.Ordinal)
    {
        "cup", "league", "tournament", "act:champion", "conference", "title", "open", "trophy", "series", "grand", "prix",
    };

    // Acts that say the same as they stand.
    private static readonly string[] Plain =
    [
        "btts", "spread", "draft", "ballot", "first_leave", "serve_term", "free", "arrest", "charge", "convict", "sentence", "pardon", "jobless_claims", "continuing_claims", "impeach", "endorse", "second_place", "third_place", "last_place", "finish",
    ];

    private static readonly string[] PlainLate =
    [
        "advance", "resign", "leave", "remain", "meet", "talk", "visit", "say", "tweet", "shutdown", "top", "relegate", "confirm", "debate", "marry", "divorce", "testify", "ipo", "airdrop",
        "recession", "turnout", "die", "pce", "inflation", "unemployment", "payrolls", "gdp", "rating",
    ];

    public static IReadOnlyList<string> Read(
        ReadOnlySpan<Word> words, IReadOnlyList<Threshold> thresholds, int named, bool tieNamed, bool fixture)
    {
        var found = new List<string>(3);
        if (tieNamed)
            found.Add("draw");
        var label = Facts.Of(words, Field.Outcome, Field.Outcome, words);
        var title = Facts.Of(words, Field.Title, Field.Outcome, words);
        if (title.Has("act:say"))
            found.Add("say"); // the label is the word that is said
        // A label such as "Cut 25bps" decides among the outcomes of one event.
        Add(found, Derive(label, thresholds, title.Rates));
        Add(found, Derive(title, thresholds, title.Rates));
        if (found.Count == 0)
            Add(found, Derive(Facts.Of(words, Field.Event, Field.Event, words), thresholds, title.Rates));
        if (found.Count == 0 && named == 2 && fixture)
            found.Add("win_game");
        var condition = Derive(Facts.Of(words, Field.Condition, Field.Condition, words), thresholds, title.Rates);
        if (condition is not null && !found.Contains(condition))
            found.Add(condition);
        return found;
    }

    public static bool Negated(ReadOnlySpan<Word> words)
    {
        var negative = false;
        for (var i = 0; i < words.Length && words[i].Field == Field.Title; i++)
        {
            if (words[i].Text is "not" or "wont" or "never" or "fail" or "fails" or "without" || words[i].Text is "act:win" && words[i].Negative)
                negative = !negative;
        }

        return negative;
    }

    private static void Add(List<string> found, string? predicate)
    {
        if (predicate is not null && !found.Contains(predicate))
            found.Add(predicate);
    }

    private static string? Derive(in Facts f, IReadOnlyList<Threshold> thresholds, bool rates)
    {
        if (f.Has("act:total"))
            return "total";
        if (f.Has("act:draw") && !(f.Has("act:win") && !f.FromTitle))
            return "draw";
        foreach (var act in Plain)
        {
            if (f.Has("act:" + act))
                return act == "leave" ? "leave_office" : act;
        }

        var party = f.Party || f.Has("act:primary");
        if (f.Has("act:run") && !f.Has("act:primary") && !f.Rates)
            return "run";
        if (f.Has("act:first_place") && (party || f.Has("act:primary")))
            return "primary_first";
        if (f.Has("act:nominate"))
            return f.Award ? "award_nomination" : party || f.Office ? "party_nominee" : "nominate";
        if (f.Has("act:primary"))
            return f.Has("act:advance") ? "advance" : "party_nominee";
        if (f.Has("act:most_seats"))
            return "most_seats";
        if (rates || f.Rates)
        {
            var zero = thresholds.Count == 1 && thresholds[0] is { Unit: "bps", IsExact: true, Low: 0 };
            if (f.Has("act:hold") || zero && (f.Has("act:increase") || f.Has("act:decrease")))
                return "rate_hold";
            if (f.Has("act:increase") != f.Has("act:decrease"))
                return f.Has("act:increase") ? "rate_rise" : "rate_cut";
        }

        if (f.Next && f.Office && f.FromTitle && f.Titled)
            return "next_in_office";
        if (f.Has("act:margin") && f.FromTitle && (f.Office || f.Election))
            return "margin";
        if (f.Has("act:win") || f.Has("act:elect") || f.Has("act:champion"))
        {
            if (f.Has("act:margin"))
                return "margin";
            if ((f.Office || f.Election) && thresholds.Any(t => t.Compared && t.Unit is "percent" or "points") && f.ByLevel())
                return "margin"; // "win by 10% or more"
            if (f.Award)
                return "win_award";
            if (f.Has("act:champion") || f.Champion)
                return "champion";
            if (f.Office || f.Party || f.Election || f.Has("act:elect"))
                return "win_election";
            return "win_game";
        }

        if (f.Has("act:hit") && f.Champion && thresholds.Count == 0)
            return "advance"; // "reach the final"
        foreach (var act in PlainLate)
        {
            if (f.Has("act:" + act))
                return act switch { "leave" => "leave_office", "resign" => "resign", _ => act };
        }

        // "Will the Democrats control the Senate?"
        if (f.Has("act:inaugurate") || f.Control)
            return "win_election";
        return null;
    }

    private readonly ref struct Facts
    {
        private readonly ReadOnlySpan<Word> words;
        private readonly Field low;
        private readonly Field high;

        private Facts(ReadOnlySpan<Word> words, Field low, Field high, bool award, bool party, bool office, bool rates, bool champion, bool next, bool election, bool control)
        {
            this.words = words;
            this.low = low;
            this.high = high;
            (Award, Party, Office, Rates, Champion, Next, Election, Control) = (award, party, office, rates, champion, next, election, control && party);
        }

        public bool Award { get; }

        public bool Party { get; }

        public bool Office { get; }

        public bool Rates { get; }

        public bool Champion { get; }

        public bool Next { get; }

        public bool Election { get; }

        /// <summary>A party and a chamber that it controls.</summary>
        public bool Control { get; }

        public bool Titled => low == Field.Title;

        public bool FromTitle => low <= Field.Outcome;

        // Context (party, office, award) may stand in the event's title or the condition; acts must stand in the fields asked.
        public static Facts Of(ReadOnlySpan<Word> all, Field low, Field high, ReadOnlySpan<Word> context)
        {
            bool award = false, party = false, office = false, rates = false, champion = false, next = false, election = false, control = false;
            for (var i = 0; i < context.Length; i++)
            {
                ref readonly var w = ref context[i];
                if (w.Field > Field.Condition)
                    continue;
                award |= Awards.Contains(w.Text) || w.Text.StartsWith("entity:award.", StringComparison.Ordinal);
                election |= w.Text == "entity:election";
                control |= w.Text == "control" && w.Field <= high && w.Field >= low && i + 1 < context.Length && Chamber(context, i);
                party |= w.Kind == WordKind.Party;
                office |= w.Kind == WordKind.Office;
                rates |= Banks.Contains(w.Text) || w.Text == "entity:rate";
                champion |= (w.Kind == WordKind.League || Titles.Contains(w.Text)) && w.Field <= Field.Event;
                next |= w.Text == "next" && w.Field is Field.Title or Field.Event && i + 1 < context.Length && (context[i + 1].Kind is WordKind.Office or WordKind.Country || i + 2 < context.Length && context[i + 2].Text is "office:secretary_general")
                    && !Voted(context, i);
            }

            return new Facts(all, low, high, award, party, office, rates, champion, next, election, control);
        }

        private static bool Chamber(ReadOnlySpan<Word> words, int i)
        {
            for (var k = i + 1; k < words.Length && k < i + 5; k++)
            {
                if (words[k].Text is "office:senate" or "office:house" or "office:congress")
                    return true;
            }

            return false;
        }

        private static bool Voted(ReadOnlySpan<Word> words, int i)
        {
            for (var k = i + 1; k < words.Length && k < i + 5; k++)
            {
                if (words[k].Text is "entity:election" or "act:primary")
                    return true;
            }

            return false;
        }

        /// <summary>Whether a number stands behind "by".</summary>
        public bool ByLevel()
        {
            for (var i = 0; i + 1 < words.Length; i++)
            {
                if (words[i].Field >= low && words[i].Field <= high && words[i].Text is "by" && (words[i + 1].Kind == WordKind.Number || i + 2 < words.Length && words[i + 2].Kind == WordKind.Number) && words[i + 1].Field == words[i].Field)
                    return true;
            }

            return false;
        }

        public bool Has(string act)
        {
            foreach (ref readonly var w in words)
            {
                if (w.Kind == WordKind.Act && w.Field >= low && w.Field <= high && string.Equals(w.Text, act, StringComparison.Ordinal))
                    return true;
            }

            return false;
        }
    }
}
