using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>
/// Plans an order over the books of an event's venues. Pure integers: same inputs, same plan. Money is counted in
/// ten-thousandths of a dollar times millionths of a share (10⁻¹⁰ dollars), so no step rounds before the leg is done.
/// </summary>
public static class RoutePlanner
{
    /// <summary>Raised when the same inputs may give another plan.</summary>
    public const int Version = 1;

    /// <summary>The most venues of one plan.</summary>
    public const int MaxVenues = 8;

    private const long PerMicroUsd = 10_000;

    /// <summary>Plans.</summary>
    public static RoutePlan Plan(RouteInputs inputs)
    {
        ReadOnlySpan<VenueDepth> venues = inputs.Venues;
        if (venues.Length > MaxVenues) throw new ArgumentException($"At most {MaxVenues} venues.", nameof(inputs));
        var request = inputs.Request;
        Span<Fill> fills = stackalloc Fill[MaxVenues];
        fills = fills[..venues.Length];
        var skipped = inputs.Skipped;
        var budget = checked(request.SizeMicroUsd * PerMicroUsd);
        long depth;

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
            DepthMicroUsd = depth / PerMicroUsd,
        };
    }

    /// <summary>What one venue gives alone for the same budget.</summary>
    private static SingleVenue[] Alternatives(RouteRequest request, ReadOnlySpan<VenueDepth> venues, long budget)
    {
        var all = new SingleVenue[venues.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var fill = new Fill { Best = -1 };
            var left = budget;
            while (Next(request, venues[i], ref fill))
                if (!Take(venues[i], ref fill, ref left, long.MaxValue)) break;
            all[i] = new SingleVenue(
                venues[i].Venue, fill.Shares, fill.Notional / PerMicroUsd, MicroUsdUp(fill.Fee), left < MostLeft(venues[i], in fill));
        }

        return all;
    }

    /// <summary>Takes the cheapest level of all venues until the budget is spent; answers what is left of it.</summary>
    private static long Cheapest(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, long left)
    {
        for (var i = 0; i < fills.Length; i++) Next(request, venues[i], ref fills[i]);
        while (left > 0)
        {
            var best = -1;
            for (var i = 0; i < fills.Length; i++)
            {
                if (fills[i].Done) continue;
                // Ties go to the venue that comes first in the fixed order.
                if (best < 0 || (request.Side == Side.Buy ? fills[i].Net < fills[best].Net : fills[i].Net > fills[best].Net)) best = i;
            }

            if (best < 0) break;
            if (Take(venues[best], ref fills[best], ref left, long.MaxValue)) Next(request, venues[best], ref fills[best]);
            else fills[best].Done = true; // less than a lot's worth is left
        }

        return left;
    }

    /// <summary>Takes equal shares of all venues that still have depth, breakpoint by breakpoint.</summary>
    private static long Split(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, long left)
    {
        var lot = 1L;
        for (var i = 0; i < fills.Length; i++)
        {
            Next(request, venues[i], ref fills[i]);
            lot = Math.Max(lot, venues[i].LotMicroShares);
        }

        while (left > 0)
        {
            var (together, step, open) = (0L, long.MaxValue, 0);
            for (var i = 0; i < fills.Length; i++)
            {
                if (fills[i].Done) continue;
                together += venues[i].Prices[fills[i].Best];
                step = Math.Min(step, fills[i].Available);
                open++;
            }

            if (open == 0) break;
            var affordable = left / together / lot * lot;
            step = Math.Min(step / lot * lot, affordable);
            if (step == 0 && affordable == 0) break;
            for (var i = 0; i < fills.Length; i++)
            {
                if (fills[i].Done) continue;
                if (step > 0) Take(venues[i], ref fills[i], ref left, step);
                if (fills[i].Available < lot) Next(request, venues[i], ref fills[i]);
            }
        }

        return left;
    }

    /// <summary>What the books do not hold rests at the limit, on the venue whose last taken price is best; nowhere without a limit.</summary>
    private static void Rest(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, long left)
    {
        if (request.LimitPrice is not { } limit || left <= 0) return;
        var best = -1;
        var most = -1L;
        for (var i = 0; i < fills.Length; i++)
        {
            if (fills[i].Barred || !venues[i].CanRest || OntoGrid(limit, venues[i].Tick, request.Side) is null) continue;
            if (fills[i].Shares > most) (best, most) = (i, fills[i].Shares); // there it joins what is sent anyway
        }

        if (best < 0) return;
        var price = OntoGrid(limit, venues[best].Tick, request.Side)!.Value;
        var lot = venues[best].LotMicroShares;
        ref var fill = ref fills[best];
        fill.Resting = left / price / lot * lot;
        fill.RestingPrice = price;
    }

    private static int? TooSmall(ReadOnlySpan<VenueDepth> venues, Span<Fill> fills)
    {
        for (var i = 0; i < fills.Length; i++)
        {
            ref var fill = ref fills[i];
            var shares = fill.Shares + fill.Resting;
            if (shares == 0) continue;
            var notional = fill.Notional + ((Int128)fill.Resting * fill.RestingPrice);
            if (shares < venues[i].MinimumMicroShares || notional < (Int128)venues[i].MinimumMicroUsd * PerMicroUsd) return i;
        }

        return null;
    }

    private static string? Refusal(
        RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills, long budget, long depth, bool smallest)
    {
        if (venues.Length == 0) return "no_venue";
        var (shares, resting, dust) = (0L, 0L, 0L);
        for (var i = 0; i < fills.Length; i++)
        {
            shares += fills[i].Shares;
            resting += fills[i].Resting;
            dust = Math.Max(dust, MostLeft(venues[i], in fills[i]));
        }

        if (request.Strategy == RouteStrategy.Split) dust = Math.Max(dust, MostLeftOfSplit(venues, fills));

        if (shares + resting == 0) return smallest ? "below_minimum" : "no_liquidity";
        if (resting > 0 || budget - depth <= Math.Max(dust, budget / 10_000)) return null;
        // Part of it is there: an IOC takes that part; a FOK, and a GTC that may not rest anywhere, do not.
        return request.Time == TimeInForce.Ioc ? null : smallest ? "below_minimum" : "insufficient_depth";
    }

    private static PlannedLeg[] Legs(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<Fill> fills)
    {
        var count = 0;
        foreach (ref var fill in fills)
            if (fill.Shares + fill.Resting > 0) count++;
        var legs = new PlannedLeg[count];
        for (int i = 0, at = 0; i < fills.Length; i++)
        {
            ref var fill = ref fills[i];
            if (fill.Shares + fill.Resting == 0) continue;
            legs[at++] = new PlannedLeg
            {
                Venue = venues[i].Venue,
                MarketId = venues[i].MarketId,
                MicroShares = fill.Shares + fill.Resting,
                MarketableMicroShares = fill.Shares,
                LimitPrice = fill.Resting > 0 ? fill.RestingPrice : OutToGrid(fill.LastPrice, venues[i].Tick, request.Side),
                NotionalMicroUsd = (long)((fill.Notional + ((Int128)fill.Resting * fill.RestingPrice)) / PerMicroUsd),
                FeeMicroUsd = MicroUsdUp(fill.Fee),
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
            fill.Available = WholeLots(venue.MicroShares[fill.Best], venue.LotMicroShares);
            if (fill.Available == 0) continue;
            var fee = venue.Fee.PerShare(price);
            fill.FeePerShare = fee;
            fill.Net = request.Side == Side.Buy ? (price * 100_000L) + fee : (price * 100_000L) - fee;
            return true;
        }

        fill.Done = true;
        return false;
    }

    /// <summary>Takes of the present level what the budget pays for; false when that is less than a lot.</summary>
    private static bool Take(VenueDepth venue, ref Fill fill, ref long left, long most)
    {
        var price = venue.Prices[fill.Best];
        var shares = Math.Min(fill.Available, most);
        // Most levels are taken whole: the product decides without a division.
        if (Math.BigMul(shares, price, out var notional) != 0 || notional < 0 || notional > left)
        {
            shares = Math.Min(shares, WholeLots(left / price, venue.LotMicroShares));
            notional = shares * price;
        }

        if (shares == 0) return false;
        left -= notional;
        fill.Available -= shares;
        fill.Shares += shares;
        fill.Notional += notional;
        fill.Fee += (Int128)shares * fill.FeePerShare;
        if (fill.LastPrice != price) fill.Levels++;
        fill.LastPrice = price;
        return true;
    }

    // The usual lot is a constant, which the compiler divides by without dividing.
    private static long WholeLots(long shares, long lot) =>
        lot == 10_000 ? shares / 10_000 * 10_000 : shares / lot * lot;

    /// <summary>What cannot be spent any more because a lot costs more.</summary>
    private static long MostLeft(VenueDepth venue, in Fill fill) => venue.LotMicroShares * Math.Max(fill.LastPrice, 1);

    /// <summary>What equal shares leave: less than one lot, the coarsest, on every venue that still has depth.</summary>
    private static long MostLeftOfSplit(ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<Fill> fills)
    {
        var (together, lot) = (0L, 1L);
        for (var i = 0; i < fills.Length; i++)
        {
            lot = Math.Max(lot, venues[i].LotMicroShares);
            if (!fills[i].Done) together += venues[i].Prices[fills[i].Best];
        }

        return lot * together;
    }

    private static void Reset(Span<Fill> fills, int barred)
    {
        for (var i = 0; i < fills.Length; i++)
        {
            var bar = (barred & (1 << i)) != 0;
            fills[i] = new Fill { Best = -1, Done = bar, Barred = bar };
        }
    }

    /// <summary>Against the caller's risk: BUY down, SELL up.</summary>
    private static int? OntoGrid(int price, int tick, Side side)
    {
        var at = side == Side.Buy ? price / tick * tick : (price + tick - 1) / tick * tick;
        return at >= tick && at <= Price.One - tick ? at : null;
    }

    /// <summary>A level off the grid (a mirrored or torn one) is reached by the next grid price beyond it.</summary>
    private static int OutToGrid(int price, int tick, Side side) => side == Side.Buy
        ? Math.Min((price + tick - 1) / tick * tick, Price.One - tick)
        : Math.Max(price / tick * tick, tick);

    // Fees are counted in 10⁻¹⁵ dollars: billionths times millionths of a share.
    private static long MicroUsdUp(Int128 fee) => (long)((fee + 999_999_999) / 1_000_000_000);

    private struct Fill
    {
        public int Best;
        public bool Done;
        public bool Barred;
        public long Available;
        public long Net;
        public long FeePerShare;
        public long Shares;
        public long Notional;
        public Int128 Fee;
        public int LastPrice;
        public int Levels;
        public long Resting;
        public int RestingPrice;
    }
}
