using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/webhooks/{id}/resume</c>: enables a disabled webhook.</summary>
[Tags("Webhooks")]
public static class ResumeWebhookEndpoint
{
    /// <summary>Resume webhook</summary>
    /// <remarks>
    /// Enables a disabled webhook; pending deliveries are sent first. Facts recorded while it was disabled are not sent: read them from
    /// the feed. An active webhook stays active.
    /// </remarks>
    [WolverinePost("/api/v1/webhooks/{id}/resume", OperationId = "resumeWebhook"), Scope("read"), Returns<WebhookStateAnswer>, Refuses(404)]
    public static async Task<Answer> Post([AsParameters] ByIdParameters asked, Caller caller, WebhookStore webhooks, HttpContext http) =>
        await webhooks.Decide(asked.Id, caller, w => w.Status == WebhookView.Disabled ? [new WebhookResumed()] : [], caller.Metadata(http), http.RequestAborted)
            ? Answer.Of(new WebhookStateAnswer { Id = asked.Id, Status = WebhookView.Active })
            : ApiErrors.NotFound("No such webhook.");
}
