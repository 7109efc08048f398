using Faro.Matching;
using Faro.Matching.Blocking;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Conformance.Evaluation;

/// <summary>What blocking found.</summary>
/// <param name="Forward">True pairs whose right market is among the left market's candidates.</param>
/// <param name="Backward">True pairs whose left market is among the right market's candidates.</param>
/// <param name="Missed">Pairs found in neither direction.</param>
/// <param name="Markets">Markets in the index.</param>
public sealed record BlockingReport(Proportion Forward, Proportion Backward, IReadOnlyList<(MarketRef Left, MarketRef Right)> Missed, int Markets)
{
    /// <summary>True pairs that blocking brings before a judge: a pair is judged if either market finds the other.</summary>
    public Proportion Found => new(Forward.Of - Missed.Count, Forward.Of);
}

/// <summary>Measures whether blocking brings true pairs together.</summary>
public static class BlockingEvaluation
{
    /// <summary>Files all markets and asks for the candidates of both sides of each true pair.</summary>
    public static BlockingReport Run(IEnumerable<MarketText> markets, IReadOnlyList<(MarketRef Left, MarketRef Right)> truth)
    {
        var index = new CandidateIndex();
        foreach (var m in markets)
            index.Put(TermsExtractor.Read(m));
        int forward = 0, backward = 0;
        var missed = new List<(MarketRef, MarketRef)>();
        foreach (var (left, right) in truth)
        {
            var there = Finds(index, left, right);
            var back = Finds(index, right, left);
            forward += there ? 1 : 0;
            backward += back ? 1 : 0;
            if (!there && !back)
                missed.Add((left, right));
        }

        return new BlockingReport(new Proportion(forward, truth.Count), new Proportion(backward, truth.Count), missed, index.Count);
    }

    private static bool Finds(CandidateIndex index, MarketRef from, MarketRef to) =>
        index.TermsOf(from) is { } terms && index.CandidatesOf(terms).Any(c => c.Market == to);
}
