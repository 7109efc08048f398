using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching.UnifiedEvents;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}/history</c>: the recorded facts about the event's markets, in the order of the log.</summary>
[Tags("Events")]
public static class GetEventHistoryEndpoint
{
    /// <summary>Event history</summary>
    /// <remarks>The recorded facts about the event's markets and the pairs that join them, in the order of the log.</remarks>
    [WolverineGet("/api/v1/events/{id}/history", OperationId = "getEventHistory"), Scope("read"), Returns<HistoryAnswer>(FromLog = true), Refuses(404)]
    public static async Task<Answer> Get([AsParameters] HistoryParameters asked, EventQueries events, EventLog log, CancellationToken stop) =>
        await events.Find(asked.Id, stop) is { } json ? await HistoryPage.Read(log, EventStreams.Of(json), asked, stop) : ApiErrors.NotFound("No such event.");
}
