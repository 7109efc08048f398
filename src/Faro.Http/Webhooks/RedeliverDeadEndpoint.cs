using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/admin/webhooks/{id}/redeliver</c>: sends all given-up deliveries again.</summary>
[Tags("Operations")]
public static class RedeliverDeadEndpoint
{
    /// <summary>Redeliver dead letters</summary>
    /// <remarks>Sends every delivery of the webhook that was given up again, each under its own webhook-id and with the full schedule of retries.</remarks>
    [WolverinePost("/api/v1/admin/webhooks/{id}/redeliver", OperationId = "redeliverDeadLetters"), Scope("admin"), Returns<WebhookStateAnswer>, Refuses(404)]
    public static async Task<Answer> Post([AsParameters] ByIdParameters asked, Caller caller, WebhookStore webhooks, HttpContext http) =>
        await webhooks.Decide(
            asked.Id, null, w => w.Status == WebhookView.Disabled ? [new WebhookResumed(), new WebhookRedeliveryRequested(null)] : [new WebhookRedeliveryRequested(null)],
            caller.Metadata(http), http.RequestAborted)
            ? Answer.Of(new WebhookStateAnswer { Id = asked.Id, Status = "redelivery_requested" })
            : ApiErrors.NotFound("No such webhook.");
}
