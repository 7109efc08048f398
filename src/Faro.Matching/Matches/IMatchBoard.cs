using Faro.Matching.Blocking;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Matches;

/// <summary>New facts about one pair.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="At">The version of its stream that they are based on, 0 for a pair that was never proposed; null: they are valid whatever has been recorded since.</param>
/// <param name="Facts">The facts, in order.</param>
internal sealed record PairFacts(Guid Pair, long? At, IReadOnlyList<MatchEvent> Facts);

/// <summary>
/// What a matching pass reads and writes: the log with its views, or a supposed state in memory that nobody else
/// sees. Recorded facts are visible to every later read.
/// </summary>
internal interface IMatchBoard
{
    /// <summary>Open markets whose terms are new or different.</summary>
    IReadOnlyList<MarketTerms> Pending { get; }

    /// <summary>Candidates for a market.</summary>
    IReadOnlyList<Candidate> CandidatesOf(MarketTerms terms);

    /// <summary>The terms of a market; null when it is over.</summary>
    MarketTerms? TermsOf(MarketRef market);

    /// <summary>What group plans need to know of a market.</summary>
    MemberFacts FactsOf(MarketRef market);

    /// <summary>The words of markets.</summary>
    Task<Dictionary<MarketRef, MarketText>> Texts(IEnumerable<MarketRef> markets, CancellationToken cancel);

    /// <summary>The existing pairs among these ids.</summary>
    Task<IReadOnlyList<MatchView>> Views(IEnumerable<Guid> ids, CancellationToken cancel);

    /// <summary>The pairs of these markets that are linked or may be.</summary>
    Task<IReadOnlyList<MatchView>> Around(IEnumerable<MarketRef> markets, CancellationToken cancel);

    /// <summary>Every pair that is linked or may be.</summary>
    Task<IReadOnlyList<MatchView>> Standing(CancellationToken cancel);

    /// <summary>Pairs that wait for their judge.</summary>
    Task<IReadOnlyList<MatchView>> Waiting(CancellationToken cancel);

    /// <summary>The group that a pair was last linked with.</summary>
    Task<MarketGroup> GroupOf(Guid pair, CancellationToken cancel);

    /// <summary>Takes facts in.</summary>
    Task Record(IReadOnlyList<PairFacts> facts, CancellationToken cancel);

    /// <summary>
    /// Appends facts that change groups, for each group all or none: not those of a group that somebody else (an operator) has changed
    /// since it was read. Returns the pairs whose facts were appended.
    /// </summary>
    Task<IReadOnlySet<Guid>> Regroup(IReadOnlyList<PairFacts> facts, CancellationToken cancel);
}
