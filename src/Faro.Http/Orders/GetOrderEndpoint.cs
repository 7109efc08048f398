using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Log.Past;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>GET /api/v1/orders/{id}</c>: the account's own order with its legs.</summary>
[Tags("Orders")]
public static class GetOrderEndpoint
{
    /// <summary>Get order</summary>
    /// <remarks>The order plus all of its legs and their current per-venue status. Another account's order is 404.</remarks>
    [WolverineGet("/api/v1/orders/{id}", OperationId = "getOrder"), Scope("read"), Returns<OrderDetailAnswer>, Refuses(404)]
    public static Task<Answer> Get([AsParameters] ByIdAsOfParameters asked, Caller caller, OrderQueries orders, EventLog log, TimeProvider clock, CancellationToken stop) =>
        asked.AsOf is { } then
            ? AsOf.Answered(then, log, at => Answered(orders.FindAsOf(asked.Id, caller.Owner, new ReadUpTo(Sequence: at), stop), then.Time), stop)
            : LogPlace.AnswerWithPlace(log, [], () => Answered(orders.Find(asked.Id, caller.Owner, stop), clock.GetUtcNow()), stop);

    private static async Task<Answer> Answered(Task<OrderView?> found, DateTimeOffset? now) =>
        OrderResults.OrNoOrder(await found is { } order ? OrderJson.Whole(order, now ?? order.UpdatedAt) : null);
}
