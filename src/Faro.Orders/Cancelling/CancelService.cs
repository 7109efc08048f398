using Faro.Log;
using Faro.Orders.Following;
using Faro.Orders.Quotes;
using Faro.Venues;
using Marten;

namespace Faro.Orders.Cancelling;

/// <summary>Passes cancels through, and reads orders at venues that answer only to an order's owner.</summary>
public sealed class CancelService(
    IDocumentStore store, OrderQueries orders, QuoteService quotes, AskVenue ask, OrdersOptions options, OrdersTelemetry telemetry, TimeProvider clock)
{
    private static readonly TimeSpan PauseWhileSending = TimeSpan.FromMilliseconds(20);

    /// <summary>Cancels every leg that has headers in the request; the others get the reason why not.</summary>
    public async Task<OrderResult<CancelledOrder>> Cancel(
        Guid orderId, IReadOnlyDictionary<Guid, LegCredentials> credentials, OrderOwner owner, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, owner, cancel) is not { } order) return OrderRefusal.NoOrder;
        if (Refused(credentials, order) is { } refused) return refused;
        var clients = quotes.Clients(owner.Test)!;
        var results = await Task.WhenAll(order.Legs.Select(l => CancelLeg(order, l, credentials.GetValueOrDefault(l.Prepared.LegId), clients, metadata)));
        return await Answer(orderId, owner, order, results);
    }

    /// <summary>Reads from the venues every leg that has headers in the request.</summary>
    public async Task<OrderResult<CancelledOrder>> Refresh(
        Guid orderId, IReadOnlyDictionary<Guid, LegCredentials> credentials, OrderOwner owner, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, owner, cancel) is not { } order) return OrderRefusal.NoOrder;
        if (Refused(credentials, order) is { } refused) return refused;
        var clients = quotes.Clients(owner.Test)!;
        var results = await Task.WhenAll(order.Legs.Select(l => RefreshLeg(order, l, credentials.GetValueOrDefault(l.Prepared.LegId), clients, metadata, cancel)));
        return await Answer(orderId, owner, order, results);
    }

    private OrderRefusal? Refused(IReadOnlyDictionary<Guid, LegCredentials> credentials, OrderView order)
    {
        if (quotes.Clients(order.Test) is null)
            return OrderRefusal.OtherVenues;
        foreach (var (id, _) in credentials)
            if (order.Leg(id) is null) return OrderRefusal.Of(new FieldFault("l2_headers_by_leg", $"The order has no leg {id}."));
        return null;
    }

    /// <summary>
    /// Decides on the state after the leg's submission: while it is being sent nothing is known about it yet. Ends as
    /// cancelled, not cancellable, or not known; an intent that is recorded is always sent, and its answer recorded.
    /// </summary>
    private async Task<LegError?> CancelLeg(
        OrderView order, LegView leg, LegCredentials? credentials, VenueClients clients, EventMetadata metadata)
    {
        var (id, dialect) = (leg.Prepared.LegId, VenueDialects.Of(leg.Prepared.Venue));
        var command = new CancelLeg(id, dialect.NotCancellable);
        if (dialect.NotCancellable is null) order = await Sent(order, id);
        var first = OrderDecider.Decide(command, order).Verdict;
        if (first is not OrderVerdict.Go) return LegError.Of(first);
        if (clients.Trading(dialect.Venue) is not { } venue) return LegError.SwitchedOff;
        if (venue.CannotCancel(credentials) is { } fault) return new LegError("headers_missing", fault);

        // A leg that is at its venue keeps its id there, whatever else may have become of it since it was read.
        var venueId = order.Leg(id)!.VenueOrderId!.Value;
        var verdict = await OrderLog.Decide(store, order.Id, command, metadata, CancellationToken.None);
        if (verdict is not OrderVerdict.Go) return LegError.Of(verdict);
        var reply = await venue.Cancel(venueId, credentials!, CancellationToken.None);
        await OrderLog.Decide(store, order.Id, new RecordCancelReply(id, reply), metadata, CancellationToken.None);
        telemetry.Leg(dialect.Venue, order.Id, id, reply is CancelReply.Cancelled ? "cancelled" : "cancel_refused");
        // The answer to a cancel names no amount: what was filled before is asked for, where the caller's credentials open the order.
        if (venue.ForAskingAfterCancel(credentials!) is { } asking) await AskAmount(order.Id, id, venue, asking, metadata);
        return reply switch
        {
            CancelReply.Refused { Code: "not_found" or "already_matched" or "already_cancelled" } r => new LegError("not_cancellable", r.Reason),
            CancelReply.Refused r => new LegError(r.Code, r.Reason),
            CancelReply.Unknown u => new LegError("unknown", $"The venue's answer is not known ({u.Cause}); cancelling again does no harm."),
            _ => null,
        };
    }

    /// <summary>The order once the leg is not being sent any more, or as it is when that takes longer than any call does.</summary>
    private async Task<OrderView> Sent(OrderView order, Guid legId)
    {
        var began = clock.GetTimestamp();
        while (order.Leg(legId) is { Status: LegStatus.Submitting, SentByCustomer: false } && clock.GetElapsedTime(began) < options.SubmitGrace / 2)
        {
            await Task.Delay(PauseWhileSending, clock);
            order = await orders.Load(order.Id) ?? order;
        }

        return order;
    }

    /// <summary>Asks how much was filled; a venue that cannot be asked leaves the amount unknown.</summary>
    private async Task AskAmount(Guid orderId, Guid legId, ITradingVenue venue, LegCredentials credentials, EventMetadata metadata)
    {
        if (await orders.Load(orderId) is not { } order || order.Leg(legId) is not { VenueOrderId: not null } leg) return;
        try
        {
            await ask.Handle(order, leg, venue, credentials, metadata, CancellationToken.None);
        }
        catch (VenueException e)
        {
            telemetry.FollowFailed(leg.Prepared.Venue, orderId, e.Code);
        }
    }

    private async Task<LegError?> RefreshLeg(
        OrderView order, LegView leg, LegCredentials? credentials, VenueClients clients, EventMetadata metadata, CancellationToken cancel)
    {
        // What the venue did not have when it was asked is asked for again if the caller wants it.
        if (!leg.IsAtVenue && leg.ErrorCode != "never_arrived") return null;
        if (clients.Trading(leg.Prepared.Venue) is not { } venue) return LegError.SwitchedOff;
        if (!venue.CanAsk(credentials))
            return new LegError("headers_missing", "The venue shows this only to the order's owner: the request has no well-formed headers for this leg.");
        try
        {
            await ask.Handle(order, leg, venue, credentials, metadata, cancel);
            return null;
        }
        catch (VenueException e)
        {
            return new LegError(e.Code, e.Message);
        }
    }

    private async Task<CancelledOrder> Answer(Guid orderId, OrderOwner owner, OrderView before, LegError?[] errors)
    {
        var now = (await orders.Find(orderId, owner, CancellationToken.None))!;
        return new CancelledOrder(orderId, now.Status, [.. before.Legs.Select((l, i) =>
        {
            var leg = now.Leg(l.Prepared.LegId)!;
            return new CancelledLeg(l.Prepared.LegId, l.Prepared.Venue, leg.Status, leg.AmountUnknown ? null : leg.FilledShares, errors[i]);
        })]);
    }
}
