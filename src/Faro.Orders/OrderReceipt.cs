using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders;

/// <summary>A plan recomputed from what was recorded.</summary>
public sealed record OrderReceipt
{
    /// <summary>The current order.</summary>
    public required OrderView Order { get; init; }

    /// <summary>Whether the result is the same; null if it was made by another version of the planner, which does not run here.</summary>
    public required bool? Equal { get; init; }

    /// <summary>Why equal is null; null otherwise.</summary>
    public string? WhyUnknown => Equal is null
        ? $"Planner {Inputs.Planner} made this plan, and planner {RoutePlanner.Version} runs here: recomputed_plan is its result from the same inputs."
        : null;

    /// <summary>What the plan depends on.</summary>
    public required RouteInputs Inputs { get; init; }

    /// <summary>The recorded plan.</summary>
    public required RoutePlan Recorded { get; init; }

    /// <summary>The recomputed plan.</summary>
    public required RoutePlan Recomputed { get; init; }

    /// <summary>What the plan is worth.</summary>
    public required RouteReceipt Worth { get; init; }

    /// <summary>Shares of all legs filled so far.</summary>
    public Shares FilledShares => Order.Legs.Sum(l => l.FilledShares);

    /// <summary>Money of those fills.</summary>
    public Money FilledNotional => Order.Legs.Sum(l => l.FilledNotional);
}
