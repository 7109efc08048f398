using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Venues;

namespace Faro.Http.Markets;

/// <summary><c>GET /api/v1/markets</c>: the per-venue, unmatched feed of every active market.</summary>
internal static class ListMarkets
{
    private static readonly Parameter<string?> OfVenue = Parameters.OneOf(
        "venue", PageParameters.Venues, null, "Which feed to return.", required: true);

    public static ApiRoute Create(MarketQueries markets) =>
        ApiRoute.Get("/api/v1/markets", Access.Read, call => Handle(call, markets)) with
        {
            Parameters = [OfVenue, PageParameters.Limit, PageParameters.Offset],
            Docs = new RouteDocs("listMarkets", "Markets", "Raw markets", "MarketList")
            {
                Description = "Per-venue, unmatched feed of every active market, each with its parent event's row in raw_events.",
            },
        };

    private static async Task<Answer> Handle(Call call, MarketQueries markets)
    {
        var name = call.Get(OfVenue)!;
        var limit = call.Get(PageParameters.Limit);
        var offset = call.Get(PageParameters.Offset);
        var venue = VenueNames.All.Single(v => v.Name() == name);
        var page = await markets.List(venue, limit, offset, call.Cancel);
        return Answer.Json(JsonRows.Object(JsonRows.SizeOf(page.Rows), json =>
        {
            json.WriteString("venue", name);
            json.WriteNumber("limit", limit);
            json.WriteNumber("offset", offset);
            json.WriteNumber("total", page.Total);
            json.Write("markets", page.Rows);
        }));
    }
}
