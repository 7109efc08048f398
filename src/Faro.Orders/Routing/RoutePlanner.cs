using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>
/// Plans an order over the books of an event's venues. Pure integers: same inputs, same plan. Sums are
/// <see cref="ExactMoney"/> and <see cref="ExactFee"/>, so no step rounds before the leg is done.
/// </summary>
public static class RoutePlanner
{
    /// <summary>Raised when the same inputs may give another plan.</summary>
    public const int Version = 1;

    /// <summary>The most venues of one plan.</summary>
    public const int MaxVenues = 8;

    /// <summary>Plans.</summary>
    public static RoutePlan Plan(RouteInputs inputs)
    {
        ReadOnlySpan<VenueDepth> venues = inputs.Venues;
        if (venues.Length > MaxVenues) throw new ArgumentException($"At most {MaxVenues} venues.", nameof(inputs));
        var request = inputs.Request;
        Span<Fill> fills = stackalloc Fill[MaxVenues];
        fills = fills[..venues.Length];
        var skipped = inputs.Skipped;
        var budget = request.Size.Exact;
        ExactMoney depth;

        // A leg below its venue's minimum is taken out, and the rest is planned again without that venue.
        var barred = 0;
        var smallest = false;
        while (true)
        {
            Reset(fills, barred);
            var left = request.Strategy == RouteStrategy.Split
                ? Split(request, venues, fills, budget)
                : Cheapest(request, venues, fills, budget);
            depth = budget - left;
            if (request.Time == TimeInForce.Gtc) Rest(request, venues, fills, left);
            if (TooSmall(venues, fills) is not { } small) break;
            barred |= 1 << small;
            smallest = true;
            skipped = [.. skipped, new SkippedVenue(
                venues[small].Venue, venues[small].MarketId, "below_minimum", "Its part would be below the venue's smallest order.")];
        }

        var alternatives = Alternatives(request, venues, budget);
        var refusal = Refusal(request, venues, fills, budget, depth, smallest);
        return new RoutePlan
        {
            Legs = refusal is null ? Legs(request, venues, fills) : [],
            Skipped = skipped,
            Alternatives = alternatives,
            Refusal = refusal,
            Depth = depth.Floor,
        };
    }

    /// <summary>What one venue gives alone for the same budget.</summary>
    private static SingleVenue[] Alternatives(RouteRequest request, ReadOnlySpan<VenueDepth> venues, ExactMoney budget)
    {
        var all = new SingleVenue[venues.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var fill = new Fill { Best = -1 };
            var left = budget;
            while (Next(request, venues[i], ref fill))
                if (!Take(venues[i], ref fill, ref left, Shares.Most)) break;
            all[i] = new SingleVenue(
                venues[i].Venue, fill.Shares, fill.Notional.Floor, fill.Fee.Ceiling, left < MostLeft(venues[i], in fill));
        }

        return all;
    }

    /// <summary>Takes the cheapest level of all venues until the budget is spent; answers what is left of it.</summary>
    private static ExactMoney Cheapest(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, ExactMoney left)
    {
        for (var i = 0; i < fills.Length; i++) Next(request, venues[i], ref fills[i]);
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
            if (Take(venues[best], ref fills[best], ref left, Shares.Most)) Next(request, venues[best], ref fills[best]);
            else fills[best].Done = true; // less than a lot's worth is left
        }

        return left;
    }

    /// <summary>Takes equal shares of all venues that still have depth, breakpoint by breakpoint.</summary>
    private static ExactMoney Split(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, ExactMoney left)
    {
        var lot = Shares.Smallest;
        for (var i = 0; i < fills.Length; i++)
        {
            Next(request, venues[i], ref fills[i]);
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
                if (step > Shares.None) Take(venues[i], ref fills[i], ref left, step);
                if (fills[i].Available < lot) Next(request, venues[i], ref fills[i]);
            }
        }

        return left;
    }

    /// <summary>What the books do not hold rests at the limit, on the venue whose last taken price is best; nowhere without a limit.</summary>
    private static void Rest(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, ExactMoney left)
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

    private static int? TooSmall(ReadOnlySpan<VenueDepth> venues, Span<Fill> fills)
    {
        for (var i = 0; i < fills.Length; i++)
        {
            ref var fill = ref fills[i];
            var shares = fill.Shares + fill.Resting;
            if (shares == Shares.None) continue;
            var notional = fill.Notional + ExactMoney.Of(fill.Resting, fill.RestingPrice);
            if (shares < venues[i].MinimumShares || notional < venues[i].MinimumNotional.Exact) return i;
        }

        return null;
    }

    private static string? Refusal(
        RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, ExactMoney budget, ExactMoney depth, bool smallest)
    {
        if (venues.Length == 0) return "no_venue";
        var (shares, resting, dust) = (Shares.None, Shares.None, ExactMoney.None);
        for (var i = 0; i < fills.Length; i++)
        {
            shares += fills[i].Shares;
            resting += fills[i].Resting;
            dust = ExactMoney.Max(dust, MostLeft(venues[i], in fills[i]));
        }

        if (request.Strategy == RouteStrategy.Split) dust = ExactMoney.Max(dust, MostLeftOfSplit(venues, fills));

        if (shares + resting == Shares.None) return smallest ? "below_minimum" : "no_liquidity";
        if (resting > Shares.None || budget - depth <= ExactMoney.Max(dust, budget.FloorBasisPoints(1))) return null;
        // Part of it is there: an IOC takes that part; a FOK, and a GTC that may not rest anywhere, do not.
        return request.Time == TimeInForce.Ioc ? null : smallest ? "below_minimum" : "insufficient_depth";
    }

    private static PlannedLeg[] Legs(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills)
    {
        var count = 0;
        foreach (ref var fill in fills)
            if (fill.Shares + fill.Resting > Shares.None) count++;
        var legs = new PlannedLeg[count];
        for (int i = 0, at = 0; i < fills.Length; i++)
        {
            ref var fill = ref fills[i];
            if (fill.Shares + fill.Resting == Shares.None) continue;
            legs[at++] = new PlannedLeg
            {
                Venue = venues[i].Venue,
                MarketId = venues[i].MarketId,
                Shares = fill.Shares + fill.Resting,
                MarketableShares = fill.Shares,
                LimitPrice = fill.Resting > Shares.None ? fill.RestingPrice : fill.LastPrice.OutToGrid(venues[i].Tick, request.Side),
                Notional = (fill.Notional + ExactMoney.Of(fill.Resting, fill.RestingPrice)).Floor,
                Fee = fill.Fee.Ceiling,
                Levels = fill.Levels,
            };
        }

        return legs;
    }

    /// <summary>Moves to the next level within the limit that holds a lot; false when there is none.</summary>
    private static bool Next(RouteRequest request, VenueDepth venue, ref Fill fill)
    {
        if (fill.Done) return false;
        while (++fill.Best < venue.Prices.Length)
        {
            var price = venue.Prices[fill.Best];
            if (request.LimitPrice is { } limit && (request.Side == Side.Buy ? price > limit : price < limit)) break;
            fill.Available = venue.Shares[fill.Best].FloorTo(venue.Lot);
            if (fill.Available == Shares.None) continue;
            var fee = venue.Fee.PerShare(price);
            fill.FeePerShare = fee;
            fill.Net = request.Side == Side.Buy ? UnitPrice.Of(price) + fee : UnitPrice.Of(price) - fee;
            return true;
        }

        fill.Done = true;
        return false;
    }

    /// <summary>Takes of the present level what the budget pays for; false when that is less than a lot.</summary>
    private static bool Take(VenueDepth venue, ref Fill fill, ref ExactMoney left, Shares most)
    {
        var price = venue.Prices[fill.Best];
        var shares = Shares.Min(fill.Available, most);
        // Most levels are taken whole: the product decides without a division.
        if (!ExactMoney.TryPay(shares, price, left, out var notional))
        {
            shares = Shares.Min(shares, left.FloorDiv(price).FloorTo(venue.Lot));
            notional = ExactMoney.Of(shares, price);
        }

        if (shares == Shares.None) return false;
        left -= notional;
        fill.Available -= shares;
        fill.Shares += shares;
        fill.Notional += notional;
        fill.Fee += ExactFee.Of(shares, fill.FeePerShare);
        if (fill.LastPrice != price) fill.Levels++;
        fill.LastPrice = price;
        return true;
    }

    /// <summary>What cannot be spent any more because a lot costs more.</summary>
    private static ExactMoney MostLeft(VenueDepth venue, in Fill fill) => ExactMoney.Of(venue.Lot, Price.Max(fill.LastPrice, Price.Finest));

    /// <summary>What equal shares leave: less than one lot, the coarsest, on every venue that still has depth.</summary>
    private static ExactMoney MostLeftOfSplit(ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<Fill> fills)
    {
        var (together, lot) = (new Price(0), Shares.Smallest);
        for (var i = 0; i < fills.Length; i++)
        {
            lot = Shares.Max(lot, venues[i].Lot);
            if (!fills[i].Done) together += venues[i].Prices[fills[i].Best];
        }

        return ExactMoney.Of(lot, together);
    }

    private static void Reset(Span<Fill> fills, int barred)
    {
        for (var i = 0; i < fills.Length; i++)
        {
            var bar = (barred & (1 << i)) != 0;
            fills[i] = new Fill { Best = -1, Done = bar, Barred = bar };
        }
    }

    private struct Fill
    {
        public int Best;
        public bool Done;
        public bool Barred;
        public Shares Available;
        public UnitPrice Net;
        public UnitPrice FeePerShare;
        public Shares Shares;
        public ExactMoney Notional;
        public ExactFee Fee;
        public Price LastPrice;
        public int Levels;
        public Shares Resting;
        public Price RestingPrice;
    }
}
