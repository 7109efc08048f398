using System.Text.Json.Nodes;
using Faro.Log;
using Faro.Orders.Following;
using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders.Cancelling;

/// <summary>Passes cancels through, and asks venues that answer only an order's owner.</summary>
public sealed class CancelService(
    EventLog log, OrderQueries orders, QuoteService quotes, AskVenue ask, OrdersTelemetry telemetry)
{
    /// <summary>Cancels every leg for which headers came; the others say why they were not.</summary>
    public async Task<OrderAnswer<JsonObject>> Cancel(
        Guid orderId, IReadOnlyDictionary<Guid, LegCredentials> credentials, Guid keyId, bool test, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, keyId, cancel) is not { } order) return new OrderRefusal(404, "not_found", "No such order.");
        if (Refused(order, credentials, test) is { } refused) return refused;
        var clients = quotes.Clients(test)!;
        var results = await Task.WhenAll(order.Legs.Select(l => CancelLeg(order, l, credentials.GetValueOrDefault(l.Prepared.LegId), clients, metadata)));
        return await Answer(orderId, keyId, order, results);
    }

    /// <summary>Asks the venues for every leg for which headers came.</summary>
    public async Task<OrderAnswer<JsonObject>> Refresh(
        Guid orderId, IReadOnlyDictionary<Guid, LegCredentials> credentials, Guid keyId, bool test, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, keyId, cancel) is not { } order) return new OrderRefusal(404, "not_found", "No such order.");
        if (Refused(order, credentials, test) is { } refused) return refused;
        var clients = quotes.Clients(test)!;
        var results = await Task.WhenAll(order.Legs.Select(l => RefreshLeg(order, l, credentials.GetValueOrDefault(l.Prepared.LegId), clients, metadata, cancel)));
        return await Answer(orderId, keyId, order, results);
    }

    private OrderRefusal? Refused(OrderView order, IReadOnlyDictionary<Guid, LegCredentials> credentials, bool test)
    {
        if (order.Test != test || quotes.Clients(test) is null)
            return new OrderRefusal(503, "unavailable", "The order's venues are not reachable with this key.");
        foreach (var (id, _) in credentials)
            if (order.Leg(id) is null) return OrderRefusal.Of("l2_headers_by_leg", $"The order has no leg {id}.");
        return null;
    }

    private async Task<(string Code, string Message)?> CancelLeg(
        OrderView order, LegView leg, LegCredentials? credentials, VenueClients clients, EventMetadata metadata)
    {
        var (id, dialect) = (leg.Prepared.LegId, VenueDialects.Of(leg.Prepared.Venue));
        var venue = clients.Trading(dialect.Venue);
        var ended = leg.Status is LegStatus.Cancelled or LegStatus.Expired;
        if (dialect.NotCancellable is null && !ended && leg.IsAtVenue && leg.Status != LegStatus.Filled)
        {
            if (venue is null) return ("disabled", "This venue is switched off.");
            if (venue.CannotCancel(credentials) is { } fault) return ("headers_missing", fault);
        }

        var verdict = await OrderLog.Decide(log, order.Id, new CancelLeg(id, dialect.NotCancellable), metadata, CancellationToken.None);
        if (verdict is OrderVerdict.Refused refused) return (refused.Code, refused.Reason);
        if (verdict is OrderVerdict.Known) return null;
        var reply = await venue!.Cancel(leg.VenueOrderId!.Value, credentials!, CancellationToken.None);
        await OrderLog.Decide(log, order.Id, new RecordCancelReply(id, reply), metadata, CancellationToken.None);
        telemetry.Leg(dialect.Venue, order.Id, id, reply is CancelReply.Cancelled ? "cancelled" : "cancel_refused");
        return reply switch
        {
            CancelReply.Refused r => (r.Code, r.Reason),
            CancelReply.Unknown u => ("unknown", $"The venue's answer is not known ({u.Cause}); cancelling again does no harm."),
            _ => null,
        };
    }

    private async Task<(string Code, string Message)?> RefreshLeg(
        OrderView order, LegView leg, LegCredentials? credentials, VenueClients clients, EventMetadata metadata, CancellationToken cancel)
    {
        // What the venue did not have when it was asked is asked for again if the caller wants it.
        if (!leg.IsAtVenue && leg.ErrorCode != "never_arrived") return null;
        if (clients.Trading(leg.Prepared.Venue) is not { } venue) return ("disabled", "This venue is switched off.");
        if (!venue.CanAsk(credentials))
            return ("headers_missing", "The venue tells this only to its customer: no well-formed headers came for this leg.");
        try
        {
            await ask.Handle(order, leg, venue, credentials, metadata, cancel);
            return null;
        }
        catch (VenueException e)
        {
            return (e.Code, e.Message);
        }
    }

    private async Task<JsonObject> Answer(Guid orderId, Guid keyId, OrderView before, (string Code, string Message)?[] results)
    {
        var now = (await orders.Find(orderId, keyId, CancellationToken.None))!;
        return new JsonObject
        {
            ["order_id"] = orderId.ToString(),
            ["status"] = now.Status,
            ["legs"] = new JsonArray([.. before.Legs.Select((l, i) =>
            {
                var leg = now.Leg(l.Prepared.LegId)!;
                return (JsonNode)new JsonObject
                {
                    ["leg_id"] = l.Prepared.LegId.ToString(),
                    ["venue"] = l.Prepared.Venue.Name(),
                    ["ok"] = results[i] is null,
                    ["status"] = OrderJson.Word(leg.Status),
                    ["filled_shares"] = leg.FilledShares.Count,
                    ["error"] = results[i] is { } why ? new JsonObject { ["code"] = why.Code, ["message"] = why.Message } : null,
                };
            })]),
        };
    }
}
