using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Log.Past;

namespace Faro.Http.Webhooks;

/// <summary>A request for a webhook.</summary>
[Asked]
public sealed record WebhookRequest
{
    /// <summary>An https URL on port 443 or 8443 of the public internet, without user, query or fragment: messages are signed, so the URL needs no secret.</summary>
    [Length(1, 500)]
    public required string Url { get; init; }

    /// <summary>What is sent: facts of your own orders, of pairs, of markets (only with an event), signed roots of the log.</summary>
    [OneOf("order", "match", "market", "root")]
    public IReadOnlyList<string> Kinds { get; init; } = ["order"];

    /// <summary>Only facts about the markets and pairs that this event has when they are recorded, and about your orders on it; together with order, facts that belong to either.</summary>
    public Guid? Event { get; init; }

    /// <summary>Only facts of this order of yours.</summary>
    public Guid? Order { get; init; }
}

/// <summary>A webhook.</summary>
public sealed record WebhookAnswer
{
    /// <summary>The webhook's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The URL it sends to.</summary>
    public required string Url { get; init; }

    /// <summary>What it sends.</summary>
    [OneOf("order", "match", "market", "root")]
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>The event whose facts it sends; null: any event.</summary>
    public required Guid? Event { get; init; }

    /// <summary>The order whose facts it sends; null: any order.</summary>
    public required Guid? Order { get; init; }

    /// <summary>A disabled webhook keeps its pending deliveries until it is resumed; read what is recorded in the meantime from the feed.</summary>
    [OneOf("active", "disabled", "deleted")]
    public required string Status { get; init; }

    /// <summary>Why it is disabled; null when it is not.</summary>
    public required string? Reason { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key that verifies its messages: whpk_ followed by the 32-byte Ed25519 key in base64.</summary>
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
    /// <summary>The webhooks, oldest first.</summary>
    public required IReadOnlyList<WebhookAnswer> Webhooks { get; init; }
}

/// <summary>The webhook's state after the call.</summary>
public sealed record WebhookStateAnswer
{
    /// <summary>The webhook.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its current status, or the accepted request.</summary>
    [OneOf("active", "deleted", "test_requested", "redelivery_requested")]
    public required string Status { get; init; }
}

/// <summary>Deliveries of a webhook.</summary>
public sealed record WebhookDeliveryListAnswer
{
    /// <summary>The deliveries, latest first.</summary>
    public required IReadOnlyList<WebhookDeliveryAnswer> Deliveries { get; init; }
}

/// <summary>A delivery.</summary>
public sealed record WebhookDeliveryAnswer
{
    /// <summary>The delivery's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The webhook-id header of its message: a receiver drops messages it already has.</summary>
    public required string MessageId { get; init; }

    /// <summary>What is sent.</summary>
    [OneOf("order", "match", "market", "root", "ping")]
    public required string Kind { get; init; }

    /// <summary>The sequence number of the fact, or of the request for a test; the size of a root.</summary>
    public required long Place { get; init; }

    /// <summary>pending: due, or waiting for a retry; dead: given up after days, and sent again only on request.</summary>
    [OneOf("pending", "delivered", "dead")]
    public required string State { get; init; }

    /// <summary>Attempts since it was last requested.</summary>
    public required int Attempts { get; init; }

    /// <summary>The HTTP status of the receiver's last answer.</summary>
    public required int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed: status_NNN, timeout, connection, tls, address_refused.</summary>
    public required string? LastError { get; init; }

    /// <summary>When it was last tried.</summary>
    public required DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>When it is retried.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was created.</summary>
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
    /// <summary>Only deliveries in this state.</summary>
    [OneOf("pending", "delivered", "dead")]
    public string? State { get; init; }

    /// <summary>The number of deliveries to return, latest first.</summary>
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

/// <summary>What to send again: a part of the log, or, if none is given, the given-up deliveries.</summary>
[Asked]
public sealed record RedeliverParameters : ByIdParameters
{
    /// <summary>Facts from this time (ISO 8601) or sequence number on, whatever the state of their deliveries, including facts without one because they were recorded while the webhook was disabled, or before it existed.</summary>
    public ReadUpTo? From { get; init; }

    /// <summary>With from: up to this time or sequence number; absent: until now.</summary>
    public ReadUpTo? To { get; init; }
}

/// <summary>All webhooks, for the operator.</summary>
public sealed record AdminWebhookListAnswer
{
    /// <summary>The webhooks, oldest first.</summary>
    public required IReadOnlyList<AdminWebhookAnswer> Webhooks { get; init; }
}

/// <summary>A webhook, as the operator sees it.</summary>
public sealed record AdminWebhookAnswer
{
    /// <summary>The webhook's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The account that owns it.</summary>
    public required string Account { get; init; }

    /// <summary>Whether it belongs to the account's test keys.</summary>
    public required bool Test { get; init; }

    /// <summary>The host it sends to.</summary>
    public required string Host { get; init; }

    /// <summary>Whether messages are sent to it.</summary>
    [OneOf("active", "disabled")]
    public required string Status { get; init; }

    /// <summary>Why it is disabled; null when it is not.</summary>
    public required string? Reason { get; init; }

    /// <summary>Deliveries that are due or will be retried.</summary>
    public required int Pending { get; init; }

    /// <summary>Deliveries that were given up.</summary>
    public required int Dead { get; init; }
}
