using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Faro.Testing;

/// <summary>One call at a front: when it came in and when its answer was ready, in stopwatch ticks.</summary>
public readonly record struct VenueCall(string Front, string Path, long Came, long Ready);

/// <summary>
/// Stand in front of the venue twins, a listener for each, and keep the time: whatever passes between a request's arrival and
/// its answer being ready is the venue's own, not Faro's. In front of books they can wait, and answer from memory, so that the
/// twins' work does not compete with what is measured.
/// </summary>
public sealed class VenueFronts : IAsyncDisposable
{
    private static readonly string[] NotForwarded = ["Host", "Connection", "Transfer-Encoding", "Accept-Encoding"];
    private readonly WebApplication _app;
    private readonly HttpClient _venues = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 256 });
    private readonly ConcurrentDictionary<string, (int Status, string Type, byte[] Body)> _kept = new();
    private readonly Dictionary<int, (string Name, Uri Venue)> _byPort = [];
    private readonly Dictionary<string, Uri> _addresses = [];

    private VenueFronts(WebApplication app) => _app = app;

    /// <summary>Every call, in the order in which their answers were ready.</summary>
    public ConcurrentQueue<VenueCall> Calls { get; } = new();

    /// <summary>How many calls each front has seen begin.</summary>
    public ConcurrentDictionary<string, int> Came { get; } = new();

    /// <summary>The last call of each path.</summary>
    public ConcurrentDictionary<string, VenueCall> Last { get; } = new();

    /// <summary>How long each front lets a book wait before it answers, from memory; none passes everything through at once.</summary>
    public IReadOnlyDictionary<string, TimeSpan>? BookDelays { get; set; }

    /// <summary>Waited for before a call is passed on, by front and path with query: holds a venue back for as long as a test wants.</summary>
    public Func<string, string, Task>? Hold { get; set; }

    /// <summary>The front's address, the path of the venue's kept.</summary>
    public Uri this[string name] => _addresses[name];

    /// <summary>Listens in front of each venue host.</summary>
    public static async Task<VenueFronts> Start(IReadOnlyDictionary<string, Uri> venues)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            foreach (var _ in venues) k.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var fronts = new VenueFronts(app);
        app.Run(fronts.Handle);
        await app.StartAsync();
        foreach (var (address, (name, venue)) in app.Urls.Zip(venues))
        {
            fronts._byPort[new Uri(address).Port] = (name, venue);
            fronts._addresses[name] = new Uri(new Uri(address), venue.AbsolutePath);
        }

        return fronts;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _venues.Dispose();
    }

    private async Task Handle(HttpContext http)
    {
        var came = Stopwatch.GetTimestamp();
        var (name, venue) = _byPort[http.Connection.LocalPort];
        var path = http.Request.GetEncodedPathAndQuery();
        var key = name + path;
        Came.AddOrUpdate(name, 1, (_, n) => n + 1);
        if (Hold is { } hold) await hold(name, path);
        var delay = BookDelays is { } delays && http.Request.Path.Value!.Contains("book", StringComparison.Ordinal) && HttpMethods.IsGet(http.Request.Method)
            ? delays[name]
            : (TimeSpan?)null;
        if (delay is null || !_kept.TryGetValue(key, out var answer)) answer = await Ask(http.Request, venue, path);
        if (delay is { } wait)
        {
            _kept[key] = answer;
            await Task.Delay(wait);
        }

        var call = new VenueCall(name, path, came, Stopwatch.GetTimestamp());
        Last[key] = call;
        Calls.Enqueue(call);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Type;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body);
    }

    private async Task<(int, string, byte[])> Ask(HttpRequest incoming, Uri venue, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri(venue, path));
        if (incoming.ContentLength > 0)
        {
            using var body = new MemoryStream();
            await incoming.Body.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (header, values) in incoming.Headers)
        {
            if (NotForwarded.Contains(header, StringComparer.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(header, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(header, values.AsEnumerable());
        }

        using var response = await _venues.SendAsync(request);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", await response.Content.ReadAsByteArrayAsync());
    }
}
