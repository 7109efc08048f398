using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>What a plan is worth, told against the alternatives.</summary>
public sealed record RouteReceipt
{
    /// <summary>The best venue alone that holds the whole size; else the one that holds most.</summary>
    public required Venue? BestSingle { get; init; }

    /// <summary>What the plan saves (BUY) or brings more (SELL) than that venue for the same shares, after fees; null without one that fills.</summary>
    public Money? Improvement { get; init; }

    /// <summary>The same in hundredths of a percent of that venue's price.</summary>
    public long? ImprovementBps { get; init; }

    /// <summary>Average price after fees in dollars a share.</summary>
    public required UnitPrice AveragePrice { get; init; }

    /// <summary>BUY: gain if the outcome happens everywhere.</summary>
    public required Money IfWins { get; init; }

    /// <summary>BUY: loss (negative) if it happens nowhere.</summary>
    public required Money IfLoses { get; init; }

    /// <summary>The worst over all ways in which the venues may resolve apart.</summary>
    public required Money WorstCase { get; init; }

    /// <summary>Weighs a plan.</summary>
    public static RouteReceipt Of(RouteRequest request, RoutePlan plan)
    {
        var (shares, notional, fee) = (plan.Shares, plan.Notional, plan.Fee);
        var net = RoutePlan.Net(request.Side, shares, notional, fee);
        SingleVenue? best = null;
        foreach (var single in plan.Alternatives)
        {
            if (single.Shares == Shares.None) continue;
            if (best is null || (single.Fills && !best.Fills)
                || (single.Fills == best.Fills && (single.Fills
                    ? Better(request.Side, single.NetPrice(request.Side), best.NetPrice(request.Side))
                    : single.Shares > best.Shares)))
                best = single;
        }

        (Money? saved, long? bps) = (null, null);
        if (best is { Fills: true } && plan.Legs.All(l => l.Shares == l.MarketableShares) && shares > Shares.None)
        {
            var other = best.NetPrice(request.Side);
            var difference = request.Side == Side.Buy ? other - net : net - other;
            saved = difference.FloorOf(shares);
            bps = difference.BasisPointsOf(other);
        }

        // A share pays one dollar or nothing; a seller has given up what it would have paid.
        var (wins, loses) = request.Side == Side.Buy
            ? (shares.Payoff - notional - fee, -notional - fee)
            : (notional - fee - shares.Payoff, notional - fee);
        return new RouteReceipt
        {
            BestSingle = best?.Venue,
            Improvement = saved,
            ImprovementBps = bps,
            AveragePrice = net,
            IfWins = wins,
            IfLoses = loses,
            WorstCase = Money.Min(wins, loses),
        };
    }

    private static bool Better(Side side, UnitPrice price, UnitPrice than) => side == Side.Buy ? price < than : price > than;
}
