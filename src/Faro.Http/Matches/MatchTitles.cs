using System.Text.Json;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Venues;

namespace Faro.Http.Matches;

/// <summary>Finds the titles of pairs' markets, all in one query.</summary>
internal static class MatchTitles
{
    /// <summary>The title of each market of the pairs, by venue/venue_market_id.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Read(IReadOnlyList<byte[]> pairs, MarketQueries markets, CancellationToken cancel)
    {
        var sides = pairs.Select(json => JsonSerializer.Deserialize<MatchView>(json, EventTypes.DefaultJson)!).SelectMany(m => new[] { m.Left, m.Right }).Select(RefOf).Distinct();
        var found = await markets.FindAll(sides, cancel);
        return found.ToDictionary(m => $"{m.Key.Venue.Name()}/{m.Key.MarketId}", m => m.Value.Terms.Title, StringComparer.Ordinal);
    }

    /// <summary>A pair's side as a market.</summary>
    public static MarketRef RefOf(MatchSide side) =>
        new(VenueNames.TryParse(side.Venue, out var venue) ? venue : throw new InvalidDataException($"An unknown venue: {side.Venue}."), side.VenueMarketId);
}
