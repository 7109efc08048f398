using System.Text.Json.Serialization;
using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>One venue's part of a plan.</summary>
public sealed record PlannedLeg
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's market.</summary>
    public required string MarketId { get; init; }

    /// <summary>Shares that are signed: whole lots, or for an order in dollars the fewest that the dollars buy at the limit.</summary>
    [JsonPropertyName("microShares")]
    public required Shares Shares { get; init; }

    /// <summary>Shares of them that the book offers now; the rest will rest in the book.</summary>
    [JsonPropertyName("marketableMicroShares")]
    public required Shares MarketableShares { get; init; }

    /// <summary>The limit price of the event's outcome, on the venue's grid.</summary>
    public required Price LimitPrice { get; init; }

    /// <summary>Notional of the marketable shares at the book's prices and of the resting ones at the limit.</summary>
    [JsonPropertyName("notionalMicroUsd")]
    public required Money Notional { get; init; }

    /// <summary>Expected taker fee, rounded up.</summary>
    [JsonPropertyName("feeMicroUsd")]
    public required Money Fee { get; init; }

    /// <summary>The number of book levels it walks.</summary>
    public required int Levels { get; init; }

    /// <summary>For an order in dollars, the shares that the book gives for them now; null for an order in shares.</summary>
    [JsonPropertyName("expectedMicroShares"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Shares? ForDollars { get; init; }

    /// <summary>The expected shares: those signed, or what the book gives for the dollars.</summary>
    [JsonIgnore]
    public Shares Expected => ForDollars ?? Shares;
}

/// <summary>The result at one venue alone.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Shares">Shares it could trade for the same notional.</param>
/// <param name="Notional">Their notional.</param>
/// <param name="Fee">Their fee.</param>
/// <param name="Fills">Whether its book has the whole size within the limit.</param>
public sealed record SingleVenue(
    Venue Venue, [property: JsonPropertyName("microShares")] Shares Shares, [property: JsonPropertyName("notionalMicroUsd")] Money Notional,
    [property: JsonPropertyName("feeMicroUsd")] Money Fee, bool Fills)
{
    /// <summary>Dollars per share after fees; zero without shares.</summary>
    public UnitPrice NetPrice(Side side) => RoutePlan.Net(side, Shares, Notional, Fee);
}

/// <summary>The value of a plan that the caller did not ask for.</summary>
/// <param name="Shares">Its shares.</param>
/// <param name="Notional">Their notional.</param>
/// <param name="Fee">Their fee.</param>
public sealed record OtherPlan(
    [property: JsonPropertyName("microShares")] Shares Shares, [property: JsonPropertyName("notionalMicroUsd")] Money Notional,
    [property: JsonPropertyName("feeMicroUsd")] Money Fee)
{
    /// <summary>Dollars per share after fees; zero without shares.</summary>
    public UnitPrice NetPrice(Side side) => RoutePlan.Net(side, Shares, Notional, Fee);
}

/// <summary>A plan, or why there is none.</summary>
public sealed record RoutePlan
{
    /// <summary>The legs, in the fixed order of venues; empty when refused.</summary>
    public required IReadOnlyList<PlannedLeg> Legs { get; init; }

    /// <summary>Venues that were not used, including those that planning itself left out.</summary>
    public required IReadOnlyList<SkippedVenue> Skipped { get; init; }

    /// <summary>Each venue alone.</summary>
    public required IReadOnlyList<SingleVenue> Alternatives { get; init; }

    /// <summary>The result of a split by marginal price over all venues, if another strategy was requested and the split fills; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OtherPlan? ByMarginalPrice { get; init; }

    /// <summary>A stable code when there is no plan: <c>no_venue</c>, <c>no_liquidity</c>, <c>insufficient_depth</c>, <c>below_minimum</c>.</summary>
    public string? Refusal { get; init; }

    /// <summary>Notional within the limit in all books together (counted up to the size).</summary>
    [JsonPropertyName("depthMicroUsd")]
    public Money Depth { get; init; }

    /// <summary>Shares of all legs, as signed.</summary>
    [JsonPropertyName("microShares")]
    public Shares Shares => Legs.Sum(l => l.Shares);

    /// <summary>Shares of all legs that the books offer now.</summary>
    [JsonIgnore]
    public Shares Expected => Legs.Sum(l => l.Expected);

    /// <summary>Notional of all legs.</summary>
    [JsonPropertyName("notionalMicroUsd")]
    public Money Notional => Legs.Sum(l => l.Notional);

    /// <summary>Fees of all legs.</summary>
    [JsonPropertyName("feeMicroUsd")]
    public Money Fee => Legs.Sum(l => l.Fee);

    /// <summary>Dollars that a share costs (BUY) or earns (SELL) after fees.</summary>
    internal static UnitPrice Net(Side side, Shares shares, Money notional, Money fee) =>
        UnitPrice.FloorDiv(side == Side.Buy ? notional + fee : notional - fee, shares);
}
