using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>Whether the same thing has to happen.</summary>
internal static class PredicateRules
{
    private static readonly HashSet<string> Directions = new(StringComparer.Ordinal) { "rate_rise", "rate_cut", "rate_hold" };

    public static bool? Compare(MarketTerms a, MarketTerms b, FindingList findings)
    {
        if (a.Compound != b.Compound)
            findings.Veto(FindingCodes.Scope, a.Compound ? "several propositions" : "one proposition", b.Compound ? "several propositions" : "one proposition");
        if (a.Predicate is not { } x || b.Predicate is not { } y)
            return null;
        if (x == y)
            return true;
        if (Compatible(x, y))
        {
            findings.Risk(FindingCodes.Predicate, x, y);
            return true;
        }

        // The title leads; a condition may only confirm where the other's title names the same.
        if (Directions.Contains(x) && Directions.Contains(y))
            findings.Veto(FindingCodes.Direction, x, y);
        else if (a.Predicates.Contains(y) && b.Predicates.Contains(x))
            return true;
        else
            findings.Veto(FindingCodes.Predicate, x, y);
        return false;
    }

    private static bool Compatible(string x, string y) => (x, y) is
        ("most_seats", "win_election") or ("win_election", "most_seats")
        or ("champion", "win_game") or ("win_game", "champion")
        or ("nominate", "party_nominee") or ("party_nominee", "nominate")
        or ("next_in_office", "win_election") or ("win_election", "next_in_office");
}
