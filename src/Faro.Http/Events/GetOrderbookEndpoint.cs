using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Orders;
using Faro.Http.Serving;
using Faro.Orders.Quotes;
using Faro.Venues;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}/orderbook</c>: a venue's whole book for one outcome, or all venues merged.</summary>
[Tags("Events")]
public static class GetOrderbookEndpoint
{
    /// <summary>Orderbook</summary>
    /// <remarks>Bids best (highest) first, asks best (lowest) first, in the event's outcome.</remarks>
    [WolverineGet("/api/v1/events/{id}/orderbook", OperationId = "getOrderbook"), Scope("read"), Returns<OrderbookAnswer>, Refuses(404, 502)]
    public static async Task<Answer> Get([AsParameters] OrderbookParameters asked, Caller caller, QuoteService quotes, CancellationToken stop) =>
        OrderResults.Of(await quotes.Orderbook(asked.Id, VenueNames.TryParse(asked.Venue, out var venue) ? venue : null, asked.Outcome == "NO" ? Outcome.No : Outcome.Yes, caller.Test, stop));
}

/// <summary>Which book.</summary>
[Asked]
public sealed record OrderbookParameters : ByIdParameters
{
    /// <summary>Which venue's book to return; all merges them.</summary>
    [OneOf("polymarket", "kalshi", "foresight", "all")]
    public required string Venue { get; init; }

    /// <summary>The outcome.</summary>
    [OneOf("YES", "NO")]
    public string Outcome { get; init; } = "YES";
}
