using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/webhooks/{id}/redeliver</c>: sends a part of the log again, or the given-up deliveries.</summary>
[Tags("Webhooks")]
public static class RedeliverPartEndpoint
{
    /// <summary>Redeliver a part of the log</summary>
    /// <remarks>
    /// Sends the webhook's facts from one time or place to another again, each under its own webhook-id: for a receiver
    /// that lost its data, or was disabled meanwhile. Signed roots and tests are not included. Without from: every delivery that was
    /// given up.
    /// </remarks>
    [WolverinePost("/api/v1/webhooks/{id}/redeliver", OperationId = "redeliverWebhookFacts"), Scope("read"), Returns<WebhookStateAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Post([AsParameters] RedeliverParameters asked, Caller caller, WebhookStore webhooks, EventLog log, HttpContext http) =>
        await webhooks.Find(asked.Id, caller, http.RequestAborted) is { Status: WebhookView.Disabled }
            ? ApiErrors.Conflict("The webhook is disabled: resume it first.")
            : await Redelivery.Ask(asked, caller, caller, webhooks, log, http);
}
