using System.Text.Json.Nodes;
using Faro.Log;
using Faro.Orders.Quotes;
using Faro.Orders.TrackingFills;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Polymarket;

namespace Faro.Orders.Cancelling;

/// <summary>What the caller brought for a leg. Lives in memory only.</summary>
/// <param name="Polymarket">L2 headers over the request that is made with them.</param>
/// <param name="PolymarketTrades">L2 headers over <c>GET /data/trades</c>.</param>
/// <param name="Foresight">Foresight's key.</param>
public sealed record LegHeaders(PolymarketHeaders? Polymarket, PolymarketHeaders? PolymarketTrades, ForesightHeaders? Foresight)
{
    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => "LegHeaders";
}

/// <summary>Passes cancels through, and reads what venues only tell their customers.</summary>
public sealed class CancelService(
    EventLog log, OrderQueries orders, QuoteService quotes, VenueEvidence evidence, OrdersTelemetry telemetry)
{
    /// <summary>Cancels every leg for which headers came; the others say why they were not.</summary>
    public async Task<OrderAnswer<JsonObject>> Cancel(
        Guid orderId, IReadOnlyDictionary<Guid, LegHeaders> headers, Guid keyId, bool test, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, keyId, cancel) is not { } order) return new OrderRefusal(404, "not_found", "No such order.");
        if (Refused(order, headers, test) is { } refused) return refused;
        var clients = quotes.Clients(test)!;
        var results = await Task.WhenAll(order.Legs.Select(l => CancelLeg(order, l, headers.GetValueOrDefault(l.Prepared.LegId), clients, metadata)));
        return await Answer(orderId, keyId, order, results);
    }

    /// <summary>Asks the venues for every leg for which headers came.</summary>
    public async Task<OrderAnswer<JsonObject>> Refresh(
        Guid orderId, IReadOnlyDictionary<Guid, LegHeaders> headers, Guid keyId, bool test, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, keyId, cancel) is not { } order) return new OrderRefusal(404, "not_found", "No such order.");
        if (Refused(order, headers, test) is { } refused) return refused;
        var clients = quotes.Clients(test)!;
        var results = await Task.WhenAll(order.Legs.Select(l => RefreshLeg(order, l, headers.GetValueOrDefault(l.Prepared.LegId), clients, metadata, cancel)));
        return await Answer(orderId, keyId, order, results);
    }

    private OrderRefusal? Refused(OrderView order, IReadOnlyDictionary<Guid, LegHeaders> headers, bool test)
    {
        if (order.Test != test || quotes.Clients(test) is null)
            return new OrderRefusal(503, "unavailable", "The order's venues are not reachable with this key.");
        foreach (var (id, _) in headers)
            if (order.Leg(id) is null) return OrderRefusal.Of("l2_headers_by_leg", $"The order has no leg {id}.");
        return null;
    }

    private async Task<(string Code, string Message)?> CancelLeg(
        OrderView order, LegView leg, LegHeaders? headers, VenueClients clients, EventMetadata metadata)
    {
        var (id, venue) = (leg.Prepared.LegId, leg.Prepared.Venue);
        var ended = leg.Status is LegStatus.Cancelled or LegStatus.Expired;
        if (venue != Venue.Kalshi && !ended && leg.IsAtVenue && leg.Status != LegStatus.Filled)
        {
            if (venue == Venue.Polymarket && headers?.Polymarket is not { IsWellFormed: true })
                return ("headers_missing", "l2_headers_by_leg has no well-formed headers for this leg.");
            if (venue == Venue.Foresight && headers?.Foresight is not { IsWellFormed: true })
                return ("headers_missing", "fs_headers_by_leg has no well-formed headers for this leg.");
        }

        var verdict = await OrderLog.Decide(log, order.Id, new CancelLeg(id), metadata, CancellationToken.None);
        if (verdict is OrderVerdict.Refused refused) return (refused.Code, refused.Reason);
        if (verdict is OrderVerdict.Known) return null;
        var reply = venue == Venue.Polymarket
            ? await clients.Polymarket!.Cancel(leg.VenueOrderId!.Value, headers!.Polymarket!, CancellationToken.None)
            : await clients.Foresight!.Cancel(leg.VenueOrderId!.Value, headers!.Foresight!, CancellationToken.None);
        await OrderLog.Decide(log, order.Id, new RecordCancelReply(id, reply), metadata, CancellationToken.None);
        telemetry.Leg(venue, order.Id, id, reply is CancelReply.Cancelled ? "cancelled" : "cancel_refused");
        return reply switch
        {
            CancelReply.Refused r => (r.Code, r.Reason),
            CancelReply.Unknown u => ("unknown", $"The venue's answer is not known ({u.Cause}); cancelling again does no harm."),
            _ => null,
        };
    }

    private async Task<(string Code, string Message)?> RefreshLeg(
        OrderView order, LegView leg, LegHeaders? headers, VenueClients clients, EventMetadata metadata, CancellationToken cancel)
    {
        // What the venue did not have when it was asked is asked for again if the customer wants it.
        if (!leg.IsAtVenue && leg.ErrorCode != "never_arrived") return null;
        try
        {
            switch (leg.Prepared.Venue)
            {
                case Venue.Kalshi:
                    await evidence.Kalshi(order, leg, clients.Kalshi!, metadata, cancel);
                    return null;
                case Venue.Polymarket when headers?.Polymarket is { IsWellFormed: true } l2:
                    await evidence.Polymarket(order, leg, clients.Polymarket!, l2, headers.PolymarketTrades, metadata, cancel);
                    return null;
                case Venue.Foresight when headers?.Foresight is { IsWellFormed: true } key:
                    await evidence.Foresight(order, leg, clients.Foresight!, key, metadata, cancel);
                    return null;
                default:
                    return ("headers_missing", "The venue tells this only to its customer: no well-formed headers came for this leg.");
            }
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
