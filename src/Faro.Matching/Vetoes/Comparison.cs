using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>Which way round two markets agree.</summary>
public enum Polarity
{
    /// <summary>Yes here is Yes there.</summary>
    Direct,

    /// <summary>Yes here is No there.</summary>
    Inverted,

    /// <summary>It cannot be told; such a pair is never linked.</summary>
    Unknown,
}

/// <summary>What the hard facts of two markets say.</summary>
/// <param name="Findings">Vetoes first, then risks.</param>
/// <param name="Polarity">Which way round they agree.</param>
/// <param name="SubjectAgrees">True: the same name; false: another; null: one side names none.</param>
/// <param name="PredicateAgrees">True: the same thing has to happen; null: unknown on one side.</param>
/// <param name="WindowAgrees">True: the same deadline or day; null: one side names none.</param>
/// <param name="LevelAgrees">True: the same number is asked for; null: one side names none.</param>
/// <param name="Complete">False when one side has no rules, or no deadline where the other has one: too little to link on.</param>
/// <param name="LeftCoverage">How much of the left question the right market knows, 0 … 1.</param>
/// <param name="RightCoverage">How much of the right question the left market knows.</param>
public sealed record Comparison(
    IReadOnlyList<Finding> Findings,
    Polarity Polarity,
    bool? SubjectAgrees,
    bool? PredicateAgrees,
    bool? WindowAgrees,
    bool? LevelAgrees,
    bool Complete,
    double LeftCoverage,
    double RightCoverage)
{
    /// <summary>Whether a hard fact says that the markets settle differently.</summary>
    public bool Vetoed => Findings.Count > 0 && Findings[0].Severity == Severity.Veto;

    /// <summary>The differences that are no vetoes.</summary>
    public IEnumerable<Finding> Risks => Findings.Where(f => f.Severity == Severity.Risk);

    /// <summary>Compares two markets. Pure; symmetric but for the order of the words.</summary>
    public static Comparison Of(MarketTerms left, MarketTerms right) => VetoRules.Compare(left, right);
}
