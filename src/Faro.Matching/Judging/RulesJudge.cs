using Faro.Matching.Vetoes;

namespace Faro.Matching.Judging;

/// <summary>The built-in judge: deterministic rules over the terms of both markets. No network, no model, and it never claims to be one.</summary>
public sealed class RulesJudge : IJudge
{
    /// <summary>The rules' version.</summary>
    public const string RulesVersion = "rules-3";

    /// <inheritdoc/>
    public string Name => "rules";

    /// <inheritdoc/>
    public string Version => RulesVersion;

    /// <inheritdoc/>
    public string? PromptVersion => null;

    /// <inheritdoc/>
    public Task<Judgement> Judge(Pair pair, CancellationToken cancel) => Task.FromResult<Judgement>(new Judgement.Reached(Decide(pair)));

    /// <summary>The verdict; pure.</summary>
    public static Verdict Decide(Pair pair)
    {
        var c = Comparison.Of(pair.LeftTerms, pair.RightTerms);
        var confidence = Confidence(c);
        var same = confidence >= Verdict.LinkThreshold;
        return new Verdict
        {
            Judge = "rules",
            JudgeVersion = RulesVersion,
            Same = same,
            Confidence = confidence,
            Reasoning = Reasons.Of(c, same),
            Findings = c.Findings,
            Polarity = c.Polarity,
            OutcomeMap = same ? OutcomeMaps.Of(pair, c.Polarity) : OutcomeMaps.None,
            LeftTermsHash = pair.LeftTerms.TermsHash,
            RightTermsHash = pair.RightTerms.TermsHash,
        };
    }

    private static decimal Confidence(Comparison c)
    {
        if (c.Vetoed || c.Polarity == Polarity.Unknown)
            return 0.02m;
        var least = (decimal)Math.Min(c.LeftCoverage, c.RightCoverage);
        var mean = (decimal)(c.LeftCoverage + c.RightCoverage) / 2;
        // Agreement must be shown, not only the lack of a contradiction.
        var shown = (c.SubjectAgrees == true ? 1 : 0) + (c.PredicateAgrees == true ? 1 : 0) + (c.WindowAgrees == true ? 1 : 0) + (c.LevelAgrees == true ? 1 : 0);
        var needed = c.PredicateAgrees is null
            ? shown switch { >= 3 => 0.65m, 2 => 0.72m, _ => 0.85m }
            : shown switch { >= 3 => 0.45m, 2 => 0.6m, 1 => 0.75m, _ => 0.92m };
        if (least < needed || mean < needed + 0.1m || !c.Complete)
            return Math.Round(Math.Min(0.8m, 0.2m + (0.6m * mean)), 3);
        var risks = Math.Min(0.06m, 0.01m * c.Risks.Count());
        return Math.Round(Math.Clamp(0.87m + (0.03m * Math.Min(3, shown)) + (0.06m * (mean - needed)) - risks, Verdict.LinkThreshold, 0.99m), 3);
    }
}

/// <summary>Tells which outcome of one market pays like which of the other.</summary>
internal static class OutcomeMaps
{
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    public static IReadOnlyDictionary<string, string> Of(Pair pair, Polarity polarity) => polarity switch
    {
        Polarity.Direct => new Dictionary<string, string> { [pair.Left.YesLabel] = pair.Right.YesLabel, [pair.Left.NoLabel] = pair.Right.NoLabel },
        Polarity.Inverted => new Dictionary<string, string> { [pair.Left.YesLabel] = pair.Right.NoLabel, [pair.Left.NoLabel] = pair.Right.YesLabel },
        _ => None,
    };
}
