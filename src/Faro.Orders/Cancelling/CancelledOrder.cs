using Faro.Venues;

namespace Faro.Orders.Cancelling;

/// <summary>The legs after a cancel or a refresh.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Status">The order's documented status.</param>
/// <param name="Legs">All of its legs.</param>
public sealed record CancelledOrder(Guid OrderId, string Status, IReadOnlyList<CancelledLeg> Legs);

/// <summary>One leg after the call.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Venue">The venue.</param>
/// <param name="Status">Its status.</param>
/// <param name="FilledShares">Shares filled so far; null while the venue has not been asked.</param>
/// <param name="Error">Why nothing was done with it; null when something was, or nothing had to be done.</param>
public sealed record CancelledLeg(Guid LegId, Venue Venue, LegStatus Status, Shares? FilledShares, LegError? Error);
