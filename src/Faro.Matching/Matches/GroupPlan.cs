using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Linking;
using Faro.Matching.UnifiedEvents;
using Faro.Venues;

namespace Faro.Matching.Matches;

/// <summary>What the plan needs to know of a market.</summary>
/// <param name="Market">The market.</param>
/// <param name="ListedAt">When it was first seen.</param>
/// <param name="LiquidityUsd">Its current liquidity in dollars; null if its venue does not report it.</param>
internal sealed record MemberFacts(MarketRef Market, DateTimeOffset ListedAt, decimal? LiquidityUsd)
{
    public Guid EventId => MarketIds.IdOf(Market);

    /// <summary>The version of its stream that last set its words.</summary>
    public long WordsVersion { get; init; } = 1;

    /// <summary>The hash of its terms.</summary>
    public ContentHash TermsHash { get; init; }

    public static MemberFacts Of(MarketView market) => new(market.Ref, market.ListedAt, market.Quote.LiquidityUsd) { WordsVersion = market.WordsVersion, TermsHash = market.TermsHash };
}

/// <summary>From the pairs that may be linked to the facts that change the groups. Pure and deterministic.</summary>
internal static class GroupPlan
{
    /// <summary>The facts, unlinks first; empty when the groups are already as they should be.</summary>
    /// <param name="allowed">Every pair that may be linked.</param>
    /// <param name="linked">The pairs that are linked now, each with the group it was linked with.</param>
    /// <param name="facts">Of a market.</param>
    /// <param name="why">Why a pair may no longer be linked.</param>
    public static IReadOnlyList<(Guid Pair, MatchEvent Fact)> Of(
        IReadOnlyCollection<MatchView> allowed, IReadOnlyDictionary<Guid, MarketGroup> linked,
        Func<MarketRef, MemberFacts> facts, Func<Guid, string> why)
    {
        var pairs = allowed.ToDictionary(v => v.Id);
        var assignment = GroupAssignment.Solve(allowed.Select(v => new Link(
            v.LeftRef, v.RightRef, v.Override is null ? v.Confidence : 1m, v.Polarity, Pinned: v.Override is { Same: true })));
        var previous = linked.Values.DistinctBy(g => g.EventId).ToDictionary(g => g.EventId);
        var wanted = assignment.Groups.Select(g => Complete(g, pairs, facts, previous)).ToList();
        var byPair = wanted.SelectMany(g => g.Pairs.Select(p => (p.PairId, Group: g))).ToDictionary(x => x.PairId, x => x.Group);
        var byMarket = wanted.SelectMany(g => g.Members.Select(m => (m.EventId, Group: g))).ToDictionary(x => x.EventId, x => x.Group);

        var plan = new List<(Guid, MatchEvent)>();
        foreach (var (pair, group) in linked.Where(l => !byPair.ContainsKey(l.Key)).OrderBy(l => l.Key))
        {
            var results = group.Members.Select(m => byMarket.GetValueOrDefault(m.EventId) ?? Alone(m)).DistinctBy(g => g.EventId).ToList();
            plan.Add((pair, new PairUnlinked(why(pair), results)));
        }

        foreach (var (pair, group) in byPair.OrderBy(p => p.Key))
        {
            if (!linked.TryGetValue(pair, out var now) || !Alike(now, group))
                plan.Add((pair, new PairLinked(group)));
        }

        return plan;
    }

    /// <summary>The facts in portions of about this size, with the facts of grouped markets in one portion; the order within a portion is kept.</summary>
    public static IEnumerable<IReadOnlyList<PairFacts>> Apart(IReadOnlyList<PairFacts> facts, int atOnce)
    {
        var root = new Dictionary<Guid, Guid>();
        foreach (var members in facts.Select(Members))
        {
            foreach (var member in members.Skip(1))
                root[Root(member)] = Root(members[0]);
        }

        var portion = new List<PairFacts>();
        foreach (var group in facts.GroupBy(f => Root(Members(f)[0])))
        {
            portion.AddRange(group);
            if (portion.Count < atOnce)
                continue;
            yield return portion;
            portion = [];
        }

        if (portion.Count > 0)
            yield return portion;

        Guid Root(Guid market)
        {
            while (root.TryGetValue(market, out var next) && next != market)
                market = next;
            return market;
        }
    }

    private static List<Guid> Members(PairFacts facts) => [.. facts.Facts.SelectMany<MatchEvent, MarketGroup>(f => f switch
    {
        PairLinked l => [l.Group],
        PairUnlinked u => u.Groups,
        _ => [],
    }).SelectMany(g => g.Members).Select(m => m.EventId).DefaultIfEmpty(facts.Pair)];

    private static MarketGroup Complete(
        Group group, Dictionary<Guid, MatchView> pairs, Func<MarketRef, MemberFacts> facts, Dictionary<Guid, MarketGroup> previous)
    {
        // The first-listed member gives the id and the meaning of YES; markets of one sync are ordered by venue and id.
        var ordered = group.Members.Select(m => (m.Market, m.Polarity, Facts: facts(m.Market)))
            .OrderBy(m => m.Facts.ListedAt).ThenBy(m => m.Market, GroupAssignment.ByMarket).ToList();
        var first = ordered[0].Polarity;
        var views = group.Links.Select(l => pairs[PairIds.Of(l.Left, l.Right)]).OrderBy(v => v.Id).ToList();
        var members = ordered.ConvertAll(m => new GroupedMarket(
            m.Market.Venue, m.Market.MarketId, m.Facts.EventId, m.Polarity == first ? Polarity.Direct : Polarity.Inverted, JudgedWords(m.Market, views)));
        var joined = views.Select(v => new GroupedPair(
            v.Id, v.Override is null ? v.Judge ?? "" : "operator", v.Override is null ? v.Confidence : 1m,
            v.Override?.Reason ?? v.Reasoning ?? "", [.. RisksOf(v).Select(Back)])).ToList();
        // The primary venue is fixed when the match is made: it stays while the same markets stay together.
        var primary = previous.TryGetValue(members[0].EventId, out var before) && SameMembers(before, members)
            ? before.PrimaryVenue
            : PrimaryVenue.Of(ordered.Select(m => (m.Market.Venue, m.Facts.LiquidityUsd)));
        return new MarketGroup(members[0].EventId, primary, members, joined);
    }

    /// <summary>The version of a member's words that its pairs were judged on: the oldest if they differ; null when one has none.</summary>
    private static long? JudgedWords(MarketRef market, List<MatchView> pairs)
    {
        var versions = pairs.Where(v => v.LeftRef == market).Select(v => v.LeftWordsVersion)
            .Concat(pairs.Where(v => v.RightRef == market).Select(v => v.RightWordsVersion)).ToList();
        return versions.Any(v => v is null) ? null : versions.Min();
    }

    /// <summary>What an operator overruled stays a risk of the link, and is shown to those who trade on it.</summary>
    private static IEnumerable<MatchFinding> RisksOf(MatchView pair) =>
        pair.Override is null ? pair.DivergenceRisks : [.. pair.Vetoes, .. pair.Doubts, .. pair.DivergenceRisks];

    private static Finding Back(MatchFinding f)
    {
        var at = f.Text.IndexOf(" / ", StringComparison.Ordinal);
        return at < 0 ? new Finding(f.Code, Severity.Risk, f.Text, "") : new Finding(f.Code, Severity.Risk, f.Text[..at], f.Text[(at + 3)..]);
    }

    private static MarketGroup Alone(GroupedMarket market) =>
        new(market.EventId, market.Venue, [market with { Polarity = Polarity.Direct }], []);

    private static bool SameMembers(MarketGroup group, List<GroupedMarket> members) =>
        group.Members.Select(m => m.EventId).Order().SequenceEqual(members.Select(m => m.EventId).Order());

    private static bool Alike(MarketGroup one, MarketGroup other) => JsonSerializer.SerializeToUtf8Bytes(one, EventTypes.DefaultJson)
        .AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, EventTypes.DefaultJson));
}
