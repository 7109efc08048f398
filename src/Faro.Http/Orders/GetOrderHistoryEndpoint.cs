using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Orders;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>GET /api/v1/orders/{id}/history</c>: the recorded facts of the order.</summary>
[Tags("Orders")]
public static class GetOrderHistoryEndpoint
{
    /// <summary>Order history</summary>
    /// <remarks>The recorded facts of the order in the order of the log, each with sequence, version, time, correlation id and data.</remarks>
    [WolverineGet("/api/v1/orders/{id}/history", OperationId = "getOrderHistory"), Scope("read"), Returns<OrderHistoryAnswer>, Refuses(404)]
    public static async Task<Answer> Get([AsParameters] ByIdParameters asked, Caller caller, OrderQueries orders, CancellationToken stop) =>
        OrderResults.OrNoOrder(await orders.History(asked.Id, caller.Key, stop) is { } found ? OrderJson.Of(found) : null);
}
