using Faro.Http.Feed;
using Marten;
using Wolverine;

namespace Faro.Http.Webhooks;

/// <summary>Send a part of the log to a webhook again, whatever the state of its deliveries.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="After">The place after which it begins.</param>
/// <param name="UpTo">Its last place.</param>
public sealed record RedeliverFacts(Guid Webhook, long After, long UpTo);

/// <summary>Sends it page by page, each in a transaction with the message about the rest.</summary>
public static class RedeliverFactsHandler
{
    private const int PageSize = 200;
    private const int MostPending = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sends a page. Facts without a delivery get one; pending deliveries are left unchanged. If many are pending, the page waits
    /// too; if the webhook is disabled, it ends.
    /// </summary>
    public static async Task<OutgoingMessages> Handle(
        RedeliverFacts command, FeedPages pages, WebhookFilters filters, IDocumentSession session, TimeProvider clock, CancellationToken cancel)
    {
        var messages = new OutgoingMessages();
        if (await session.LoadAsync<WebhookView>(WebhookView.StreamOf(command.Webhook), cancel) is not { Status: WebhookView.Active } webhook)
            return messages;
        if (await session.Query<WebhookDelivery>().CountAsync(d => d.Webhook == webhook.Id && d.State == WebhookDelivery.Pending, cancel) >= MostPending)
        {
            messages.Delay(command, Pause);
            return messages;
        }

        if (!(await filters.Of([webhook], command.UpTo, cancel)).TryGetValue(webhook.Id, out var filter))
            return messages;
        var page = await pages.Read(command.After, command.UpTo, PageSize, filter, cancel);
        var due = page.Where(filter.Lets).ToDictionary(e => WebhookDelivery.IdOf(webhook.Id, e.Kind, e.Sequence), e => e);
        var known = (await session.LoadManyAsync<WebhookDelivery>(cancel, due.Keys)).ToDictionary(d => d.Id);
        foreach (var (id, entry) in due)
        {
            var delivery = known.TryGetValue(id, out var had) ? had : new WebhookDelivery(id, webhook.Id, entry.Kind, entry.Sequence, clock.GetUtcNow());
            if (had is { State: WebhookDelivery.Pending })
                continue;
            delivery = had?.Again() ?? delivery;
            session.Store(delivery);
            messages.Add(new DeliverWebhook(delivery.Id, delivery.Round));
        }

        if (page.Count == PageSize)
            messages.Add(command with { After = page[^1].Sequence });
        return messages;
    }
}
