using Faro.Ingest;
using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Past;
using Faro.Matching.Judging;

namespace Faro.Matching.Matches;

/// <summary>Runs the current matcher on the log as of now or a past point, and reports what it would change. Appends nothing.</summary>
/// <param name="log">The log.</param>
/// <param name="options">The model judge's settings.</param>
/// <param name="clock">For the model judge's pauses.</param>
/// <param name="model">The model; null without one.</param>
public sealed class MatchForecast(EventLog log, LlmJudgeOptions options, TimeProvider clock, JudgeModel? model = null)
{
    /// <summary>Nobody waits in a request here.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Whether a model is configured; it is called only when <see cref="Run"/> is asked to.</summary>
    public bool HasModel => options.Enabled;

    /// <summary>Tries the matcher.</summary>
    /// <param name="sequence">A place that <see cref="EventLog.PlaceOf"/> gave; null: the views' current position.</param>
    /// <param name="askModel">Whether a configured model may be called, which costs money.</param>
    /// <param name="progress">Reports how many past rows have been built.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="PastNotReadyException">The views have not processed the log up to there.</exception>
    public async Task<MatchDifference> Run(long? sequence, bool askModel, IProgress<(long Done, long Total)>? progress = null, CancellationToken cancel = default)
    {
        var at = sequence ?? await ViewsStandAt(cancel);
        await using var markets = new PastViews<MarketView>(log, new PastRecipe<MarketView>(new MarketViews(), (ids, upTo, ct) =>
            log.ReadStreams(ids, upTo, [typeof(MarketEvent)], new MarketViews(), ct))
        { Progress = progress })
        { Patience = Patience };
        await using var groupings = new PastViews<RawEventView>(log, new PastRecipe<RawEventView>(new RawEventViews(), (ids, upTo, ct) =>
            log.ReadStreams(ids, upTo, [typeof(RawEventListed), typeof(RawEventChanged)], new RawEventViews(), ct))
        { Progress = progress })
        { Patience = Patience };
        await using var pairs = new PastViews<MatchView>(log, MatchQueries.Recipe(log) with { Progress = progress }) { Patience = Patience };
        var catalog = new MatchCatalog(markets.At(at), groupings.At(at));
        await catalog.Refresh(cancel);
        var before = await MatchQueries.All(pairs.At(at), cancel);
        var board = new SupposedBoard(log, catalog, before, at);
        var judge = Judge(askModel);
        try
        {
            // The built-in judge costs nothing: everything is judged again, so that a changed rule is visible.
            var counts = await new MatchPass(board, judge, afresh: judge is RulesJudge).Run(cancel);
            return MatchDifference.Of(at, $"{judge.Name} {judge.Version}", counts, before.ToDictionary(v => v.Id), board.Changed);
        }
        finally
        {
            if (judge is IAsyncDisposable held)
                await held.DisposeAsync();
        }
    }

    private IJudge Judge(bool askModel) =>
        !options.Enabled ? new RulesJudge()
        : askModel ? new LlmJudge(model!, options, clock)
        : new UnaskedJudge(options);

    private async Task<long> ViewsStandAt(CancellationToken cancel)
    {
        string[] names = [new MarketViews().Name, new RawEventViews().Name, new MatchViews().Name];
        return (await new ProjectionAdmin(log).Status(cancel)).Where(s => names.Contains(s.Name)).Min(s => s.Position);
    }
}

/// <summary>Replaces a model that must not be called: hard facts are reported, the rest is left open, and the model's earlier verdicts count.</summary>
internal sealed class UnaskedJudge(LlmJudgeOptions options) : IJudge
{
    public string Name => "llm";

    public string Version => options.Model!;

    public string? PromptVersion => options.PromptVersion;

    public Task<Judgement> Judge(Pair pair, CancellationToken cancel) => Task.FromResult<Judgement>(RulesJudge.Decide(pair) is { Vetoed: true } refused
        ? new Judgement.Reached(refused)
        : new Judgement.Deferred("not_asked", "The model was not asked."));
}
