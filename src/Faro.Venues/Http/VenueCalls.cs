using System.Diagnostics.Metrics;

namespace Faro.Venues.Http;

/// <summary>How long calls of a venue took and how they ended (meter <c>Faro.Venues</c>): retries within, and never an address or an id.</summary>
internal sealed class VenueCalls(Venue venue, TimeProvider time)
{
    private static readonly Meter Meter = new("Faro.Venues");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "faro.venues.calls", "s", "How long calls of venues took, by venue, kind (catalog, quote, submission) and outcome.");

    /// <summary>Makes a call and records it: <c>ok</c>, <c>refused</c> (a whole answer that says no), or the code of what went wrong.</summary>
    public async Task<VenueAnswer> Measure(string kind, Func<Task<VenueAnswer>> call)
    {
        var started = time.GetTimestamp();
        var outcome = "cancelled";
        try
        {
            var answer = await call().ConfigureAwait(false);
            outcome = answer.IsSuccess ? "ok" : "refused";
            return answer;
        }
        catch (VenueException e)
        {
            outcome = e.Code;
            throw;
        }
        finally
        {
            Duration.Record(
                time.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("venue", venue.Name()),
                new KeyValuePair<string, object?>("kind", kind),
                new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
