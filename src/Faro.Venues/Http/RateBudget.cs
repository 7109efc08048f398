namespace Faro.Venues.Http;

/// <summary>
/// A token bucket: so many requests a second, with a burst. Callers queue in order of arrival: each takes its token at
/// once, on credit if need be, and waits until it would have been there.
/// </summary>
internal sealed class RateBudget(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private double tokens = burst;
    private long filledAt = time.GetTimestamp();

    /// <summary>Waits for a token; false when that would take longer than <paramref name="longest"/>, nothing is spent then.</summary>
    public async ValueTask<bool> Wait(TimeSpan longest, CancellationToken cancel)
    {
        var wait = Take(longest);
        if (wait < TimeSpan.Zero)
            return false;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        return true;
    }

    private TimeSpan Take(TimeSpan longest)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(burst, tokens + time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond);
            filledAt = now;
            var wait = tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / perSecond);
            if (wait > longest)
                return TimeSpan.MinValue;
            tokens -= 1;
            return wait;
        }
    }
}
