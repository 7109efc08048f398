using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Matching.UnifiedEvents;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events</c>: a page of unified events.</summary>
[Tags("Events")]
public static class ListEventsEndpoint
{
    /// <summary>List events</summary>
    /// <remarks>
    /// Paginated list of unified events. Title, description and timeline come from the venue with the highest liquidity at match time, or
    /// from another venue where its wording is cleaner or its date is the day of the decision.
    /// With as_of, the list as it was then, filtered, searched and paged like the current one; a state from long ago may take a while to build (503 with Retry-After).
    /// </remarks>
    [WolverineGet("/api/v1/events", OperationId = "listEvents"), Scope("read"), Returns<EventListAnswer>]
    public static Task<Answer> Get([AsParameters] ListEventsParameters asked, EventQueries events, EventLog log, TimeProvider clock, CancellationToken stop) =>
        asked.Fault() is { } fault ? Task.FromResult<Answer>(ApiErrors.InvalidQuery(fault))
        : asked.AsOf is { } then ? AsOf.Answered(then, log, at => Page(asked, clock, filter => events.ListAsOf(filter, at, stop)), stop)
        : Page(asked, clock, filter => events.List(filter, stop));

    private static async Task<Answer> Page(ListEventsParameters asked, TimeProvider clock, Func<EventFilter, Task<JsonPage>> list)
    {
        try
        {
            return EventListAnswer.Of(await list(asked.Filter(clock.GetUtcNow())), asked);
        }
        catch (FormatException) when (asked.Cursor is not null)
        {
            return ApiErrors.InvalidQuery(Issues.Of("cursor", "Must be a next_cursor of this list."));
        }
    }
}
