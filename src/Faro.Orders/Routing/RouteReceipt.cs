using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>What a plan is worth, told against the alternatives. All money in millionths of a dollar.</summary>
public sealed record RouteReceipt
{
    /// <summary>The best venue alone that holds the whole size; else the one that holds most.</summary>
    public required Venue? BestSingle { get; init; }

    /// <summary>What the plan saves (BUY) or brings more (SELL) than that venue for the same shares, after fees; null without one that fills.</summary>
    public long? ImprovementMicroUsd { get; init; }

    /// <summary>The same in hundredths of a percent of that venue's price.</summary>
    public long? ImprovementBps { get; init; }

    /// <summary>Average price after fees in billionths of a dollar a share.</summary>
    public required long AveragePrice { get; init; }

    /// <summary>BUY: gain if the outcome happens everywhere.</summary>
    public required long IfWinsMicroUsd { get; init; }

    /// <summary>BUY: loss (negative) if it happens nowhere.</summary>
    public required long IfLosesMicroUsd { get; init; }

    /// <summary>The worst over all ways in which the venues may resolve apart.</summary>
    public required long WorstCaseMicroUsd { get; init; }

    /// <summary>Weighs a plan.</summary>
    public static RouteReceipt Of(RouteRequest request, RoutePlan plan)
    {
        var (shares, notional, fee) = (plan.MicroShares, plan.NotionalMicroUsd, plan.FeeMicroUsd);
        var net = RoutePlan.Net(request.Side, shares, notional, fee);
        SingleVenue? best = null;
        foreach (var single in plan.Alternatives)
        {
            if (single.MicroShares == 0) continue;
            if (best is null || (single.Fills && !best.Fills)
                || (single.Fills == best.Fills && (single.Fills
                    ? Better(request.Side, single.NetPrice(request.Side), best.NetPrice(request.Side))
                    : single.MicroShares > best.MicroShares)))
                best = single;
        }

        long? saved = null, bps = null;
        if (best is { Fills: true } && plan.Legs.All(l => l.MicroShares == l.MarketableMicroShares) && shares > 0)
        {
            var other = best.NetPrice(request.Side);
            var difference = request.Side == Side.Buy ? other - net : net - other;
            saved = (long)((Int128)difference * shares / 1_000_000_000);
            bps = other == 0 ? 0 : difference * 10_000 / other;
        }

        // A share pays one dollar or nothing; a seller has given up what it would have paid.
        var (wins, loses) = request.Side == Side.Buy
            ? (shares - notional - fee, -notional - fee)
            : (notional - fee - shares, notional - fee);
        return new RouteReceipt
        {
            BestSingle = best?.Venue,
            ImprovementMicroUsd = saved,
            ImprovementBps = bps,
            AveragePrice = net,
            IfWinsMicroUsd = wins,
            IfLosesMicroUsd = loses,
            WorstCaseMicroUsd = Math.Min(wins, loses),
        };
    }

    private static bool Better(Side side, long price, long than) => side == Side.Buy ? price < than : price > than;
}
