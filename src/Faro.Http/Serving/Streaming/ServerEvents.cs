using System.Buffers;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Faro.Http.Serving.Streaming;

/// <summary>Server-sent events: how they are made and written, and what every stream says beside its data.</summary>
internal static class ServerEvents
{
    /// <summary>The content type of a stream.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>The first event: the reader is heard.</summary>
    public const string Begun = "begun";

    /// <summary>Nothing came for a while, and the stream is alive.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>The last event of a reader who was too slow: what it missed it gets when it comes again.</summary>
    public const string Behind = "behind";

    /// <summary>An event with JSON for its data.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="json">The data; without line breaks.</param>
    /// <param name="id">With what the reader may come again; null where it cannot.</param>
    public static SseItem<byte[]> Item(string name, byte[] json, long? id) =>
        new(json, name) { EventId = id?.ToString(CultureInfo.InvariantCulture) };

    /// <summary>An event that carries only how far the reader has come.</summary>
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
            // The client has gone, as it may at any time.
        }
    }

    /// <summary>Makes the answer a stream; false where there is to be no body, which would never end.</summary>
    public static bool Begin(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentType = ContentType;
        headers["X-Accel-Buffering"] = "no"; // a proxy that collects would hold events back
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Items[HttpTelemetry.StreamItem] = true;
        return !http.Items.ContainsKey(Envelope.HeadItem);
    }
}
