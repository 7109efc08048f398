using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/admin/webhooks/{id}/redeliver</c>: sends everything again that was given up, or a part of the log.</summary>
[Tags("Operations")]
public static class RedeliverDeadEndpoint
{
    /// <summary>Redeliver dead letters</summary>
    /// <remarks>
    /// Sends every delivery of the webhook again that was given up, each under its own webhook-id and with a whole schedule of attempts
    /// before it; with from, what the webhook wants of a part of the log. A disabled webhook is resumed.
    /// </remarks>
    [WolverinePost("/api/v1/admin/webhooks/{id}/redeliver", OperationId = "redeliverDeadLetters"), Scope("admin"), Returns<WebhookStateAnswer>, Refuses(404)]
    public static Task<Answer> Post([AsParameters] RedeliverParameters asked, Caller caller, WebhookStore webhooks, EventLog log, HttpContext http) =>
        Redelivery.Ask(asked, caller, null, webhooks, log, http);
}
