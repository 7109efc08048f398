using Faro.Venues;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// Which venue of a merged event is the primary: the one with the highest liquidity, compared in dollars. A figure goes before none;
/// between equals, and where no venue has any, the fixed order of venues decides. Pure.
/// </summary>
internal static class PrimaryVenue
{
    /// <summary>The primary of some markets, each with its venue and its liquidity in dollars.</summary>
    public static Venue Of(IEnumerable<(Venue Venue, decimal? LiquidityUsd)> markets) =>
        markets.OrderByDescending(m => m.LiquidityUsd.HasValue).ThenByDescending(m => m.LiquidityUsd).ThenBy(m => m.Venue).First().Venue;
}
