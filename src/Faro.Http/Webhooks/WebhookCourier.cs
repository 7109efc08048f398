using System.Text.Json.Nodes;
using Faro.Http.Feed;
using Faro.Http.Keys;
using Faro.Log;
using Faro.Proofs.Roots;
using Marten;

namespace Faro.Http.Webhooks;

/// <summary>One attempt to deliver: whether it may be sent, the sending, and the record of it.</summary>
public sealed class WebhookCourier(
    IDocumentStore store, FeedPages pages, LogRoots roots, WebhookSignature signature, WebhookSender sender, WebhookSlots slots, WebhookOptions options,
    WebhookTelemetry telemetry, TimeProvider clock)
{
    private static readonly EventMetadata Metadata = new(null, null, "webhooks");
    private readonly WebhookSchedule _schedule = options.Schedule;

    /// <summary>Tries once; returns how long to wait before the next attempt, or null when there is none.</summary>
    /// <exception cref="WebhookGivenUpException">It was the last attempt.</exception>
    internal async Task<TimeSpan?> Deliver(DeliverWebhook command, CancellationToken cancel)
    {
        await using var session = store.LightweightSession();
        var delivery = await session.LoadAsync<WebhookDelivery>(command.Delivery, cancel);
        if (delivery is null || delivery.Round != command.Round || delivery.State == WebhookDelivery.Delivered)
            return null; // sent, or requested again since
        if (await session.LoadAsync<WebhookView>(WebhookView.StreamOf(delivery.Webhook), cancel) is not { Status: WebhookView.Active } webhook)
            return null; // deliveries of a disabled webhook are sent when it is resumed
        if (!await MayRead(session, webhook, cancel))
        {
            await Disable(webhook, "The account has no working key.", cancel);
            return null;
        }

        using var slot = slots.Enter(webhook.Id, out var wait);
        if (slot is null)
            return wait;
        if (delivery.State == WebhookDelivery.Dead)
            delivery = delivery with { State = WebhookDelivery.Pending, Attempts = 0 }; // an operator has replayed the dead letter
        var outcome = await Send(webhook, delivery, cancel);
        if (outcome.Gone)
        {
            await Disable(webhook, "The receiver answered 410 Gone.", cancel);
            session.Store(delivery with { LastStatus = outcome.Status, LastError = outcome.Error, LastAttemptAt = clock.GetUtcNow(), NextAttemptAt = null });
            await session.SaveChangesAsync(cancel);
            return null;
        }

        var after = delivery.After(outcome, _schedule, clock.GetUtcNow());
        session.Store(after);
        await session.SaveChangesAsync(cancel);
        telemetry.Tried(webhook, after);
        if (after.State != WebhookDelivery.Dead)
            return after.NextAttemptAt - after.LastAttemptAt;
        if (!await session.Query<WebhookDelivery>().AnyAsync(d => d.Webhook == webhook.Id && d.State == WebhookDelivery.Delivered && d.LastAttemptAt > after.CreatedAt, cancel))
            await Disable(webhook, "The receiver accepted nothing during a whole schedule of retries.", cancel);
        throw new WebhookGivenUpException(after.Id);
    }

    private async Task<WebhookOutcome> Send(WebhookView webhook, WebhookDelivery delivery, CancellationToken cancel)
    {
        if (await Body(delivery, cancel) is not { } body)
            return new WebhookOutcome(null, "nothing_to_send");
        var now = clock.GetUtcNow();
        return signature.Sign(delivery.MessageId, now, body) is { } signed
            ? await sender.Post(webhook, delivery.MessageId, WebhookSignature.Seconds(now), signed, body, cancel)
            : new WebhookOutcome(null, "no_key");
    }

    /// <summary>The same bytes at each attempt; for a fact, the bytes of the feed.</summary>
    private async Task<byte[]?> Body(WebhookDelivery delivery, CancellationToken cancel) => delivery.Kind switch
    {
        WebhookDelivery.Ping => ApiJson.Bytes(new JsonObject { ["kind"] = WebhookDelivery.Ping, ["webhook"] = delivery.Webhook.ToString() }),
        WebhookDelivery.Root => await roots.Of(delivery.Place, cancel) is { } root ? RootBody(root) : null,
        _ => (await pages.At(delivery.Place, cancel))?.Json,
    };

    private static byte[] RootBody(SignedRoot root) => ApiJson.Bytes(new JsonObject
    {
        ["kind"] = WebhookDelivery.Root,
        ["size"] = root.Size,
        ["root"] = Convert.ToBase64String(root.Root.Bytes),
        ["last_sequence"] = root.LastSequence,
        ["signed_at"] = ApiJson.Milliseconds(root.SignedAt),
        ["note"] = root.Note,
    });

    /// <summary>Whether any key of the account may read this from the feed now.</summary>
    private async Task<bool> MayRead(IQuerySession session, WebhookView webhook, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var keys = await session.Query<KeyView>().Where(k => k.Test == webhook.Test && k.Status == KeyView.Active).ToListAsync(cancel);
        return keys.Any(k => k.AccountName == webhook.Account && k.StatusAt(now) == KeyView.Active && ScopeWords.Granted(k.Scopes).HasFlag(Scopes.Read));
    }

    private async Task Disable(WebhookView webhook, string reason, CancellationToken cancel)
    {
        await store.Decide<WebhookView, bool>(
            webhook.Stream, w => w?.Status == WebhookView.Active ? ([new WebhookDisabled(reason)], true) : ([], false), Metadata, cancel: cancel);
        telemetry.Disabled(webhook, reason);
    }
}
