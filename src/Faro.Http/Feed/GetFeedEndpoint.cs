using System.Globalization;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Http.Serving.Streaming;
using Faro.Matching.UnifiedEvents;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Feed;

/// <summary><c>GET /api/v1/feed</c>: facts as they are recorded, as server-sent events.</summary>
[Tags("Feed")]
public static class GetFeedEndpoint
{
    private const string LastEventId = "Last-Event-ID";

    /// <summary>Feed</summary>
    /// <remarks>
    /// Every recorded fact about markets, pairs and your own orders, in the order of the log, as server-sent events. An event's id is
    /// the fact's sequence number: reconnect with it in Last-Event-ID, and nothing is missed or repeated. A client that reads too slowly gets
    /// the event behind, and the feed ends.
    /// </remarks>
    [WolverineGet("/api/v1/feed", OperationId = "getFeed"), Scope("read"), Returns<FeedEventAnswer>(ContentType = ServerEvents.ContentType)]
    [TakesHeader(LastEventId, "The id of the last event you read: the feed continues after it."), Refuses(404)]
    public static async Task<Answer> Get(
        [AsParameters] FeedParameters asked, Caller caller, HttpContext http, FeedHub hub, EventQueries events, OrderQueries orders, KeyRing keys, CancellationToken stop)
    {
        if (!TryAfter(http, asked, out var after) || (after is { } place && !await hub.Holds(place, stop)))
            return ApiErrors.InvalidQuery(Issues.Of("after", "Last-Event-ID or after must be a sequence number that the log has reached."));
        if (asked.Order is { } order && await orders.Find(order, caller.Owner, stop) is null)
            return ApiErrors.NotFound("No such order.");
        byte[]? json = null;
        if (asked.Event is { } id && (json = await events.Find(id, stop)) is null)
            return ApiErrors.NotFound("No such event.");
        var key = caller.Owner.KeyId;
        var filter = FeedFilter.About(FeedOwner.Of(caller.Owner), asked.Kind is { } kind ? [kind] : null, asked.Order, json);
        return await hub.Join(filter, () => keys.StillOpens(key), stop) is { } reader
            ? Answer.Of(hub.Read(reader, after, stop))
            : ApiErrors.Unavailable("The limit of open feeds is reached, for this account or for the node. Close one, or try again later.") with { RetryAfterSeconds = 5 };
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
