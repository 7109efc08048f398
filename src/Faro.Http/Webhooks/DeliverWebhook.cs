using Wolverine;

namespace Faro.Http.Webhooks;

/// <summary>A delivery is due. Holds ids only: body and signature are made when it is sent.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Round">How often somebody has asked for it again.</param>
public sealed record DeliverWebhook(Guid Delivery, int Round);

/// <summary>Sends it, and says when to try again where that failed.</summary>
public static class DeliverWebhookHandler
{
    /// <summary>Sends it once. The same message twice sends it at most twice, under one id.</summary>
    /// <returns>The next attempt; null when there is none.</returns>
    /// <exception cref="WebhookGivenUpException">It was the last attempt: the message becomes a dead letter.</exception>
    public static async Task<DeliveryMessage<DeliverWebhook>?> Handle(DeliverWebhook command, WebhookCourier courier, CancellationToken cancel) =>
        await courier.Deliver(command, cancel) is { } pause ? command.DelayedFor(pause) : null;
}

/// <summary>A delivery was tried as often as it is tried.</summary>
public sealed class WebhookGivenUpException(Guid delivery) : Exception($"Delivery {delivery} was given up. It can be sent again.");
