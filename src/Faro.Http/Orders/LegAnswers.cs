using Faro.Http.Input;

namespace Faro.Http.Orders;

/// <summary>A part of an order at one venue.</summary>
public sealed record LegAnswer
{
    /// <summary>The leg's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>Its state at the venue; unknown: the answer was lost, and Faro is finding out.</summary>
    [OneOf("prepared", "submitting", "unknown", "accepted", "partially_filled", "filled", "rejected", "cancelled", "expired")]
    public required string Status { get; init; }

    /// <summary>The state of its fills' settlement.</summary>
    [OneOf("matched", "settled", "reversed")]
    public required string? Settlement { get; init; }

    /// <summary>The venue's id of the order.</summary>
    public required string? VenueOrderId { get; init; }

    /// <summary>The planned size in dollars.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>The planned shares.</summary>
    public required decimal Shares { get; init; }

    /// <summary>The most a BUY pays, or the least a SELL accepts.</summary>
    public required decimal LimitPrice { get; init; }

    /// <summary>Shares traded so far; null while the venue's amount is not known: a cancelled leg that has not been refreshed since.</summary>
    public required decimal? FilledShares { get; init; }

    /// <summary>Whether it is finished: nothing more of it can be filled, however much already was.</summary>
    public required bool Over { get; init; }

    /// <summary>Shares whose trades are final.</summary>
    public required decimal SettledShares { get; init; }

    /// <summary>Average dollars per share so far.</summary>
    public required decimal? AveragePrice { get; init; }

    /// <summary>The trades so far.</summary>
    public required IReadOnlyList<FillAnswer> Fills { get; init; }

    /// <summary>Whether the venue can still cancel it.</summary>
    public required bool Cancellable { get; init; }

    /// <summary>Whether a cancel was requested and not answered yet.</summary>
    public required bool CancelPending { get; init; }

    /// <summary>Why it cannot be cancelled.</summary>
    public required string? CancelRefusal { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Until when it may be signed and submitted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether that time has passed and it was never submitted.</summary>
    public required bool Expired { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public required LegErrorAnswer? Error { get; init; }
}

/// <summary>Why a venue did not accept a leg.</summary>
public sealed record LegErrorAnswer
{
    /// <summary>A stable code.</summary>
    public required string Code { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool Retryable { get; init; }
}

/// <summary>A trade.</summary>
public sealed record FillAnswer
{
    /// <summary>The venue's id of it.</summary>
    public required string Id { get; init; }

    /// <summary>How many shares traded.</summary>
    public required decimal Shares { get; init; }

    /// <summary>Dollars per share.</summary>
    public required decimal? Price { get; init; }

    /// <summary>The state of its settlement.</summary>
    [OneOf("matched", "settled", "reversed")]
    public required string State { get; init; }

    /// <summary>The transaction that settled it, if there is one.</summary>
    public required string? Transaction { get; init; }

    /// <summary>When it traded, according to the venue.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The submitted legs after the call.</summary>
public sealed record SubmittedOrderAnswer
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The order's status after the call.</summary>
    public required string Status { get; init; }

    /// <summary>Its parts at the venues.</summary>
    public required IReadOnlyList<SubmittedOrderLegsAnswer> Legs { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record SubmittedOrderLegsAnswer
{
    /// <summary>The leg's id, from prepare.</summary>
    public required Guid LegId { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>Whether the venue accepted it.</summary>
    public required bool Ok { get; init; }

    /// <summary>accepted, filled, partially_filled, rejected, unknown, or a later state of a leg that was submitted before.</summary>
    public required string Status { get; init; }

    /// <summary>The venue's id of the order.</summary>
    public required string? VenueOrderId { get; init; }

    /// <summary>Shares traded so far; null while the venue's amount is not known, absent if Faro itself refused the leg.</summary>
    public decimal? FilledShares { get; init; }

    /// <summary>invalid_leg: Faro's own check refused it and nothing was sent; the message begins with the field. Other codes: the venue's refusal.</summary>
    public required LegErrorAnswer? Error { get; init; }
}

/// <summary>The legs after the call.</summary>
public sealed record CancelledOrderAnswer
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The order's status after the call.</summary>
    public required string Status { get; init; }

    /// <summary>Its parts at the venues.</summary>
    public required IReadOnlyList<CancelledOrderLegsAnswer> Legs { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record CancelledOrderLegsAnswer
{
    /// <summary>The leg's id, from prepare.</summary>
    public required Guid LegId { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>Whether the venue accepted it.</summary>
    public required bool Ok { get; init; }

    /// <summary>The leg's status after the call.</summary>
    [OneOf("prepared", "submitting", "unknown", "accepted", "partially_filled", "filled", "rejected", "cancelled", "expired")]
    public required string Status { get; init; }

    /// <summary>Shares traded so far; null while the venue's amount is not known: refresh the order.</summary>
    public required decimal? FilledShares { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public required LegErrorAnswer? Error { get; init; }
}
