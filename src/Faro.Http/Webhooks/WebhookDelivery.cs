using Faro.Ingest;
using JasperFx;

namespace Faro.Http.Webhooks;

/// <summary>
/// A delivery to a webhook, and its state: a document, since it contains nothing that the log does not have.
/// Changed by its pure members only.
/// </summary>
/// <param name="Id">Derived from the webhook and the place, so that nothing is delivered under two ids.</param>
/// <param name="Webhook">The webhook.</param>
/// <param name="Kind">What is sent: <c>order</c>, <c>match</c>, <c>root</c> or <c>ping</c>.</param>
/// <param name="Place">The sequence number of the fact, or of the request for a ping; the size of a root.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record WebhookDelivery([property: Identity] Guid Id, Guid Webhook, string Kind, long Place, DateTimeOffset CreatedAt)
{
    /// <summary>It is due, or will be tried again.</summary>
    public const string Pending = "pending";

    /// <summary>The receiver has it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It was tried for days; it is sent again only on request.</summary>
    public const string Dead = "dead";

    /// <summary>The kind of a signed root of the log.</summary>
    public const string Root = "root";

    /// <summary>The kind of a test.</summary>
    public const string Ping = "ping";

    /// <summary><c>pending</c>, <c>delivered</c> or <c>dead</c>.</summary>
    public string State { get; init; } = Pending;

    /// <summary>Attempts in this round.</summary>
    public int Attempts { get; init; }

    /// <summary>How often it was requested again. Messages of earlier rounds are ignored.</summary>
    public int Round { get; init; }

    /// <summary>The status of the receiver's last answer; null without an answer.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed, as a code; null when it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>When it is retried; null when it is not.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The id of the message: receivers drop one that they already have.</summary>
    public string MessageId => $"msg_{Id:N}";

    /// <summary>The id of the delivery of a place to a webhook.</summary>
    public static Guid IdOf(Guid webhook, string kind, long place) => MarketIds.V5(webhook, $"{(kind is Root or Ping ? kind : "fact")}/{place}");

    /// <summary>After an attempt.</summary>
    /// <param name="outcome">What the receiver said.</param>
    /// <param name="schedule">The pauses between attempts.</param>
    /// <param name="now">When.</param>
    internal WebhookDelivery After(WebhookOutcome outcome, WebhookSchedule schedule, DateTimeOffset now)
    {
        var tried = this with { Attempts = Attempts + 1, LastStatus = outcome.Status, LastError = outcome.Error, LastAttemptAt = now, NextAttemptAt = null };
        if (outcome.Taken)
            return tried with { State = Delivered };
        return schedule.Pause(Id, tried.Attempts, outcome.RetryAfter) is { } pause ? tried with { State = Pending, NextAttemptAt = now + pause } : tried with { State = Dead };
    }

    /// <summary>It is sent again, whatever its state, with a full schedule of retries.</summary>
    internal WebhookDelivery Again() => this with { State = Pending, Attempts = 0, Round = Round + 1, NextAttemptAt = null };
}

/// <summary>A receiver's answer to one attempt.</summary>
/// <param name="Status">Its HTTP status; null without an answer.</param>
/// <param name="Error">Why it counts as failed, as a code; null when it was accepted.</param>
/// <param name="RetryAfter">The pause that the receiver asks for.</param>
internal sealed record WebhookOutcome(int? Status, string? Error = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The receiver has it.</summary>
    public bool Taken => Error is null;

    /// <summary>The receiver wants no more messages.</summary>
    public bool Gone => Status == 410;
}
