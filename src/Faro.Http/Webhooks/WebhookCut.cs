using Faro.Http.Feed;
using Faro.Log;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace Faro.Http.Webhooks;

/// <summary>
/// Splits the feed into deliveries for the webhooks: in the transaction of its progress it writes each due delivery and the message that sends it, so no
/// crash loses one. A subscription that is reset writes nothing twice.
/// </summary>
public sealed class WebhookCut : BatchSubscription
{
    private readonly Lazy<FeedPages> _pages;
    private readonly Lazy<WebhookFilters> _filters;
    private readonly TimeProvider _clock;

    /// <summary>The subscription.</summary>
    /// <param name="pages">Converts facts to entries of the feed; created lazily, since it reads the log that this follows.</param>
    /// <param name="filters">The filters of the webhooks, created lazily.</param>
    /// <param name="clock">The creation time of deliveries.</param>
    public WebhookCut(Lazy<FeedPages> pages, Lazy<WebhookFilters> filters, TimeProvider clock)
        : base("webhooks")
    {
        (_pages, _filters, _clock) = (pages, filters, clock);
        foreach (var type in FeedPages.Classes)
            IncludeType(type);
        IncludeType<WebhookTestRequested>();
        IncludeType<WebhookResumed>();
        IncludeType<WebhookRedeliveryRequested>();
    }

    /// <inheritdoc/>
    public override async Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus, CancellationToken cancellationToken)
    {
        var due = new Dictionary<Guid, WebhookDelivery>();
        await Cut(page, operations, due, cancellationToken);
        foreach (var known in await operations.LoadManyAsync<WebhookDelivery>(cancellationToken, due.Keys))
            due.Remove(known.Id);
        foreach (var asked in page.Events.Where(e => e.Data is WebhookResumed or WebhookRedeliveryRequested))
        {
            foreach (var delivery in await ToBeSentAgain(asked, operations, cancellationToken))
                due.TryAdd(delivery.Id, delivery.Again());
        }

        foreach (var asked in page.Events)
        {
            if (asked.Data is WebhookRedeliveryRequested { After: { } after, UpTo: { } upTo })
                await bus.PublishAsync(new RedeliverFacts(WebhookView.IdOf(asked.Stream), after, upTo));
        }

        operations.Store<WebhookDelivery>(due.Values);
        foreach (var delivery in due.Values)
            await bus.PublishAsync(new DeliverWebhook(delivery.Id, delivery.Round));
    }

    /// <summary>The deliveries of a page's facts: each fact to the webhooks that subscribe to it, and requested tests.</summary>
    private async Task Cut(EventRange page, IQuerySession session, Dictionary<Guid, WebhookDelivery> due, CancellationToken cancel)
    {
        var webhooks = await session.Query<WebhookView>().Where(w => w.Status == WebhookView.Active).ToListAsync(cancel);
        if (webhooks.Count == 0)
            return;
        var now = _clock.GetUtcNow();
        void Add(WebhookView webhook, string kind, long place)
        {
            var id = WebhookDelivery.IdOf(webhook.Id, kind, place);
            due[id] = new WebhookDelivery(id, webhook.Id, kind, place, now);
        }

        // A catalog's hundred thousand facts must cost nothing if no webhook subscribes to them.
        var wanted = webhooks.SelectMany(w => w.Kinds).ToHashSet(StringComparer.Ordinal);
        var entries = await _pages.Value.Entries([.. page.Events.Where(e => FeedPages.KindOf(e) is { } kind && wanted.Contains(kind))], cancel);
        var filters = entries.Count == 0 ? new() : await _filters.Value.Of(webhooks, page.SequenceCeiling, cancel);
        foreach (var webhook in webhooks)
        {
            if (filters.TryGetValue(webhook.Id, out var filter))
            {
                foreach (var entry in entries.Where(filter.Lets))
                    Add(webhook, entry.Kind, entry.Sequence);
            }

            foreach (var test in page.Events.Where(e => e.Data is WebhookTestRequested && e.Stream == webhook.Stream))
                Add(webhook, WebhookDelivery.Ping, test.Sequence);
        }
    }

    private static async Task<IReadOnlyList<WebhookDelivery>> ToBeSentAgain(IEvent asked, IQuerySession session, CancellationToken cancel)
    {
        var webhook = WebhookView.IdOf(asked.Stream);
        if (asked.Data is WebhookRedeliveryRequested { Delivery: { } one })
            return await session.LoadAsync<WebhookDelivery>(one, cancel) is { } delivery && delivery.Webhook == webhook ? [delivery] : [];
        if (asked.Data is WebhookRedeliveryRequested { After: not null })
            return []; // a part of the log is sent by a message of its own
        var state = asked.Data is WebhookResumed ? WebhookDelivery.Pending : WebhookDelivery.Dead;
        return await session.Query<WebhookDelivery>().Where(d => d.Webhook == webhook && d.State == state).ToListAsync(cancel);
    }
}
