using Faro.Log;
using Faro.Log.Past;
using Faro.Matching.Blocking;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Matches;

/// <summary>Markets and pairs as of a place in the log; further facts are applied in memory only.</summary>
/// <param name="log">The log; only read.</param>
/// <param name="catalog">The markets at that place.</param>
/// <param name="pairs">All pairs at that place.</param>
/// <param name="sequence">The place.</param>
internal sealed class SupposedBoard(EventLog log, MatchCatalog catalog, IEnumerable<MatchView> pairs, long sequence) : IMatchBoard
{
    private readonly Dictionary<Guid, MatchView> _views = pairs.ToDictionary(v => v.Id);
    private readonly Dictionary<Guid, MarketGroup> _groups = [];

    /// <summary>The pairs with recorded facts, in their supposed state.</summary>
    public Dictionary<Guid, MatchView> Changed { get; } = [];

    public IReadOnlyList<MarketTerms> Pending => catalog.Pending;

    public IReadOnlyList<Candidate> CandidatesOf(MarketTerms terms) => catalog.CandidatesOf(terms);

    public MarketTerms? TermsOf(MarketRef market) => catalog.TermsOf(market);

    public MemberFacts FactsOf(MarketRef market) => catalog.FactsOf(market);

    public Task<Dictionary<MarketRef, MarketText>> Texts(IEnumerable<MarketRef> markets, CancellationToken cancel) => catalog.Texts(markets, cancel);

    public Task<IReadOnlyList<MatchView>> Views(IEnumerable<Guid> ids, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<MatchView>>([.. ids.Select(id => _views.GetValueOrDefault(id)).OfType<MatchView>()]);

    public Task<IReadOnlyList<MatchView>> Around(IEnumerable<MarketRef> markets, CancellationToken cancel)
    {
        var near = markets.ToHashSet();
        return Of(v => v.State is "linked" or "allowed" && (near.Contains(v.LeftRef) || near.Contains(v.RightRef)));
    }

    public Task<IReadOnlyList<MatchView>> Standing(CancellationToken cancel) => Of(v => v.State is "linked" or "allowed");

    public Task<IReadOnlyList<MatchView>> Waiting(CancellationToken cancel) => Of(v => v.State == "proposed" && (v.Waits || v.Deferred is not null));

    public async Task<MarketGroup> GroupOf(Guid pair, CancellationToken cancel)
    {
        if (!_groups.TryGetValue(pair, out var group))
        {
            _groups[pair] = group = PairIds.GroupOf(await log.ReadStream(PairIds.StreamOf(pair), new ReadUpTo(Sequence: sequence), cancel));
        }

        return group;
    }

    public Task Record(IReadOnlyList<PairFacts> facts, CancellationToken cancel)
    {
        foreach (var of in facts)
        {
            var view = _views.GetValueOrDefault(of.Pair);
            foreach (var fact in of.Facts)
            {
                view = MatchView.Evolve(view, MatchView.Supposed(of.Pair, fact, 0, DateTimeOffset.MinValue));
                if (fact is PairLinked l)
                    _groups[of.Pair] = l.Group;
            }

            _views[of.Pair] = Changed[of.Pair] = view!;
        }

        return Task.CompletedTask;
    }

    public async Task<IReadOnlySet<Guid>> Regroup(IReadOnlyList<PairFacts> facts, CancellationToken cancel)
    {
        await Record(facts, cancel);
        return facts.Select(f => f.Pair).ToHashSet();
    }

    private Task<IReadOnlyList<MatchView>> Of(Func<MatchView, bool> which) =>
        Task.FromResult<IReadOnlyList<MatchView>>([.. _views.Values.Where(which).OrderBy(v => v.Id)]);
}
