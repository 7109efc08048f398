using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>One venue's part of a plan.</summary>
public sealed record PlannedLeg
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's market.</summary>
    public required string MarketId { get; init; }

    /// <summary>Shares in millionths, whole lots.</summary>
    public required long MicroShares { get; init; }

    /// <summary>Shares of them that the book holds now; the rest rests.</summary>
    public required long MarketableMicroShares { get; init; }

    /// <summary>The limit price in ten-thousandths of the event's outcome, on the venue's grid.</summary>
    public required int LimitPrice { get; init; }

    /// <summary>Notional of the marketable shares at the book's prices and of the resting ones at the limit, in millionths of a dollar.</summary>
    public required long NotionalMicroUsd { get; init; }

    /// <summary>Expected taker fee in millionths of a dollar, rounded up.</summary>
    public required long FeeMicroUsd { get; init; }

    /// <summary>How many levels of the book it walks.</summary>
    public required int Levels { get; init; }
}

/// <summary>What one venue alone would have given.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="MicroShares">Shares it could trade for the same notional, in millionths.</param>
/// <param name="NotionalMicroUsd">Their notional.</param>
/// <param name="FeeMicroUsd">Their fee.</param>
/// <param name="Fills">Whether it holds the whole size within the limit.</param>
public sealed record SingleVenue(Venue Venue, long MicroShares, long NotionalMicroUsd, long FeeMicroUsd, bool Fills)
{
    /// <summary>Billionths of a dollar a share after fees; 0 without shares.</summary>
    public long NetPrice(Side side) => RoutePlan.Net(side, MicroShares, NotionalMicroUsd, FeeMicroUsd);
}

/// <summary>A plan, or why there is none.</summary>
public sealed record RoutePlan
{
    /// <summary>The legs, in the fixed order of venues; empty when refused.</summary>
    public required IReadOnlyList<PlannedLeg> Legs { get; init; }

    /// <summary>Venues that took no part, those that planning itself left out included.</summary>
    public required IReadOnlyList<SkippedVenue> Skipped { get; init; }

    /// <summary>Each venue alone.</summary>
    public required IReadOnlyList<SingleVenue> Alternatives { get; init; }

    /// <summary>A stable code when there is no plan: <c>no_venue</c>, <c>no_liquidity</c>, <c>insufficient_depth</c>, <c>below_minimum</c>.</summary>
    public string? Refusal { get; init; }

    /// <summary>Notional within the limit that all books hold together, in millionths of a dollar (counted up to the size).</summary>
    public long DepthMicroUsd { get; init; }

    /// <summary>Shares of all legs in millionths.</summary>
    public long MicroShares => Legs.Sum(l => l.MicroShares);

    /// <summary>Notional of all legs.</summary>
    public long NotionalMicroUsd => Legs.Sum(l => l.NotionalMicroUsd);

    /// <summary>Fees of all legs.</summary>
    public long FeeMicroUsd => Legs.Sum(l => l.FeeMicroUsd);

    /// <summary>Billionths of a dollar that a share costs (BUY) or brings (SELL) after fees.</summary>
    internal static long Net(Side side, long microShares, long notional, long fee) => microShares == 0
        ? 0
        : (long)((Int128)(side == Side.Buy ? notional + fee : notional - fee) * 1_000_000_000 / microShares);
}
