using Faro.Venues;

namespace Faro.Matching.Linking;

/// <summary>A pair whose verdict allows a link.</summary>
/// <param name="Left">One market.</param>
/// <param name="Right">A market of another venue.</param>
/// <param name="Confidence">0.85 … 1.</param>
/// <param name="Polarity">Whether their outcomes agree directly or inverted; never <see cref="Polarity.Unknown"/>.</param>
/// <param name="Pinned">An operator decided it: it takes precedence over every other link.</param>
public sealed record Link(MarketRef Left, MarketRef Right, decimal Confidence, Polarity Polarity, bool Pinned = false);

/// <summary>Markets of different venues that ask one question.</summary>
/// <param name="Members">In the order of the venues; at most one per venue.</param>
/// <param name="Links">Every link within the group.</param>
public sealed record Group(IReadOnlyList<GroupMember> Members, IReadOnlyList<Link> Links);

/// <summary>A market in a group.</summary>
/// <param name="Market">The market.</param>
/// <param name="Polarity">Against the group's first member.</param>
public sealed record GroupMember(MarketRef Market, Polarity Polarity);

/// <summary>Why an allowed link was not made.</summary>
/// <param name="Link">The link.</param>
/// <param name="Reason"><c>taken</c>: a better total assignment uses one of its markets; <c>unconfirmed</c>: the third pair of a triangle
/// is not allowed; <c>polarity</c>: the three polarities contradict.</param>
public sealed record RefusedLink(Link Link, string Reason);

/// <summary>The result of a set of links.</summary>
/// <param name="Groups">The groups, ordered by their first member.</param>
/// <param name="Refused">Links that were left out.</param>
public sealed record Assignment(IReadOnlyList<Group> Groups, IReadOnlyList<RefusedLink> Refused);

/// <summary>
/// Chooses the links with the best total confidence so that no group has two markets of a venue, every pair within a group is
/// allowed, and the polarities agree. Pure, deterministic, exact for components of ordinary size.
/// </summary>
public static class GroupAssignment
{
    /// <summary>Components with more possible groups than this are solved greedily: a market that resembles dozens of others is a sign of bad verdicts.</summary>
    private const int ExactLimit = 22;

    /// <summary>Solves the assignment.</summary>
    /// <exception cref="ArgumentException">A link joins two markets of one venue, or has no polarity.</exception>
    public static Assignment Solve(IEnumerable<Link> links)
    {
        var all = links.Select(Normal).GroupBy(l => (l.Left, l.Right))
            .Select(g => g.OrderByDescending(l => l.Pinned).ThenByDescending(l => l.Confidence).ThenBy(l => l.Polarity).First())
            .OrderBy(l => l.Left, ByMarket).ThenBy(l => l.Right, ByMarket).ToArray();
        var groups = new List<Group>();
        var refused = new List<RefusedLink>();
        foreach (var component in Components(all))
        {
            var candidates = Candidates(component);
            var chosen = candidates.Count <= ExactLimit ? Exact(candidates) : Greedy(candidates);
            groups.AddRange(chosen);
            var used = chosen.SelectMany(g => g.Links).ToHashSet();
            foreach (var link in component.Where(l => !used.Contains(l)))
                refused.Add(new RefusedLink(link, Reason(link, chosen, component)));
        }

        groups.Sort((x, y) => ByMarket.Compare(x.Members[0].Market, y.Members[0].Market));
        return new Assignment(groups, refused);
    }

    /// <summary>
    /// The pairs still to be judged before these links can be solved: if A is linked with B and B with C, A and C must be judged too.
    /// </summary>
    /// <param name="links">The links that are allowed.</param>
    /// <param name="judged">Whether a pair has already been judged, whatever the verdict.</param>
    public static IReadOnlyList<(MarketRef Left, MarketRef Right)> MissingPairs(IEnumerable<Link> links, Func<MarketRef, MarketRef, bool> judged)
    {
        var all = links.Select(Normal).ToArray();
        var partners = all.Select(l => (Of: l.Left, With: l.Right)).Concat(all.Select(l => (Of: l.Right, With: l.Left))).Distinct().ToLookup(x => x.Of, x => x.With);
        var missing = new HashSet<(MarketRef Left, MarketRef Right)>();
        foreach (var middle in partners)
        {
            var around = middle.Order(ByMarket).ToArray();
            for (var i = 0; i < around.Length; i++)
            {
                for (var k = i + 1; k < around.Length; k++)
                {
                    if (around[i].Venue != around[k].Venue && !judged(around[i], around[k]))
                        missing.Add((around[i], around[k]));
                }
            }
        }

        return [.. missing.OrderBy(m => m.Left, ByMarket).ThenBy(m => m.Right, ByMarket)];
    }

    internal static Comparer<MarketRef> ByMarket { get; } = Comparer<MarketRef>.Create((x, y) =>
        x.Venue != y.Venue ? x.Venue.CompareTo(y.Venue) : string.CompareOrdinal(x.MarketId, y.MarketId));

    private static Link Normal(Link link)
    {
        if (link.Left.Venue == link.Right.Venue)
            throw new ArgumentException("A link joins markets of two venues.");
        if (link.Polarity == Polarity.Unknown)
            throw new ArgumentException("A link needs a polarity.");
        return link.Left.Venue < link.Right.Venue ? link : link with { Left = link.Right, Right = link.Left };
    }

    private static IEnumerable<List<Link>> Components(Link[] links)
    {
        var byMarket = new Dictionary<MarketRef, List<Link>>();
        foreach (var l in links)
        {
            foreach (var m in new[] { l.Left, l.Right })
            {
                if (!byMarket.TryGetValue(m, out var list))
                    byMarket.Add(m, list = []);
                list.Add(l);
            }
        }

        var seen = new HashSet<Link>();
        foreach (var first in links)
        {
            if (!seen.Add(first))
                continue;
            var component = new List<Link>();
            var open = new Queue<Link>([first]);
            while (open.TryDequeue(out var link))
            {
                component.Add(link);
                foreach (var next in byMarket[link.Left].Concat(byMarket[link.Right]))
                {
                    if (seen.Add(next))
                        open.Enqueue(next);
                }
            }

            component.Sort((x, y) => ByMarket.Compare(x.Left, y.Left) is not 0 and var c ? c : ByMarket.Compare(x.Right, y.Right));
            yield return component;
        }
    }

    // Every allowed pair, and every triangle whose three pairs are allowed and agree.
    private static List<Group> Candidates(List<Link> links)
    {
        var groups = links.ConvertAll(l => new Group([new(l.Left, Polarity.Direct), new(l.Right, l.Polarity)], [l]));
        var by = links.ToDictionary(l => (l.Left, l.Right));
        foreach (var ab in links.Where(l => l.Left.Venue == Venue.Polymarket && l.Right.Venue == Venue.Kalshi))
        {
            foreach (var bc in links.Where(l => l.Left == ab.Right))
            {
                if (by.TryGetValue((ab.Left, bc.Right), out var ac) && Times(ab.Polarity, bc.Polarity) == ac.Polarity)
                    groups.Add(new Group([new(ab.Left, Polarity.Direct), new(ab.Right, ab.Polarity), new(bc.Right, ac.Polarity)], [ab, bc, ac]));
            }
        }

        return groups;
    }

    private static Polarity Times(Polarity x, Polarity y) => x == y ? Polarity.Direct : Polarity.Inverted;

    private static decimal Worth(Group g) => g.Links.Sum(l => l.Confidence + (l.Pinned ? 1_000m : 0m));

    private static List<Group> Exact(List<Group> candidates)
    {
        // Best first makes the bound effective; ties keep the order of ids.
        var order = candidates.OrderByDescending(Worth).ToArray();
        var rest = new decimal[order.Length + 1];
        for (var i = order.Length - 1; i >= 0; i--)
            rest[i] = rest[i + 1] + Worth(order[i]);
        List<Group> best = [];
        var bestWorth = -1m;
        Search(0, 0, [], []);
        return best;

        void Search(int i, decimal worth, List<Group> taken, HashSet<MarketRef> used)
        {
            if (worth > bestWorth)
                (best, bestWorth) = ([.. taken], worth);
            if (i == order.Length || worth + rest[i] <= bestWorth)
                return;
            var g = order[i];
            if (!g.Members.Any(m => used.Contains(m.Market)))
            {
                foreach (var m in g.Members)
                    used.Add(m.Market);
                taken.Add(g);
                Search(i + 1, worth + Worth(g), taken, used);
                taken.RemoveAt(taken.Count - 1);
                foreach (var m in g.Members)
                    used.Remove(m.Market);
            }

            Search(i + 1, worth, taken, used);
        }
    }

    private static List<Group> Greedy(List<Group> candidates)
    {
        var used = new HashSet<MarketRef>();
        var chosen = new List<Group>();
        foreach (var g in candidates.OrderByDescending(Worth))
        {
            if (g.Members.Any(m => used.Contains(m.Market)))
                continue;
            foreach (var m in g.Members)
                used.Add(m.Market);
            chosen.Add(g);
        }

        return chosen;
    }

    private static string Reason(Link link, List<Group> chosen, List<Link> component)
    {
        var left = chosen.FirstOrDefault(g => g.Members.Any(m => m.Market == link.Left));
        var right = chosen.FirstOrDefault(g => g.Members.Any(m => m.Market == link.Right));
        // Could the free side have joined the other's group, had its remaining pair been allowed?
        var (group, newcomer, inside) = left is not null && right is null ? (left, link.Right, link.Left) : (right, link.Left, link.Right);
        if (group is null || left is not null && right is not null || group.Members.Any(m => m.Market.Venue == newcomer.Venue))
            return "taken";
        return group.Members.Where(m => m.Market != inside).All(m => component.Any(l => Joins(l, m.Market, newcomer))) ? "polarity" : "unconfirmed";
    }

    private static bool Joins(Link l, MarketRef x, MarketRef y) => l.Left == x && l.Right == y || l.Left == y && l.Right == x;
}
