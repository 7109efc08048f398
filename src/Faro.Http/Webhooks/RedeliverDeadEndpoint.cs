using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/admin/webhooks/{id}/redeliver</c>: sends all given-up deliveries again, or a part of the log.</summary>
[Tags("Operations")]
public static class RedeliverDeadEndpoint
{
    /// <summary>Redeliver dead letters</summary>
    /// <remarks>
    /// Sends every delivery of the webhook that was given up again, each under its own webhook-id and with the full schedule of
    /// retries; with from, the webhook's facts of a part of the log. A disabled webhook is resumed.
    /// </remarks>
    [WolverinePost("/api/v1/admin/webhooks/{id}/redeliver", OperationId = "redeliverDeadLetters"), Scope("admin"), Returns<WebhookStateAnswer>, Refuses(404)]
    public static Task<Answer> Post([AsParameters] RedeliverParameters asked, Caller caller, WebhookStore webhooks, EventLog log, HttpContext http) =>
        Redelivery.Ask(asked, caller, null, webhooks, log, http);
}
