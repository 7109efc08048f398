using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>Whether both markets speak of the same person, team or thing, and which outcome is which.</summary>
internal static class SubjectRules
{
    public static (bool? Agrees, Polarity Polarity) Compare(MarketTerms a, MarketTerms b, FindingList findings)
    {
        if (!SameFixture(a, b))
        {
            findings.Veto(FindingCodes.Entity, Sides(a), Sides(b));
            return (false, Polarity.Unknown);
        }

        if (a.NamedOutcomes.Count == 2 && b.NamedOutcomes.Count == 2)
            return BothNamed(a, b, findings);
        if (a.NamedOutcomes.Count == 2)
            return OneNamed(a, b, findings, swapped: false);
        if (b.NamedOutcomes.Count == 2)
            return OneNamed(b, a, findings, swapped: true);
        return (BothYesNo(a, b, findings), Polarity.Direct);
    }

    private static bool SameFixture(MarketTerms a, MarketTerms b)
    {
        if (a.Participants.Count != 2 || b.Participants.Count != 2)
            return true;
        var (p, q, r, s) = (a.Participants[0], a.Participants[1], b.Participants[0], b.Participants[1]);
        return NameMatcher.Same(p, r) && NameMatcher.Same(q, s) || NameMatcher.Same(p, s) && NameMatcher.Same(q, r);
    }

    private static (bool?, Polarity) BothNamed(MarketTerms a, MarketTerms b, FindingList findings)
    {
        var straight = NameMatcher.Same(a.NamedOutcomes[0], b.NamedOutcomes[0]) && NameMatcher.Same(a.NamedOutcomes[1], b.NamedOutcomes[1]);
        var crossed = NameMatcher.Same(a.NamedOutcomes[0], b.NamedOutcomes[1]) && NameMatcher.Same(a.NamedOutcomes[1], b.NamedOutcomes[0]);
        if (straight != crossed)
            return (true, straight ? Polarity.Direct : Polarity.Inverted);
        findings.Veto(straight ? FindingCodes.Polarity : FindingCodes.Entity, Sides(a.NamedOutcomes), Sides(b.NamedOutcomes));
        return (false, Polarity.Unknown);
    }

    // One market's outcomes are names, the other asks yes or no of one of them.
    private static (bool?, Polarity) OneNamed(MarketTerms named, MarketTerms yesNo, FindingList findings, bool swapped)
    {
        foreach (var subject in yesNo.Subjects)
        {
            var first = NameMatcher.Same(subject, named.NamedOutcomes[0]);
            var second = NameMatcher.Same(subject, named.NamedOutcomes[1]);
            if (first != second)
                return (true, first ? Polarity.Direct : Polarity.Inverted);
        }

        var (left, right) = (Sides(named.NamedOutcomes), Name(yesNo));
        findings.Veto(FindingCodes.Entity, swapped ? right : left, swapped ? left : right);
        return (false, Polarity.Unknown);
    }

    private static bool? BothYesNo(MarketTerms a, MarketTerms b, FindingList findings)
    {
        bool agrees;
        if (a.Predicate == "draw" && b.Predicate == "draw")
            return a.Participants.Count == 2 && b.Participants.Count == 2 ? true : null;
        if (a.OutcomeName is { } x && b.OutcomeName is { } y)
            agrees = NameMatcher.Same(x, y);
        else if (a.OutcomeName is { } only)
            agrees = b.Subjects.Any(s => NameMatcher.Same(only, s)) || NameMatcher.StandsIn(only, b) && !Contradicts(only, b);
        else if (b.OutcomeName is { } other)
            agrees = a.Subjects.Any(s => NameMatcher.Same(other, s)) || NameMatcher.StandsIn(other, a) && !Contradicts(other, a);
        else if (a.Subjects.Count > 0 && b.Subjects.Count > 0)
            agrees = a.Subjects.Any(s => b.Subjects.Any(t => NameMatcher.Same(s, t)));
        else
            return a.Parties.Count == 1 && b.Parties.Count == 1 && a.Parties[0] == b.Parties[0] && a.Predicate == "win_election" ? true : null;
        if (!agrees)
            findings.Veto(FindingCodes.Entity, Name(a), Name(b));
        return agrees;
    }

    // The name stands in the text, but the side asked about is the other one: "If Real Betis wins the Oviedo vs Real Betis game".
    private static bool Contradicts(NameTerm name, MarketTerms terms) =>
        terms.Participants.Count == 2 && terms.Subjects.Count > 0 && terms.Participants.Any(p => NameMatcher.Same(p, name))
        && terms.Participants.Any(p => NameMatcher.Same(p, terms.Subjects[0]) && !NameMatcher.Same(p, name));

    private static string Name(MarketTerms t) => t.Subjects.Count > 0 ? t.Subjects[0].ToString() : Finding.Absent;

    private static string Sides(MarketTerms t) => Sides(t.Participants);

    private static string Sides(IReadOnlyList<NameTerm> names) => string.Join(" / ", names);
}
