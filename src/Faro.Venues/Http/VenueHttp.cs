using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Faro.Venues.Http;

/// <summary>
/// One host of a venue: rate budget, bounded body, and for reads retries, deadlines and a circuit. Reads throw
/// <see cref="VenueException"/>; <see cref="Once"/> sends a request that must not be repeated.
/// </summary>
internal sealed class VenueHttp : IDisposable
{
    private const double LoopbackRate = 10 * 1_024;
    private readonly Uri address;
    private readonly Uri root;
    private readonly VenueHttpOptions options;
    private readonly TimeProvider time;
    private readonly VenueFaults faults;
    private readonly VenueCalls calls;
    private readonly RateBudget submissions;
    private readonly SocketsHttpHandler sockets;
    private readonly HttpClient once;
    private readonly HttpClient catalog;
    private readonly HttpClient quote;

    public VenueHttp(Venue venue, Uri root, double perSecond, VenueHttpOptions options, TimeProvider time, ILogger logger)
    {
        address = root;
        this.root = root.AbsoluteUri.EndsWith('/') ? root : new Uri(root.AbsoluteUri + "/");
        this.options = options;
        this.time = time;
        faults = new VenueFaults(venue, root.Host);
        calls = new VenueCalls(venue, time);
        sockets = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false, // a redirect would carry credentials to a host nobody configured
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 64,
        };
        // Budgets protect venues that others use too; one on this machine is ours alone.
        var rate = root.IsLoopback ? Math.Max(perSecond, LoopbackRate) : perSecond;
        var reads = new RateBudget(rate, Math.Max(1, (int)rate), time);
        submissions = new RateBudget(rate, Math.Max(1, (int)rate), time);
        var resilience = new VenueResilience(options, faults, time, logger);
        once = Client(Whole());
        catalog = Reader(options.CatalogRetries, options.CatalogTimeout, TimeSpan.FromMinutes(10));
        quote = Reader(options.QuoteRetries, options.QuoteTimeout, options.MaxBudgetWait);

        HttpClient Reader(int retries, TimeSpan timeout, TimeSpan patience) => Client(resilience.Handler(
            retries, timeout, Whole(), inner => new ReadAttemptHandler(reads, patience, faults, time) { InnerHandler = inner }));
    }

    /// <summary>The host's name, for messages.</summary>
    public string Host => root.Host;

    /// <summary>Reads JSON; any answer but 2xx is a <see cref="VenueException"/>.</summary>
    public async Task<byte[]> Get(string path, ReadKind kind, CancellationToken cancel, Action<HttpRequestHeaders>? headers = null)
    {
        var answer = await Read(() => Request(HttpMethod.Get, path, null, headers), kind, cancel).ConfigureAwait(false);
        return answer.IsSuccess ? answer.Body : throw Failure(answer);
    }

    /// <summary>
    /// Reads; 2xx and plain refusals (4xx that no repetition heals) come back as they are, everything else throws.
    /// </summary>
    public Task<VenueAnswer> Read(Func<HttpRequestMessage> request, ReadKind kind, CancellationToken cancel) =>
        calls.Measure(kind == ReadKind.Catalog ? "catalog" : "quote", () => ReadWhole(request, kind, cancel));

    /// <summary>
    /// Sends a request that must not be repeated; any whole answer comes back. Throws <see cref="VenueException"/> when none
    /// came, with <see cref="VenueException.NothingSent"/> where that is certain.
    /// </summary>
    public Task<VenueAnswer> Once(HttpRequestMessage request, CancellationToken cancel) => calls.Measure("submission", () => SendOnce(request, cancel));

    /// <summary>JSON that is sent byte for byte as given.</summary>
    public static HttpContent JsonContent(ReadOnlyMemory<byte> body) =>
        new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>Builds a request to a path below the host's address; an empty path is the address itself, as it was set.</summary>
    public HttpRequestMessage Request(
        HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null)
    {
        var request = new HttpRequestMessage(method, path.Length == 0 ? address : new Uri(root, path.TrimStart('/'))) { Content = content };
        headers?.Invoke(request.Headers);
        return request;
    }

    /// <summary>The failure that a non-2xx answer means for a read.</summary>
    public VenueException Failure(VenueAnswer answer) => faults.Of(answer);

    /// <summary>An answer that is not what the venue speaks.</summary>
    public VenueException BadAnswer(string why, bool retryable = true) => faults.Error("bad_answer", why, retryable: retryable);

    public void Dispose()
    {
        once.Dispose();
        catalog.Dispose();
        quote.Dispose();
        sockets.Dispose();
    }

    private async Task<VenueAnswer> ReadWhole(Func<HttpRequestMessage> request, ReadKind kind, CancellationToken cancel)
    {
        var (client, timeout) = kind == ReadKind.Catalog ? (catalog, options.CatalogTimeout) : (quote, options.QuoteTimeout);
        try
        {
            using var message = request();
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            var answer = VenueAnswer.Of(response, time);
            return answer.IsPassing ? throw Failure(answer) : answer;
        }
        catch (TimeoutRejectedException e)
        {
            throw faults.Timeout(timeout, e);
        }
        catch (BrokenCircuitException e)
        {
            throw faults.Error("circuit_open", "The venue failed too often; it is not called for a while.", e);
        }
    }

    private async Task<VenueAnswer> SendOnce(HttpRequestMessage request, CancellationToken cancel)
    {
        if (!await submissions.Wait(options.MaxBudgetWait, cancel).ConfigureAwait(false))
            throw faults.Error("rate_limited", "Faro's own request budget for the venue is used up; nothing was sent.", nothingSent: true);
        using var deadline = new CancellationTokenSource(options.SubmitTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            using var response = await once.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return VenueAnswer.Of(response, time);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw faults.Timeout(options.SubmitTimeout, e);
        }
    }

    private WholeAnswerHandler Whole() => new(faults, options.MaxBodyBytes) { InnerHandler = sockets };

    private HttpClient Client(HttpMessageHandler handler)
    {
        var client = new HttpClient(handler, disposeHandler: false) // all share the sockets
        {
            Timeout = Timeout.InfiniteTimeSpan, // each attempt has its own deadline
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }
}
