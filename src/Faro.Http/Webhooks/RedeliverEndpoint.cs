using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/webhooks/{id}/deliveries/{delivery}/redeliver</c>: sends one again.</summary>
[Tags("Webhooks")]
public static class RedeliverEndpoint
{
    /// <summary>Redeliver</summary>
    /// <remarks>Sends a delivery again, whatever its state, under the same webhook-id and with the full schedule of retries.</remarks>
    [WolverinePost("/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver", OperationId = "redeliverWebhook"), Scope("read"), Returns<WebhookStateAnswer>, Refuses(404)]
    public static async Task<Answer> Post([AsParameters] WebhookDeliveryParameters asked, Caller caller, WebhookStore webhooks, HttpContext http) =>
        await webhooks.Delivery(asked.Id, asked.Delivery, http.RequestAborted) is not null
        && await webhooks.Decide(asked.Id, caller, _ => [new WebhookRedeliveryRequested(asked.Delivery)], caller.Metadata(http), http.RequestAborted)
            ? Answer.Of(new WebhookStateAnswer { Id = asked.Id, Status = "redelivery_requested" })
            : ApiErrors.NotFound("No such delivery.");
}
