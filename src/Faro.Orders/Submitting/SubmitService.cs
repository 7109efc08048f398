using System.Text;
using System.Text.Json.Nodes;
using Faro.Log;
using Faro.Orders.Quotes;
using Faro.Orders.TrackingFills;
using Faro.Venues;

namespace Faro.Orders.Submitting;

/// <summary>
/// Sends signed legs: check each, record the intents in one append, call each venue once, record each answer. After the intent
/// nothing that the caller does stops it; a crash leaves a leg whose fate is asked for, never sent again.
/// </summary>
public sealed class SubmitService(
    EventLog log, OrderQueries orders, QuoteService quotes, TermsReader terms, VenueEvidence evidence, OrdersOptions options, OrdersTelemetry telemetry,
    TimeProvider clock)
{
    private static readonly TimeSpan[] FirstLooks = [TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];

    private readonly LegCheck _check = new(new Faro.Signing.SignerCheck(Faro.Signing.Secp256k1.Default), Faro.Signing.Ed25519Verifier.Default);

    /// <summary>Submits legs of one order; answers each on its own.</summary>
    public async Task<OrderAnswer<JsonObject>> Submit(
        Guid orderId, IReadOnlyList<SignedLeg> legs, Guid keyId, bool test, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, keyId, cancel) is not { } order) return new OrderRefusal(404, "not_found", "No such order.");
        if (order.Test != test || quotes.Clients(test) is not { } clients)
            return new OrderRefusal(503, "unavailable", "The order's venues are not reachable with this key.");
        foreach (var leg in legs)
            if (order.Leg(leg.LegId) is null) return OrderRefusal.Of("legs", $"The order has no leg {leg.LegId}.");

        var checks = legs.Select(leg => Check(order, leg, clients)).ToList();
        cancel.ThrowIfCancellationRequested(); // the last moment at which nothing has happened
        var began = clock.GetUtcNow();
        var sound = checks.OfType<SoundLeg>().ToList();
        if (sound.Count > 0)
        {
            var intents = sound.Select(l => new SubmitLeg(
                l.Prepared.LegId, l.Leg.ExpectedVenueOrderId, LegCheck.ContentHash(l.Leg, l.Prepared), l.Leg.Body is null, began));
            var verdicts = await OrderLog.Decide(log, order.Id, [.. intents], metadata, CancellationToken.None, order);
            sound = [.. sound.Select((l, i) => l with { Verdict = verdicts[i], Began = began })];
        }

        var next = 0;
        var results = await Task.WhenAll(checks.Select(c =>
            c is UnsoundLeg no ? Task.FromResult<(string, string)?>((no.Code, no.Message)) : SubmitLeg(order, sound[next++], clients, metadata)));
        var now = (await orders.Find(orderId, keyId, CancellationToken.None))!;
        return new JsonObject
        {
            ["order_id"] = orderId.ToString(),
            ["status"] = now.Status,
            ["legs"] = new JsonArray([.. results.Select((refused, i) => (JsonNode)Result(legs[i].LegId, refused, now))]),
        };
    }

    private CheckOutcome Check(OrderView order, SignedLeg signed, VenueClients clients)
    {
        var prepared = order.Leg(signed.LegId)!.Prepared;
        var (leg, field, fault) = _check.Check(signed, prepared);
        return leg is null ? new UnsoundLeg("invalid_leg", $"{field}: {fault}")
            : clients.Books(prepared.Venue) is null ? new UnsoundLeg("disabled", "This venue is switched off.")
            : new SoundLeg(signed, prepared, leg);
    }

    /// <summary>Null when the leg's state on the log is the answer; else the field and words of a leg that was not sent.</summary>
    private async Task<(string Code, string Message)?> SubmitLeg(OrderView order, SoundLeg checkedLeg, VenueClients clients, EventMetadata metadata)
    {
        var (signed, prepared, leg) = checkedLeg;
        if (checkedLeg.Verdict is OrderVerdict.Refused refused) return (refused.Code, refused.Reason);
        if (checkedLeg.Verdict is OrderVerdict.Known)
        {
            await LookAgain(order.Id, signed, clients, metadata);
            return null;
        }

        if (leg.Body is null)
        {
            // The customer sent it: the chain says what became of it.
            await Look(order.Id, signed, clients, metadata);
            return null;
        }

        // A process that was held up here (stopped, starved) no longer sends: others may soon take the venue's silence for an answer.
        var reply = clock.GetUtcNow() - checkedLeg.Began < options.SubmitGrace / 2
            ? await Send(signed, prepared, leg, clients)
            : new SubmitReply.Rejected("held_up", "Faro was held up before it could send; nothing was sent.") { Retryable = true };
        if (reply is SubmitReply.Accepted accepted && !accepted.VenueOrderId.Means(leg.ExpectedVenueOrderId))
            telemetry.OtherHash(prepared.LegId, leg.ExpectedVenueOrderId, accepted.VenueOrderId);
        if (reply is SubmitReply.Rejected) terms.Forget(clients.Name, new MarketRef(prepared.Venue, prepared.MarketId));
        List<OrderCommand> said = [new RecordReply(prepared.LegId, leg.ExpectedVenueOrderId, reply, "answer")];
        if (Matched(order, prepared, reply) is { } matched) said.Add(matched);
        await OrderLog.Decide(log, order.Id, said, metadata, CancellationToken.None);
        telemetry.Leg(prepared.Venue, order.Id, prepared.LegId, reply switch
        {
            SubmitReply.Accepted => "accepted",
            SubmitReply.Rejected r => r.Code,
            _ => "unknown",
        });
        if (prepared.Venue == Venue.Foresight && reply is not SubmitReply.Rejected)
            await FirstLook(order, signed, clients, metadata);
        return null;
    }

    private static Task<SubmitReply> Send(SignedLeg signed, PreparedLeg prepared, CheckedLeg leg, VenueClients clients) => prepared.Venue switch
    {
        Venue.Polymarket => clients.Polymarket!.Submit(Encoding.UTF8.GetBytes(leg.Body!), signed.PolymarketHeaders!, CancellationToken.None),
        Venue.Foresight => clients.Foresight!.Submit(
            Encoding.UTF8.GetBytes(leg.Body!), prepared.LegId.ToString(), signed.ForesightHeaders!, CancellationToken.None),
        _ => clients.Kalshi!.Solana.Send(leg.Body!, CancellationToken.None),
    };

    /// <summary>The fill that Polymarket's answer tells; null when it tells none.</summary>
    private static RecordProgress? Matched(OrderView order, PreparedLeg prepared, SubmitReply reply)
    {
        if (prepared.Venue != Venue.Polymarket || reply is not SubmitReply.Accepted { State: SubmitState.Matched } accepted) return null;
        var fill = Progress.Answer(prepared, accepted, order.Terms.Side);
        // A FOK that matched is filled as a whole, and a FAK's rest is dead, whether the answer says how much or not.
        LegEnd? end = prepared.OrderType is "FOK" or "FAK" ? LegEnd.Completed : null;
        return fill is null && end is null ? null : new RecordProgress(prepared.LegId, fill is null ? [] : [fill], end, "matched");
    }

    /// <summary>Foresight matches after it has answered: a few looks while the customer's key is here.</summary>
    private async Task FirstLook(OrderView order, SignedLeg signed, VenueClients clients, EventMetadata metadata)
    {
        foreach (var pause in FirstLooks)
        {
            await Task.Delay(pause, clock);
            await Look(order.Id, signed, clients, metadata);
            if ((await orders.Load(order.Id))?.Leg(signed.LegId) is not { IsOpen: true }) return;
        }
    }

    private async Task LookAgain(Guid orderId, SignedLeg signed, VenueClients clients, EventMetadata metadata)
    {
        if (signed.Venue != Venue.Polymarket) await Look(orderId, signed, clients, metadata);
    }

    /// <summary>Asks the venue with what the caller brought; a venue that cannot be asked changes nothing.</summary>
    private async Task Look(Guid orderId, SignedLeg signed, VenueClients clients, EventMetadata metadata)
    {
        if (await orders.Load(orderId) is not { } order || order.Leg(signed.LegId) is not { IsOpen: true } leg) return;
        try
        {
            if (leg.Prepared.Venue == Venue.Foresight)
                await evidence.Foresight(order, leg, clients.Foresight!, signed.ForesightHeaders!, metadata, CancellationToken.None);
            else if (leg.Prepared.Venue == Venue.Kalshi)
                await evidence.Kalshi(order, leg, clients.Kalshi!, metadata, CancellationToken.None);
        }
        catch (VenueException e)
        {
            telemetry.FollowFailed(leg.Prepared.Venue, orderId, e.Code);
        }
    }

    private static JsonObject Result(Guid legId, (string Code, string Message)? refused, OrderView order)
    {
        var leg = order.Leg(legId)!;
        if (refused is { } why)
        {
            return new JsonObject
            {
                ["leg_id"] = legId.ToString(),
                ["venue"] = leg.Prepared.Venue.Name(),
                ["ok"] = false,
                ["status"] = leg.Status == LegStatus.Prepared ? "rejected" : OrderJson.Word(leg.Status),
                ["venue_order_id"] = leg.IsAtVenue ? leg.VenueOrderId?.Text : null,
                ["error"] = new JsonObject { ["code"] = why.Code, ["message"] = why.Message, ["retryable"] = leg.Status == LegStatus.Prepared && why.Code == "invalid_leg" },
            };
        }

        // What the customer sent himself is recorded with this answer; the chain says later what became of it.
        var ok = leg.Status is not (LegStatus.Rejected or LegStatus.Unknown or LegStatus.Submitting) || leg is { Status: LegStatus.Submitting, SentByCustomer: true };
        return new JsonObject
        {
            ["leg_id"] = legId.ToString(),
            ["venue"] = leg.Prepared.Venue.Name(),
            ["ok"] = ok,
            ["status"] = leg.Status == LegStatus.Submitting ? "unknown" : OrderJson.Word(leg.Status),
            ["venue_order_id"] = leg.VenueOrderId?.Text,
            ["filled_shares"] = leg.FilledShares.Count,
            ["error"] = OrderJson.Error(leg),
        };
    }

    private abstract record CheckOutcome;

    private sealed record UnsoundLeg(string Code, string Message) : CheckOutcome;

    private sealed record SoundLeg(SignedLeg Signed, PreparedLeg Prepared, CheckedLeg Leg) : CheckOutcome
    {
        public OrderVerdict Verdict { get; init; } = new OrderVerdict.Known();

        public DateTimeOffset Began { get; init; }
    }
}
