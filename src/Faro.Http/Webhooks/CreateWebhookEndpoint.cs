using Faro.Http.Feed;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Matching.UnifiedEvents;
using Faro.Orders;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Webhooks;

/// <summary><c>POST /api/v1/webhooks</c>: sends facts to a URL as they are recorded.</summary>
[Tags("Webhooks")]
public static class CreateWebhookEndpoint
{
    /// <summary>Create webhook</summary>
    /// <remarks>
    /// From now on each recorded fact of the requested kinds, or only of the given event or order, is sent to the URL by POST, with the same body as in the feed, signed as
    /// Standard Webhooks specifies (v1a, Ed25519). A delivery without a 2xx answer is retried for about three days. Messages may arrive out of
    /// order and more than once: drop those whose webhook-id you already have, and order by sequence.
    /// </remarks>
    [WolverinePost("/api/v1/webhooks", OperationId = "createWebhook"), Scope("read"), Returns<WebhookAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Post(
        [FromBody] WebhookRequest body, Caller caller, WebhookStore webhooks, EventQueries events, OrderQueries orders, WebhookSender sender,
        WebhookSignature signature, WebhookOptions options, HttpContext http)
    {
        if (signature.PublicKey is null)
            return ApiErrors.Unavailable("This installation has no key to sign messages, so it sends none: FARO__Proofs__KeyFile is not set.");
        if (await sender.Fault(body.Url, caller.Test, http.RequestAborted) is { } fault)
            return ApiErrors.InvalidBody(Issues.Of("url", fault));
        if (body.Kinds.Contains(FeedPages.Market, StringComparer.Ordinal) && body.Event is null)
            return ApiErrors.InvalidBody(Issues.Of("kinds", "market needs an event: every market's facts are read from the feed."));
        if (body.Event is { } about && await events.Find(about, http.RequestAborted) is null)
            return ApiErrors.NotFound("No such event.");
        if (body.Order is { } order && await orders.Find(order, caller.Owner, http.RequestAborted) is null)
            return ApiErrors.NotFound("No such order.");
        if ((await webhooks.Of(caller, http.RequestAborted)).Count >= options.MostOfAccount)
            return ApiErrors.Conflict($"The account already has {options.MostOfAccount} webhooks: delete one first.");
        var created = new WebhookCreated(caller.Account, caller.Test, new Uri(body.Url).AbsoluteUri, body.Kinds, body.Event, body.Order);
        return Answer.Of(WebhookAnswer.Of(await webhooks.Create(Guid.NewGuid(), created, caller.Metadata(http), http.RequestAborted), signature));
    }
}
