using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Http.Serving.Streaming;
using Wolverine.Http;

namespace Faro.Http.Live;

/// <summary><c>GET /api/v1/stream?events=…</c>: several events' quotes and books as they change, as server-sent events.</summary>
[Tags("Events")]
public static class StreamEventsEndpoint
{
    private const int Most = 20;

    /// <summary>Stream of several events</summary>
    /// <remarks>Like the stream of one event, for up to 20 events; each message names its event.</remarks>
    [WolverineGet("/api/v1/stream", OperationId = "streamEvents"), Scope("read"), Returns<StreamEventAnswer>(ContentType = ServerEvents.ContentType), Refuses(404)]
    public static async Task<Answer> Get([AsParameters] StreamParameters asked, Caller caller, QuoteStreams streams, CancellationToken stop)
    {
        var ids = new HashSet<Guid>();
        foreach (var text in asked.Events.Split(','))
        {
            if (!Guid.TryParseExact(text, "D", out var id) || !ids.Add(id) || ids.Count > Most)
                return ApiErrors.InvalidQuery(Issues.Of("events", $"Must be 1 to {Most} different event ids, separated by commas."));
        }

        return await streams.Begin(ids, caller, stop);
    }
}
