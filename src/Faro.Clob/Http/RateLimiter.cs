using System.Collections.Concurrent;

namespace Faro.Clob.Http;

/// <summary>One of the budgets of section 14: calls per second, and burst.</summary>
internal sealed record Budget(string Name, double PerSecond, int Burst)
{
    public static readonly Budget PublicReads = new("public", 30, 120);
    public static readonly Budget PrivateReads = new("reads", 20, 60);
    public static readonly Budget Placing = new("placing", 20, 60);
    public static readonly Budget Cancelling = new("cancelling", 40, 200);
    public static readonly Budget SocketTokens = new("ws-token", 1, 10);
    public static readonly Budget SocketMessages = new("ws-messages", 20, 20);
}

/// <summary>Token buckets by budget and caller. Bounded: when there are too many callers, full buckets are forgotten.</summary>
internal sealed class RateLimiter(TimeProvider clock, bool enabled)
{
    private const int MaxBuckets = 100_000;
    private readonly ConcurrentDictionary<(string Budget, string Who), Bucket> _buckets = new();

    /// <summary>Takes one token. False when there is none; then the seconds until there is one.</summary>
    public bool TryTake(Budget budget, string who, out int retryAfterSeconds)
    {
        retryAfterSeconds = 0;
        if (!enabled) return true;
        if (_buckets.Count > MaxBuckets) Tidy();
        long now = clock.GetTimestamp();
        Bucket bucket = _buckets.GetOrAdd((budget.Name, who), _ => new Bucket { Tokens = budget.Burst, At = now, Budget = budget });
        lock (bucket)
        {
            bucket.Refill(clock.GetElapsedTime(bucket.At, now).TotalSeconds, now);
            if (bucket.Tokens >= 1)
            {
                bucket.Tokens--;
                return true;
            }

            retryAfterSeconds = Math.Max(1, (int)Math.Ceiling((1 - bucket.Tokens) / budget.PerSecond));
            return false;
        }
    }

    /// <summary>Takes one token or ends the request with 429.</summary>
    public void Take(Budget budget, string who)
    {
        if (!TryTake(budget, who, out int retryAfter))
            throw new ClobProblem("RATE_LIMITED", $"Too many requests: {budget.PerSecond} a second, {budget.Burst} at once.", retryAfter: retryAfter);
    }

    private void Tidy()
    {
        long now = clock.GetTimestamp();
        foreach (((string, string) key, Bucket bucket) in _buckets)
        {
            lock (bucket)
            {
                bucket.Refill(clock.GetElapsedTime(bucket.At, now).TotalSeconds, now);
                if (bucket.Tokens >= bucket.Budget.Burst) _buckets.TryRemove(key, out _);
            }
        }
    }

    private sealed class Bucket
    {
        public required double Tokens { get; set; }

        public required long At { get; set; }

        public required Budget Budget { get; init; }

        public void Refill(double seconds, long now)
        {
            if (seconds <= 0) return;
            Tokens = Math.Min(Budget.Burst, Tokens + (seconds * Budget.PerSecond));
            At = now;
        }
    }
}
