using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>Spreads an order over all venues in equal shares. It may cost more than one venue alone: then the plan warns.</summary>
internal static class EqualShares
{
    /// <summary>Fills the order; returns what is left of its size. A venue whose part is too small is taken out, and the rest is filled again.</summary>
    public static ExactMoney Fill(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills, ref uint tooSmall)
    {
        while (true)
        {
            for (var i = 0; i < fills.Length; i++) fills[i] = RouteFill.Fresh((tooSmall & (1u << i)) != 0);
            var left = Walk(request, venues, fills);
            if (request.Time == TimeInForce.Gtc) MarginalPrice.Rest(request, venues, fills, left);
            MarginalPrice.Round(venues, fills);
            var before = tooSmall;
            for (var i = 0; i < fills.Length && tooSmall == before; i++)
                if (fills[i].IsTooSmall(venues[i])) tooSmall |= 1u << i;
            if (tooSmall == before) return left;
        }
    }

    /// <summary>What equal shares leave: less than one lot, the coarsest, on every venue that still has depth.</summary>
    public static ExactMoney MostLeft(ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<RouteFill> fills)
    {
        var (together, lot) = (new Price(0), Shares.Smallest);
        for (var i = 0; i < fills.Length; i++)
        {
            lot = Shares.Max(lot, venues[i].Lot);
            if (!fills[i].Done) together += venues[i].Prices[fills[i].Best];
        }

        return ExactMoney.Of(lot, together);
    }

    /// <summary>Takes equal shares of all venues that still have depth, breakpoint by breakpoint.</summary>
    private static ExactMoney Walk(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills)
    {
        var left = request.Size.Exact;
        var lot = Shares.Smallest;
        for (var i = 0; i < fills.Length; i++)
        {
            fills[i].Next(request, venues[i]);
            lot = Shares.Max(lot, venues[i].Lot);
        }

        while (left > ExactMoney.None)
        {
            var (together, step, open) = (new Price(0), Shares.Most, 0);
            for (var i = 0; i < fills.Length; i++)
            {
                if (fills[i].Done) continue;
                together += venues[i].Prices[fills[i].Best];
                step = Shares.Min(step, fills[i].Available);
                open++;
            }

            if (open == 0) break;
            var affordable = left.FloorDiv(together).FloorTo(lot);
            step = Shares.Min(step.FloorTo(lot), affordable);
            if (step == Shares.None && affordable == Shares.None) break;
            for (var i = 0; i < fills.Length; i++)
            {
                if (fills[i].Done) continue;
                if (step > Shares.None) fills[i].Take(venues[i], ref left, step);
                if (fills[i].Available < lot) fills[i].Next(request, venues[i]);
            }
        }

        return left;
    }
}
