using System.Collections.Concurrent;

namespace Faro.Matching.Judging;

/// <summary>The identity of a judgement: both texts as read, the judge, its version and its prompt.</summary>
/// <param name="LeftReadingHash">What was read of the left market.</param>
/// <param name="RightReadingHash">What was read of the right market.</param>
/// <param name="Judge">The judge.</param>
/// <param name="JudgeVersion">Its version.</param>
/// <param name="PromptVersion">Its prompt.</param>
public readonly record struct VerdictKey(string LeftReadingHash, string RightReadingHash, string Judge, string JudgeVersion, string? PromptVersion)
{
    /// <summary>The key of a pair before a judge.</summary>
    public static VerdictKey Of(Pair pair, IJudge judge) =>
        new(pair.LeftTerms.ReadingHash, pair.RightTerms.ReadingHash, judge.Name, judge.Version, judge.PromptVersion);
}

/// <summary>Asks a judge only about new pairs. Deferrals are not cached. Bounded: when full, the older half is dropped.</summary>
/// <param name="inner">The judge.</param>
/// <param name="capacity">Verdicts kept.</param>
public sealed class CachingJudge(IJudge inner, int capacity = 100_000) : IJudge
{
    private readonly ConcurrentDictionary<VerdictKey, (Verdict Verdict, long Order)> kept = new();
    private readonly Lock trimming = new();
    private long order;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Version => inner.Version;

    /// <inheritdoc/>
    public string? PromptVersion => inner.PromptVersion;

    /// <inheritdoc/>
    public JudgeSpend? Spend => inner.Spend;

    /// <summary>Verdicts kept.</summary>
    public int Count => kept.Count;

    /// <summary>Adds an earlier verdict, such as one read from the log.</summary>
    public void Remember(VerdictKey key, Verdict verdict)
    {
        kept[key] = (verdict, Interlocked.Increment(ref order));
        if (kept.Count <= capacity)
            return;
        lock (trimming)
        {
            if (kept.Count <= capacity)
                return;
            var limit = kept.Values.Select(v => v.Order).Order().ElementAt(kept.Count / 2);
            foreach (var (old, value) in kept)
            {
                if (value.Order < limit)
                    kept.TryRemove(old, out _);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Judgement> Judge(Pair pair, CancellationToken cancel)
    {
        var key = VerdictKey.Of(pair, inner);
        if (kept.TryGetValue(key, out var known))
            return new Judgement.Reached(known.Verdict);
        var judgement = await inner.Judge(pair, cancel);
        if (judgement is Judgement.Reached reached)
            Remember(key, reached.Verdict);
        return judgement;
    }
}
