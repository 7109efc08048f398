using Faro.Venues;

namespace Faro.Orders.Submitting;

/// <summary>What became of the legs that were submitted.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Status">The order's documented status.</param>
/// <param name="Legs">The submitted legs, in the order they came.</param>
public sealed record SubmittedOrder(Guid OrderId, string Status, IReadOnlyList<SubmittedLeg> Legs);

/// <summary>One leg after the call.</summary>
public sealed record SubmittedLeg
{
    /// <summary>The leg.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>Whether the venue took it, or the caller sent it and nothing is wrong yet.</summary>
    public required bool Ok { get; init; }

    /// <summary>Its status.</summary>
    public required LegStatus Status { get; init; }

    /// <summary>The venue's id of it; null when it was never sent.</summary>
    public required VenueOrderId? VenueOrderId { get; init; }

    /// <summary>Shares filled so far; null when Faro itself refused it, or when the venue has named no amount.</summary>
    public Shares? FilledShares { get; init; }

    /// <summary>Whether the venue has answered for it, so that the amount is shown, if only as unknown.</summary>
    public bool TellsAmount { get; init; }

    /// <summary>What is wrong with it; null for nothing.</summary>
    public required LegError? Error { get; init; }

    /// <summary>A leg that was refused before anything was sent.</summary>
    internal static SubmittedLeg NotSent(LegView leg, LegError why) => new()
    {
        LegId = leg.Prepared.LegId,
        Venue = leg.Prepared.Venue,
        Ok = false,
        Status = leg.Status == LegStatus.Prepared ? LegStatus.Rejected : leg.Status,
        VenueOrderId = leg.IsAtVenue ? leg.VenueOrderId : null,
        Error = why with { Retryable = leg.Status == LegStatus.Prepared && why.Code == "invalid_leg" },
    };

    /// <summary>A leg whose recorded state is the answer.</summary>
    internal static SubmittedLeg Recorded(LegView leg) => new()
    {
        LegId = leg.Prepared.LegId,
        Venue = leg.Prepared.Venue,
        // What the caller sent itself is recorded with this answer; the chain says later what became of it.
        Ok = leg.Status is not (LegStatus.Rejected or LegStatus.Unknown or LegStatus.Submitting)
            || leg is { Status: LegStatus.Submitting, SentByCustomer: true },
        Status = leg.Status == LegStatus.Submitting ? LegStatus.Unknown : leg.Status,
        VenueOrderId = leg.VenueOrderId,
        FilledShares = leg.AmountUnknown ? null : leg.FilledShares,
        TellsAmount = true,
        Error = LegError.Of(leg),
    };
}
