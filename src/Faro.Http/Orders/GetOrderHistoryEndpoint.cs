using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>GET /api/v1/orders/{id}/history</c>: the recorded facts of the order.</summary>
[Tags("Orders")]
public static class GetOrderHistoryEndpoint
{
    /// <summary>Order history</summary>
    /// <remarks>The recorded facts of the order, in the order of the log, each with sequence, version, name, time, author, correlation id and data.</remarks>
    [WolverineGet("/api/v1/orders/{id}/history", OperationId = "getOrderHistory"), Scope("read"), Returns<OrderHistoryAnswer>(FromLog = true), Refuses(404)]
    public static async Task<Answer> Get([AsParameters] HistoryParameters asked, Caller caller, OrderQueries orders, EventLog log, CancellationToken stop) =>
        await orders.Find(asked.Id, caller.Owner, stop) is null
            ? ApiErrors.NotFound("No such order.")
            : await HistoryPage.Read(log, [OrderView.StreamOf(asked.Id)], asked, stop, ("order_id", asked.Id.ToString()));
}
