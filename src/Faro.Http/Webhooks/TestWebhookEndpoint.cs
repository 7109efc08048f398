using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/webhooks/{id}/test</c>: a message of kind ping.</summary>
[Tags("Webhooks")]
public static class TestWebhookEndpoint
{
    /// <summary>Test webhook</summary>
    /// <remarks>Sends a message of kind ping, signed and retried like any other. It is listed among the webhook's deliveries.</remarks>
    [WolverinePost("/api/v1/webhooks/{id}/test", OperationId = "testWebhook"), Scope("read"), Returns<WebhookStateAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Post([AsParameters] ByIdParameters asked, Caller caller, WebhookStore webhooks, HttpContext http)
    {
        if (await webhooks.Find(asked.Id, caller, http.RequestAborted) is { Status: WebhookView.Disabled })
            return ApiErrors.Conflict("The webhook is disabled: resume it first.");
        return await webhooks.Decide(asked.Id, caller, _ => [new WebhookTestRequested()], caller.Metadata(http), http.RequestAborted)
            ? Answer.Of(new WebhookStateAnswer { Id = asked.Id, Status = "test_requested" })
            : ApiErrors.NotFound("No such webhook.");
    }
}
