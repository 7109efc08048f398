using System.Globalization;
using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>Something about a plan that the caller should know before signing.</summary>
/// <param name="Code">A stable code: <c>costs_more</c>, <c>less_than_asked</c>; of sales <c>no_position</c>, <c>position_short</c>, <c>position_unknown</c>.</param>
/// <param name="Message">A sentence for people, with the figure.</param>
public sealed record PlanWarning(string Code, string Message);

/// <summary>What a plan is worth, compared with the alternatives.</summary>
public sealed record RouteReceipt
{
    /// <summary>The best single venue for the whole size; else the one with the most.</summary>
    public required Venue? BestSingle { get; init; }

    /// <summary>What the plan saves (BUY) or earns more (SELL) than that venue for the same shares, after fees; null without a venue that fills.</summary>
    public Money? Improvement { get; init; }

    /// <summary>The same in hundredths of a percent of that venue's price.</summary>
    public long? ImprovementBps { get; init; }

    /// <summary>Average price after fees in dollars per share.</summary>
    public required UnitPrice AveragePrice { get; init; }

    /// <summary>BUY: gain if the outcome happens at every venue.</summary>
    public required Money IfWins { get; init; }

    /// <summary>BUY: loss (negative) if it happens at no venue.</summary>
    public required Money IfLoses { get; init; }

    /// <summary>The worst case over all ways in which the venues may resolve differently.</summary>
    public required Money WorstCase { get; init; }

    /// <summary>What the caller should know before signing; empty for most plans.</summary>
    public required IReadOnlyList<PlanWarning> Warnings { get; init; }

    /// <summary>Evaluates a plan.</summary>
    public static RouteReceipt Of(RouteRequest request, RoutePlan plan)
    {
        var (shares, notional, fee) = (plan.Expected, plan.Notional, plan.Fee);
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
        var warnings = new List<PlanWarning>();
        var takesAll = plan.Legs.All(l => l.Shares == l.MarketableShares) && shares > Shares.None;
        if (best is { Fills: true } && takesAll)
        {
            (saved, bps) = Against(request.Side, net, best.NetPrice(request.Side), shares);
            if (saved < Money.None) warnings.Add(CostsMore(request.Side, saved.Value, bps.Value, $"{best.Venue.Name()} alone"));
        }

        if (plan.ByMarginalPrice is { } other && takesAll && Against(request.Side, net, other.NetPrice(request.Side), shares) is var (less, lessBps)
            && less < Money.None)
            warnings.Add(CostsMore(request.Side, less, lessBps, $"route_strategy \"{RouteStrategy.Split.Word()}\""));
        if (request.Time == TimeInForce.Ioc && plan.Legs.Count > 0 && (request.Size - notional).Exact > request.Size.Exact.FloorBasisPoints(100))
            warnings.Add(new PlanWarning("less_than_asked", $"The books have {notional} of the {request.Size} USD within the limit; the rest is not ordered."));

        // A share pays one dollar or nothing; a seller gives up that payout.
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
            Warnings = warnings,
        };
    }

    /// <summary>What a plan saves against another price for the same shares; negative when it costs more.</summary>
    private static (Money Saved, long Bps) Against(Side side, UnitPrice net, UnitPrice other, Shares shares)
    {
        var difference = side == Side.Buy ? other - net : net - other;
        return (difference.FloorOf(shares), difference.BasisPointsOf(other));
    }

    private static PlanWarning CostsMore(Side side, Money saved, long bps, string than) => new(
        "costs_more", string.Create(CultureInfo.InvariantCulture, $"After fees this plan {(side == Side.Buy ? "costs" : "brings")} {-saved} USD ({-bps / 100m:0.##} %) {(side == Side.Buy ? "more" : "less")} than {than} for the same shares."));

    private static bool Better(Side side, UnitPrice price, UnitPrice than) => side == Side.Buy ? price < than : price > than;
}
