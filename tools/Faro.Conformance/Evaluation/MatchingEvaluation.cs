using System.Diagnostics;
using Faro.Matching;
using Faro.Matching.Judging;

namespace Faro.Conformance.Evaluation;

/// <summary>The result of one pair.</summary>
/// <param name="Pair">The labelled pair.</param>
/// <param name="Verdict">The verdict; null when the judge deferred.</param>
/// <param name="Linked">Whether the verdict links the pair.</param>
/// <param name="PolarityRight">For a linked pair labelled same: whether the outcomes are mapped as labelled.</param>
/// <param name="Calls">Calls to a model.</param>
/// <param name="CostUsd">Their cost.</param>
public sealed record ScoredPair(LabelledPair Pair, Verdict? Verdict, bool Linked, bool PolarityRight, int Calls, decimal CostUsd)
{
    /// <summary>Linked, labelled same, outcomes the right way round.</summary>
    public bool TruePositive => Linked && Pair.IsSame && PolarityRight;

    /// <summary>Linked although not the same, or with the outcomes swapped.</summary>
    public bool FalsePositive => Linked && !TruePositive;

    /// <summary>The same, but not linked.</summary>
    public bool FalseNegative => Pair.IsSame && !Linked;

    /// <summary>Whether a hard fact refused it.</summary>
    public bool Vetoed => Verdict?.Vetoed ?? false;
}

/// <summary>Scores a judge on labelled pairs.</summary>
public static class MatchingEvaluation
{
    /// <summary>Scores a labelled file.</summary>
    /// <param name="file">A JSONL file of <c>{polymarket, kalshi, label}</c>.</param>
    /// <param name="judge">The judge.</param>
    /// <param name="cancel">Stops the run.</param>
    /// <param name="catalogs">Recorded catalogs whose markets are added to the file's own when blocking is measured; may be empty.</param>
    public static async Task<EvaluationReport> Run(
        string file, IJudge judge, IReadOnlyList<string>? catalogs = null, CancellationToken cancel = default)
    {
        var (pairs, errors) = LabelledPair.ReadAll(await File.ReadAllLinesAsync(file, cancel));
        var report = await Run(pairs, errors, judge, cancel);
        // The file's own texts win over the catalogs': they are what was labelled.
        var markets = pairs.SelectMany(p => new[] { p.Left, p.Right }).Concat(RecordedMarkets.Read(catalogs ?? []).Markets).DistinctBy(m => m.Ref);
        return report with { Blocking = BlockingEvaluation.Run(markets, [.. pairs.Where(p => p.IsSame).Select(p => (p.Left.Ref, p.Right.Ref))]) };
    }

    /// <summary>Scores pairs already read.</summary>
    public static async Task<EvaluationReport> Run(
        IReadOnlyList<LabelledPair> pairs, IReadOnlyList<string> errors, IJudge judge, CancellationToken cancel = default)
    {
        var watch = Stopwatch.StartNew();
        // All at once: a judge over a network bounds its own concurrency.
        var scored = await Task.WhenAll(pairs.Select(p => Score(p, judge, cancel)));
        return new EvaluationReport(judge.Name, judge.Version, judge.PromptVersion, scored, errors, watch.Elapsed);
    }

    private static async Task<ScoredPair> Score(LabelledPair pair, IJudge judge, CancellationToken cancel)
    {
        switch (await judge.Judge(Pair.Of(pair.Left, pair.Right), cancel))
        {
            case Judgement.Reached r:
                return new ScoredPair(pair, r.Verdict, r.Verdict.Links, PolarityRight(pair, r.Verdict), r.Calls, r.CostUsd);
            case Judgement.Deferred d:
                return new ScoredPair(pair, null, false, false, d.Calls, d.CostUsd);
            default:
                throw new InvalidOperationException("A judge answered neither a verdict nor a deferral.");
        }
    }

    private static bool PolarityRight(LabelledPair pair, Verdict verdict)
    {
        if (pair.OutcomeMap is null)
            return verdict.Polarity == Polarity.Direct;
        var yes = pair.OutcomeMap.FirstOrDefault(m => m.Value.Equals("yes", StringComparison.OrdinalIgnoreCase)).Key;
        return yes is null || (yes == pair.Left.YesLabel ? Polarity.Direct : Polarity.Inverted) == verdict.Polarity;
    }
}
