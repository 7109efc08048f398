using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>DELETE /api/v1/webhooks/{id}</c>: nothing more is sent. A second delete returns 404.</summary>
[Tags("Webhooks")]
public static class DeleteWebhookEndpoint
{
    /// <summary>Delete webhook</summary>
    /// <remarks>Nothing more is sent to it, pending deliveries included.</remarks>
    [WolverineDelete("/api/v1/webhooks/{id}", OperationId = "deleteWebhook"), Scope("read"), Returns<WebhookStateAnswer>, Refuses(404)]
    public static async Task<Answer> Delete([AsParameters] ByIdParameters asked, Caller caller, WebhookStore webhooks, HttpContext http) =>
        await webhooks.Decide(asked.Id, caller, _ => [new WebhookDeleted()], caller.Metadata(http), http.RequestAborted)
            ? Answer.Of(new WebhookStateAnswer { Id = asked.Id, Status = WebhookView.Deleted })
            : ApiErrors.NotFound("No such webhook.");
}
