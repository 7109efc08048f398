using System.Globalization;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching.UnifiedEvents;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}</c>: one unified event, under every id that it ever had.</summary>
[Tags("Events")]
public static class GetEventEndpoint
{
    /// <summary>Get event</summary>
    /// <remarks>
    /// The full unified event, including the listings of all its venues and the primary venue's description and timeline.
    /// A merged event is found under every id it ever had; event.id is the canonical one. With as_of, merges, aliases and splits are as they were then.
    /// </remarks>
    [WolverineGet("/api/v1/events/{id}", OperationId = "getEvent"), Scope("read"), Returns<EventDetailAnswer>, Refuses(404)]
    public static Task<Answer> Get([AsParameters] ByIdAsOfParameters asked, EventQueries events, EventLog log, HttpContext http) =>
        asked.AsOf is { } then ? AsOf.Answered(then, log, at => Then(asked.Id, at, events, http.RequestAborted), http.RequestAborted) : Now(asked.Id, events);

    // Without the request's token: registering it costs as much as the whole read by key, which ends before anyone could cancel.
    private static async Task<Answer> Now(Guid id, EventQueries events) =>
        await events.FindNow(id, CancellationToken.None) is ({ } json, var sequence)
            ? Answer.Json(Wrapped(json)).With(AsOf.Header, sequence.ToString(CultureInfo.InvariantCulture))
            : ApiErrors.NotFound("No such event.");

    private static async Task<Answer> Then(Guid id, long at, EventQueries events, CancellationToken stop) =>
        await events.FindAsOf(id, at, stop) is { } json ? Answer.Json(Wrapped(json)) : ApiErrors.NotFound("The event did not exist at that time.");

    private static byte[] Wrapped(byte[] json) => [.. "{\"event\":"u8, .. StoredTimes.InZ(json), (byte)'}'];
}
