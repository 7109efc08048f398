using System.Text.Json;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching;
using Faro.Matching.Matches;
using Faro.Venues;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}/history</c>: the recorded facts about the event's markets, in the order of the log.</summary>
internal static class GetEventHistory
{
    public static ApiRoute Create(EventQueries events, EventLog log) =>
        ApiRoute.Get("/api/v1/events/{id}/history", Access.Read, call => Handle(call, events, log)) with
        {
            Parameters = [GetEvent.Id, HistoryPage.Limit, HistoryPage.After],
            Docs = new RouteDocs("getEventHistory", "Events", "Event history", "History")
            {
                Description = "The recorded facts about the event's markets and the pairs that join them, in the order of the log.",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Call call, EventQueries events, EventLog log) =>
        await events.Find(call.Get(GetEvent.Id), call.Cancel) is { } json
            ? await HistoryPage.Read(log, StreamsOf(json), call)
            : ApiErrors.NotFound("No such event.");

    private static List<string> StreamsOf(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var streams = new List<string>();
        foreach (var market in document.RootElement.GetProperty("markets").EnumerateArray())
        {
            if (VenueNames.TryParse(market.GetProperty("venue").GetString(), out var venue))
                streams.Add(new MarketRef(venue, market.GetProperty("venue_market_id").GetString()!).StreamId);
        }

        foreach (var match in document.RootElement.GetProperty("matches").EnumerateArray())
            streams.Add(PairIds.StreamOf(match.GetProperty("id").GetGuid()));

        return streams;
    }
}
