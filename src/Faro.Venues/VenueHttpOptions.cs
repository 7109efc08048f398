namespace Faro.Venues;

/// <summary>How every venue is called: deadlines, retries, bounds and the circuit breaker for a failing venue.</summary>
public sealed record VenueHttpOptions
{
    /// <summary>The deadline of one catalog request, its body included.</summary>
    public TimeSpan CatalogTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The deadline of one request somebody waits for: a book, a balance, a quote.</summary>
    public TimeSpan QuoteTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The deadline of one submission or cancellation; after it the outcome is unknown.</summary>
    public TimeSpan SubmitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a catalog read is retried after a transient failure.</summary>
    public int CatalogRetries { get; init; } = 3;

    /// <summary>How often a read somebody waits for is retried.</summary>
    public int QuoteRetries { get; init; } = 1;

    /// <summary>The first pause before a retry; it doubles, with jitter, up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The longest pause, and the longest <c>Retry-After</c> that is waited for.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer in bytes after decompression; a larger one is refused unread.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The longest wait for the own rate budget of a read somebody waits for.</summary>
    public TimeSpan MaxBudgetWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls within <see cref="CircuitWindow"/> before the circuit may open.</summary>
    public int CircuitMinimumCalls { get; init; } = 8;

    /// <summary>The share of failed calls at which the circuit opens.</summary>
    public double CircuitFailureRatio { get; init; } = 0.6;

    /// <summary>The span over which failures are counted.</summary>
    public TimeSpan CircuitWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open circuit refuses calls before it lets one through.</summary>
    public TimeSpan CircuitPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether streamed books are followed over the venues' WebSockets, if they have them; otherwise they are polled.</summary>
    public bool Sockets { get; init; } = true;

    /// <summary>The User-Agent header; venues refuse requests without one.</summary>
    public string UserAgent { get; init; } = "Faro/0.1";
}
