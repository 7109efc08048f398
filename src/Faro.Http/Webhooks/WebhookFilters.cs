using Faro.Http.Feed;
using Faro.Matching.UnifiedEvents;

namespace Faro.Http.Webhooks;

/// <summary>The filters of webhooks at a place in the log.</summary>
public sealed class WebhookFilters(EventQueries events)
{
    /// <summary>
    /// The filter of each webhook that can get any fact. An event is read as of the place, not from its view, which
    /// may be behind: a fact of a market that has just been joined to it is sent.
    /// </summary>
    internal async Task<Dictionary<Guid, FeedFilter>> Of(IReadOnlyCollection<WebhookView> webhooks, long place, CancellationToken cancel)
    {
        var known = new Dictionary<Guid, byte[]?>();
        var filters = new Dictionary<Guid, FeedFilter>();
        foreach (var webhook in webhooks)
        {
            byte[]? json = null;
            if (webhook.Event is { } id && !known.TryGetValue(id, out json))
                known[id] = json = await events.FindAsOf(id, place, cancel);
            if (!webhook.ConcernsNothing(json))
                filters[webhook.Id] = webhook.Filter(json);
        }

        return filters;
    }
}
