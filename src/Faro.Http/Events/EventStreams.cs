using System.Text.Json;
using Faro.Matching.Matches;
using Faro.Venues;

namespace Faro.Http.Events;

/// <summary>The streams of the log that an event's answer is based on.</summary>
internal static class EventStreams
{
    /// <summary>Its id and its earlier ids from before markets were joined in it: orders name the id under which they were prepared.</summary>
    public static IReadOnlySet<Guid> IdsOf(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("aliases").EnumerateArray().Append(document.RootElement.GetProperty("id")).Select(id => id.GetGuid()).ToHashSet();
    }

    /// <summary>Its markets and the pairs that join them.</summary>
    public static IReadOnlyList<string> Of(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var markets = document.RootElement.GetProperty("markets").EnumerateArray()
            .Select(m => VenueNames.TryParse(m.GetProperty("venue").GetString(), out var venue)
                ? new MarketRef(venue, m.GetProperty("venue_market_id").GetString()!).StreamId
                : null);
        var pairs = document.RootElement.GetProperty("matches").EnumerateArray().Select(m => PairIds.StreamOf(m.GetProperty("id").GetGuid()));
        return [.. markets.OfType<string>(), .. pairs];
    }
}
