namespace Faro.Matching.Questions;

/// <summary>Whether the two can be one question at all: rules, families, what has to happen.</summary>
internal static class GateProof
{
    private static readonly HashSet<string> Directions = new(StringComparer.Ordinal) { "rate_rise", "rate_cut", "rate_hold" };

    public static void Compare(ProofBuilder p)
    {
        var (a, b) = (p.A, p.B);
        Rules(p);
        if (a.Compound || b.Compound)
        {
            p.Differ(SlotName.Family, FindingCodes.Scope, a.Compound ? "several propositions" : "one proposition", b.Compound ? "several propositions" : "one proposition");
            p.Hopeless = true;
            return;
        }

        var (x, y) = (p.Qa.Family, p.Qb.Family);
        p.Family = x == y ? x : x == Family.Event || x == Family.Unknown ? y : y == Family.Event || y == Family.Unknown ? x : x > y ? x : y;
        if (x == Family.Rest || y == Family.Rest)
        {
            // What is left over of two lists is the same only if the lists are.
            if (x == y)
                p.Doubt(SlotName.Family, FindingCodes.Scope, "what its list leaves over", "what its list leaves over", 0.5m);
            else
                p.Differ(SlotName.Family, FindingCodes.Entity, x.ToString(), y.ToString());
            p.Hopeless |= x != y;
            return;
        }

        if (!Families.Meet(x, y))
        {
            p.Differ(SlotName.Family, FindingCodes.Predicate, x.ToString(), y.ToString());
            return;
        }

        if (x == Family.Unknown && y == Family.Unknown)
            p.Doubt(SlotName.Family, FindingCodes.Predicate, "", "", 0.2m);
        else
            p.Agree(SlotName.Family, x.ToString(), y.ToString(), converted: x != y);
        Acts(p);
        Negation(p);
    }

    private static void Rules(ProofBuilder p)
    {
        if (!p.A.HasRules || !p.B.HasRules)
            p.Doubt(SlotName.Rules, FindingCodes.AbsentClause, p.A.HasRules ? "rules" : "", p.B.HasRules ? "rules" : "", 0.4m);
        if ((p.A.StrayStrike ?? p.B.StrayStrike) is not null)
            p.Doubt(SlotName.Rules, FindingCodes.Entity, p.A.StrayStrike is { } x ? $"the record names {x}" : "", p.B.StrayStrike is { } y ? $"the record names {y}" : "", 0.3m);
        if (p.Qa.Blank is not null || p.Qb.Blank is not null)
            p.Doubt(SlotName.Rules, FindingCodes.AbsentClause, p.Qa.Blank is null ? "" : "a blank that nobody filled", p.Qb.Blank is null ? "" : "a blank that nobody filled", 0.4m, p.Qa.Blank, p.Qb.Blank);
    }

    private static void Acts(ProofBuilder p)
    {
        if (p.A.Predicate is not { } x || p.B.Predicate is not { } y)
            return;
        if (x == y)
            p.Agree(SlotName.Act, x, y);
        else if (Compatible(x, y, p.Family))
            p.Agree(SlotName.Act, x, y, converted: true);
        else if (p.Family == Family.Departure && (x, y) is ("remain", "leave_office") or ("leave_office", "remain"))
        {
            // To be in office through a day is not to leave before the next.
            p.Agree(SlotName.Act, x, y, converted: true);
            p.Flip();
        }
        else if (Directions.Contains(x) && Directions.Contains(y))
            p.Differ(SlotName.Act, FindingCodes.Direction, x, y);
        else if (p.A.Predicates.Contains(y) && p.B.Predicates.Contains(x))
            p.Agree(SlotName.Act, x, y, converted: true);
        else
            p.Differ(SlotName.Act, FindingCodes.Predicate, x, y);
    }

    private static bool Compatible(string x, string y, Family family)
    {
        var (one, other) = string.CompareOrdinal(x, y) < 0 ? (x, y) : (y, x);
        return (one, other) is ("most_seats", "win_election") or ("nominate", "party_nominee") or ("next_in_office", "win_election") or ("champion", "win_award") or ("inaugurate", "win_election")
            || family is Family.Futures or Family.Award or Family.Series && (one, other) is ("champion", "win_game")
            || family.IsGame() && (one, other) is ("champion", "win_game") or ("advance", "win_game") or ("total", "win_game") or ("spread", "win_game") or ("champion", "spread") or ("champion", "total") or ("champion", "draw") or ("draw", "win_game")
            || family is Family.Count && (one, other) is ("champion", "total") or ("champion", "win_game") or ("total", "win_game")
            || family is Family.Game or Family.PartOfGame or Family.Spread or Family.Total;
    }

    private static void Negation(ProofBuilder p)
    {
        if (p.A.Negated != p.B.Negated)
            p.Flip();
    }
}
