using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Matching;
using Faro.Matching.UnifiedEvents;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events</c>: a page of unified events.</summary>
[Tags("Events")]
public static class ListEventsEndpoint
{
    /// <summary>List events</summary>
    /// <remarks>
    /// Paginated list of unified events. Title, description and timeline come from the venue with the highest liquidity at match time.
    /// With as_of the list of then, filtered, searched and paged like today's; a state long past may take a while to put together (503 with Retry-After).
    /// </remarks>
    [WolverineGet("/api/v1/events", OperationId = "listEvents"), Scope("read"), Returns<EventListAnswer>]
    public static Task<Answer> Get([AsParameters] ListEventsParameters asked, EventQueries events, EventLog log, CancellationToken stop) =>
        asked is { Cursor: not null, Offset: > 0 } ? Task.FromResult<Answer>(ApiErrors.InvalidQuery(Issues.Of("offset", "Cannot stand beside cursor.")))
        : asked.AsOf is { } then ? AsOf.Answered(then, log, at => Page(asked, filter => events.ListAsOf(filter, at, stop)), stop)
        : Page(asked, filter => events.List(filter, stop));

    private static async Task<Answer> Page(ListEventsParameters asked, Func<EventFilter, Task<JsonPage>> list)
    {
        try
        {
            return EventListAnswer.Of(await list(asked.Filter()), asked);
        }
        catch (FormatException) when (asked.Cursor is not null)
        {
            return ApiErrors.InvalidQuery(Issues.Of("cursor", "Not a next_cursor of this list."));
        }
    }
}
