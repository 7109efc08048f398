using System.Globalization;
using Faro.Http.Events;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Http.Serving.Streaming;
using Faro.Matching.UnifiedEvents;
using Faro.Orders;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Feed;

/// <summary><c>GET /api/v1/feed</c>: recorded facts as they are recorded, by server-sent events.</summary>
[Tags("Feed")]
public static class GetFeedEndpoint
{
    private const string LastEventId = "Last-Event-ID";

    /// <summary>Feed</summary>
    /// <remarks>
    /// Every recorded fact about markets, pairs and your own orders, in the order of the log, by server-sent events. An event's id is
    /// the fact's place in the log: come again with it in Last-Event-ID, and nothing is missing or twice. A reader who is too slow gets
    /// the event behind, and the feed ends.
    /// </remarks>
    [WolverineGet("/api/v1/feed", OperationId = "getFeed"), Scope("read"), Returns<FeedEventAnswer>(ContentType = ServerEvents.ContentType)]
    [TakesHeader(LastEventId, "The id of the last event that was read: the feed goes on behind it."), Refuses(404)]
    public static async Task<Answer> Get(
        [AsParameters] FeedParameters asked, Caller caller, HttpContext http, FeedHub hub, EventQueries events, OrderQueries orders, KeyRing keys, CancellationToken stop)
    {
        if (!TryAfter(http, asked, out var after) || (after is { } place && !await hub.Holds(place, stop)))
            return ApiErrors.InvalidQuery(Issues.Of("after", "Last-Event-ID or after is a place in the log that has been reached."));
        if (asked.Order is { } order && await orders.Find(order, caller.Owner, stop) is null)
            return ApiErrors.NotFound("No such order.");
        byte[]? json = null;
        if (asked.Event is { } id && (json = await events.Find(id, stop)) is null)
            return ApiErrors.NotFound("No such event.");
        var key = caller.Owner.KeyId;
        var filter = FeedFilter.About(FeedOwner.Of(caller.Owner), asked.Kind is { } kind ? [kind] : null, asked.Order, json);
        return await hub.Join(filter, () => keys.StillOpens(key), stop) is { } reader
            ? Answer.Of(hub.Read(reader, after, stop))
            : ApiErrors.Unavailable("As many read the feed as can be served, of this account or in all.") with { RetryAfterSeconds = 5 };
    }

    private static bool TryAfter(HttpContext http, FeedParameters asked, out long? after)
    {
        after = asked.After;
        if (http.Request.Headers[LastEventId] is not [{ Length: > 0 } header])
            return true;
        var read = long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        after = value;
        return read;
    }
}
