using Faro.Http.Keys;
using Faro.Log;
using Marten;

namespace Faro.Http.Webhooks;

/// <summary>Finds webhooks and their deliveries, and decides on them. Sending is done by the subscription of <see cref="WebhookCut"/> sends.</summary>
public sealed class WebhookStore(IDocumentStore store)
{
    /// <summary>The webhooks of a caller, oldest first, without the deleted ones.</summary>
    internal async Task<IReadOnlyList<WebhookView>> Of(Caller caller, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await session.Query<WebhookView>().Where(w => w.Account == caller.Account && w.Test == caller.Test && w.Status != WebhookView.Deleted)
            .OrderBy(w => w.CreatedAt).ToListAsync(cancel);
    }

    /// <summary>All webhooks, oldest first, without the deleted ones.</summary>
    internal async Task<IReadOnlyList<WebhookView>> All(CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await session.Query<WebhookView>().Where(w => w.Status != WebhookView.Deleted).OrderBy(w => w.CreatedAt).ToListAsync(cancel);
    }

    /// <summary>A webhook of the caller; null when there is none. Without a caller, any account's.</summary>
    internal async Task<WebhookView?> Find(Guid id, Caller? caller, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var found = await session.LoadAsync<WebhookView>(WebhookView.StreamOf(id), cancel);
        return found is { Status: not WebhookView.Deleted } && (caller is null || (found.Account == caller.Account && found.Test == caller.Test)) ? found : null;
    }

    /// <summary>Deliveries of a webhook, the latest first.</summary>
    internal async Task<IReadOnlyList<WebhookDelivery>> Deliveries(Guid webhook, string? state, int limit, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var all = session.Query<WebhookDelivery>().Where(d => d.Webhook == webhook);
        if (state is not null)
            all = all.Where(d => d.State == state);
        return await all.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Place).Take(limit).ToListAsync(cancel);
    }

    /// <summary>One delivery of a webhook; null when there is none.</summary>
    internal async Task<WebhookDelivery?> Delivery(Guid webhook, Guid id, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<WebhookDelivery>(id, cancel) is { } found && found.Webhook == webhook ? found : null;
    }

    /// <summary>Decides on a webhook of the caller, or of any account if the caller is null; false when there is none.</summary>
    internal async Task<bool> Decide(Guid id, Caller? caller, Func<WebhookView, IReadOnlyList<object>> decide, EventMetadata metadata, CancellationToken cancel) =>
        await Find(id, caller, cancel) is not null
        && await store.Decide<WebhookView, bool>(
            WebhookView.StreamOf(id), w => w is { Status: not WebhookView.Deleted } ? (decide(w), true) : ([], false), metadata, cancel: cancel);

    /// <summary>Creates one.</summary>
    internal async Task<WebhookView> Create(Guid id, WebhookCreated created, EventMetadata metadata, CancellationToken cancel)
    {
        await using var session = store.LightweightSession(metadata);
        session.Events.StartStream<WebhookView>(WebhookView.StreamOf(id), created);
        await session.SaveChangesAsync(cancel);
        return (await session.LoadAsync<WebhookView>(WebhookView.StreamOf(id), cancel))!;
    }

    /// <summary>How many deliveries each webhook has, by state.</summary>
    internal async Task<IReadOnlyDictionary<(Guid Webhook, string State), int>> Counts(IReadOnlyList<WebhookView> webhooks, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var counts = new Dictionary<(Guid, string), int>();
        foreach (var webhook in webhooks)
        {
            foreach (var state in new[] { WebhookDelivery.Pending, WebhookDelivery.Dead })
                counts[(webhook.Id, state)] = await session.Query<WebhookDelivery>().CountAsync(d => d.Webhook == webhook.Id && d.State == state, cancel);
        }

        return counts;
    }
}
