namespace Faro.Venues.Http;

/// <summary>One attempt of a read: waits for the own rate budget, and takes only JSON for a success.</summary>
internal sealed class ReadAttemptHandler(RateBudget budget, TimeSpan patience, VenueFaults faults, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!await budget.Wait(patience, cancellationToken).ConfigureAwait(false))
            throw faults.Error("rate_limited", "Faro's own request budget for the venue is used up.");
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = VenueAnswer.Of(response, time);
        if (answer.IsSuccess && !answer.IsJson)
            throw faults.Error("bad_answer", "The venue answered with something that is not JSON.");
        return (int)answer.Status is >= 300 and < 400
            ? throw faults.Error("bad_answer", "The venue answered with a redirect.", retryable: false)
            : response;
    }
}
