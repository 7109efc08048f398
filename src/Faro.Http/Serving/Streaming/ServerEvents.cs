using System.Buffers;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Faro.Http.Serving.Streaming;

/// <summary>Server-sent events: how they are built and written, and the events that every stream has besides its data.</summary>
internal static class ServerEvents
{
    /// <summary>The content type of a stream.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>The first event: the connection works.</summary>
    public const string Begun = "begun";

    /// <summary>Nothing came for a while; the stream is alive.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>The last event for a reader that was too slow: it gets what it missed when it reconnects.</summary>
    public const string Behind = "behind";

    /// <summary>An event with JSON for its data.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="json">The data; without line breaks.</param>
    /// <param name="id">The id for reconnecting; null if the stream cannot be resumed.</param>
    public static SseItem<byte[]> Item(string name, byte[] json, long? id) =>
        new(json, name) { EventId = id?.ToString(CultureInfo.InvariantCulture) };

    /// <summary>An event that carries only the reader's position.</summary>
    public static SseItem<byte[]> Note(string name, long sequence) =>
        Item(name, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"sequence\":{sequence}}}")), sequence);

    /// <summary>Writes events one after the other, until they end or the client goes away.</summary>
    public static async Task Write(HttpContext http, IAsyncEnumerable<SseItem<byte[]>> events)
    {
        if (!Begin(http))
            return;
        try
        {
            await SseFormatter.WriteAsync(events, http.Response.Body, static (item, to) => to.Write(item.Data), http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, as it may at any time.
        }
    }

    /// <summary>Turns the answer into a stream; false if there must be no body, which would never end.</summary>
    public static bool Begin(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentType = ContentType;
        headers["X-Accel-Buffering"] = "no"; // a buffering proxy would delay events
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Items[HttpTelemetry.StreamItem] = true;
        return !http.Items.ContainsKey(Envelope.HeadItem);
    }
}
