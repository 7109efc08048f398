using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>
/// Spreads an order by marginal price: always the cheapest share after fees, whichever venue has it. Prices rise as a book is
/// walked, so nothing that takes as many shares costs less. Venues' smallest orders can forbid that plan; then each set of venues
/// is tried, with every one of them filled up to its smallest order first, and the best of them is the plan.
/// </summary>
internal static class MarginalPrice
{
    /// <summary>Fills the order; returns what is left of its size.</summary>
    /// <param name="request">The order.</param>
    /// <param name="venues">The books.</param>
    /// <param name="alternatives">What each venue gives alone.</param>
    /// <param name="fills">What is taken of each.</param>
    /// <param name="tooSmall">Set to the venues whose cheapest part is below their smallest order.</param>
    public static ExactMoney Fill(
        RouteRequest request, ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<SingleVenue> alternatives, Span<RouteFill> fills, ref uint tooSmall)
    {
        var left = Walk(request, venues, fills, uint.MaxValue, toMinimum: false);
        for (var i = 0; i < fills.Length; i++)
            if (fills[i].IsTooSmall(venues[i])) tooSmall |= 1u << i;
        if (tooSmall != 0) left = BestSet(request, venues, fills, left);
        Round(venues, fills);
        return NotWorseThanOne(request, venues, alternatives, fills, left);
    }

    /// <summary>Tries every set of venues, each filled up to its smallest order; without one that can be, nothing is taken.</summary>
    private static ExactMoney BestSet(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills, ExactMoney before)
    {
        Span<RouteFill> trial = stackalloc RouteFill[RoutePlanner.MaxVenues];
        trial = trial[..fills.Length];
        var (best, bestLeft) = (0u, before);
        for (var set = 1u; set < 1u << fills.Length; set++)
        {
            var left = Walk(request, venues, trial, set, toMinimum: true);
            if (!IsPossible(venues, trial, set) || (best != 0 && !IsBetter(request, venues, trial, left, fills, bestLeft))) continue;
            (best, bestLeft) = (set, left);
            trial.CopyTo(fills);
        }

        if (best != 0) return bestLeft;
        foreach (ref var fill in fills) fill = RouteFill.Fresh(barred: true);
        return before;
    }

    private static bool IsPossible(ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<RouteFill> fills, uint set)
    {
        for (var i = 0; i < fills.Length; i++)
        {
            var used = fills[i].IsUsed;
            if (used != ((set & (1u << i)) != 0) || fills[i].IsTooSmall(venues[i])) return false;
        }

        return true;
    }

    /// <summary>Whether a plan is better: it places more of the order, or else its shares cost less (bring more) after fees.</summary>
    private static bool IsBetter(
        RouteRequest request, ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<RouteFill> plan, ExactMoney left, ReadOnlySpan<RouteFill> than,
        ExactMoney thanLeft)
    {
        var (whole, thanWhole) = (RoutePlanner.IsWhole(request, venues, plan, left), RoutePlanner.IsWhole(request, venues, than, thanLeft));
        if (whole != thanWhole) return whole;
        if (!whole && left != thanLeft) return left < thanLeft;
        var (one, other) = (Worth(request.Side, plan), Worth(request.Side, than));
        return request.Side == Side.Buy ? one < other : one > other;
    }

    private static UnitPrice Worth(Side side, ReadOnlySpan<RouteFill> fills)
    {
        var (shares, notional, fee) = (Shares.None, ExactMoney.None, default(ExactFee));
        foreach (ref readonly var fill in fills)
        {
            shares += fill.Shares + fill.Resting;
            notional += fill.Notional + ExactMoney.Of(fill.Resting, fill.RestingPrice);
            fee += fill.Fee;
        }

        return RoutePlan.Net(side, shares, notional.Floor, fee.Ceiling);
    }

    /// <summary>
    /// The order is counted in notional, so that a share with a low price and a high fee leaves more to buy dearer shares with: where
    /// that costs more a share than one venue alone, the one venue is the plan.
    /// </summary>
    private static ExactMoney NotWorseThanOne(
        RouteRequest request, ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<SingleVenue> alternatives, Span<RouteFill> fills, ExactMoney left)
    {
        foreach (ref readonly var fill in fills)
            if (fill.Resting > Shares.None) return left;
        var net = Worth(request.Side, fills);
        var best = -1;
        for (var i = 0; i < alternatives.Length; i++)
        {
            if (!alternatives[i].Fills) continue;
            var alone = alternatives[i].NetPrice(request.Side);
            if (request.Side == Side.Buy ? alone >= net : alone <= net) continue;
            (best, net) = (i, alone);
        }

        if (best < 0) return left;
        left = Walk(request, venues, fills, 1u << best, toMinimum: false);
        Round(venues, fills);
        return left;
    }

    /// <summary>Takes the cheapest level of the set's venues until the size is spent, and lets the rest of a GTC rest; returns what is left.</summary>
    private static ExactMoney Walk(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills, uint set, bool toMinimum)
    {
        var left = request.Size.Exact;
        for (var i = 0; i < fills.Length; i++)
        {
            fills[i] = RouteFill.Fresh((set & (1u << i)) == 0);
            fills[i].Next(request, venues[i]);
            if (toMinimum) ToMinimum(request, venues[i], ref fills[i], ref left);
        }

        while (left > ExactMoney.None)
        {
            var best = -1;
            for (var i = 0; i < fills.Length; i++)
            {
                if (fills[i].Done) continue;
                // Ties go to the venue that comes first in the fixed order.
                if (best < 0 || (request.Side == Side.Buy ? fills[i].Net < fills[best].Net : fills[i].Net > fills[best].Net)) best = i;
            }

            if (best < 0) break;
            if (fills[best].Take(venues[best], ref left, Shares.Most)) fills[best].Next(request, venues[best]);
            else fills[best].Done = true; // less than a lot's worth is left
        }

        if (request.Time == TimeInForce.Gtc) Rest(request, venues, fills, left);
        return left;
    }

    /// <summary>Takes of one venue what its smallest order needs, whatever other venues ask for.</summary>
    private static void ToMinimum(RouteRequest request, VenueDepth venue, ref RouteFill fill, ref ExactMoney left)
    {
        while (!fill.Done)
        {
            var shares = venue.MinimumShares - fill.Shares;
            var dollars = venue.MinimumNotional.Exact - fill.Notional;
            if (shares <= Shares.None && dollars <= ExactMoney.None) return;
            // One lot more than the dollars buy, rounded down, is at least the dollars.
            var more = dollars > ExactMoney.None ? dollars.FloorDiv(venue.Prices[fill.Best]) + venue.Lot : Shares.None;
            more = Shares.Max(more, shares);
            more = (more + venue.Lot - Shares.Smallest).FloorTo(venue.Lot);
            if (!fill.Take(venue, ref left, more)) return;
            if (fill.Available < venue.Lot) fill.Next(request, venue);
        }
    }

    /// <summary>What the books do not hold rests at the limit, on the venue whose last taken price is best; nowhere without a limit.</summary>
    internal static void Rest(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills, ExactMoney left)
    {
        if (request.LimitPrice is not { } limit || left <= ExactMoney.None) return;
        var best = -1;
        var most = Shares.None;
        for (var i = 0; i < fills.Length; i++)
        {
            if (fills[i].Barred || !venues[i].CanRest || limit.OntoGrid(venues[i].Tick, request.Side) is null) continue;
            if (best < 0 || fills[i].Shares > most) (best, most) = (i, fills[i].Shares); // there it joins what is sent anyway
        }

        if (best < 0) return;
        var price = limit.OntoGrid(venues[best].Tick, request.Side)!.Value;
        ref var fill = ref fills[best];
        fill.Resting = left.FloorDiv(price).FloorTo(venues[best].Lot);
        fill.RestingPrice = price;
    }

    internal static void Round(ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills)
    {
        for (var i = 0; i < fills.Length; i++) fills[i].Round(venues[i]);
    }
}
