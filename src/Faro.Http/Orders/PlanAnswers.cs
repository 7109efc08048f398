using Faro.Http.Input;

namespace Faro.Http.Orders;

/// <summary>The plan.</summary>
public sealed record RoutePlanAnswer
{
    /// <summary>Its parts at the venues.</summary>
    public required IReadOnlyList<PlannedLegAnswer> Legs { get; init; }

    /// <summary>Dollars.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>Shares.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Fees in dollars.</summary>
    public required decimal FeeUsd { get; init; }

    /// <summary>Divergence risks.</summary>
    public required IReadOnlyList<string> DivergenceRisks { get; init; }

    /// <summary>How it was decided.</summary>
    public required RouteDecisionAnswer Decision { get; init; }

    /// <summary>What YES and NO mean.</summary>
    public Events.OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;
}

/// <summary>A leg as it is planned.</summary>
public sealed record PlannedLegAnswer
{
    /// <summary>The leg.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>Dollars.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>Expected price.</summary>
    public required decimal? ExpectedPrice { get; init; }

    /// <summary>Shares.</summary>
    public required decimal Shares { get; init; }

    /// <summary>The most a BUY pays, the least a SELL takes.</summary>
    public required decimal LimitPrice { get; init; }

    /// <summary>Fees in dollars.</summary>
    public required decimal FeeUsd { get; init; }

    /// <summary>Resting shares.</summary>
    public required decimal RestingShares { get; init; }
}

/// <summary>How the plan was decided.</summary>
public sealed record RouteDecisionAnswer
{
    /// <summary>Planner.</summary>
    public required long Planner { get; init; }

    /// <summary>Books.</summary>
    public required IReadOnlyList<RouteDecisionBooksAnswer> Books { get; init; }

    /// <summary>Skipped.</summary>
    public required IReadOnlyList<RouteDecisionSkippedAnswer> Skipped { get; init; }

    /// <summary>Alternatives.</summary>
    public required IReadOnlyList<RouteDecisionAlternativesAnswer> Alternatives { get; init; }

    /// <summary>After fees.</summary>
    public required decimal? ExpectedAveragePrice { get; init; }

    /// <summary>Best single venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string? BestSingleVenue { get; init; }

    /// <summary>Improvement usd.</summary>
    public required decimal? ImprovementUsd { get; init; }

    /// <summary>Improvement bps.</summary>
    public required decimal? ImprovementBps { get; init; }

    /// <summary>Payoff.</summary>
    public required RouteDecisionPayoffAnswer Payoff { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record RouteDecisionBooksAnswer
{
    /// <summary>The venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>When the venue was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Levels.</summary>
    public required long Levels { get; init; }

    /// <summary>Levels walked.</summary>
    public required long LevelsWalked { get; init; }

    /// <summary>Best price.</summary>
    public required decimal? BestPrice { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record RouteDecisionSkippedAnswer
{
    /// <summary>The venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>A stable code.</summary>
    public required string Code { get; init; }

    /// <summary>Reason.</summary>
    public required string Reason { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record RouteDecisionAlternativesAnswer
{
    /// <summary>The venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>Its trades.</summary>
    public required bool Fills { get; init; }

    /// <summary>Shares.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Average price after fees.</summary>
    public required decimal? AveragePriceAfterFees { get; init; }

    /// <summary>Rejected because.</summary>
    public required string? RejectedBecause { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record RouteDecisionPayoffAnswer
{
    /// <summary>If wins usd.</summary>
    public required decimal IfWinsUsd { get; init; }

    /// <summary>If loses usd.</summary>
    public required decimal IfLosesUsd { get; init; }

    /// <summary>Worst case usd.</summary>
    public required decimal WorstCaseUsd { get; init; }
}
