using Faro.Http.Input;
using Faro.Http.Orders;
using Faro.Http.Serving;
using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}/quotes</c>: best prices per outcome and venue, from live books.</summary>
internal static class GetQuotes
{
    public static ApiRoute Create(QuoteService quotes) =>
        ApiRoute.Get("/api/v1/events/{id}/quotes", Access.Read, call => Handle(call, quotes)) with
        {
            Parameters = [GetEvent.Id],
            Docs = new RouteDocs("getQuotes", "Events", "Event quotes", "Quotes")
            {
                Description = "Best bid and ask per outcome and venue at the moment of the request. A venue whose book cannot be read is an entry with an error.",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Call call, QuoteService quotes) =>
        OrderAnswers.Of(await quotes.Quotes(call.Get(GetEvent.Id), call.Caller.Test, call.Cancel));
}

/// <summary><c>GET /api/v1/events/{id}/orderbook</c>: a venue's whole book for one outcome, or all venues' together.</summary>
internal static class GetOrderbook
{
    private static readonly Parameter<string?> From = Parameters.OneOf(
        "venue", [.. VenueNames.All.Select(v => v.Name()), "all"], null, "Which venue's book to return; all merges them.", required: true);

    private static readonly Parameter<string?> Which = Parameters.OneOf("outcome", ["YES", "NO"], "YES", "The outcome.");

    public static ApiRoute Create(QuoteService quotes) =>
        ApiRoute.Get("/api/v1/events/{id}/orderbook", Access.Read, call => Handle(call, quotes)) with
        {
            Parameters = [GetEvent.Id, From, Which],
            Docs = new RouteDocs("getOrderbook", "Events", "Orderbook", "Orderbook")
            {
                Description = "Bids best (highest) first, asks best (lowest) first, in the event's outcome.",
                Also = [404, 502],
            },
        };

    private static async Task<Answer> Handle(Call call, QuoteService quotes) => OrderAnswers.Of(await quotes.Orderbook(
        call.Get(GetEvent.Id), VenueNames.TryParse(call.Get(From), out var venue) ? venue : null, call.Get(Which) == "NO" ? Outcome.No : Outcome.Yes, call.Caller.Test, call.Cancel));
}
