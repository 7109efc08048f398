using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders;

/// <summary>The recorded facts of an order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Facts">The facts, in order.</param>
public sealed record OrderHistory(Guid OrderId, IReadOnlyList<OrderFact> Facts);

/// <summary>A recorded fact.</summary>
/// <param name="Sequence">Its place in the whole log.</param>
/// <param name="Version">Its place in the order's stream.</param>
/// <param name="Name">Its name on the log.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="CorrelationId">The request that it came from.</param>
/// <param name="Data">The fact.</param>
public sealed record OrderFact(long Sequence, long Version, string Name, DateTimeOffset RecordedAt, string? CorrelationId, object Data);

/// <summary>A plan made again from what was recorded.</summary>
public sealed record OrderReceipt
{
    /// <summary>The order as it stands.</summary>
    public required OrderView Order { get; init; }

    /// <summary>Whether the plan comes out the same.</summary>
    public required bool Equal { get; init; }

    /// <summary>What the plan depends on.</summary>
    public required RouteInputs Inputs { get; init; }

    /// <summary>The plan as it was recorded.</summary>
    public required RoutePlan Recorded { get; init; }

    /// <summary>The plan made again.</summary>
    public required RoutePlan Recomputed { get; init; }

    /// <summary>What the plan is worth.</summary>
    public required RouteReceipt Worth { get; init; }

    /// <summary>Shares of all legs filled so far.</summary>
    public Shares FilledShares => Order.Legs.Sum(l => l.FilledShares);

    /// <summary>Money of those fills.</summary>
    public Money FilledNotional => Order.Legs.Sum(l => l.FilledNotional);
}
