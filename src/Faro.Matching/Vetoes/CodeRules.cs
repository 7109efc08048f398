using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>Party, office, place, district and scope: sets of codes that must not contradict.</summary>
internal static class CodeRules
{
    private static readonly string[] Competitions =
    [
        "entity:superbowl", "entity:nbafinals", "entity:worldseries", "entity:stanleycup", "entity:ucl", "entity:uel", "entity:epl", "entity:laliga", "entity:seriea",
        "entity:bundesliga", "entity:ligue1", "entity:worldcup", "entity:oscar", "entity:grammy", "entity:emmy", "entity:goldenglobe",
    ];

    private static readonly HashSet<string> Rounds = new(StringComparer.Ordinal)
    {
        "first_round", "runoff", "semifinal", "quarterfinal", "group_stage", "first_half", "second_half", "first_quarter", "first_inning", "regular_season", "playoffs",
        "conference", "division",
    };

    private static readonly HashSet<string> Stages = new(StringComparer.Ordinal)
    {
        "semifinal", "quarterfinal", "group_stage", "regular_season", "playoffs", "conference", "division", "first_round",
    };

    // Words that widen nothing when the other side leaves them out.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal) { "regulation", "extra_time", "both", "yoy", "net", "male", "lead", "exact", "domestic", "album", "song", "style_on" };

    public static void Compare(MarketTerms a, MarketTerms b, FindingList findings)
    {
        Disjoint(FindingCodes.Party, a.Parties, b.Parties, findings);
        Offices(a, b, findings);
        Places(a, b, findings);
        Scopes(a, b, findings);
        var x = Competitions.Where(a.MentionsNear).ToArray();
        var y = Competitions.Where(b.MentionsNear).ToArray();
        if (x.Length > 0 && y.Length > 0 && !x.Intersect(y).Any())
            findings.Veto(FindingCodes.Scope, FindingList.Words(x), FindingList.Words(y));
    }

    private static void Disjoint(string code, IReadOnlyList<string> x, IReadOnlyList<string> y, FindingList findings)
    {
        if (x.Count > 0 && y.Count > 0 && !x.Intersect(y).Any())
            findings.Veto(code, FindingList.Words(x), FindingList.Words(y));
    }

    private static void Offices(MarketTerms a, MarketTerms b, FindingList findings)
    {
        var x = a.Offices.Where(o => o is not ("congress" or "cabinet")).ToArray();
        var y = b.Offices.Where(o => o is not ("congress" or "cabinet")).ToArray();
        if (x.Length > 0 && y.Length > 0 && !x.Intersect(y).Any())
            findings.Veto(FindingCodes.Office, FindingList.Words(x), FindingList.Words(y));
        else if (a.Districts.Count == 0 != (b.Districts.Count == 0) && x.Concat(y).Contains("house") && Sure(a, b))
            findings.Veto(FindingCodes.Place, FindingList.Words(a.Districts), FindingList.Words(b.Districts));
        else if (a.Districts.Count > 0 && y.Length > 0 && !y.Contains("house") && b.Districts.Count == 0)
            findings.Veto(FindingCodes.Office, FindingList.Words(a.Districts), FindingList.Words(y));
        else if (b.Districts.Count > 0 && x.Length > 0 && !x.Contains("house") && a.Districts.Count == 0)
            findings.Veto(FindingCodes.Office, FindingList.Words(x), FindingList.Words(b.Districts));
    }

    // One asks about the United States, the other about another country and never names them.
    private static bool Abroad(MarketTerms home, MarketTerms abroad) =>
        home.AsksFor("entity:us") && !home.Places.Any(p => p.StartsWith("country:", StringComparison.Ordinal))
        && abroad.Places.Any(p => p.StartsWith("country:", StringComparison.Ordinal)) && !abroad.Mentions("entity:us");

    // A country that one question names and the other market never mentions: venues leave out only the United States.
    private static bool OnlyOne(MarketTerms a, MarketTerms b) =>
        a.Question.Any(q => q.Text.StartsWith("country:", StringComparison.Ordinal) && a.Places.Contains(q.Text) && !b.Mentions(q.Text))
        && !b.Places.Any(p => p.StartsWith("city:", StringComparison.Ordinal));

    // The side without a district code speaks of the whole chamber, not of "the 11th congressional district".
    private static bool Sure(MarketTerms a, MarketTerms b) => !(a.Districts.Count == 0 ? a : b).MentionsNear("district");

    private static void Places(MarketTerms a, MarketTerms b, FindingList findings)
    {
        Disjoint(FindingCodes.Place, a.Districts, b.Districts, findings);
        if (Abroad(a, b) || Abroad(b, a) || OnlyOne(a, b) || OnlyOne(b, a))
        {
            findings.Veto(FindingCodes.Place, FindingList.Words(a.Places), FindingList.Words(b.Places));
            return;
        }

        foreach (var kind in new[] { "state:", "country:", "city:" })
        {
            var x = a.Places.Where(p => p.StartsWith(kind, StringComparison.Ordinal)).ToArray();
            var y = b.Places.Where(p => p.StartsWith(kind, StringComparison.Ordinal)).ToArray();
            if (x.Length > 0 && y.Length > 0 && !x.Intersect(y).Any())
            {
                findings.Veto(FindingCodes.Place, FindingList.Words(a.Places), FindingList.Words(b.Places));
                return;
            }
        }
    }

    private static void Scopes(MarketTerms a, MarketTerms b, FindingList findings)
    {
        if (a.Scopes.Contains("regulation") != b.Scopes.Contains("regulation") && a.Scopes.Concat(b.Scopes).Contains("extra_time"))
            findings.Veto(FindingCodes.Scope, FindingList.Words(a.Scopes), FindingList.Words(b.Scopes));
        // One fixture is one match, whichever stage one venue calls it.
        var match = a.Participants.Count == 2 && b.Participants.Count == 2 && a.Predicate == b.Predicate && a.Predicate is "win_game" or "draw";
        // Announcing a deal is not closing it; elsewhere the word says no more than that the result becomes known.
        var announcing = a.Predicate == b.Predicate && a.Predicate is "ipo" or "airdrop" or "marry" or "divorce";
        foreach (var only in a.Scopes.Except(b.AllScopes))
            OneSided(only, left: true, match, announcing, findings);
        foreach (var only in b.Scopes.Except(a.AllScopes))
            OneSided(only, left: false, match, announcing, findings);
        if (!a.Ranks.SequenceEqual(b.Ranks))
            findings.Veto(FindingCodes.Round, FindingList.Words(a.Ranks), FindingList.Words(b.Ranks));
    }

    private static void OneSided(string scope, bool left, bool match, bool announcing, FindingList findings)
    {
        var (l, r) = left ? (scope, Finding.Absent) : (Finding.Absent, scope);
        if (scope == "announce" && !announcing)
            return;
        if (Harmless.Contains(scope) || match && Stages.Contains(scope))
            findings.Risk(FindingCodes.Scope, l, r);
        else
            findings.Veto(Rounds.Contains(scope) ? FindingCodes.Round : FindingCodes.Scope, l, r);
    }
}
