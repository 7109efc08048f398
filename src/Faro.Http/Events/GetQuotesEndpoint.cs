using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Orders;
using Faro.Http.Serving;
using Faro.Orders.Quotes;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events/{id}/quotes</c>: best prices per outcome and venue, from live books.</summary>
[Tags("Events")]
public static class GetQuotesEndpoint
{
    /// <summary>Event quotes</summary>
    /// <remarks>Best bid and ask per outcome and venue at the moment of the request. A venue whose book cannot be read is an entry with an error.</remarks>
    [WolverineGet("/api/v1/events/{id}/quotes", OperationId = "getQuotes"), Scope("read"), Returns<QuotesAnswer>, Refuses(404)]
    public static async Task<Answer> Get([AsParameters] ByIdParameters asked, Caller caller, QuoteService quotes, CancellationToken stop) =>
        OrderResults.Of(await quotes.Quotes(asked.Id, caller.Test, stop));
}
