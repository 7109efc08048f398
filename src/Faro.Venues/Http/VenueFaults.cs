namespace Faro.Venues.Http;

/// <summary>Words a host's failures.</summary>
internal sealed class VenueFaults(Venue venue, string host)
{
    public Venue Venue => venue;

    public string Host => host;

    /// <summary>The failure that a non-2xx answer means for a read.</summary>
    public VenueException Of(VenueAnswer answer)
    {
        var status = (int)answer.Status;
        if (status == 429)
            return Error("rate_limited", "The venue asks for fewer calls (429).", retryAfter: answer.RetryAfter);
        if (status is 401 or 403 && !answer.IsJson)
            return Error("blocked", $"The venue's front end refused this machine ({status}, no JSON).", retryable: false);
        return Error($"http_{status}", $"The venue answered {status}.", retryable: answer.IsPassing, retryAfter: answer.RetryAfter);
    }

    public VenueException Timeout(TimeSpan timeout, Exception inner, bool nothingSent = false) =>
        Error("timeout", $"No complete answer within {timeout.TotalSeconds:0.#} s.", inner, nothingSent: nothingSent);

    public VenueException Error(
        string code, string message, Exception? inner = null, bool retryable = true, TimeSpan? retryAfter = null, bool nothingSent = false) =>
        new(venue, code, $"{venue.Name()} ({host}): {message}", inner)
        {
            Retryable = retryable,
            RetryAfter = retryAfter,
            NothingSent = nothingSent,
        };
}
