using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>GET /api/v1/webhooks/{id}/deliveries</c>: what was sent, what will be, and what was given up.</summary>
[Tags("Webhooks")]
public static class ListWebhookDeliveriesEndpoint
{
    /// <summary>List deliveries</summary>
    /// <remarks>Deliveries that were sent, are pending, or were given up, latest first.</remarks>
    [WolverineGet("/api/v1/webhooks/{id}/deliveries", OperationId = "listWebhookDeliveries"), Scope("read"), Returns<WebhookDeliveryListAnswer>, Refuses(404)]
    public static async Task<Answer> Get([AsParameters] WebhookDeliveriesParameters asked, Caller caller, WebhookStore webhooks, CancellationToken stop) =>
        await webhooks.Find(asked.Id, caller, stop) is null
            ? ApiErrors.NotFound("No such webhook.")
            : Answer.Of(new WebhookDeliveryListAnswer { Deliveries = [.. (await webhooks.Deliveries(asked.Id, asked.State, asked.Limit, stop)).Select(WebhookDeliveryAnswer.Of)] });
}
