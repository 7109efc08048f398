using Faro.Proofs.Roots;
using Marten;
using Wolverine;

namespace Faro.Http.Webhooks;

/// <summary>Send signed roots to the webhooks that subscribe to them.</summary>
/// <param name="Due">The minute.</param>
public sealed record SendRoots(DateTimeOffset Due);

/// <summary>Sends each signed root to the webhooks that subscribe to roots: no operator can rewrite what they have.</summary>
public static class SendRootsHandler
{
    /// <summary>Reads the latest root, whichever node had it signed. A webhook gets a root once.</summary>
    public static async Task<OutgoingMessages> Handle(SendRoots command, LogRoots roots, IDocumentSession session, TimeProvider clock, CancellationToken cancel)
    {
        if (await roots.Latest(cancel) is not { } root)
            return new OutgoingMessages();
        var webhooks = await session.Query<WebhookView>().Where(w => w.Status == WebhookView.Active).ToListAsync(cancel);
        var due = webhooks.Where(w => w.Kinds.Contains(WebhookDelivery.Root)).Select(w => new WebhookDelivery(
            WebhookDelivery.IdOf(w.Id, WebhookDelivery.Root, root.Size), w.Id, WebhookDelivery.Root, root.Size, clock.GetUtcNow())).ToDictionary(d => d.Id);
        foreach (var known in await session.LoadManyAsync<WebhookDelivery>(cancel, due.Keys))
            due.Remove(known.Id);
        session.Store<WebhookDelivery>(due.Values);
        var messages = new OutgoingMessages();
        messages.AddRange(due.Values.Select(d => new DeliverWebhook(d.Id, d.Round)));
        return messages;
    }
}
