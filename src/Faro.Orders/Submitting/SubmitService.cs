using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Faro.Log;
using Faro.Orders.Following;
using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders.Submitting;

/// <summary>
/// Sends signed legs: check each, record the intents in one append, call each venue once, record each answer. After the intent
/// nothing that the caller does stops it; a crash leaves a leg whose fate is asked for, never sent again.
/// </summary>
public sealed class SubmitService(
    EventLog log, OrderQueries orders, QuoteService quotes, TermsReader terms, AskVenue ask, OrdersOptions options, OrdersTelemetry telemetry,
    TimeProvider clock)
{
    private static readonly TimeSpan[] PausesBeforeAsking = [TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];

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
                l.Prepared.LegId, l.Leg.ExpectedVenueOrderId, ContentHash(l.Leg, l.Prepared), l.Leg.Body is null, began));
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
        if (signed.Venue != prepared.Venue) return new UnsoundLeg("invalid_leg", $"venue: The leg was prepared for {prepared.Venue.Name()}.");
        if (clients.Trading(prepared.Venue) is not { } venue) return new UnsoundLeg("disabled", "This venue is switched off.");
        return venue.Check(signed, prepared) switch
        {
            CheckReply.Sound s => new SoundLeg(signed, prepared, s.Leg, venue),
            CheckReply.Unsound u => new UnsoundLeg("invalid_leg", $"{u.Field}: {u.Text}"),
            _ => throw new InvalidOperationException("An unknown kind of check."),
        };
    }

    /// <summary>Null when the leg's state on the log is the answer; else the field and words of a leg that was not sent.</summary>
    private async Task<(string Code, string Message)?> SubmitLeg(OrderView order, SoundLeg checkedLeg, VenueClients clients, EventMetadata metadata)
    {
        var (signed, prepared, leg, venue) = checkedLeg;
        if (checkedLeg.Verdict is OrderVerdict.Refused refused) return (refused.Code, refused.Reason);
        if (checkedLeg.Verdict is OrderVerdict.Known)
        {
            if (venue.Dialect.SubmissionOpensOrder) await AskOnce(order.Id, signed, venue, metadata);
            return null;
        }

        if (leg.Body is null)
        {
            // The caller sent it: the chain says what became of it.
            await AskOnce(order.Id, signed, venue, metadata);
            return null;
        }

        // A process that was held up here (stopped, starved) no longer sends: others may soon take the venue's silence for an answer.
        var reply = clock.GetUtcNow() - checkedLeg.Began < options.SubmitGrace / 2
            ? await venue.Submit(leg, prepared, order.Terms.Side, CancellationToken.None)
            : new SubmitReply.Rejected("held_up", "Faro was held up before it could send; nothing was sent.") { Retryable = true };
        if (reply is SubmitReply.Accepted accepted && !accepted.VenueOrderId.Means(leg.ExpectedVenueOrderId))
            telemetry.OtherHash(prepared.LegId, leg.ExpectedVenueOrderId, accepted.VenueOrderId);
        if (reply is SubmitReply.Rejected) terms.Forget(clients.Name, new MarketRef(prepared.Venue, prepared.MarketId));
        List<OrderCommand> said = [new RecordReply(prepared.LegId, leg.ExpectedVenueOrderId, reply, "answer")];
        if (reply is SubmitReply.Accepted { AtOnce: { } told }) said.Add(new RecordProgress(prepared.LegId, told.Fills, told.End, told.Reason));
        await OrderLog.Decide(log, order.Id, said, metadata, CancellationToken.None);
        telemetry.Leg(prepared.Venue, order.Id, prepared.LegId, reply switch
        {
            SubmitReply.Accepted => "accepted",
            SubmitReply.Rejected r => r.Code,
            _ => "unknown",
        });
        if (venue.Dialect.MatchesAfterAnswer && reply is not SubmitReply.Rejected) await AskUntilMatched(order, signed, venue, metadata);
        return null;
    }

    /// <summary>Some venues match after they have answered: asks a few times while the caller's credentials are here.</summary>
    private async Task AskUntilMatched(OrderView order, SignedLeg signed, ITradingVenue venue, EventMetadata metadata)
    {
        foreach (var pause in PausesBeforeAsking)
        {
            await Task.Delay(pause, clock);
            await AskOnce(order.Id, signed, venue, metadata);
            if ((await orders.Load(order.Id))?.Leg(signed.LegId) is not { IsOpen: true }) return;
        }
    }

    /// <summary>Asks the venue with what the caller brought; a venue that cannot be asked changes nothing.</summary>
    private async Task AskOnce(Guid orderId, SignedLeg signed, ITradingVenue venue, EventMetadata metadata)
    {
        if (await orders.Load(orderId) is not { } order || order.Leg(signed.LegId) is not { IsOpen: true } leg) return;
        try
        {
            await ask.Handle(order, leg, venue, signed.Credentials, metadata, CancellationToken.None);
        }
        catch (VenueException e)
        {
            telemetry.FollowFailed(leg.Prepared.Venue, orderId, e.Code);
        }
    }

    /// <summary>Tells a repeated submission from another one; from public parts only.</summary>
    private static string ContentHash(CheckedLeg leg, PreparedLeg prepared) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{prepared.LegId}\n{leg.ExpectedVenueOrderId}\n{leg.Body is null}")));

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

        // What the caller sent itself is recorded with this answer; the chain says later what became of it.
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

    private sealed record SoundLeg(SignedLeg Signed, PreparedLeg Prepared, CheckedLeg Leg, ITradingVenue Venue) : CheckOutcome
    {
        public OrderVerdict Verdict { get; init; } = new OrderVerdict.Known();

        public DateTimeOffset Began { get; init; }
    }
}
