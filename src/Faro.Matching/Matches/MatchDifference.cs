namespace Faro.Matching.Matches;

/// <summary>What would become of one pair.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Left">One market.</param>
/// <param name="Right">The other.</param>
/// <param name="Kinds"><c>link</c>, <c>unlink</c>, <c>regroup</c> (in another event), <c>polarity</c>, <c>confidence</c>, <c>findings</c>, <c>state</c>; at least one.</param>
/// <param name="Before">The current pair; null when it was never proposed.</param>
/// <param name="After">The pair as it would stand.</param>
public sealed record MatchChange(Guid Pair, MatchSide Left, MatchSide Right, IReadOnlyList<string> Kinds, MatchView? Before, MatchView After)
{
    /// <summary>The findings of a verdict in words: vetoes first.</summary>
    public static IReadOnlyList<string> FindingsOf(MatchView? view) => view is null ? []
        : [.. view.Vetoes.Select(f => $"veto {f.Code}: {f.Text}"), .. view.DivergenceRisks.Select(f => $"risk {f.Code}: {f.Text}")];

    /// <summary>What differs between a pair before and after; null without a visible difference, or for a new pair that would only be refused. Pure.</summary>
    internal static MatchChange? Of(MatchView? before, MatchView after)
    {
        if (before is null && after.State is not ("linked" or "allowed"))
            return null;
        var kinds = new List<string>();
        Add("link", before?.EventId is null && after.EventId is not null);
        Add("unlink", before?.EventId is not null && after.EventId is null);
        Add("regroup", before?.EventId is { } was && after.EventId is { } now && was != now);
        Add("polarity", before is not null && before.Polarity != after.Polarity);
        Add("confidence", before is not null && before.Confidence != after.Confidence);
        Add("findings", before is not null && !FindingsOf(before).SequenceEqual(FindingsOf(after)));
        Add("state", before?.State != after.State && kinds.Count == 0);
        return kinds.Count == 0 ? null : new MatchChange(after.Id, after.Left, after.Right, kinds, before, after);

        void Add(string kind, bool holds)
        {
            if (holds)
                kinds.Add(kind);
        }
    }
}

/// <summary>What today's matcher would change.</summary>
/// <param name="Sequence">The place in the log for which it was computed.</param>
/// <param name="Judge">Who judged.</param>
/// <param name="Counts">What the pass counted.</param>
/// <param name="Changes">The pairs that would change, links and unlinks first.</param>
/// <param name="NewlyRefused">Pairs never proposed before that would only be refused.</param>
/// <param name="SameVersion">Of the changes, those that the same version of the judge judged differently before on the same words: a run skips them until the version is raised.</param>
public sealed record MatchDifference(long Sequence, string Judge, PairsJudged Counts, IReadOnlyList<MatchChange> Changes, int NewlyRefused, int SameVersion)
{
    private static readonly string[] Order = ["link", "unlink", "regroup", "polarity", "confidence", "findings", "state"];

    internal static MatchDifference Of(
        long sequence, string judge, PairsJudged counts, IReadOnlyDictionary<Guid, MatchView> before, IReadOnlyDictionary<Guid, MatchView> after)
    {
        var changes = after.Values.Select(a => MatchChange.Of(before.GetValueOrDefault(a.Id), a)).OfType<MatchChange>()
            .OrderBy(c => Array.IndexOf(Order, c.Kinds[0])).ThenBy(c => c.Pair).ToList();
        return new MatchDifference(sequence, judge, counts, changes, after.Values.Count(a => !before.ContainsKey(a.Id) && a.State == "refused"),
            changes.Count(c => c.Before is { } b && b.Judge == c.After.Judge && b.JudgeVersion == c.After.JudgeVersion && b.PromptVersion == c.After.PromptVersion
                && b.LeftRead == c.After.LeftRead && b.RightRead == c.After.RightRead && b.Demoted is null
                && (b.Confidence != c.After.Confidence || b.Same != c.After.Same || c.Kinds.Contains("findings"))));
    }
}
