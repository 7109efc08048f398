using Wolverine;

namespace Faro.Http.Webhooks;

/// <summary>A delivery is due. Holds only ids: body and signature are created when it is sent.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Round">How often somebody has asked for it again.</param>
public sealed record DeliverWebhook(Guid Delivery, int Round);

/// <summary>Sends it, and schedules the next attempt if that failed.</summary>
public static class DeliverWebhookHandler
{
    /// <summary>Sends it once. The same message twice sends it at most twice, with the same id.</summary>
    /// <returns>The next attempt; null when there is none.</returns>
    /// <exception cref="WebhookGivenUpException">It was the last attempt: the message becomes a dead letter.</exception>
    public static async Task<DeliveryMessage<DeliverWebhook>?> Handle(DeliverWebhook command, WebhookCourier courier, CancellationToken cancel) =>
        await courier.Deliver(command, cancel) is { } pause ? command.DelayedFor(pause) : null;
}

/// <summary>A delivery has used all of its attempts.</summary>
public sealed class WebhookGivenUpException(Guid delivery) : Exception($"Delivery {delivery} was given up. It can be sent again.");
