using System.Globalization;
using Faro.EventStore;
using Faro.Ingest;
using Faro.Matching.Judging;
using Faro.Matching.Linking;
using Faro.Matching.Terms;
using Faro.Venues;
using Microsoft.Extensions.Logging;

namespace Faro.Matching.Matches;

/// <summary>What a matching run came to.</summary>
/// <param name="RunId">Its stream; null when another run is under way.</param>
/// <param name="Status"><c>completed</c> or <c>already_running</c>.</param>
/// <param name="Counts">What it did; null when it did not run.</param>
public sealed record MatchResult(string? RunId, string Status, PairsJudged? Counts);

/// <summary>
/// Judges new and changed markets against their candidates, records what was found, and links what may be linked. One run
/// at a time on all nodes. A pair whose terms and judge are unchanged is not judged again.
/// </summary>
public sealed partial class MatchRunner(EventLog log, MatchQueries queries, Func<IJudge> judges, TimeProvider clock, ILogger<MatchRunner> logger)
{
    /// <summary>The kind of its runs.</summary>
    public const string Kind = "match";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly MatchCatalog _catalog = new(log);

    /// <summary>Runs and answers when it is over; answers at once when a run is under way.</summary>
    public async Task<MatchResult> Run(string trigger, CancellationToken cancel = default)
    {
        await using var held = await RunLock.TryTake(log, Kind, cancel);
        if (held is null)
            return new MatchResult(null, SyncResult.AlreadyRunning, null);
        var started = clock.GetTimestamp();
        var run = await Start(trigger, cancel);
        await CaughtUp(cancel);
        var judge = judges();
        try
        {
            var (counts, touched) = await Judge(run, judge, cancel);
            var (linked, unlinked) = await Link(run, judge, touched, cancel);
            counts = counts with { Linked = linked, Unlinked = unlinked };
            object[] facts = [counts, new RunCompleted((long)clock.GetElapsedTime(started).TotalMilliseconds)];
            (await log.Append(new StreamAppend(run, ExpectedVersion.At(1), facts) { Metadata = new(run) }, CancellationToken.None)).Required();
            LogRun(logger, run, counts.Markets, counts.Judged, linked, unlinked, counts.Deferred);
            await CaughtUp(cancel);
            return new MatchResult(run, "completed", counts);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            (await log.Append(run, ExpectedVersion.At(1), new RunAbandoned("The run was stopped."), new(run), CancellationToken.None)).Required();
            throw;
        }
        finally
        {
            (judge as IDisposable)?.Dispose();
        }
    }

    /// <summary>An operator's decision on a pair: recorded, and acted on at once. False when there is no such pair.</summary>
    public async Task<bool> Override(Guid pair, bool same, Vetoes.Polarity polarity, string reason, EventMetadata metadata, CancellationToken cancel)
    {
        var stream = PairIds.StreamOf(pair);
        var found = await log.Decide<MatchView?, bool>(stream, null, MatchView.Evolve,
            view => view is null ? ([], false) : ([new VerdictOverridden(same, polarity, reason)], true), metadata, cancel);
        if (!found)
            return false;
        await CaughtUp(cancel);
        await using var held = await RunLock.TryTake(log, Kind, cancel);
        if (held is not null) // a run under way will see the decision itself
        {
            await _catalog.Refresh(cancel);
            var judge = judges();
            await Link(stream, judge, [], cancel);
            (judge as IDisposable)?.Dispose();
            await CaughtUp(cancel);
        }

        return true;
    }

    private async Task<string> Start(string trigger, CancellationToken cancel)
    {
        for (var at = clock.GetUtcNow(); ; at = at.AddMilliseconds(1))
        {
            var run = string.Create(CultureInfo.InvariantCulture, $"run/{Kind}/{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
            var append = new StreamAppend(run, ExpectedVersion.NoStream, [new RunStarted(Kind, trigger, log.Options.NodeName, null)])
            {
                StreamType = "run_view",
                Metadata = new(run),
            };
            if ((await log.Append(append, cancel)) is not AppendResult.Conflict and var result)
            {
                result.Required();
                return run;
            }
        }
    }

    private async Task<(PairsJudged Counts, HashSet<MarketRef> Touched)> Judge(string run, IJudge judge, CancellationToken cancel)
    {
        var changed = await _catalog.Refresh(cancel);
        var touched = changed.Select(t => t.Market).ToHashSet();
        var pairs = new SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)>();
        foreach (var terms in changed)
        {
            var nearest = true;
            foreach (var candidate in _catalog.CandidatesOf(terms))
            {
                Add(terms.Market, candidate.Market, nearest);
                nearest = false;
            }
        }

        // What stood on the old words is judged on the new ones, whether or not they still look alike.
        foreach (var standing in await queries.Around(touched, cancel))
            Add(standing.LeftRef, standing.RightRef, true);
        var (judged, deferred) = await JudgeAll(run, judge, pairs, cancel);
        return (new PairsJudged(changed.Count, pairs.Count, judged, 0, 0, deferred), touched);

        void Add(MarketRef one, MarketRef other, bool nearest)
        {
            var (left, right) = PairIds.Ordered(one, other);
            var id = PairIds.Of(left, right);
            pairs[id] = (left, right, nearest || (pairs.TryGetValue(id, out var known) && known.Nearest));
        }
    }

    private async Task<(int Judged, int Deferred)> JudgeAll(
        string run, IJudge judge, SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)> pairs, CancellationToken cancel)
    {
        int judged = 0, deferred = 0;
        foreach (var chunk in pairs.Chunk(4_000))
        {
            var known = (await queries.Views(chunk.Select(p => p.Key), cancel)).ToDictionary(v => v.Id);
            var texts = await _catalog.Texts(chunk.SelectMany(p => new[] { p.Value.Left, p.Value.Right }), cancel);
            var appends = new List<StreamAppend>();
            foreach (var (id, (left, right, nearest)) in chunk)
            {
                if (_catalog.TermsOf(left) is not { } leftTerms || _catalog.TermsOf(right) is not { } rightTerms)
                    continue; // one of them is over
                var view = known.GetValueOrDefault(id);
                if (view is not null && IsFresh(view, leftTerms, rightTerms, judge))
                    continue;
                var judgement = await judge.Judge(new Pair(texts[left], leftTerms, texts[right], rightTerms), cancel);
                var facts = new List<object>();
                if (view is null)
                    facts.Add(new PairProposed(PairSide.Of(left), PairSide.Of(right)));
                if (judgement is Judgement.Reached { Verdict: var v })
                {
                    judged++;
                    // A refusal is worth keeping for look-alikes; that the tenth candidate is another subject is not.
                    if (view is null && !v.Same && !nearest)
                        continue;
                    facts.Add(new VerdictReached(v.Judge, v.JudgeVersion, v.PromptVersion, v.LeftTermsHash, v.RightTermsHash, v.Same, v.Confidence,
                        v.Reasoning, v.Polarity, v.OutcomeMap, v.Findings));
                }
                else
                {
                    deferred++;
                    if (view is not null)
                        continue;
                }

                var expected = view is null ? ExpectedVersion.NoStream : ExpectedVersion.Any;
                appends.Add(new StreamAppend(PairIds.StreamOf(id), expected, facts) { StreamType = "match_view", Metadata = new(run) });
            }

            if (appends.Count > 0)
                (await log.AppendMany(appends, cancel)).Required();
        }

        await CaughtUp(cancel);
        return (judged, deferred);
    }

    /// <summary>Solves the groups over everything that may be linked, and records what changes.</summary>
    private async Task<(int Linked, int Unlinked)> Link(string run, IJudge judge, HashSet<MarketRef> touched, CancellationToken cancel)
    {
        var standing = await queries.Standing(cancel);
        var missing = GroupAssignment.MissingPairs(
            standing.Where(v => v.Allows).Select(v => new Link(v.LeftRef, v.RightRef, v.Confidence, v.Polarity)), (_, _) => false);
        var open = missing.Where(m => _catalog.TermsOf(m.Left) is not null && _catalog.TermsOf(m.Right) is not null).ToList();
        if (open.Count > 0)
        {
            // Where A goes with B and B with C, A and C are judged too.
            var third = new SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)>();
            foreach (var (left, right) in open)
                third[PairIds.Of(left, right)] = (left, right, true);
            await JudgeAll(run, judge, third, cancel);
            standing = await queries.Standing(cancel);
        }

        var linked = new Dictionary<Guid, MarketGroup>();
        foreach (var view in standing.Where(v => v.EventId is not null))
            linked[view.Id] = await GroupOf(view.Id, cancel);
        var plan = GroupPlan.Of([.. standing.Where(v => v.Allows)], linked, _catalog.FactsOf, pair => Why(standing.First(v => v.Id == pair), touched));
        foreach (var chunk in plan.Chunk(2_000))
        {
            (await log.AppendMany([.. chunk.Select(p => new StreamAppend(PairIds.StreamOf(p.Pair), ExpectedVersion.Any, [p.Fact]) { Metadata = new(run) })], cancel))
                .Required();
        }

        await CaughtUp(cancel);
        return (plan.Count(p => p.Fact is PairLinked), plan.Count(p => p.Fact is PairUnlinked));
    }

    /// <summary>The group a pair was last linked with, from the log itself.</summary>
    private async Task<MarketGroup> GroupOf(Guid pair, CancellationToken cancel) =>
        (await log.Fold<MarketGroup?>(PairIds.StreamOf(pair), null, (g, e) => e.Data is PairLinked l ? l.Group : g, null, cancel)).State!;

    private static string Why(MatchView view, HashSet<MarketRef> touched) =>
        view.Allows ? "reassigned"
        : view.Override is not null ? "override"
        : touched.Contains(view.LeftRef) || touched.Contains(view.RightRef) ? "rules_changed"
        : "verdict";

    private static bool IsFresh(MatchView view, MarketTerms left, MarketTerms right, IJudge judge) =>
        view.LeftTermsHash == left.TermsHash && view.RightTermsHash == right.TermsHash
        && ((view.Judge == judge.Name && view.JudgeVersion == judge.Version && view.PromptVersion == judge.PromptVersion)
            || (view.Judge == "rules" && view.JudgeVersion == RulesJudge.RulesVersion && view.Vetoes.Count > 0));

    private async Task CaughtUp(CancellationToken cancel)
    {
        if (!await log.WaitForViews(Patience, cancel: cancel))
            throw new TimeoutException("The views did not catch up with the log; a projection may have stopped.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}: {Markets} new or changed markets, {Judged} pairs judged, {Linked} linked, {Unlinked} unlinked, {Deferred} deferred")]
    private static partial void LogRun(ILogger logger, string run, int markets, int judged, int linked, int unlinked, int deferred);
}
