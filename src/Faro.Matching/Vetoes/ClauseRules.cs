using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>What the small print says: mostly risks, some of them grave enough to refuse.</summary>
internal static class ClauseRules
{
    // Where the value itself is read at one place, another place is another question.
    private static readonly string[] Feeds =
    [
        "binance", "coinbase", "kraken", "pyth", "chainlink", "bitstamp", "coingecko", "coinmarketcap", "accuweather", "wunderground",
    ];

    private static readonly HashSet<string> Leaving = new(StringComparer.Ordinal) { "leave_office", "resign", "remain", "first_leave" };

    private static readonly HashSet<string> Treaties = new(StringComparer.Ordinal) { "act:normalize", "act:deal", "act:ceasefire", "act:join", "act:recognize" };

    public static void Compare(MarketTerms a, MarketTerms b, FindingList findings)
    {
        Sources(a, b, findings);
        Voids(a, b, findings);
        if (Strays(a, b) || Strays(b, a))
            findings.Veto(FindingCodes.Predicate, Condition(a), Condition(b));
        foreach (var clause in Of(a).Except(Of(b)))
            Clause(clause, a, b, left: true, findings);
        foreach (var clause in Of(b).Except(Of(a)))
            Clause(clause, a, b, left: false, findings);
        if (a.Clock is { } x && b.Clock is { } y && x != y)
            findings.Risk(FindingCodes.SettlementInstant, x, y);
    }

    // Rules decide, not titles: a paying condition without one word of its own question or of the other market is about something
    // else, as after an edit.
    private static bool Strays(MarketTerms t, MarketTerms other) =>
        t.ConditionWords.Length >= 3 && !t.ConditionWords.Any(c => t.AsksFor(c.Text) || other.MentionsNear(c.Text));

    private static string Condition(MarketTerms t) => FindingList.Words([.. t.ConditionWords.Select(c => c.Text).Distinct().Take(8)]);

    // "An announcement counts" says the same with and without the word "leave".
    private static IEnumerable<string> Of(MarketTerms t) =>
        t.Predicate is not null && Leaving.Contains(t.Predicate) ? t.Clauses.Select(c => c == "announcement_settles" ? "announcement_counts" : c).Distinct() : t.Clauses;

    private static void Sources(MarketTerms a, MarketTerms b, FindingList findings)
    {
        var x = Feeds.Where(f => a.Sources.Any(s => s.StartsWith(f, StringComparison.Ordinal))).ToArray();
        var y = Feeds.Where(f => b.Sources.Any(s => s.StartsWith(f, StringComparison.Ordinal))).ToArray();
        if (x.Length > 0 && y.Length > 0 && !x.Intersect(y).Any())
            findings.Veto(FindingCodes.Source, FindingList.Words(x), FindingList.Words(y));
        else if (a.Sources.Count > 0 && b.Sources.Count > 0 && !a.Sources.Intersect(b.Sources).Any())
            findings.Risk(FindingCodes.Source, FindingList.Words(a.Sources), FindingList.Words(b.Sources));
    }

    private static void Voids(MarketTerms a, MarketTerms b, FindingList findings)
    {
        foreach (var what in new[] { "cancelled:", "postponed:", "tie:" })
        {
            var x = a.VoidRules.Where(v => v.StartsWith(what, StringComparison.Ordinal)).ToArray();
            var y = b.VoidRules.Where(v => v.StartsWith(what, StringComparison.Ordinal)).ToArray();
            if (x.Length == 0 && y.Length == 0 || x.Intersect(y).Any())
                continue;
            findings.Risk(x.Length > 0 && y.Length > 0 ? FindingCodes.VoidRule : FindingCodes.AbsentClause, FindingList.Words(x), FindingList.Words(y));
        }
    }

    private static void Clause(string clause, MarketTerms a, MarketTerms b, bool left, FindingList findings)
    {
        var (l, r) = left ? (clause, Finding.Absent) : (Finding.Absent, clause);
        var leaving = a.Predicate is not null && Leaving.Contains(a.Predicate) && b.Predicate is not null && Leaving.Contains(b.Predicate);
        if (leaving && clause is "announcement_counts" or "death_excluded" or "detention_counts" or "temporary_counts")
        {
            if (leaving)
                findings.Veto(FindingCodes.Scope, l, r);
            return;
        }

        if (clause == "must_be_ratified" && a.Question.Concat(b.Question).Any(q => Treaties.Contains(q.Text)))
        {
            findings.Veto(FindingCodes.SettlementInstant, l, r); // a signature or an announcement comes long before
            return;
        }

        if (clause == "alternative_condition")
        {
            findings.Veto(FindingCodes.AbsentClause, l, r); // a second way to pay, at one venue only
            return;
        }

        var code = clause switch
        {
            "on_inauguration" or "must_be_ratified" or "announcement_counts" => FindingCodes.SettlementInstant,
            "rounded" => FindingCodes.Rounding,
            "dispute_process" => FindingCodes.DisputeProcess,
            "must_accept" or "includes_runoff" or "interim_excluded" or "coalitions_ruled" or "death_excluded" => FindingCodes.AbsentClause,
            _ => null,
        };
        if (code is not null)
            findings.Risk(code, l, r);
    }
}
