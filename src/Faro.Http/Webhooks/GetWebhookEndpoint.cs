using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>GET /api/v1/webhooks/{id}</c>: one of the account's webhooks.</summary>
[Tags("Webhooks")]
public static class GetWebhookEndpoint
{
    /// <summary>Get webhook</summary>
    /// <remarks>The webhook with its public key and, if it is disabled, the reason.</remarks>
    [WolverineGet("/api/v1/webhooks/{id}", OperationId = "getWebhook"), Scope("read"), Returns<WebhookAnswer>, Refuses(404)]
    public static async Task<Answer> Get([AsParameters] ByIdParameters asked, Caller caller, WebhookStore webhooks, WebhookSignature signature, CancellationToken stop) =>
        await webhooks.Find(asked.Id, caller, stop) is { } webhook ? Answer.Of(WebhookAnswer.Of(webhook, signature)) : ApiErrors.NotFound("No such webhook.");
}
