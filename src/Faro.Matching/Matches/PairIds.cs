using Faro.Ingest;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Matching.Matches;

/// <summary>The ids of pairs.</summary>
public static class PairIds
{
    /// <summary>The id of a pair, in either order of its markets.</summary>
    public static Guid Of(MarketRef one, MarketRef other)
    {
        var (left, right) = Ordered(one, other);
        return MarketIds.V5(MarketIds.Namespace, $"{left}|{right}");
    }

    /// <summary>The pair's stream.</summary>
    public static string StreamOf(Guid pair) => $"pair/{pair}";

    internal static Guid OfStream(string stream) => Guid.Parse(stream.AsSpan("pair/".Length));

    /// <summary>The group that the facts of a linked pair put it in.</summary>
    internal static MarketGroup GroupOf(IEnumerable<IEvent> facts) => facts.Select(e => e.Data).OfType<PairLinked>().Last().Group;

    internal static (MarketRef Left, MarketRef Right) Ordered(MarketRef one, MarketRef other) =>
        Linking.GroupAssignment.ByMarket.Compare(one, other) <= 0 ? (one, other) : (other, one);
}
