using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Faro.Venues.Http;

/// <summary>
/// One host of a venue: rate budget, deadline, bounded body, retries with jitter on reads, circuit breaker. Reads throw
/// <see cref="VenueException"/>; <see cref="Once"/> sends a request that must not be repeated.
/// </summary>
internal sealed class VenueHttp : IDisposable
{
    private const double LoopbackRate = 10_000;
    private readonly Venue venue;
    private readonly Uri address;
    private readonly Uri root;
    private readonly VenueHttpOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient client;
    private readonly RateBudget reads;
    private readonly RateBudget submissions;
    private readonly ResiliencePipeline<VenueAnswer> catalog;
    private readonly ResiliencePipeline<VenueAnswer> quote;

    public VenueHttp(Venue venue, Uri root, double perSecond, VenueHttpOptions options, TimeProvider time, ILogger logger)
    {
        this.venue = venue;
        address = root;
        this.root = root.AbsoluteUri.EndsWith('/') ? root : new Uri(root.AbsoluteUri + "/");
        this.options = options;
        this.time = time;
        this.logger = logger;
        client = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false, // a redirect would carry credentials to a host nobody configured
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 64,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own deadline
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        // Budgets spare venues that others use too; one on this machine is nobody else's.
        var rate = root.IsLoopback ? Math.Max(perSecond, LoopbackRate) : perSecond;
        reads = new RateBudget(rate, Math.Max(1, (int)rate), time);
        submissions = new RateBudget(rate, Math.Max(1, (int)rate), time);
        var circuit = Circuit();
        catalog = Pipeline(options.CatalogRetries, circuit);
        quote = Pipeline(options.QuoteRetries, circuit);
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
    public async Task<VenueAnswer> Read(Func<HttpRequestMessage> request, ReadKind kind, CancellationToken cancel)
    {
        var (pipeline, timeout, patience) = kind == ReadKind.Catalog
            ? (catalog, options.CatalogTimeout, TimeSpan.FromMinutes(10))
            : (quote, options.QuoteTimeout, options.MaxBudgetWait);
        try
        {
            return await pipeline.ExecuteAsync(async token =>
            {
                if (!await reads.Wait(patience, token).ConfigureAwait(false))
                    throw Error("rate_limited", "Faro's own budget for the venue is spent.");
                using var message = request();
                var answer = await Exchange(message, timeout, token).ConfigureAwait(false);
                if (answer.IsSuccess && !answer.IsJson)
                    throw Error("bad_answer", "The venue answered with something that is not JSON.");
                if ((int)answer.Status is >= 300 and < 400)
                    throw Error("bad_answer", "The venue answered with a redirect.", retryable: false);
                return IsPassing(answer) ? throw Failure(answer) : answer;
            }, cancel).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            throw Error("circuit_open", "The venue failed too often; it is left alone for a while.", e);
        }
    }

    /// <summary>
    /// Sends a request that must not be repeated; any whole answer comes back. Throws <see cref="VenueException"/> when none
    /// came, with <see cref="VenueException.NothingSent"/> where that is certain.
    /// </summary>
    public async Task<VenueAnswer> Once(HttpRequestMessage request, CancellationToken cancel)
    {
        if (!await submissions.Wait(options.MaxBudgetWait, cancel).ConfigureAwait(false))
            throw Error("rate_limited", "Faro's own budget for the venue is spent; nothing was sent.", nothingSent: true);
        return await Exchange(request, options.SubmitTimeout, cancel).ConfigureAwait(false);
    }

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
    public VenueException Failure(VenueAnswer answer)
    {
        var status = (int)answer.Status;
        if (status == 429)
            return Error("rate_limited", "The venue asks to be called less often (429).", retryAfter: answer.RetryAfter);
        if (status is 401 or 403 && !answer.IsJson)
            return Error("blocked", $"The venue's front refused this machine ({status}, no JSON).", retryable: false);
        return Error($"http_{status}", $"The venue answered {status}.", retryable: IsPassing(answer), retryAfter: answer.RetryAfter);
    }

    /// <summary>An answer that is not what the venue speaks.</summary>
    public VenueException BadAnswer(string why, bool retryable = true) => Error("bad_answer", why, retryable: retryable);

    public void Dispose() => client.Dispose();

    private async Task<VenueAnswer> Exchange(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token)
                .ConfigureAwait(false);
            var body = await ReadBody(response.Content, both.Token).ConfigureAwait(false);
            var answer = new VenueAnswer(response.StatusCode, body, SpeaksJson(response.Content), After(response));
            return answer;
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            // Without our deadline it is the connect time-out, which ends before anything is sent.
            throw Error("timeout", $"No whole answer within {timeout.TotalSeconds:0.#} s.", e,
                nothingSent: !deadline.IsCancellationRequested && e.InnerException is TimeoutException);
        }
        catch (HttpRequestException e)
        {
            throw Error("unreachable", "The connection failed.", e, nothingSent: e.HttpRequestError
                is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError);
        }
        catch (IOException e)
        {
            throw Error("unreachable", "The connection broke.", e);
        }
        catch (InvalidDataException e)
        {
            throw Error("bad_answer", "The answer's compression is broken.", e);
        }
    }

    private async Task<byte[]> ReadBody(HttpContent content, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > options.MaxBodyBytes)
            throw TooLarge();
        await using var stream = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var buffer = new byte[Math.Clamp((int)(content.Headers.ContentLength ?? 0) + 1, 16 * 1024, options.MaxBodyBytes)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false);
            if (read == 0)
                break;
            length += read;
            if (length > options.MaxBodyBytes - 1 && length == buffer.Length)
                throw TooLarge();
            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, options.MaxBodyBytes));
        }
        Array.Resize(ref buffer, length);
        return buffer;
    }

    private VenueException TooLarge() =>
        Error("too_large", $"The answer is larger than {options.MaxBodyBytes} bytes.", retryable: false);

    // Absent and text/plain pass: some proxies strip or flatten the type of JSON bodies.
    private static bool SpeaksJson(HttpContent content) =>
        content.Headers.ContentType?.MediaType is not { } type
        || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
        || type.Equals("text/plain", StringComparison.OrdinalIgnoreCase);

    private TimeSpan? After(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsPassing(VenueAnswer answer) => (int)answer.Status is 408 or 425 or 429 or >= 500;

    private VenueException Error(
        string code, string message, Exception? inner = null, bool retryable = true, TimeSpan? retryAfter = null,
        bool nothingSent = false) =>
        new(venue, code, $"{venue.Name()} ({root.Host}): {message}", inner)
        {
            Retryable = retryable,
            RetryAfter = retryAfter,
            NothingSent = nothingSent,
        };

    private ResiliencePipeline<VenueAnswer> Pipeline(int retries, ResiliencePipeline<VenueAnswer> circuit)
    {
        var builder = new ResiliencePipelineBuilder<VenueAnswer> { TimeProvider = time };
        if (retries > 0)
            builder.AddRetry(new RetryStrategyOptions<VenueAnswer>
            {
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.MaxRetryDelay,
                ShouldHandle = new PredicateBuilder<VenueAnswer>().Handle<VenueException>(
                    e => e.Retryable && (e.RetryAfter ?? TimeSpan.Zero) <= options.MaxRetryDelay),
                DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as VenueException)?.RetryAfter),
                OnRetry = args =>
                {
                    if (args.Outcome.Exception is VenueException e)
                        VenueLog.Retrying(logger, venue, root.Host, e.Code, args.AttemptNumber + 1);
                    return ValueTask.CompletedTask;
                },
            });
        return builder.AddPipeline(circuit).Build();
    }

    private ResiliencePipeline<VenueAnswer> Circuit() =>
        new ResiliencePipelineBuilder<VenueAnswer> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<VenueAnswer>
            {
                FailureRatio = options.CircuitFailureRatio,
                MinimumThroughput = options.CircuitMinimumCalls,
                SamplingDuration = options.CircuitWindow,
                BreakDuration = options.CircuitPause,
                // Being told to slow down is no illness; neither is our own budget.
                ShouldHandle = new PredicateBuilder<VenueAnswer>().Handle<VenueException>(
                    e => e.Code is "timeout" or "unreachable" or "blocked" || e.Code.StartsWith("http_5", StringComparison.Ordinal)),
                OnOpened = _ =>
                {
                    VenueLog.CircuitOpened(logger, venue, root.Host, options.CircuitPause.TotalSeconds);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
