using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/webhooks/{id}/redeliver</c>: sends a part of the log again, or what was given up.</summary>
[Tags("Webhooks")]
public static class RedeliverPartEndpoint
{
    /// <summary>Redeliver a part of the log</summary>
    /// <remarks>
    /// Sends again what the webhook wants of the facts from one time or place to another, each under its own webhook-id: for a receiver
    /// that lost what it had, or was disabled meanwhile. Signed roots and tests are not among them. Without from: every delivery that was
    /// given up.
    /// </remarks>
    [WolverinePost("/api/v1/webhooks/{id}/redeliver", OperationId = "redeliverWebhookFacts"), Scope("read"), Returns<WebhookStateAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Post([AsParameters] RedeliverParameters asked, Caller caller, WebhookStore webhooks, EventLog log, HttpContext http) =>
        await webhooks.Find(asked.Id, caller, http.RequestAborted) is { Status: WebhookView.Disabled }
            ? ApiErrors.Conflict("The webhook is disabled: resume it first.")
            : await Redelivery.Ask(asked, caller, caller, webhooks, log, http);
}
