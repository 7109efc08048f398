using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>The hard facts: each rule looks at one part of the terms.</summary>
internal static class VetoRules
{
    public static Comparison Compare(MarketTerms a, MarketTerms b)
    {
        var findings = new FindingList();
        var (subject, polarity) = SubjectRules.Compare(a, b, findings);
        var predicate = PredicateRules.Compare(a, b, findings);
        var window = DateRules.Compare(a, b, findings);
        polarity = LevelRules.Compare(a, b, polarity, findings);
        CodeRules.Compare(a, b, findings);
        ClauseRules.Compare(a, b, findings);
        if (a.Negated != b.Negated)
            polarity = polarity switch { Polarity.Direct => Polarity.Inverted, Polarity.Inverted => Polarity.Direct, _ => polarity };
        var (left, leftMissing) = WordingRules.Coverage(a, b, predicate);
        var (right, rightMissing) = WordingRules.Coverage(b, a, predicate);
        // The rules decide: where the paying conditions are worded alike, the titles may differ.
        left = Math.Max(left, WordingRules.ConditionShare(a, b));
        right = Math.Max(right, WordingRules.ConditionShare(b, a));
        WordingRules.Compare(a, b, subject, leftMissing, rightMissing, findings);
        if (a.HasRules != b.HasRules)
            findings.Risk(FindingCodes.AbsentClause, a.HasRules ? "rules" : Finding.Absent, b.HasRules ? "rules" : Finding.Absent);
        return new Comparison(findings.Ordered(), polarity, subject, predicate, window, LevelRules.Agree(a, b), Complete(a, b, window), left, right);
    }

    private static bool Complete(MarketTerms a, MarketTerms b, bool? window) =>
        a.HasRules && b.HasRules && (window is not null || DateRules.BothTimed(a, b));
}

/// <summary>Collects findings; vetoes come first, in the order they were found.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> vetoes = [];
    private readonly List<Finding> risks = [];

    public void Veto(string code, string left, string right) => vetoes.Add(new Finding(code, Severity.Veto, left, right));

    public void Risk(string code, string left, string right) => risks.Add(new Finding(code, Severity.Risk, left, right));

    public IReadOnlyList<Finding> Ordered() => [.. vetoes, .. risks];

    public static string Words(IEnumerable<string> codes)
    {
        var text = string.Join(", ", codes);
        return text.Length == 0 ? Finding.Absent : text;
    }
}
