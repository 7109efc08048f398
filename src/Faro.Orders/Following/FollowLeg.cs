using Faro.Log;
using Faro.Orders.Quotes;
using Faro.Venues;
using Wolverine;

namespace Faro.Orders.Following;

/// <summary>Check a leg that was sent. Holds only ids: what is done depends on the order's state at that time.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="LegId">The leg.</param>
/// <param name="Looks">The number of earlier checks.</param>
public sealed record FollowLeg(Guid OrderId, Guid LegId, int Looks = 0);

/// <summary>
/// Follows legs that need no caller: those at venues with public orders, and submissions that never got an answer. Checks again,
/// less and less often, until the leg has ended or only the caller's own headers can reveal more.
/// </summary>
public static class FollowLegHandler
{
    private const int Slowest = 10;
    private static readonly EventMetadata Metadata = new(null, null, "orders");

    /// <summary>Checks the leg once. The same message twice does no harm: reading changes nothing, and recording twice adds nothing.</summary>
    /// <returns>The next check; null when there is none.</returns>
    public static async Task<DeliveryMessage<FollowLeg>?> Handle(
        FollowLeg command, OrderQueries orders, QuoteService quotes, AskVenue ask, LeaveInDoubt doubts, OrdersOptions options,
        OrdersTelemetry telemetry, CancellationToken cancel)
    {
        if (await orders.Load(command.OrderId, cancel) is not { } order
            || quotes.Clients(order.Test) is not { } clients
            || order.Legs.FirstOrDefault(l => l.Prepared.LegId == command.LegId) is not { IsOpen: true } leg)
            return null;
        var publicVenue = clients.Trading(leg.Prepared.Venue) is { Dialect.IsPublic: true } venue ? venue : null;
        try
        {
            if (await doubts.Handle(order, leg, Metadata))
                return publicVenue is not null ? Next(command, options) : null;
            if (publicVenue is not null)
                await ask.Handle(order, leg, publicVenue, null, Metadata, cancel);
        }
        catch (VenueException e)
        {
            telemetry.FollowFailed(leg.Prepared.Venue, order.Id, e.Code);
        }

        // Other venues answer only to the order's owner: all that can be detected is an answer that never comes.
        return publicVenue is not null || leg.Status == LegStatus.Submitting ? Next(command, options) : null;
    }

    /// <summary>The wait before the next check.</summary>
    internal static TimeSpan Pause(int looks, TimeSpan first) => first * Math.Min(looks + 1, Slowest);

    private static DeliveryMessage<FollowLeg> Next(FollowLeg command, OrdersOptions options) =>
        (command with { Looks = command.Looks + 1 }).DelayedFor(Pause(command.Looks, options.FollowInterval));
}
