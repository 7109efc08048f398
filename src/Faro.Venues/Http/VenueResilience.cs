using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Faro.Venues.Http;

/// <summary>
/// What makes reads of a host resilient: retries that keep to <c>Retry-After</c>, one circuit for all reads, a deadline for each
/// attempt. Submissions and cancels have none of it: they are never repeated.
/// </summary>
internal sealed class VenueResilience(VenueHttpOptions options, VenueFaults faults, TimeProvider time, ILogger logger)
{
    private readonly ResiliencePipeline<HttpResponseMessage> circuit = Circuit(options, faults, time, logger);

    /// <summary>The handlers of a read, the retries outermost.</summary>
    public HttpMessageHandler Handler(int retries, TimeSpan timeout, HttpMessageHandler attempt, Func<HttpMessageHandler, DelegatingHandler> around) =>
        new ResilienceHandler(Retries(retries))
        {
            InnerHandler = around(new ResilienceHandler(Deadline(timeout)) { InnerHandler = attempt }),
        };

    private ResiliencePipeline<HttpResponseMessage> Retries(int retries)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (retries > 0)
            builder.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.MaxRetryDelay,
                ShouldRetryAfterHeader = true,
                ShouldHandle = args => ValueTask.FromResult(MayPass(args.Outcome)),
                OnRetry = args =>
                {
                    VenueLog.Retrying(logger, faults.Venue, faults.Host, Code(args.Outcome), args.AttemptNumber + 1);
                    return ValueTask.CompletedTask;
                },
            });
        return builder.AddPipeline(circuit).Build();
    }

    private ResiliencePipeline<HttpResponseMessage> Deadline(TimeSpan timeout) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = timeout })
            .Build();

    /// <summary>Whether the same read may succeed later, and soon enough to wait for it.</summary>
    private bool MayPass(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: VenueException e } => e.Retryable,
        { Exception: TimeoutRejectedException } => true,
        { Result: { } response } => VenueAnswer.Of(response, time) is { IsPassing: true } answer
            && (answer.RetryAfter ?? TimeSpan.Zero) <= options.MaxRetryDelay,
        _ => false,
    };

    private static string Code(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: VenueException e } => e.Code,
        { Exception: TimeoutRejectedException } => "timeout",
        { Result: { } response } => (int)response.StatusCode == 429 ? "rate_limited" : $"http_{(int)response.StatusCode}",
        _ => "unknown",
    };

    private static ResiliencePipeline<HttpResponseMessage> Circuit(VenueHttpOptions options, VenueFaults faults, TimeProvider time, ILogger logger) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = options.CircuitFailureRatio,
                MinimumThroughput = options.CircuitMinimumCalls,
                SamplingDuration = options.CircuitWindow,
                BreakDuration = options.CircuitPause,
                // A request to slow down is not a failure; neither is our own budget.
                ShouldHandle = args => ValueTask.FromResult(
                    Code(args.Outcome) is "timeout" or "unreachable" || args.Outcome.Result is { StatusCode: >= System.Net.HttpStatusCode.InternalServerError }),
                OnOpened = _ =>
                {
                    VenueLog.CircuitOpened(logger, faults.Venue, faults.Host, options.CircuitPause.TotalSeconds);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
