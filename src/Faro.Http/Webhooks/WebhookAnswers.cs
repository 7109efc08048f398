using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Log.Past;

namespace Faro.Http.Webhooks;

/// <summary>A wish for a webhook.</summary>
[Asked]
public sealed record WebhookRequest
{
    /// <summary>An https URL on port 443 or 8443 of the public internet, without user, query and fragment: what is sent is signed, so it needs no secret.</summary>
    [Length(1, 500)]
    public required string Url { get; init; }

    /// <summary>What is sent: facts of your own orders, of pairs, of markets (only with an event), signed roots of the log.</summary>
    [OneOf("order", "match", "market", "root")]
    public IReadOnlyList<string> Kinds { get; init; } = ["order"];

    /// <summary>Only facts about this event's markets and pairs, as it stands when they are recorded, and about your orders on it; with order, what belongs to either.</summary>
    public Guid? Event { get; init; }

    /// <summary>Only facts of this order of yours.</summary>
    public Guid? Order { get; init; }
}

/// <summary>A webhook.</summary>
public sealed record WebhookAnswer
{
    /// <summary>The webhook's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it sends.</summary>
    public required string Url { get; init; }

    /// <summary>What it sends.</summary>
    [OneOf("order", "match", "market", "root")]
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>The event whose facts it sends; null: of every event.</summary>
    public required Guid? Event { get; init; }

    /// <summary>The order whose facts it sends; null: of every order.</summary>
    public required Guid? Order { get; init; }

    /// <summary>A disabled one keeps what waits until it is resumed; what is recorded meanwhile is read from the feed.</summary>
    [OneOf("active", "disabled", "deleted")]
    public required string Status { get; init; }

    /// <summary>Why it is disabled; null when it is not.</summary>
    public required string? Reason { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key with which messages are verified: whpk_ and 32 bytes of Ed25519 in base64.</summary>
    public required string? PublicKey { get; init; }

    internal static WebhookAnswer Of(WebhookView webhook, WebhookSignature signature) => new()
    {
        Id = webhook.Id,
        Url = webhook.Url,
        Kinds = webhook.Kinds,
        Event = webhook.Event,
        Order = webhook.Order,
        Status = webhook.Status,
        Reason = webhook.Reason,
        CreatedAt = webhook.CreatedAt,
        PublicKey = signature.PublicKey,
    };
}

/// <summary>An account's webhooks.</summary>
public sealed record WebhookListAnswer
{
    /// <summary>Each of them, the oldest first.</summary>
    public required IReadOnlyList<WebhookAnswer> Webhooks { get; init; }
}

/// <summary>What became of a wish about a webhook.</summary>
public sealed record WebhookStateAnswer
{
    /// <summary>The webhook.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its status now, or what was asked for.</summary>
    [OneOf("active", "deleted", "test_requested", "redelivery_requested")]
    public required string Status { get; init; }
}

/// <summary>Deliveries of a webhook.</summary>
public sealed record WebhookDeliveryListAnswer
{
    /// <summary>Each of them, the latest first.</summary>
    public required IReadOnlyList<WebhookDeliveryAnswer> Deliveries { get; init; }
}

/// <summary>A delivery.</summary>
public sealed record WebhookDeliveryAnswer
{
    /// <summary>The delivery's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The header webhook-id of its message: a receiver drops what it has.</summary>
    public required string MessageId { get; init; }

    /// <summary>What is sent.</summary>
    [OneOf("order", "match", "market", "root", "ping")]
    public required string Kind { get; init; }

    /// <summary>The place in the log of the fact, or of the wish for a test; the size of a root.</summary>
    public required long Place { get; init; }

    /// <summary>pending: due, or waiting for another attempt; dead: tried for days, and sent again only when somebody asks for it.</summary>
    [OneOf("pending", "delivered", "dead")]
    public required string State { get; init; }

    /// <summary>How often it was tried since it was last asked for.</summary>
    public required int Attempts { get; init; }

    /// <summary>What the receiver answered last.</summary>
    public required int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed: status_NNN, timeout, connection, tls, address_refused.</summary>
    public required string? LastError { get; init; }

    /// <summary>When it was last tried.</summary>
    public required DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>When it is tried again.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Since when it is due.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    internal static WebhookDeliveryAnswer Of(WebhookDelivery delivery) => new()
    {
        Id = delivery.Id,
        MessageId = delivery.MessageId,
        Kind = delivery.Kind,
        Place = delivery.Place,
        State = delivery.State,
        Attempts = delivery.Attempts,
        LastStatus = delivery.LastStatus,
        LastError = delivery.LastError,
        LastAttemptAt = delivery.LastAttemptAt,
        NextAttemptAt = delivery.NextAttemptAt,
        CreatedAt = delivery.CreatedAt,
    };
}

/// <summary>Which deliveries.</summary>
[Asked]
public sealed record WebhookDeliveriesParameters : ByIdParameters
{
    /// <summary>Only those in this state.</summary>
    [OneOf("pending", "delivered", "dead")]
    public string? State { get; init; }

    /// <summary>How many, the latest first.</summary>
    [Range(1, 200)]
    public int Limit { get; init; } = 50;
}

/// <summary>Which delivery.</summary>
[Asked]
public sealed record WebhookDeliveryParameters : ByIdParameters
{
    /// <summary>The delivery's id.</summary>
    [InPath, Example("7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10")]
    public required Guid Delivery { get; init; }
}

/// <summary>What of a webhook is sent again: a part of the log, or, where none is named, what was given up.</summary>
[Asked]
public sealed record RedeliverParameters : ByIdParameters
{
    /// <summary>Facts from this time (ISO 8601) or sequence number on, whatever became of their deliveries; also those that have none, since they were recorded while the webhook was disabled, or before it.</summary>
    public ReadUpTo? From { get; init; }

    /// <summary>With from: up to this time or sequence number; absent: up to now.</summary>
    public ReadUpTo? To { get; init; }
}

/// <summary>All webhooks, for the operator.</summary>
public sealed record AdminWebhookListAnswer
{
    /// <summary>Each of them, the oldest first.</summary>
    public required IReadOnlyList<AdminWebhookAnswer> Webhooks { get; init; }
}

/// <summary>A webhook, as the operator sees it.</summary>
public sealed record AdminWebhookAnswer
{
    /// <summary>The webhook's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Account { get; init; }

    /// <summary>Whether it belongs to the account's test keys.</summary>
    public required bool Test { get; init; }

    /// <summary>The host that it sends to.</summary>
    public required string Host { get; init; }

    /// <summary>Whether it is sent to.</summary>
    [OneOf("active", "disabled")]
    public required string Status { get; init; }

    /// <summary>Why it is disabled; null when it is not.</summary>
    public required string? Reason { get; init; }

    /// <summary>Deliveries that are due or will be tried again.</summary>
    public required int Pending { get; init; }

    /// <summary>Deliveries that were given up.</summary>
    public required int Dead { get; init; }
}
