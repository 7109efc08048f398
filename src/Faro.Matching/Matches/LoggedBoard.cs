using Faro.Log;
using Faro.Matching.Blocking;
using Faro.Matching.Terms;
using Faro.Venues;
using Marten;

namespace Faro.Matching.Matches;

/// <summary>The log and its views; facts are appended, and the views have processed them before the next read.</summary>
/// <param name="log">The log.</param>
/// <param name="queries">The pairs.</param>
/// <param name="catalog">The markets, kept from run to run.</param>
/// <param name="correlation">The correlation id of the facts: the run, or the pair that an operator decided on.</param>
internal sealed class LoggedBoard(EventLog log, MatchQueries queries, MatchCatalog catalog, string correlation) : IMatchBoard
{
    private const int MostWaiting = 20_000;
    private const int MostAtOnce = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public IReadOnlyList<MarketTerms> Pending => catalog.Pending;

    public IReadOnlyList<Candidate> CandidatesOf(MarketTerms terms) => catalog.CandidatesOf(terms);

    public MarketTerms? TermsOf(MarketRef market) => catalog.TermsOf(market);

    public MemberFacts FactsOf(MarketRef market) => catalog.FactsOf(market);

    public Task<Dictionary<MarketRef, MarketText>> Texts(IEnumerable<MarketRef> markets, CancellationToken cancel) => catalog.Texts(markets, cancel);

    public async Task<IReadOnlyList<MatchView>> Views(IEnumerable<Guid> ids, CancellationToken cancel) => await queries.Views(ids, cancel);

    public async Task<IReadOnlyList<MatchView>> Around(IEnumerable<MarketRef> markets, CancellationToken cancel) => await queries.Around(markets, cancel);

    public async Task<IReadOnlyList<MatchView>> Standing(CancellationToken cancel) => await queries.Standing(cancel);

    public async Task<IReadOnlyList<MatchView>> Waiting(CancellationToken cancel) => await queries.Waiting(MostWaiting, cancel);

    public async Task<MarketGroup> GroupOf(Guid pair, CancellationToken cancel) =>
        PairIds.GroupOf(await log.ReadStream(PairIds.StreamOf(pair), cancel: cancel));

    public async Task Record(IReadOnlyList<PairFacts> facts, CancellationToken cancel)
    {
        foreach (var chunk in facts.Chunk(MostAtOnce))
            await log.Store.AppendUnguarded(session => Append(session, chunk), new EventMetadata(correlation), cancel);
        await CaughtUp(log, cancel);
    }

    public async Task<IReadOnlySet<Guid>> Regroup(IReadOnlyList<PairFacts> facts, CancellationToken cancel)
    {
        var taken = new HashSet<Guid>();
        foreach (var chunk in GroupPlan.Apart(await Dated(facts, cancel), MostAtOnce))
        {
            if (await TryAppend(chunk, cancel))
            {
                taken.UnionWith(chunk.Select(f => f.Pair));
                continue;
            }

            // One of many groups was changed meanwhile: the others need not wait for it.
            foreach (var group in GroupPlan.Apart(chunk, 1))
            {
                if (await TryAppend(group, cancel))
                    taken.UnionWith(group.Select(f => f.Pair));
            }
        }

        await CaughtUp(log, cancel);
        return taken;
    }

    private async Task<bool> TryAppend(IReadOnlyList<PairFacts> facts, CancellationToken cancel)
    {
        try
        {
            await using var session = log.Store.LightweightSession(new EventMetadata(correlation));
            Append(session, facts);
            await session.SaveChangesAsync(cancel);
            return true;
        }
        catch (Exception e) when (e.IsConflict())
        {
            return false;
        }
    }

    private static void Append(IDocumentSession session, IEnumerable<PairFacts> facts)
    {
        foreach (var of in facts)
        {
            if (of.At is { } version)
                session.Events.Append(PairIds.StreamOf(of.Pair), version + of.Facts.Count, of.Facts);
            else
                session.Events.Append(PairIds.StreamOf(of.Pair), of.Facts);
        }
    }

    /// <summary>Rows that were written before they had a version get it from the log.</summary>
    private async Task<IReadOnlyList<PairFacts>> Dated(IReadOnlyList<PairFacts> facts, CancellationToken cancel)
    {
        var undated = facts.Where(f => f.At == 0).Select(f => PairIds.StreamOf(f.Pair)).ToList();
        if (undated.Count == 0)
            return facts;
        await using var session = log.Store.QuerySession();
        var versions = await session.FetchVersions(undated, cancel);
        return [.. facts.Select(f => f.At == 0 ? f with { At = versions.GetValueOrDefault(PairIds.StreamOf(f.Pair)) } : f)];
    }

    /// <summary>Waits until every view has processed what is on the log.</summary>
    public static async Task CaughtUp(EventLog log, CancellationToken cancel)
    {
        if (!await log.WaitForViews(Patience, cancel: cancel))
            throw new TimeoutException("The views did not catch up with the log; a projection may have stopped.");
    }
}
