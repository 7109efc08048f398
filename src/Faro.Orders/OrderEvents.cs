using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders;

/// <summary>The caller's request.</summary>
/// <param name="EventId">The unified event.</param>
/// <param name="Outcome">The event's outcome.</param>
/// <param name="Side">BUY or SELL.</param>
/// <param name="Size">Notional.</param>
/// <param name="LimitPrice">The most a BUY pays, or the least a SELL accepts; null for any price.</param>
/// <param name="Time">How long it stays in the book.</param>
/// <param name="Strategy">How it is distributed over venues.</param>
public sealed record OrderTerms(
    Guid EventId, Outcome Outcome, Side Side, [property: JsonPropertyName("sizeMicroUsd")] Money Size, Price? LimitPrice, TimeInForce Time, RouteStrategy Strategy);

/// <summary>A fact about one order, on the stream <c>order/UUID</c>.</summary>
public abstract record OrderEvent;

/// <summary>A fact about one leg.</summary>
/// <param name="LegId">The leg.</param>
public abstract record LegEvent(Guid LegId) : OrderEvent;

/// <summary>A plan was made and returned to be signed.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="KeyId">The key that prepared it.</param>
/// <param name="Test">Whether it trades at the sandbox.</param>
/// <param name="ClientRef">The caller's own reference.</param>
/// <param name="RequestHash">Decides whether a request under the same reference is the same.</param>
/// <param name="Terms">The request.</param>
/// <param name="Decision">Everything the plan depends on: the books, the fees, the rules.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Legs">The legs.</param>
/// <param name="Answer">The answer to the caller; only in facts of earlier versions, which kept it here.</param>
/// <param name="AnswerSha256">SHA-256 of the answer to the caller, in lower-case hexadecimal digits; null if the answer is here.</param>
[EventName("order_prepared")]
public sealed record OrderPrepared(
    Guid OrderId, Guid KeyId, bool Test, string? ClientRef, string RequestHash, OrderTerms Terms, RouteInputs Decision,
    RoutePlan Plan, IReadOnlyList<PreparedLeg> Legs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Answer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AnswerSha256 = null) : OrderEvent
{
    /// <summary>The account that owns it; null on facts from before accounts existed, which belong to their key alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }
}

/// <summary>Recorded before the venue is called: a crash then leaves a question, not a lost order.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="ExpectedVenueOrderId">The id that the venue will give it.</param>
/// <param name="ContentHash">Decides whether a repeated submission is the same; computed from public parts only.</param>
/// <param name="SentByCustomer">The caller sent it to the venue; Faro only follows it.</param>
[EventName("leg_submission_started")]
public sealed record LegSubmissionStarted(Guid LegId, VenueOrderId ExpectedVenueOrderId, string ContentHash, bool SentByCustomer) : LegEvent(LegId);

/// <summary>The venue has the order.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="VenueOrderId">The venue's id of it.</param>
/// <param name="State">The state in the venue's answer.</param>
/// <param name="Evidence">The source of this: <c>answer</c>, <c>lookup</c>, <c>chain</c>.</param>
[EventName("leg_accepted")]
public sealed record LegAccepted(Guid LegId, VenueOrderId VenueOrderId, SubmitState State, string Evidence) : LegEvent(LegId);

/// <summary>The venue definitely does not have the order.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Code">A stable reason.</param>
/// <param name="Reason">The venue's words.</param>
/// <param name="Retryable">Whether the same leg may be submitted again.</param>
[EventName("leg_rejected")]
public sealed record LegRejected(Guid LegId, string Code, string Reason, bool Retryable) : LegEvent(LegId);

/// <summary>It is not known whether the venue has the order.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Cause">Why.</param>
[EventName("leg_left_in_doubt")]
public sealed record LegLeftInDoubt(Guid LegId, string Cause) : LegEvent(LegId);

/// <summary>Shares were traded.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="FillId">The venue's id, unique within the leg.</param>
/// <param name="Shares">How many shares.</param>
/// <param name="Price">The traded token's price; the nearest to the venue's figure.</param>
/// <param name="Notional">Money that changed hands.</param>
/// <param name="Complete">Nothing more will be filled.</param>
[EventName("leg_filled")]
public sealed record LegFilled(
    Guid LegId, string FillId, [property: JsonPropertyName("microShares")] Shares Shares, Price Price,
    [property: JsonPropertyName("notionalMicroUsd")] Money Notional, bool Complete) : LegEvent(LegId);

/// <summary>A fill became final.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="FillId">The fill.</param>
/// <param name="TransactionHash">The transaction, if the venue reports it.</param>
[EventName("leg_settled")]
public sealed record LegSettled(Guid LegId, string FillId, string? TransactionHash) : LegEvent(LegId);

/// <summary>A fill was reversed.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="FillId">The fill.</param>
/// <param name="Reason">Why.</param>
[EventName("leg_reversed")]
public sealed record LegReversed(Guid LegId, string FillId, string Reason) : LegEvent(LegId);

/// <summary>Everything of the order that can be filled is filled.</summary>
/// <param name="LegId">The leg.</param>
[EventName("leg_completed")]
public sealed record LegCompleted(Guid LegId) : LegEvent(LegId);

/// <summary>The order expired at its venue; it may have fills.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Reason">Why.</param>
[EventName("leg_expired")]
public sealed record LegExpired(Guid LegId, string Reason) : LegEvent(LegId);

/// <summary>The caller asked to cancel; recorded before the venue is called.</summary>
/// <param name="LegId">The leg.</param>
[EventName("cancel_requested")]
public sealed record CancelRequested(Guid LegId) : LegEvent(LegId);

/// <summary>The order is off the book; what was filled before stays filled.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Reason">Who ended it: <c>customer</c>, or the venue's reason.</param>
[EventName("leg_cancelled")]
public sealed record LegCancelled(Guid LegId, string Reason) : LegEvent(LegId)
{
    /// <summary>The reason of a cancel that the caller asked for.</summary>
    public const string ByCaller = "customer";
}

/// <summary>The venue has reported how much of a closed leg was filled: the record is complete.</summary>
/// <param name="LegId">The leg.</param>
[EventName("leg_amount_confirmed")]
public sealed record LegAmountConfirmed(Guid LegId) : LegEvent(LegId);

/// <summary>The venue did not cancel.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="Code">A stable reason.</param>
/// <param name="Reason">The venue's words.</param>
[EventName("cancel_refused")]
public sealed record CancelRefused(Guid LegId, string Code, string Reason) : LegEvent(LegId);
