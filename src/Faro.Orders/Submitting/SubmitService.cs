using System.Security.Cryptography;
using System.Text;
using Faro.Log;
using Faro.Orders.Following;
using Faro.Orders.Quotes;
using Faro.Venues;
using Marten;

namespace Faro.Orders.Submitting;

/// <summary>
/// Sends signed legs: check each, record the intents in one append, call each venue once, record each answer. After the intent
/// nothing that the caller does stops it; a crash leaves a leg whose fate is asked for, never sent again.
/// </summary>
public sealed class SubmitService(
    IDocumentStore store, OrderQueries orders, QuoteService quotes, TermsReader terms, AskVenue ask, OrdersOptions options, OrdersTelemetry telemetry,
    TimeProvider clock)
{
    private static readonly TimeSpan[] PausesBeforeAsking = [TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];

    /// <summary>Submits legs of one order; answers each on its own.</summary>
    public async Task<OrderResult<SubmittedOrder>> Submit(
        Guid orderId, IReadOnlyList<SignedLeg> legs, OrderOwner owner, EventMetadata metadata, CancellationToken cancel)
    {
        if (await orders.Find(orderId, owner, cancel) is not { } order) return OrderRefusal.NoOrder;
        if (quotes.Clients(owner.Test) is not { } clients)
            return OrderRefusal.OtherVenues;
        foreach (var leg in legs)
            if (order.Leg(leg.LegId) is null) return OrderRefusal.Of(new FieldFault("legs", $"The order has no leg {leg.LegId}."));

        var checks = legs.Select(leg => Check(order, leg, clients)).ToList();
        cancel.ThrowIfCancellationRequested(); // the last moment at which nothing has happened
        var began = clock.GetUtcNow();
        var sound = checks.Where(c => c.Error is null).Select(c => c.Sound!).ToList();
        var verdicts = sound.Count == 0 ? [] : await OrderLog.Decide(
            store, order.Id, [.. sound.Select(l => l.Intent(began))], metadata, CancellationToken.None);
        var next = 0;
        var errors = await Task.WhenAll(checks.Select(c =>
            c.Error is { } error ? Task.FromResult<LegError?>(error) : SubmitLeg(order, c.Sound!, verdicts[next++], began, clients.Name, metadata)));
        var now = (await orders.Find(orderId, owner, CancellationToken.None))!;
        return new SubmittedOrder(orderId, now.Status, [.. errors.Select((error, i) => now.Leg(legs[i].LegId)! is var leg && error is not null
            ? SubmittedLeg.NotSent(leg, error)
            : SubmittedLeg.Recorded(leg))]);
    }

    private static (SoundLeg? Sound, LegError? Error) Check(OrderView order, SignedLeg signed, VenueClients clients)
    {
        var prepared = order.Leg(signed.LegId)!.Prepared;
        if (signed.Venue != prepared.Venue) return (null, Invalid("venue", $"The leg was prepared for {prepared.Venue.Name()}."));
        if (clients.Trading(prepared.Venue) is not { } venue) return (null, LegError.SwitchedOff);
        return venue.Check(signed, prepared) switch
        {
            CheckReply.Sound s => (new SoundLeg(signed, prepared, s.Leg, venue), null),
            CheckReply.Unsound u => (null, Invalid(u.Field, u.Text)),
            _ => throw new InvalidOperationException("An unknown kind of check."),
        };
    }

    private static LegError Invalid(string field, string text) => new("invalid_leg", $"{field}: {text}");

    /// <summary>Null when the leg's state on the log is the answer; else why the leg was not sent.</summary>
    private async Task<LegError?> SubmitLeg(
        OrderView order, SoundLeg sound, OrderVerdict verdict, DateTimeOffset began, VenueSetName set, EventMetadata metadata)
    {
        var (signed, prepared, leg, venue) = sound;
        if (verdict is OrderVerdict.Refused) return LegError.Of(verdict);
        if (verdict is OrderVerdict.Known)
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
        var reply = clock.GetUtcNow() - began < options.SubmitGrace / 2
            ? await venue.Submit(leg, prepared, order.Terms.Side, CancellationToken.None)
            : new SubmitReply.Rejected("held_up", "Faro was delayed before it could send the leg; nothing was sent. Prepare again.") { Retryable = true };
        if (reply is SubmitReply.Accepted accepted && !accepted.VenueOrderId.Means(leg.ExpectedVenueOrderId))
            telemetry.OtherHash(prepared.LegId, leg.ExpectedVenueOrderId, accepted.VenueOrderId);
        if (reply is SubmitReply.Rejected) terms.Forget(set, new MarketRef(prepared.Venue, prepared.MarketId));
        List<OrderCommand> said = [new RecordReply(prepared.LegId, leg.ExpectedVenueOrderId, reply, "answer")];
        if (reply is SubmitReply.Accepted { AtOnce: { } told }) said.Add(new RecordProgress(prepared.LegId, told.Fills, told.End, told.Reason));
        await OrderLog.Decide(store, order.Id, said, metadata, CancellationToken.None);
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

    /// <summary>A leg that may be sent.</summary>
    private sealed record SoundLeg(SignedLeg Signed, PreparedLeg Prepared, CheckedLeg Leg, ITradingVenue Venue)
    {
        public SubmitLeg Intent(DateTimeOffset now) => new(Prepared.LegId, Leg.ExpectedVenueOrderId, ContentHash(), Leg.Body is null, now);

        /// <summary>Tells a repeated submission from another one; from public parts only.</summary>
        private string ContentHash() => Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Prepared.LegId}\n{Leg.ExpectedVenueOrderId}\n{Leg.Body is null}")));
    }
}
