using System.Text.Json.Serialization;
using Faro.Log;

namespace Faro.Http.Webhooks;

/// <summary>A fact about a webhook; its stream is <c>webhook/UUID</c>.</summary>
public abstract record WebhookEvent;

/// <summary>An account wants facts sent to a URL.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Test">Whether it belongs to the account's test keys.</param>
/// <param name="Url">The URL. It has no user, query or fragment, so no secret.</param>
/// <param name="Kinds">What is sent: <c>order</c>, <c>match</c>, <c>market</c>, <c>root</c>.</param>
/// <param name="Event">Only facts of this unified event; null: no event is given.</param>
/// <param name="Order">Only this order's facts, in addition to those of the event if one is given; null: no order is given.</param>
[EventName("webhook_created")]
public sealed record WebhookCreated(
    string Account, bool Test, string Url, IReadOnlyList<string> Kinds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Event = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Order = null) : WebhookEvent;

/// <summary>Nothing more is sent until it is resumed.</summary>
/// <param name="Reason">Why.</param>
[EventName("webhook_disabled")]
public sealed record WebhookDisabled(string Reason) : WebhookEvent;

/// <summary>It was enabled again; pending deliveries are sent first.</summary>
[EventName("webhook_resumed")]
public sealed record WebhookResumed : WebhookEvent;

/// <summary>It was deleted, for good.</summary>
[EventName("webhook_deleted")]
public sealed record WebhookDeleted : WebhookEvent;

/// <summary>A test is to be sent.</summary>
[EventName("webhook_test_requested")]
public sealed record WebhookTestRequested : WebhookEvent;

/// <summary>Something is to be sent again.</summary>
/// <param name="Delivery">One delivery; null for all dead ones, or for a part of the log.</param>
/// <param name="After">The place after which a part of the log is sent again; null for none.</param>
/// <param name="UpTo">Its last place.</param>
[EventName("webhook_redelivery_requested")]
public sealed record WebhookRedeliveryRequested(
    Guid? Delivery,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? After = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? UpTo = null) : WebhookEvent;
