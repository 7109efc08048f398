using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>
/// Plans an order over the books of an event's venues. Pure integers: same inputs, same plan. Sums are
/// <see cref="ExactMoney"/> and <see cref="ExactFee"/>, so no step rounds before the leg is done.
/// </summary>
public static class RoutePlanner
{
    /// <summary>Increase it when the same inputs may give another plan.</summary>
    public const int Version = 2;

    /// <summary>The most venues of one plan.</summary>
    public const int MaxVenues = 8;

    /// <summary>Makes a plan.</summary>
    public static RoutePlan Plan(RouteInputs inputs)
    {
        ReadOnlySpan<VenueDepth> venues = inputs.Venues;
        if (venues.Length > MaxVenues) throw new ArgumentException($"At most {MaxVenues} venues.", nameof(inputs));
        var request = inputs.Request;
        Span<RouteFill> fills = stackalloc RouteFill[MaxVenues];
        fills = fills[..venues.Length];
        var skipped = inputs.Skipped;
        var alternatives = Alternatives(request, venues);
        OtherPlan? other = null;
        uint tooSmall = 0;
        ExactMoney left;
        if (request.Strategy == RouteStrategy.EqualShares)
        {
            other = ByMarginalPrice(request, venues, alternatives, fills);
            left = EqualShares.Fill(request, venues, fills, ref tooSmall);
        }
        else
        {
            left = MarginalPrice.Fill(request, venues, alternatives, fills, ref tooSmall);
        }

        for (var i = 0; i < venues.Length; i++)
        {
            if ((tooSmall & (1u << i)) == 0 || fills[i].IsUsed) continue;
            skipped = [.. skipped, new SkippedVenue(
                venues[i].Venue, venues[i].MarketId, "below_minimum", "Its part would be below the venue's minimum order.")];
        }

        var refusal = Refusal(request, venues, fills, left, tooSmall != 0);
        return new RoutePlan
        {
            Legs = refusal is null ? Legs(request, venues, fills) : [],
            Skipped = skipped,
            Alternatives = alternatives,
            ByMarginalPrice = refusal is null ? other : null,
            Refusal = refusal,
            Depth = (request.Size.Exact - left).Floor,
        };
    }

    /// <summary>The result at one venue alone for the same budget.</summary>
    private static SingleVenue[] Alternatives(RouteRequest request, ReadOnlySpan<VenueDepth> venues)
    {
        var all = new SingleVenue[venues.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var fill = RouteFill.Fresh(barred: false);
            var left = request.Size.Exact;
            while (fill.Next(request, venues[i]))
                if (!fill.Take(venues[i], ref left, Shares.Most)) break;
            var fills = left < fill.MostLeft(venues[i]) && !fill.IsTooSmall(venues[i]);
            fill.Round(venues[i]);
            all[i] = new SingleVenue(venues[i].Venue, fill.Shares, fill.Notional.Floor, fill.Fee.Ceiling, fills);
        }

        return all;
    }

    private static OtherPlan? ByMarginalPrice(
        RouteRequest request, ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<SingleVenue> alternatives, Span<RouteFill> fills)
    {
        uint tooSmall = 0;
        var left = MarginalPrice.Fill(request, venues, alternatives, fills, ref tooSmall);
        var (shares, notional, fee, rests) = (Shares.None, ExactMoney.None, default(ExactFee), false);
        foreach (ref readonly var fill in fills)
        {
            shares += fill.Shares;
            notional += fill.Notional;
            fee += fill.Fee;
            rests |= fill.Resting > Shares.None;
        }

        return shares == Shares.None || rests || Refusal(request, venues, fills, left, tooSmall != 0) is not null
            ? null
            : new OtherPlan(shares, notional.Floor, fee.Ceiling);
    }

    private static string? Refusal(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills, ExactMoney left, bool tooSmall)
    {
        if (venues.Length == 0) return "no_venue";
        var used = false;
        foreach (ref readonly var fill in fills) used |= fill.IsUsed;
        if (!used) return tooSmall ? "below_minimum" : "no_liquidity";
        if (IsWhole(request, venues, fills, left)) return null;
        // Part of it is available: an IOC takes that part; a FOK, and a GTC that may not rest anywhere, do not.
        return request.Time == TimeInForce.Ioc ? null : tooSmall ? "below_minimum" : "insufficient_depth";
    }

    /// <summary>Whether the whole order is placed: the remainder rests, or is less than any venue could still take.</summary>
    internal static bool IsWhole(RouteRequest request, ReadOnlySpan<VenueDepth> venues, ReadOnlySpan<RouteFill> fills, ExactMoney left)
    {
        var dust = request.Size.Exact.FloorBasisPoints(1);
        for (var i = 0; i < fills.Length; i++)
        {
            if (fills[i].Resting > Shares.None) return true;
            dust = ExactMoney.Max(dust, fills[i].MostLeft(venues[i]));
        }

        if (request.Strategy == RouteStrategy.EqualShares) dust = ExactMoney.Max(dust, EqualShares.MostLeft(venues, fills));
        return left <= dust;
    }

    private static PlannedLeg[] Legs(RouteRequest request, ReadOnlySpan<VenueDepth> venues, Span<RouteFill> fills)
    {
        var count = 0;
        foreach (ref readonly var fill in fills)
            if (fill.IsUsed) count++;
        var legs = new PlannedLeg[count];
        for (int i = 0, at = 0; i < fills.Length; i++)
            if (fills[i].IsUsed) legs[at++] = fills[i].Leg(request, venues[i]);
        return legs;
    }
}
