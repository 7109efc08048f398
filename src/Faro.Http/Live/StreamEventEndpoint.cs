using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Http.Serving.Streaming;
using Wolverine.Http;

namespace Faro.Http.Live;

/// <summary><c>GET /api/v1/events/{id}/stream</c>: an event's quotes and books as they change, as server-sent events.</summary>
[Tags("Events")]
public static class StreamEventEndpoint
{
    /// <summary>Event stream</summary>
    /// <remarks>
    /// The best prices and the books of an event, per venue and merged, as they change, as server-sent events: each venue's whole book
    /// first, then its changes, each with its age. After a gap a book is sent again as a whole. A client that reads too
    /// slowly gets the event behind, and then the current books.
    /// </remarks>
    [WolverineGet("/api/v1/events/{id}/stream", OperationId = "streamEvent"), Scope("read"), Returns<StreamEventAnswer>(ContentType = ServerEvents.ContentType), Refuses(404)]
    public static Task<Answer> Get([AsParameters] ByIdParameters asked, Caller caller, QuoteStreams streams, CancellationToken stop) =>
        streams.Begin([asked.Id], caller, stop);
}
