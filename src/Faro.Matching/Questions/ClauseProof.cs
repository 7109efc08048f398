using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>What the small print says: mostly risks, some of it another question.</summary>
internal static class ClauseProof
{
    private static readonly HashSet<string> Treaties = new(StringComparer.Ordinal) { "act:normalize", "act:deal", "act:ceasefire", "act:join", "act:recognize" };

    public static void Compare(ProofBuilder p)
    {
        var (a, b) = (p.A, p.B);
        Voids(p);
        GivenUp(p, "retired:");
        if (p.Family == Family.GameProposition)
            GivenUp(p, "inactive:");
        if (p.Family is Family.Total or Family.TeamTotal or Family.Spread or Family.GameProposition && a.Clauses.Contains("push") != b.Clauses.Contains("push") && (Met(a) || Met(b)))
            p.Differ(SlotName.Clauses, FindingCodes.VoidRule, a.Clauses.Contains("push") ? "met exactly: the stakes go back" : "", b.Clauses.Contains("push") ? "met exactly: the stakes go back" : "");
        if (Strays(a, b) || Strays(b, a))
            p.Differ(SlotName.Act, FindingCodes.Predicate, Condition(a), Condition(b));
        // One venue pays at most one of the list, the other may pay several: a place shared, a prize divided.
        if (p.Family is Family.Futures or Family.Award or Family.Nominee && a.Exclusive is { } x && b.Exclusive is { } y && x != y)
            p.Risk(SlotName.Clauses, FindingCodes.Scope, x ? "at most one of its list pays" : "several of its list may pay", y ? "at most one of its list pays" : "several of its list may pay");
        foreach (var clause in Of(p, a).Except(Of(p, b)))
            Clause(p, clause, left: true);
        foreach (var clause in Of(p, b).Except(Of(p, a)))
            Clause(p, clause, left: false);
        if (a.Sources.Count > 0 && b.Sources.Count > 0 && !a.Sources.Intersect(b.Sources).Any())
            p.Risk(SlotName.Feed, FindingCodes.Source, string.Join(", ", a.Sources), string.Join(", ", b.Sources));
    }

    // Whether the line is a score that can be met: 8, not 8.5.
    private static bool Met(MarketTerms t) => t.AllThresholds.Any(x => (x.Low ?? x.High) is { } level && level == decimal.Truncate(level));

    // Rules decide, not titles: a paying condition without one word of its own question or of the other market is about something
    // else, as after an edit.
    private static bool Strays(MarketTerms t, MarketTerms other) =>
        t.ConditionWords.Length >= 3 && !(t.Asked.Family.IsGame() && t.ConditionWords.Any(c => c.Text is "act:advance" or "act:win")) && !t.ConditionWords.Any(c => t.AsksFor(c.Text) || other.MentionsNear(c.Text));

    private static string Condition(MarketTerms t) => string.Join(", ", t.ConditionWords.Select(c => c.Text).Distinct().Take(8));

    private static IEnumerable<string> Of(ProofBuilder p, MarketTerms t) =>
        p.Family == Family.Departure ? t.Clauses.Select(c => c == "announcement_settles" ? "announcement_counts" : c).Distinct() : t.Clauses;

    private static void Voids(ProofBuilder p)
    {
        foreach (var what in (string[])["cancelled:", "postponed:", "tie:"])
        {
            var x = p.A.VoidRules.Where(v => v.StartsWith(what, StringComparison.Ordinal)).ToArray();
            var y = p.B.VoidRules.Where(v => v.StartsWith(what, StringComparison.Ordinal)).ToArray();
            if (x.Length == 0 && y.Length == 0 || x.Intersect(y).Any())
                continue;
            // Rain ends cricket often enough without a result.
            if (what == "cancelled:" && x.Length > 0 && y.Length > 0 && p.Family.IsGame() && p.Sport is "cricket")
                p.Differ(SlotName.Clauses, FindingCodes.VoidRule, string.Join(", ", x), string.Join(", ", y));
            // Fights end in a draw often enough to part what pays halves from what pays nothing.
            else if (what == "tie:" && x.Length > 0 && y.Length > 0 && p.Family.IsGame() && p.Sport is "boxing" or "mma")
                p.Differ(SlotName.Clauses, FindingCodes.VoidRule, string.Join(", ", x), string.Join(", ", y));
            else
                p.Risk(SlotName.Clauses, x.Length > 0 && y.Length > 0 ? FindingCodes.VoidRule : FindingCodes.AbsentClause, string.Join(", ", x), string.Join(", ", y));
        }

        // "If no primary takes place, Other" against "with or without a primary": an uncontested race parts them.
        var (l, r) = (p.A.Clauses, p.B.Clauses);
        if (l.Contains("no_contest_other") && r.Contains("contest_or_not") || r.Contains("no_contest_other") && l.Contains("contest_or_not"))
            p.Differ(SlotName.Clauses, FindingCodes.VoidRule, string.Join(", ", l), string.Join(", ", r));
        else if (l.Contains("no_contest_other") != r.Contains("no_contest_other"))
            p.Risk(SlotName.Clauses, FindingCodes.VoidRule, l.Contains("no_contest_other") ? "no contest takes place: Other" : "", r.Contains("no_contest_other") ? "no contest takes place: Other" : "");
    }

    // A player gives up, or does not play at all, in one game of twenty or thirty: where the venues then pay differently, they part.
    private static void GivenUp(ProofBuilder p, string what)
    {
        if (!p.Family.IsGame())
            return;
        var x = p.A.Clauses.Where(c => c.StartsWith(what, StringComparison.Ordinal)).ToArray();
        var y = p.B.Clauses.Where(c => c.StartsWith(what, StringComparison.Ordinal)).ToArray();
        if (x.Length > 0 && y.Length > 0 && !x.Intersect(y).Any())
            p.Differ(SlotName.Clauses, FindingCodes.VoidRule, string.Join(", ", x), string.Join(", ", y));
    }

    private static void Clause(ProofBuilder p, string clause, bool left)
    {
        var (l, r) = left ? (clause, "") : ("", clause);
        if (p.Family == Family.Departure && clause is "announcement_counts" or "death_excluded" or "detention_counts" or "temporary_counts")
        {
            if (p.Family == Family.Departure)
                p.Differ(SlotName.Clauses, FindingCodes.Scope, l, r);
            return;
        }

        if (clause == "must_be_ratified" && p.A.Question.Concat(p.B.Question).Any(q => Treaties.Contains(q.Text)))
        {
            p.Differ(SlotName.Settlement, FindingCodes.SettlementInstant, l, r); // a signature or an announcement comes long before
            return;
        }

        if (clause == "alternative_condition" && !p.Family.IsContest())
        {
            p.Differ(SlotName.Clauses, FindingCodes.AbsentClause, l, r); // a second way to pay, at one venue only
            return;
        }

        var code = clause switch
        {
            "on_inauguration" or "by_officer" or "must_be_ratified" or "announcement_counts" => FindingCodes.SettlementInstant,
            "rounded" => FindingCodes.Rounding,
            "dispute_process" => FindingCodes.DisputeProcess,
            "must_accept" or "includes_runoff" or "interim_excluded" or "coalitions_ruled" or "death_excluded" => FindingCodes.AbsentClause,
            _ => null,
        };
        if (code is not null)
            p.Risk(SlotName.Clauses, code, l, r);
    }
}
