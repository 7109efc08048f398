using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>The words that no slot reads: each has to stand in the other market too. What only one side says may be what parts them.</summary>
internal static class WordingProof
{
    private static readonly string[] Highest = ["entity:measure.max", "highest", "maximum", "maxim", "high", "max"];

    private static readonly string[] Lowest = ["entity:measure.min", "lowest", "minimum", "minim", "low", "min"];

    public static void Compare(ProofBuilder p)
    {
        if (!p.Family.IsContest() && Numbers(p))
            return;
        var rulesAgree = !p.Family.IsGame() && RulesAgree(p);
        var left = Missing(p, p.A, p.B, rulesAgree);
        var right = Missing(p, p.B, p.A, rulesAgree);
        // "Alexander Lukashenko", "Aleksandr Lukashenko": one given name in two spellings.
        foreach (var (l, r) in left.SelectMany(l => right.Where(r => l.Capital && r.Capital && NameRules.SameGiven(l.Raw, r.Raw)).Select(r => (l, r))).ToArray())
        {
            left.Remove(l);
            right.Remove(r);
        }

        if (left.Count == 0 && right.Count == 0)
        {
            p.Agree(SlotName.Wording, "", "");
            return;
        }

        var weight = NearWords.Answer(left, right) ? ProofBuilder.Slight : Math.Min(0.5m, left.Sum(w => Weight(p, p.A, w)) + right.Sum(w => Weight(p, p.B, w)));
        p.Doubt(SlotName.Wording, FindingCodes.Wording, string.Join(' ', left.Select(w => Plain(w.Text))), string.Join(' ', right.Select(w => Plain(w.Text))), weight);
    }

    // A model may lift a plain word of the rules. A name that only one side knows is more than wording, and so is a word of the title: mostly it narrows.
    private static decimal Weight(ProofBuilder p, MarketTerms of, QuestionWord w) =>
        p.Family.IsContest() || p.Family is Family.Award or Family.Mention or Family.RateDecision || w.Proper || w.Kind != WordKind.Plain ? 0.2m
        : of.Question.Any(q => q.Text == w.Text) || BySlots(p.Family) ? 0.12m : 0.08m;

    // Families whose rules are all but one form: a word beyond it mostly narrows.
    private static bool BySlots(Family family) => family.IsCivic() || family is >= Family.PriceTouch and <= Family.Ranking;

    // "GPT-5" and "GPT-6": each names a number that the other never does.
    private static bool Numbers(ProofBuilder p)
    {
        var left = p.A.Numbers.Where(n => !Known(n, p.A, p.B)).ToArray();
        var right = p.B.Numbers.Where(n => !Known(n, p.B, p.A)).ToArray();
        if (left.Length == 0 && right.Length == 0)
            return false;
        if (left.Length > 0 && right.Length > 0)
            p.Differ(SlotName.Rank, FindingCodes.Threshold, string.Join(", ", left), string.Join(", ", right));
        else
            p.Doubt(SlotName.Rank, FindingCodes.Threshold, string.Join(", ", left), string.Join(", ", right), 0.2m);
        return left.Length > 0 && right.Length > 0;
    }

    private static bool Known(decimal n, MarketTerms a, MarketTerms b)
    {
        if (a.Ranks.Intersect(b.Ranks).Any(r => decimal.TryParse(r.AsSpan(0, r.Length - 2), out var rank) && rank == n))
            return true; // "#1 pick", "first pick"
        if (a.AllThresholds.Any(t => t.Low == n || t.High == n || (t.Low ?? t.High) is { } v && n != 0 && v % n == 0 && v / n is 1_000m or 1_000_000m or 1_000_000_000m))
            return true; // a level: compared as such
        return b.Mentions(n.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static List<QuestionWord> Missing(ProofBuilder p, MarketTerms a, MarketTerms b, bool rulesAgree)
    {
        var missing = new List<QuestionWord>();
        foreach (var w in a.Question)
        {
            // Where the paying conditions are one in all their words, titles may put them in others.
            if (!rulesAgree || w.Kind is not (WordKind.Plain or WordKind.Act) || w.Proper)
                Check(p, a, b, w, asked: true, missing);
        }

        missing.AddRange(InRules(p, a, b).Where(w => !missing.Exists(m => m.Text == w.Text)));
        return missing;
    }

    private static List<QuestionWord> InRules(ProofBuilder p, MarketTerms a, MarketTerms b, bool strict = false)
    {
        var missing = new List<QuestionWord>();
        foreach (var w in a.ConditionWords)
            Check(p, a, b, w, asked: false, missing, strict);
        return missing;
    }

    private static bool RulesAgree(ProofBuilder p) =>
        p.A.ConditionWords.Length >= 4 && p.B.ConditionWords.Length >= 4 && InRules(p, p.A, p.B, strict: true).Count == 0 && InRules(p, p.B, p.A, strict: true).Count == 0;

    private static void Check(ProofBuilder p, MarketTerms a, MarketTerms b, QuestionWord w, bool asked, List<QuestionWord> missing, bool strict = false)
    {
        if (missing.Exists(m => m.Text == w.Text) || IsRead(p, w, asked) || FormWords.Always(p, w) || (!asked || p.Family.IsGame()) && !strict && FormWords.OfFamily(p, w) || (p.Misspelt || p.Agrees(SlotName.Subject) || p.Agrees(SlotName.Participants)) && (w.InName || InNames(a.Asked, w.Raw)))
            return;
        // A competition's own words and those of a fixture add nothing to two sides and a day.
        if (p.Family.IsGame() && p.Family != Family.GameProposition && (w.Capital || !asked && (w.Kind != WordKind.Plain || FormWords.OfGames(w))))
            return;

        // A body by its name, which the other market calls by its letters.
        if (w.Letters.Length >= 3 && KnownByLetters(b, w))
            return;

        // Where a contest of one year is held: "the Song Contest 2026 in Vienna".
        if (w.Where && !asked && p.Family == Family.Futures && p.Agrees(SlotName.Competition) && p.Agrees(SlotName.Edition))
            return;

        // Whose song it is, where the other venue names the song alone.
        if (p.Family == Family.Ranking && a.Asked.Makers.Contains(w.Raw) && b.Asked.Makers.Count == 0 && p.Agrees(SlotName.Subject))
            return;
        if (Told(p, a, b, w))
            return;
        if (b.MentionsNear(w.Text) || b.Mentions(w.Text) || b.Mentions(w.Raw))
            return;
        if (w.Text == "entity:us" && !b.Places.Any(q => q.StartsWith("country:", StringComparison.Ordinal)))
            return;
        missing.Add(w);
    }

    private static bool KnownByLetters(MarketTerms b, QuestionWord w)
    {
        for (var from = 0; from + 3 <= w.Letters.Length; from++)
        {
            for (var to = from + 3; to <= w.Letters.Length; to++)
            {
                if (w.Letters.AsSpan(from, to - from).Contains(w.Raw[0]) && b.MentionsNear(w.Letters[from..to]))
                    return true;
            }
        }

        return false;
    }

    // What a slot of the family compares already.
    private static bool IsRead(ProofBuilder p, QuestionWord w, bool asked) => w.Kind switch
    {
        WordKind.Party or WordKind.Office or WordKind.District or WordKind.Number or WordKind.Domain or WordKind.Stop => true,
        WordKind.State or WordKind.City when p.Family == Family.Futures && !asked => true, // part of a side's or a tournament's name
        WordKind.State or WordKind.City or WordKind.Country => p.Family.IsCivic() || p.Family.IsGame() || p.Family is Family.Weather or Family.Series || p.Family is Family.RateDecision or Family.RateCount && p.Agrees(SlotName.Measure),
        WordKind.League when p.Family == Family.Event && SameCompetition(p, w.Text) => true,
        WordKind.League => p.Family.IsContest() || p.Family == Family.Award && (w.Text[^1] == '/' || !w.Text.Contains('/', StringComparison.Ordinal)),
        WordKind.Instrument => p.Family is Family.PriceAt or Family.PriceTouch or Family.UpOrDown || p.Family.IsContest() && (p.Agrees(SlotName.Subject) || p.Agrees(SlotName.Participants)), // the Avalanche, no coin
        WordKind.Feed when p.Family.IsContest() => p.Agrees(SlotName.Subject) || p.Agrees(SlotName.Participants), // the Kraken, no exchange
        WordKind.Feed or WordKind.Station => p.Family is Family.PriceAt or Family.PriceTouch or Family.UpOrDown or Family.Weather or Family.Macro or Family.Count or Family.Event,
        WordKind.Act when w.Text == "act:total" && p.Family.IsGame() => true,
        WordKind.Act when p.Family == Family.Mention => w.Text == "act:say",
        WordKind.Act => p.Family.IsCivic() || p.Agrees(SlotName.Act) || p.Family is Family.Weather or Family.PriceAt or Family.PriceTouch or Family.UpOrDown or Family.Macro,
        WordKind.Scope => p.Family.IsContest() || w.Text == "scope:yoy" && p.Family != Family.Macro || w.Text is "scope:male" or "scope:women" or "scope:exact" or "scope:special" or "scope:announce" || p.Agrees(SlotName.Stage),
        WordKind.Entity => p.Family.IsCivic() && w.Text is "entity:parliament" || w.Text is "entity:percent" or "entity:basispoints" or "entity:election" or "entity:midterms" || p.Family is Family.RateDecision or Family.RateCount,
        _ => false,
    };

    // A competition that both sides name somewhere, and none of its parts.
    private static bool SameCompetition(ProofBuilder p, string league)
    {
        var slash = league.IndexOf('/', StringComparison.Ordinal);
        var code = league["league:".Length..slash];
        return league[(slash + 1)..] is "" or "title" && p.Qa.Leagues.Any(l => l.Competition.Code == code) && p.Qb.Leagues.Any(l => l.Competition.Code == code);
    }

    // What another slot says already: "23rd district" for TX-23, "fourth" for the 4th pick, "do not win" for "lose".
    private static bool Told(ProofBuilder p, MarketTerms a, MarketTerms b, QuestionWord w) => w.Kind == WordKind.Feed ? b.Mentions("entity:" + Plain(w.Text)) : w.Raw switch
    {
        "not" => p.Family == Family.UpOrDown || p.A.Negated != p.B.Negated && p.Family.IsCivic() || p.Family == Family.Weather && (p.A.Mentions("trace") || p.B.Mentions("trace")), // "a trace does not count"
        "no" => p.Family == Family.RateCount && p.Agrees(SlotName.Level), // no cuts, 0 times
        "goal" or "goals" when p.Family == Family.GameProposition => p.A.Predicates.Contains("btts") && p.B.Predicates.Contains("btts"),
        "fight" or "bout" when p.Family.IsGame() => p.Sport is "mma" or "boxing",
        "national" when p.Family == Family.PriceAt => true,
        "front" when p.Family == Family.PriceAt => p.A.Dates.Any(d => !d.IsDay && p.B.Dates.Contains(d)), // the month of the contract is named
        { Length: 4 } code when p.Family == Family.PriceAt && char.IsAsciiDigit(code[3]) && code[2] is 'f' or 'g' or 'h' or 'j' or 'k' or 'm' or 'n' or 'q' or 'u' or 'v' or 'x' or 'z' => true, // "CLF7": the contract by its code
        "meeting" or "meet" or "assessment" when p.Family == Family.RateDecision => p.Agrees(SlotName.Day),
        "song" or "single" or "scope:song" when p.Family == Family.Ranking => p.A.MentionsNear("entity:chart.hot100") && p.B.MentionsNear("entity:chart.hot100"), // what that chart ranks
        "album" or "scope:album" when p.Family == Family.Ranking => p.A.MentionsNear("entity:chart.b200") && p.B.MentionsNear("entity:chart.b200"),
        "agree" or "agrees" or "agreed" when b.Mentions("act:deal") => true,
        "agreement" or "agreements" or "act:deal" when b.Mentions("agree") || b.Mentions("agre") => true,
        "tropical" or "subtropical" when p.Family == Family.Count => p.A.Counted.Contains("storms") && p.B.Counted.Contains("storms"), // a storm gets a name when it is either
        "remain" or "remains" or "hold" or "holds" or "without" or "interruption" or "leave" or "leaves" or "reason" or "continuously" when p.Family == Family.Departure && p.A.Predicate != p.B.Predicate => p.Agrees(SlotName.Act),
        "bottom" or "three" when p.A.Predicates.Contains("relegate") && p.B.Predicates.Contains("relegate") => p.Qa.Leagues.Any(l => l.Competition.Code is "epl" or "laliga" or "seriea"),
        "mvp" or "entity:award.mvp" => p.A.MentionsNear("entity:award.hart") && p.B.MentionsNear("entity:award.hart"), // the league's best player
        "form" or "forms" or "formed" => p.A.MentionsNear("hurrican") && p.B.MentionsNear("hurrican") || p.A.MentionsNear("storm") && p.B.MentionsNear("storm"),
        "excluding" or "exclude" or "excludes" => b.Mentions("not") && b.Mentions("count"), // "reposts do not count"; what is left out has to stand there too
        "point" or "opening" or "open" or "statement" or "question" or "questions" or "answer" or "answers" when p.Family == Family.Mention => a.MentionsNear("statement") && a.MentionsNear("question") || w.Raw is "point" or "question" or "questions" or "answer" or "answers", // the whole of it
        "valuable" or "largest" or "highest" or "biggest" => p.A.MentionsNear("entity:mcap") && p.B.MentionsNear("entity:mcap"),
        "share" or "shares" or "stock" or "stocks" or "direct" or "listing" or "start" or "started" or "starts" or "begin" or "trading" or "exchange" or "public" when p.A.Predicates.Contains("ipo") && p.B.Predicates.Contains("ipo") => true,
        "available" or "act:acquire" or "sale" or "sold" => p.A.AsksFor("act:release") && p.B.AsksFor("act:release"), // what a release is
        { Length: 6 } code when p.Family == Family.Weather && code.StartsWith("cli", StringComparison.Ordinal) => p.Agrees(SlotName.Station), // the report by the station's code
        "range" when p.Family is Family.UpOrDown or Family.PriceAt => true,
        "million" or "billion" or "thousand" => p.Agrees(SlotName.Level),
        "two" or "three" or "four" or "five" or "six" when p.Family is Family.Total => p.Agrees(SlotName.Level) && p.A.Thresholds.Any(t => t.Low is { } low && Math.Abs(Spelt(w.Raw) - low) < 1), // "if three maps are played": over two and a half
        "hold" or "holds" when p.Family == Family.Event => p.Agrees(SlotName.Office),
        "share" or "second" or "placed" or "runner" or "margin" or "winning" or "advantage" when p.A.Predicate == "margin" && p.B.Predicate == "margin" => true,
        "act:decrease" or "act:increase" or "limit" or "right" or "upper" or "target" when p.Family == Family.Count && p.A.MentionsNear("entity:fed") && p.B.MentionsNear("entity:fed") => p.Agrees(SlotName.Level), // "or lower"
        "alone" when p.A.Predicate == "win_election" && p.B.Predicate == "win_election" => p.Agrees(SlotName.Subject), // the party itself, on both sides
        "points" or "point" when p.Family.IsCivic() => p.Agrees(SlotName.Level),
        "number" or "numbers" when p.Family == Family.Macro => true, // "jobs numbers"
        "total" when p.Family == Family.Count => p.Agrees(SlotName.Level),
        "snowfall" => b.Mentions("snow"),
        "points" or "runs" or "goals" when p.Family is Family.Total or Family.TeamTotal or Family.Spread => w.Raw == MainUnit(p.Sport) && p.Agrees(SlotName.Level),
        _ when p.Family is Family.Award or Family.Futures && w.Raw.Length > 3 && char.IsAsciiDigit(w.Raw[1]) && Ordinal(w.Raw) is not null && p.Agrees(SlotName.Edition) => true, // "the 98th Academy Awards"
        "add" or "adds" or "added" or "jobs" => p.Family == Family.Macro && p.A.Predicates.Contains("payrolls") && p.B.Predicates.Contains("payrolls"),
        "district" or "congressional" => p.A.Districts.Intersect(p.B.Districts).Any(),
        "scope:playoffs" => p.A.Question.Any(q => q.Text.EndsWith("f_mvp", StringComparison.Ordinal) || q.Text.EndsWith(".finals_mvp", StringComparison.Ordinal)),
        _ when p.Family == Family.Weather && Extreme(w.Raw) is { } words => words.Any(b.MentionsNear),
        _ => Ordinal(w.Raw) is { } number && (p.A.Ranks.Intersect(p.B.Ranks).Contains(number) || p.A.Districts.Intersect(p.B.Districts).Any(d => d.EndsWith("-" + number[..^2], StringComparison.Ordinal))),
    };

    private static decimal Spelt(string number) => number switch { "two" => 2, "three" => 3, "four" => 4, "five" => 5, _ => 6 };

    // What a score is counted in where nothing else is named.
    private static string? MainUnit(string? sport) => sport switch
    {
        "basketball" or "amfootball" => "points",
        "baseball" or "softball" => "runs",
        "soccer" or "hockey" => "goals",
        _ => null,
    };

    private static string[]? Extreme(string word) => Highest.Contains(word) ? Highest : Lowest.Contains(word) ? Lowest : null;

    private static string? Ordinal(string word) => word switch
    {
        "first" => "1st",
        "second" => "2nd",
        "third" => "3rd",
        "fourth" => "4th",
        "fifth" => "5th",
        "sixth" => "6th",
        "seventh" => "7th",
        "eighth" => "8th",
        "ninth" => "9th",
        "tenth" => "10th",
        _ => word.Length > 2 && char.IsAsciiDigit(word[0]) && word[^2..] is "st" or "nd" or "rd" or "th" ? word : null,
    };

    private static bool InNames(Question q, string word)
    {
        foreach (var n in q.Names.Subjects)
        {
            if (q.Family == Family.Mention && n.Quotation.Part == TextPart.OutcomeName)
                continue;
            if (n.Name.Words.Contains(word))
                return true;
        }

        foreach (var f in q.Names.Fixtures)
        {
            if (f.One.Words.Contains(word) || f.Other.Words.Contains(word))
                return true;
        }

        return q.Names.Named.Any(n => n.Words.Contains(word));
    }

    private static string Plain(string w) => w[(w.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
