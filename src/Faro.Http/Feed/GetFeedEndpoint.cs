using System.Globalization;
using Faro.Http.Events;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Matching.UnifiedEvents;
using Faro.Orders;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Feed;

/// <summary><c>GET /api/v1/feed</c>: recorded facts as they are recorded, by server-sent events.</summary>
[Tags("Feed")]
public static class GetFeedEndpoint
{
    /// <summary>Feed</summary>
    /// <remarks>
    /// Every recorded fact about markets, pairs and your own orders, in the order of the log, by server-sent events. An event's id is
    /// the fact's place in the log: come again with it in Last-Event-ID, and nothing is missing or twice. A reader who is too slow gets
    /// the event behind, and the feed ends.
    /// </remarks>
    [WolverineGet("/api/v1/feed", OperationId = "getFeed"), Scope("read"), Returns<FeedEventAnswer>(ContentType = "text/event-stream"), Refuses(404)]
    public static async Task<Answer> Get(
        [AsParameters] FeedParameters asked, Caller caller, HttpContext http, FeedHub hub, EventQueries events, OrderQueries orders, KeyRing keys,
        IHostApplicationLifetime lifetime, CancellationToken stop)
    {
        if (!TryAfter(http, asked, out var after) || (after is { } place && !await hub.Holds(place, stop)))
            return ApiErrors.InvalidQuery(Issues.Of("after", "Last-Event-ID or after is the place of a fact that has been sent."));
        if (asked.Order is { } order && await orders.Find(order, caller.Key, stop) is null)
            return ApiErrors.NotFound("No such order.");
        var streams = asked.Order is { } own ? new HashSet<string>(StringComparer.Ordinal) { OrderView.StreamOf(own) } : null;
        if (asked.Event is { } id)
        {
            if (await events.Find(id, stop) is not { } json)
                return ApiErrors.NotFound("No such event.");
            (streams ??= new(StringComparer.Ordinal)).UnionWith(EventStreams.Of(json));
        }

        return await hub.Join(new FeedFilter(caller.Key, asked.Kind, streams), stop) is { } reader
            ? Answer.Of(hub.Read(reader, after, () => keys.StillOpens(caller.Key) && !lifetime.ApplicationStopping.IsCancellationRequested, stop))
            : ApiErrors.Unavailable("This node serves as many readers as it can.") with { RetryAfterSeconds = 5 };
    }

    private static bool TryAfter(HttpContext http, FeedParameters asked, out long? after)
    {
        after = asked.After;
        if (http.Request.Headers["Last-Event-ID"] is not [{ Length: > 0 } header])
            return true;
        var read = long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        after = value;
        return read;
    }
}
