using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>GET /api/v1/webhooks</c>: the account's webhooks.</summary>
[Tags("Webhooks")]
public static class ListWebhooksEndpoint
{
    /// <summary>List webhooks</summary>
    /// <remarks>The account's webhooks of the key's mode, oldest first.</remarks>
    [WolverineGet("/api/v1/webhooks", OperationId = "listWebhooks"), Scope("read"), Returns<WebhookListAnswer>]
    public static async Task<Answer> Get(Caller caller, WebhookStore webhooks, WebhookSignature signature, CancellationToken stop) =>
        Answer.Of(new WebhookListAnswer { Webhooks = [.. (await webhooks.Of(caller, stop)).Select(w => WebhookAnswer.Of(w, signature))] });
}
