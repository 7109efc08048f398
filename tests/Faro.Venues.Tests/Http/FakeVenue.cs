using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Tests.Http;

/// <summary>A venue of one handler on a real socket of this machine.</summary>
internal sealed class FakeVenue : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeVenue(WebApplication app) => this.app = app;

    /// <summary>Method, path and query of every request, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The request bodies, in order of arrival.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>The headers of the last request.</summary>
    public Dictionary<string, string> LastHeaders { get; private set; } = [];

    public Uri Url { get; private set; } = null!;

    /// <summary>Starts a venue; the handler gets the number of the request, counted from 1.</summary>
    public static async Task<FakeVenue> Start(Func<HttpContext, int, Task> handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var venue = new FakeVenue(app);
        var count = 0;
        app.Run(async http =>
        {
            venue.Requests.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
            venue.LastHeaders = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
                venue.Bodies.Enqueue(await new StreamReader(http.Request.Body).ReadToEndAsync());
            await handle(http, Interlocked.Increment(ref count));
        });
        await app.StartAsync();
        venue.Url = new Uri(app.Urls.Single());
        return venue;
    }

    /// <summary>An address of this machine where nobody listens.</summary>
    public static Uri Nobody()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)socket.LocalEndpoint).Port}");
    }

    public static Task Json(HttpContext http, string body, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body);
    }

    public static Task Html(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=UTF-8";
        return http.Response.WriteAsync("<!DOCTYPE html><title>Just a moment...</title>");
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
