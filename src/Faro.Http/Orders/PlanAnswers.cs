using Faro.Http.Input;

namespace Faro.Http.Orders;

/// <summary>The plan.</summary>
public sealed record RoutePlanAnswer
{
    /// <summary>Its parts at the venues.</summary>
    public required IReadOnlyList<PlannedLegAnswer> Legs { get; init; }

    /// <summary>Dollars over all legs.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>Shares over all legs.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Shares that the books offer now: for an order in dollars, which signs the fewest at its limit, more than shares.</summary>
    public required decimal ExpectedShares { get; init; }

    /// <summary>Fees in dollars.</summary>
    public required decimal FeeUsd { get; init; }

    /// <summary>What to know before signing.</summary>
    public required IReadOnlyList<PlanWarningAnswer> Warnings { get; init; }

    /// <summary>Codes of the recorded ways in which the chosen markets may resolve differently.</summary>
    public required IReadOnlyList<string> DivergenceRisks { get; init; }

    /// <summary>How it was decided.</summary>
    public required RouteDecisionAnswer Decision { get; init; }

    /// <summary>What YES and NO mean.</summary>
    public Events.OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;
}

/// <summary>Something about a plan to know before signing.</summary>
public sealed record PlanWarningAnswer
{
    /// <summary>
    /// costs_more: an alternative is cheaper; less_than_asked: the books hold less than the size. For a SELL: no_position and position_short:
    /// the venue shows none or too few of the shares at the selling address; position_unknown: the venue does not report positions, and the account's orders bought fewer.
    /// </summary>
    [OneOf("costs_more", "less_than_asked", "no_position", "position_short", "position_unknown")]
    public required string Code { get; init; }

    /// <summary>A sentence for people, with the figure.</summary>
    public required string Message { get; init; }
}

/// <summary>A planned leg.</summary>
public sealed record PlannedLegAnswer
{
    /// <summary>The leg's id, from prepare.</summary>
    public required Guid LegId { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>Dollars that go to this venue.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>Average price over the levels it takes, in dollars per share, before fees; null for an order that only rests.</summary>
    public required decimal? ExpectedPrice { get; init; }

    /// <summary>Shares that are signed; for an order in dollars, the fewest that it may buy.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Shares that the book offers now.</summary>
    public required decimal ExpectedShares { get; init; }

    /// <summary>The most a BUY pays, or the least a SELL accepts.</summary>
    public required decimal LimitPrice { get; init; }

    /// <summary>Fees in dollars.</summary>
    public required decimal FeeUsd { get; init; }

    /// <summary>Of those, shares that no level fills now: they rest in the book.</summary>
    public required decimal RestingShares { get; init; }
}

/// <summary>How the plan was decided.</summary>
public sealed record RouteDecisionAnswer
{
    /// <summary>The version of the planner.</summary>
    public required long Planner { get; init; }

    /// <summary>The books that the plan was computed from.</summary>
    public required IReadOnlyList<RouteDecisionBooksAnswer> Books { get; init; }

    /// <summary>Markets that were left out, with the reason.</summary>
    public required IReadOnlyList<RouteDecisionSkippedAnswer> Skipped { get; init; }

    /// <summary>The result of the whole order at each venue alone.</summary>
    public required IReadOnlyList<RouteDecisionAlternativesAnswer> Alternatives { get; init; }

    /// <summary>Average price after fees, in dollars per share; null for an order that only rests.</summary>
    public required decimal? ExpectedAveragePrice { get; init; }

    /// <summary>The best venue for the whole order; null when none could fill it.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string? BestSingleVenue { get; init; }

    /// <summary>How much better the plan is than that venue, in dollars.</summary>
    public required decimal? ImprovementUsd { get; init; }

    /// <summary>The same in hundredths of a percent.</summary>
    public required decimal? ImprovementBps { get; init; }

    /// <summary>The order's payoff at the planned prices.</summary>
    public required RouteDecisionPayoffAnswer Payoff { get; init; }
}

/// <summary>A book that the plan was computed from.</summary>
public sealed record RouteDecisionBooksAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>When the venue was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>How many levels the book had.</summary>
    public required long Levels { get; init; }

    /// <summary>How many of them the plan takes from.</summary>
    public required long LevelsWalked { get; init; }

    /// <summary>The best price for this side, in dollars per share.</summary>
    public required decimal? BestPrice { get; init; }
}

/// <summary>A market that the plan could not use.</summary>
public sealed record RouteDecisionSkippedAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>A stable code.</summary>
    public required string Code { get; init; }

    /// <summary>Why it was left out, in a sentence.</summary>
    public required string Reason { get; init; }
}

/// <summary>The result of the whole order at one venue alone.</summary>
public sealed record RouteDecisionAlternativesAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>Whether the venue could fill the whole order.</summary>
    public required bool Fills { get; init; }

    /// <summary>Shares it would buy or sell there.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Average price after fees, in dollars per share.</summary>
    public required decimal? AveragePriceAfterFees { get; init; }

    /// <summary>Why it was not chosen; null if it was.</summary>
    public required string? RejectedBecause { get; init; }
}

/// <summary>The order's payoff at the planned prices.</summary>
public sealed record RouteDecisionPayoffAnswer
{
    /// <summary>Profit if the outcome wins, in dollars.</summary>
    public required decimal IfWinsUsd { get; init; }

    /// <summary>Profit if the outcome loses, in dollars.</summary>
    public required decimal IfLosesUsd { get; init; }

    /// <summary>The worst case, divergent resolutions included, in dollars.</summary>
    public required decimal WorstCaseUsd { get; init; }
}
