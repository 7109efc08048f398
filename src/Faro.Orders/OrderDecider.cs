using Faro.Venues;

namespace Faro.Orders;

/// <summary>What to do about an order.</summary>
public abstract record OrderCommand;

/// <summary>Keep a plan.</summary>
/// <param name="Prepared">The plan with all that belongs to it.</param>
public sealed record KeepPlan(OrderPrepared Prepared) : OrderCommand;

/// <summary>Send a leg.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="ExpectedVenueOrderId">The id that the venue will give it.</param>
/// <param name="ContentHash">Tells a repeated submission from another one.</param>
/// <param name="SentByCustomer">The customer sent it himself.</param>
/// <param name="Now">The time.</param>
public sealed record SubmitLeg(Guid LegId, VenueOrderId ExpectedVenueOrderId, string ContentHash, bool SentByCustomer, DateTimeOffset Now) : OrderCommand;

/// <summary>Note what the venue answered, or what was found out about a leg in doubt.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="ExpectedVenueOrderId">Which submission it answers.</param>
/// <param name="Reply">The answer.</param>
/// <param name="Evidence">Where it is known from.</param>
public sealed record RecordReply(Guid LegId, VenueOrderId ExpectedVenueOrderId, SubmitReply Reply, string Evidence) : OrderCommand;

/// <summary>Note what the venue says of an order that it has.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Fills">All of its fills that are known.</param>
/// <param name="End">How it ended; null while it has not, or when that is not known.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record RecordProgress(Guid LegId, IReadOnlyList<ReportedFill> Fills, LegEnd? End, string Reason) : OrderCommand;

/// <summary>Ask to cancel a leg.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="NotCancellable">Why the leg's venue cancels nothing; null where it does.</param>
public sealed record CancelLeg(Guid LegId, string? NotCancellable = null) : OrderCommand;

/// <summary>Note what the venue answered to a cancel.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Reply">The answer.</param>
public sealed record RecordCancelReply(Guid LegId, CancelReply Reply) : OrderCommand;

/// <summary>What a decision returns to its caller.</summary>
/// <param name="Events">The facts to record.</param>
/// <param name="Verdict">What to do next.</param>
public sealed record OrderDecision(IReadOnlyList<OrderEvent> Events, OrderVerdict Verdict);

/// <summary>What to do after a decision.</summary>
public abstract record OrderVerdict
{
    private OrderVerdict()
    {
    }

    /// <summary>The facts are recorded: go on (send, or answer).</summary>
    public sealed record Go : OrderVerdict;

    /// <summary>Nothing to do: the answer is already on the log.</summary>
    public sealed record Known : OrderVerdict;

    /// <summary>Not possible.</summary>
    /// <param name="Code"><c>not_found</c>, <c>conflict</c>, <c>expired</c>, <c>not_cancellable</c>.</param>
    /// <param name="Reason">A sentence for people.</param>
    public sealed record Refused(string Code, string Reason) : OrderVerdict;
}

/// <summary>Decides; knows no clock, no venue, no store.</summary>
public static class OrderDecider
{
    private static readonly OrderDecision Nothing = new([], new OrderVerdict.Known());

    /// <summary>From an order and a command to the facts that follow.</summary>
    public static OrderDecision Decide(OrderCommand command, OrderView? order) => command switch
    {
        KeepPlan c when order is null => Accept(c.Prepared),
        KeepPlan c => order.RequestHash == c.Prepared.RequestHash
            ? Nothing
            : Refuse("conflict", OrderRefusal.OtherRequest.Message),
        _ when order is null => Refuse("not_found", "No such order."),
        SubmitLeg c => Submit(c, order),
        RecordReply c => Reply(c, order),
        RecordProgress c => Progress(c, order),
        CancelLeg c => Cancel(c, order),
        RecordCancelReply c => CancelAnswer(c, order),
        _ => throw new InvalidOperationException($"No decision for {command.GetType().Name}."),
    };

    /// <summary>Decides several commands that go into one append: each on what those before it leave.</summary>
    public static (IReadOnlyList<OrderEvent> Facts, IReadOnlyList<OrderVerdict> Verdicts) DecideAll(IReadOnlyList<OrderCommand> commands, OrderView? order)
    {
        List<OrderEvent> facts = [];
        List<OrderVerdict> verdicts = [];
        foreach (var command in commands)
        {
            var decision = Decide(command, order);
            verdicts.Add(decision.Verdict);
            foreach (var fact in decision.Events)
            {
                facts.Add(fact);
                order = OrderView.Suppose(order, fact);
            }
        }

        return (facts, verdicts);
    }

    private static OrderDecision Submit(SubmitLeg c, OrderView order)
    {
        if (order.Leg(c.LegId) is not { } leg) return Refuse("not_found", "The order has no such leg.");
        switch (leg.Status)
        {
            case LegStatus.Prepared:
            case LegStatus.Rejected when leg.Retryable: // the venue certainly does not have it
                return !c.SentByCustomer && c.Now >= leg.Prepared.ExpiresAt
                    ? Refuse("expired", "The prepared leg has expired; prepare again.")
                    : Accept(new LegSubmissionStarted(c.LegId, c.ExpectedVenueOrderId, c.ContentHash, c.SentByCustomer));
            default:
                return leg.ContentHash == c.ContentHash
                    ? Nothing
                    : Refuse("conflict", "The leg was already submitted with other content.");
        }
    }

    private static OrderDecision Reply(RecordReply c, OrderView order)
    {
        if (order.Leg(c.LegId) is not { } leg) return Refuse("not_found", "The order has no such leg.");
        // Only the submission that is open can be answered; an answer that comes late says nothing new.
        if (leg.Status is not (LegStatus.Submitting or LegStatus.Unknown) || leg.VenueOrderId != c.ExpectedVenueOrderId) return Nothing;
        return c.Reply switch
        {
            SubmitReply.Accepted a => Accept(new LegAccepted(c.LegId, a.VenueOrderId, a.State, c.Evidence)),
            SubmitReply.Rejected r => Accept(new LegRejected(c.LegId, r.Code, r.Reason, r.Retryable)),
            SubmitReply.Unknown u when leg.Status == LegStatus.Submitting => Accept(new LegLeftInDoubt(c.LegId, u.Cause)),
            SubmitReply.Unknown => Nothing,
            _ => throw new InvalidOperationException("An unknown kind of reply."),
        };
    }

    private static OrderDecision Progress(RecordProgress c, OrderView order)
    {
        if (order.Leg(c.LegId) is not { } leg) return Refuse("not_found", "The order has no such leg.");
        if (leg.Status is LegStatus.Prepared) return Refuse("conflict", "The leg was never sent.");
        if (leg.Status is LegStatus.Rejected && c.End is LegEnd.Failed && c.Fills.All(f => f.State == FillState.Failed)) return Nothing; // known
        var events = new List<OrderEvent>();
        if (leg.Status is LegStatus.Submitting or LegStatus.Unknown or LegStatus.Rejected)
            events.Add(new LegAccepted(c.LegId, leg.VenueOrderId!.Value, SubmitState.Resting, "lookup"));
        var known = leg.Fills.ToDictionary(f => f.FillId, f => f.State, StringComparer.Ordinal);
        foreach (var fill in c.Fills)
        {
            if (!known.TryGetValue(fill.FillId, out var state))
            {
                if (fill.State == FillState.Failed) continue; // never reported, so nothing to reverse
                events.Add(new LegFilled(c.LegId, fill.FillId, fill.Shares, fill.Price, fill.Notional, Complete: false));
                state = known[fill.FillId] = "matched";
            }

            if (state == "matched" && fill.State == FillState.Settled) events.Add(new LegSettled(c.LegId, fill.FillId, fill.TransactionHash));
            if (state is "matched" or "settled" && fill.State == FillState.Failed)
                events.Add(new LegReversed(c.LegId, fill.FillId, "The venue reversed the fill."));
        }

        // What was filled and is taken back again has not ended by being filled.
        var reversed = events.Exists(e => e is LegReversed);
        var nothingStands = c.Fills.All(f => f.State == FillState.Failed)
            && leg.Fills.All(f => f.State == "reversed" || c.Fills.Any(x => x.FillId == f.FillId));
        // A venue's word for "all of it" is no amount: with nothing filled it says nothing.
        var end = c.End is LegEnd.Completed && nothingStands ? null : c.End;
        if (end is not null && leg.Status is not (LegStatus.Cancelled or LegStatus.Expired) && (!leg.HasEnded || reversed))
        {
            events.Add(end switch
            {
                LegEnd.Completed => new LegCompleted(c.LegId),
                LegEnd.Expired => new LegExpired(c.LegId, c.Reason),
                LegEnd.Failed when nothingStands => new LegRejected(c.LegId, "failed", c.Reason, Retryable: false),
                _ => new LegCancelled(c.LegId, c.Reason),
            });
        }
        else if (leg.AmountUnknown && end == c.End && !events.Exists(e => e is LegFilled or LegAccepted))
        {
            events.Add(new LegAmountConfirmed(c.LegId));
        }

        return events.Count == 0 ? Nothing : new OrderDecision(events, new OrderVerdict.Go());
    }

    private static OrderDecision Cancel(CancelLeg c, OrderView order)
    {
        if (order.Leg(c.LegId) is not { } leg) return Refuse("not_found", "The order has no such leg.");
        if (c.NotCancellable is { } why) return Refuse("not_cancellable", why);
        return leg.Status switch
        {
            LegStatus.Prepared => Refuse("not_cancellable", "The leg was never submitted; it expires by itself."),
            LegStatus.Rejected => Refuse("not_cancellable", "The venue does not have this leg."),
            LegStatus.Filled => Refuse("not_cancellable", "The leg is filled."),
            LegStatus.PartiallyFilled or LegStatus.Accepted when leg.IsOver =>
                Refuse("not_cancellable", "The venue has closed the leg: what was not filled is off the book."),
            LegStatus.Cancelled or LegStatus.Expired => Nothing,
            _ => Accept(new CancelRequested(c.LegId)),
        };
    }

    private static OrderDecision CancelAnswer(RecordCancelReply c, OrderView order)
    {
        if (order.Leg(c.LegId) is not { } leg) return Refuse("not_found", "The order has no such leg.");
        if (leg.Status is LegStatus.Filled or LegStatus.Cancelled or LegStatus.Expired or LegStatus.Rejected) return Nothing;
        return c.Reply switch
        {
            CancelReply.Cancelled when leg.Status is LegStatus.Submitting or LegStatus.Unknown => new OrderDecision(
                [new LegAccepted(c.LegId, leg.VenueOrderId!.Value, SubmitState.Resting, "lookup"), new LegCancelled(c.LegId, LegCancelled.ByCaller)],
                new OrderVerdict.Go()), // the venue cancelled it, so it had it
            CancelReply.Cancelled => Accept(new LegCancelled(c.LegId, LegCancelled.ByCaller)),
            CancelReply.Refused r => Accept(new CancelRefused(c.LegId, r.Code, r.Reason)),
            CancelReply.Unknown u => Accept(new CancelRefused(c.LegId, "unknown", $"The venue's answer is not known ({u.Cause}); cancelling again does no harm.")),
            _ => throw new InvalidOperationException("An unknown kind of reply."),
        };
    }

    private static OrderDecision Accept(OrderEvent e) => new([e], new OrderVerdict.Go());

    private static OrderDecision Refuse(string code, string reason) => new([], new OrderVerdict.Refused(code, reason));
}
