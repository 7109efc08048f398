using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Matching.Linking;
using Faro.Matching.UnifiedEvents;
using Faro.Venues;

namespace Faro.Matching.Matches.Overriding;

/// <summary>
/// An operator's decisions on pairs. They do not wait for a run: the decision and the resulting groups are one append,
/// guarded by the version of every pair it touches, and the call returns when the events show it. A run under way that has read the
/// pair before records nothing over it.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="queries">The pairs.</param>
/// <param name="markets">The markets.</param>
/// <param name="runner">Judges the third pair of a triangle that a decision closes.</param>
public sealed class MatchOverrides(EventLog log, MatchQueries queries, MarketQueries markets, MatchRunner runner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Projection[] Shown = [new MatchViews(), new UnifiedEventViews()];

    /// <summary>Decides in place of the judge.</summary>
    public Task<OverrideResult> Override(Guid pair, OverrideMatch command, EventMetadata metadata, CancellationToken cancel) => Decide(
        pair, command.Same ? "reassigned" : "override",
        (view, known) => OverrideDecision.Of(view, command, view is null ? null : known.GetValueOrDefault(view.LeftRef), view is null ? null : known.GetValueOrDefault(view.RightRef)),
        metadata, cancel);

    /// <summary>Withdraws a decision: the judge's verdict applies again.</summary>
    public Task<OverrideResult> Withdraw(Guid pair, string? reason, EventMetadata metadata, CancellationToken cancel) =>
        Decide(pair, "override_withdrawn", (view, known) => OverrideDecision.Withdrawal(view, reason, m => FactsOf(m, known)), metadata, cancel);

    private async Task<OverrideResult> Decide(
        Guid pair, string why, Func<MatchView?, IReadOnlyDictionary<MarketRef, MarketView>, (IReadOnlyList<MatchEvent> Facts, OverrideResult? Refused)> decide,
        EventMetadata metadata, CancellationToken cancel)
    {
        while (true)
        {
            var found = await Read([pair], cancel);
            var before = found.Count > 0 ? found[0] : null;
            var around = before is null ? [] : await Around(before, cancel);
            var known = await markets.FindAll(around.SelectMany(v => new[] { v.LeftRef, v.RightRef }).Distinct(), cancel);
            var (facts, refused) = decide(before, known);
            if (refused is not null)
                return refused;
            var after = OverrideDecision.After(before!, facts);
            var now = around.ConvertAll(v => v.Id == pair ? after : v);
            var plan = GroupPlan.Of([.. now.Where(v => v.Allows)], await Linked(around, cancel), m => FactsOf(m, known), id => id == pair ? why : "reassigned");
            if (!await TryAppend(before!, facts, plan, around, metadata, cancel))
                continue; // one of these pairs has changed since: decided again on the current state
            await Seen(cancel);
            if (after.Allows && Unjudged(now))
            {
                await runner.Relink(PairIds.StreamOf(pair), cancel);
                await Seen(cancel);
            }

            return new OverrideResult.Done((await Read([pair], cancel))[0]);
        }
    }

    private async Task<bool> TryAppend(
        MatchView pair, IReadOnlyList<MatchEvent> facts, IReadOnlyList<(Guid Pair, MatchEvent Fact)> plan, List<MatchView> around, EventMetadata metadata, CancellationToken cancel)
    {
        var versions = around.ToDictionary(v => v.Id, v => v.Version);
        await using var session = log.Store.LightweightSession(metadata);
        Append(pair.Id, [.. facts, .. plan.Where(p => p.Pair == pair.Id).Select(p => p.Fact)]);
        foreach (var (other, fact) in plan.Where(p => p.Pair != pair.Id))
            Append(other, [fact]);
        try
        {
            await session.SaveChangesAsync(cancel);
            return true;
        }
        catch (Exception e) when (e.IsConflict())
        {
            return false;
        }

        void Append(Guid id, IReadOnlyList<object> of) => session.Events.Append(PairIds.StreamOf(id), versions[id] + of.Count, of);
    }

    /// <summary>The pairs that are grouped with this one, or might be: read from the log, whatever the views have processed.</summary>
    private async Task<List<MatchView>> Around(MatchView pair, CancellationToken cancel)
    {
        var known = new Dictionary<Guid, MatchView> { [pair.Id] = pair };
        var looked = new HashSet<MarketRef>();
        for (var look = new HashSet<MarketRef> { pair.LeftRef, pair.RightRef }; look.Count > 0;)
        {
            looked.UnionWith(look);
            var ids = (await queries.Around(look, cancel)).Select(v => v.Id).ToHashSet();
            foreach (var linked in known.Values.Where(v => v.EventId is not null).ToList())
                ids.UnionWith((await GroupOf(linked.Id, cancel)).Pairs.Select(p => p.PairId));
            ids.ExceptWith(known.Keys);
            foreach (var view in await Read([.. ids], cancel))
                known.Add(view.Id, view);
            look = [.. known.Values.Where(v => v.EventId is not null || v.Allows).SelectMany(v => new[] { v.LeftRef, v.RightRef }).Where(m => !looked.Contains(m))];
        }

        return [.. known.Values.OrderBy(v => v.Id)];
    }

    private async Task<Dictionary<Guid, MarketGroup>> Linked(List<MatchView> views, CancellationToken cancel)
    {
        var linked = new Dictionary<Guid, MarketGroup>();
        foreach (var view in views.Where(v => v.EventId is not null))
            linked[view.Id] = await GroupOf(view.Id, cancel);
        return linked;
    }

    private async Task<MarketGroup> GroupOf(Guid pair, CancellationToken cancel) =>
        PairIds.GroupOf(await log.ReadStream(PairIds.StreamOf(pair), cancel: cancel));

    private async Task<List<MatchView>> Read(IReadOnlyCollection<Guid> pairs, CancellationToken cancel)
    {
        if (pairs.Count == 0)
            return [];
        var facts = await log.ReadStreams([.. pairs.Select(PairIds.StreamOf)], long.MaxValue, [typeof(MatchEvent)], new MatchViews(), cancel);
        return [.. facts.GroupBy(f => f.Stream).Select(g => g.Aggregate((MatchView?)null, MatchView.Evolve)!)];
    }

    private static MemberFacts FactsOf(MarketRef market, IReadOnlyDictionary<MarketRef, MarketView> known) => known.TryGetValue(market, out var view)
        ? MemberFacts.Of(view)
        : throw new InvalidOperationException($"{market} was never listed.");

    private static bool Unjudged(List<MatchView> pairs)
    {
        var ids = pairs.Select(v => v.Id).ToHashSet();
        return GroupAssignment.MissingPairs(
            pairs.Where(v => v.Allows).Select(v => new Link(v.LeftRef, v.RightRef, v.Confidence, v.Polarity)), (one, other) => ids.Contains(PairIds.Of(one, other))).Count > 0;
    }

    private async Task Seen(CancellationToken cancel)
    {
        if (!await log.WaitForViews(Patience, only: Shown, cancel: cancel))
            throw new TimeoutException("The decision is recorded, but the events do not show it yet; a projection may have stopped.");
    }
}
