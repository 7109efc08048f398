using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders.Preparing;

/// <summary>
/// Which markets of an event may trade when the caller accepts some divergences only. The first-listed market asks the event's
/// own question and stays; each other one stays while no pair of its own with a market that stays has another code. Pure.
/// </summary>
internal static class DivergenceRule
{
    /// <summary>The markets to leave out, each with the reason in words.</summary>
    /// <param name="members">The event's markets, the first-listed first.</param>
    /// <param name="pairs">The recorded pairs among them.</param>
    /// <param name="accepted">The accepted codes; null accepts all.</param>
    public static IReadOnlyDictionary<MarketRef, string> LeftOut(
        IReadOnlyList<MarketRef> members, IReadOnlyList<MemberPair> pairs, IReadOnlyList<string>? accepted)
    {
        var leftOut = new Dictionary<MarketRef, string>();
        if (accepted is null || members.Count < 2) return leftOut;
        var stay = new List<MarketRef> { members[0] };
        var left = members.Skip(1).ToList();
        while (left.Count > 0)
        {
            // Those that a pair joins to a market that stays come first: the others hang on them.
            var next = left.FirstOrDefault(m => stay.Any(s => Pair(pairs, m, s) is not null), left[0]);
            left.Remove(next);
            var (joined, because) = (false, (string?)null);
            foreach (var other in stay)
            {
                if (Pair(pairs, next, other) is not { } pair) continue;
                joined = true;
                var codes = pair.Codes.Where(c => !accepted.Contains(c, StringComparer.Ordinal)).ToList();
                if (codes.Count > 0) because ??= $"Against {other.Venue.Name()}'s market it has a recorded divergence that accept_divergence does not name: {string.Join(", ", codes)}.";
            }

            // Without a pair of its own with any that stays, it is known only through one that does not.
            if (!joined) because = "It is joined to the event only through a market that is excluded.";
            if (because is null) stay.Add(next);
            else leftOut.Add(next, because);
        }

        return leftOut;
    }

    private static MemberPair? Pair(IReadOnlyList<MemberPair> pairs, MarketRef one, MarketRef other) =>
        pairs.FirstOrDefault(p => (p.One == one && p.Other == other) || (p.One == other && p.Other == one));
}
