using Marten;

namespace Faro.Http.Webhooks;

/// <summary>Delete deliveries that arrived long ago.</summary>
/// <param name="Due">When.</param>
public sealed record PruneDeliveries(DateTimeOffset Due);

/// <summary>Deletes deliveries that are no longer needed. The facts stay on the log, from which they can be sent again.</summary>
public static class PruneDeliveriesHandler
{
    /// <summary>Deletes delivered ones after their retention, and all deliveries of deleted webhooks.</summary>
    public static async Task Handle(PruneDeliveries command, IDocumentSession session, WebhookOptions options, TimeProvider clock, CancellationToken cancel)
    {
        DateTimeOffset? before = clock.GetUtcNow() - TimeSpan.FromDays(options.KeepDays);
        session.DeleteWhere<WebhookDelivery>(d => d.State == WebhookDelivery.Delivered && d.LastAttemptAt < before);
        var deleted = await session.Query<WebhookView>().Where(w => w.Status == WebhookView.Deleted).Select(w => w.Id).ToListAsync(cancel);
        foreach (var webhook in deleted)
            session.DeleteWhere<WebhookDelivery>(d => d.Webhook == webhook);
    }
}
