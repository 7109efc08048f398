using System.Text.Json.Nodes;
using Faro.Http.Input;
using Faro.Http.Serving;

namespace Faro.Http.Orders;

/// <summary>An order.</summary>
public sealed record OrderAnswer
{
    /// <summary>The order's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>prepared: awaiting signatures; submitted: accepted, or the outcome is being checked; partial: some legs accepted, others rejected; filled, cancelled, rejected: all legs.</summary>
    [OneOf("prepared", "submitted", "partial", "filled", "cancelled", "rejected")]
    public required string Status { get; init; }

    /// <summary>The unified event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The event's outcome.</summary>
    [OneOf("YES", "NO")]
    public required string Outcome { get; init; }

    /// <summary>Whether it buys or sells.</summary>
    [OneOf("BUY", "SELL")]
    public required string Side { get; init; }

    /// <summary>The requested size in dollars.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>The most a BUY pays, or the least a SELL accepts; null for any price.</summary>
    public required decimal? MaxPrice { get; init; }

    /// <summary>How long it stays in the book.</summary>
    [OneOf("GTC", "IOC", "FOK")]
    public required string TimeInForce { get; init; }

    /// <summary>How it is distributed over venues.</summary>
    [OneOf("best_price", "split", "equal_shares")]
    public required string RouteStrategy { get; init; }

    /// <summary>The caller's own reference.</summary>
    public required string? ClientRef { get; init; }

    /// <summary>Whether it trades at the sandbox venues.</summary>
    public required bool Test { get; init; }

    /// <summary>Dollars paid or received so far; null while a venue's amount is not known: refresh the order.</summary>
    public required decimal? FilledUsd { get; init; }

    /// <summary>Shares traded so far; null while a venue's amount is not known: refresh the order.</summary>
    public required decimal? FilledShares { get; init; }

    /// <summary>Until when the whole order may be signed and submitted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether that time has passed and it was never submitted: prepare again.</summary>
    public required bool Expired { get; init; }

    /// <summary>When it was prepared.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last fact was recorded.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many facts are recorded.</summary>
    public required long Version { get; init; }
}

/// <summary>An order with its legs.</summary>
public sealed record OrderDetailAnswer
{
    /// <summary>The order itself.</summary>
    public required OrderAnswer Order { get; init; }

    /// <summary>Its parts at the venues.</summary>
    public required IReadOnlyList<LegAnswer> Legs { get; init; }
}

/// <summary>A page of orders.</summary>
public sealed record OrderListAnswer
{
    /// <summary>The orders, the newest first.</summary>
    public required IReadOnlyList<OrderAnswer> Orders { get; init; }

    /// <summary>The requested page size.</summary>
    public required long Limit { get; init; }

    /// <summary>Pass it as cursor to get the next page; null on the last page.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>The recorded facts of an order.</summary>
public sealed record OrderHistoryAnswer
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The facts, in the order of the log.</summary>
    public required IReadOnlyList<RecordedFactAnswer> History { get; init; }

    /// <summary>Pass it as after to get the next page; null at the end.</summary>
    public required long? NextAfter { get; init; }
}

/// <summary>The plan recomputed from the stored inputs.</summary>
public sealed record OrderReceiptAnswer
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Whether the recomputed plan equals the recorded one; null if it was made by another version of the planner, which does not run here.</summary>
    public required bool? Equal { get; init; }

    /// <summary>Why equal is null; null otherwise.</summary>
    public required string? EqualUnknown { get; init; }

    /// <summary>How it was decided.</summary>
    public required JsonObject Decision { get; init; }

    /// <summary>The version of the planner that decided.</summary>
    public long Planner { get; init; }

    /// <summary>The recorded inputs of the decision.</summary>
    public JsonObject Inputs { get; init; } = null!;

    /// <summary>The recorded plan.</summary>
    public JsonObject Plan { get; init; } = null!;

    /// <summary>The recomputed plan.</summary>
    public JsonObject RecomputedPlan { get; init; } = null!;

    /// <summary>What was executed.</summary>
    public JsonObject Executed { get; init; } = null!;
}
