using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>GET /api/v1/orders/{id}/receipt</c>: the plan recomputed from the stored inputs.</summary>
[Tags("Orders")]
public static class GetOrderReceiptEndpoint
{
    /// <summary>Order receipt</summary>
    /// <remarks>
    /// Recomputes the plan from the decision inputs on the log and reports whether it is equal, with the improvement over the best
    /// single venue, the worst-case payoff, and what was executed.
    /// </remarks>
    [WolverineGet("/api/v1/orders/{id}/receipt", OperationId = "getOrderReceipt"), Scope("read"), Returns<OrderReceiptAnswer>(FromLog = true), Refuses(404)]
    public static Task<Answer> Get([AsParameters] ByIdParameters asked, Caller caller, OrderQueries orders, EventLog log, CancellationToken stop) =>
        LogPlace.AnswerWithPlace(log, [], async () => OrderResults.OrNoOrder(await orders.Receipt(asked.Id, caller.Owner, stop) is { } found ? OrderJson.Of(found) : null), stop);
}
