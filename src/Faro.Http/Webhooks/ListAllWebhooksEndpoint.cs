using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>GET /api/v1/admin/webhooks</c>: the webhooks of all accounts, with their pending deliveries.</summary>
[Tags("Operations")]
public static class ListAllWebhooksEndpoint
{
    /// <summary>Webhooks</summary>
    /// <remarks>The webhooks of all accounts, oldest first, with the number of pending deliveries and of those given up.</remarks>
    [WolverineGet("/api/v1/admin/webhooks", OperationId = "listAllWebhooks"), Scope("admin"), Returns<AdminWebhookListAnswer>]
    public static async Task<Answer> Get(WebhookStore webhooks, CancellationToken stop)
    {
        var all = await webhooks.All(stop);
        var counts = await webhooks.Counts(all, stop);
        return Answer.Of(new AdminWebhookListAnswer
        {
            Webhooks =
            [
                .. all.Select(w => new AdminWebhookAnswer
                {
                    Id = w.Id,
                    Account = w.Account,
                    Test = w.Test,
                    Host = w.Host,
                    Status = w.Status,
                    Reason = w.Reason,
                    Pending = counts[(w.Id, WebhookDelivery.Pending)],
                    Dead = counts[(w.Id, WebhookDelivery.Dead)],
                }),
            ],
        });
    }
}
