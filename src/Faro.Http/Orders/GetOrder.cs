using System.Text.Json.Nodes;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Orders;

namespace Faro.Http.Orders;

/// <summary><c>GET /api/v1/orders/{id}</c>: the caller's own order with its legs.</summary>
internal static class GetOrder
{
    public static Parameter<Guid> Id { get; } = Parameters.PathId("Order id.");

    public static ApiRoute Create(OrderQueries orders, EventLog log) =>
        ApiRoute.Get("/api/v1/orders/{id}", Access.Read, call => AsOf.Answered(
            call, log, () => Handle(orders.Find(call.Get(Id), call.Caller.KeyId!.Value, call.Cancel)),
            at => Handle(orders.FindAsOf(call.Get(Id), call.Caller.KeyId!.Value, new ReadUpTo(Sequence: at), call.Cancel)))) with
        {
            Parameters = [Id, AsOf.Parameter],
            Docs = new RouteDocs("getOrder", "Orders", "Get order", "OrderDetail")
            {
                Description = "The order plus all of its legs and their current per-venue status. Another key's order is 404.",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Task<OrderView?> found) =>
        await found is { } order ? OrderAnswers.Of(OrderJson.Whole(order)) : ApiErrors.NotFound("No such order.");
}

/// <summary><c>GET /api/v1/orders</c>: the caller's own orders, the newest first.</summary>
internal static class ListOrders
{
    private static readonly Parameter<int> Limit = Parameters.Integer("limit", 1, 200, 50, "Page size, 1–200.");
    private static readonly Parameter<string?> Cursor = Parameters.Text("cursor", 200, "Where the page begins: a next_cursor of an earlier answer.");

    public static ApiRoute Create(OrderQueries orders) =>
        ApiRoute.Get("/api/v1/orders", Access.Read, call => Handle(call, orders)) with
        {
            Parameters = [Limit, Cursor],
            Docs = new RouteDocs("listOrders", "Orders", "List orders", "OrderList") { Description = "The caller's own orders, the newest first." },
        };

    private static async Task<Answer> Handle(Call call, OrderQueries orders)
    {
        try
        {
            var (found, next) = await orders.List(call.Caller.KeyId!.Value, call.Get(Limit), call.Get(Cursor), call.Cancel);
            return OrderAnswers.Of(new JsonObject
            {
                ["orders"] = new JsonArray([.. found.Select(o => (JsonNode)OrderJson.Order(o))]),
                ["limit"] = call.Get(Limit),
                ["next_cursor"] = next,
            });
        }
        catch (FormatException)
        {
            return ApiErrors.InvalidQuery(Issues.Of("cursor", "Not a cursor that this list gave."));
        }
    }
}

/// <summary><c>GET /api/v1/orders/{id}/history</c>: the recorded facts of the order.</summary>
internal static class GetOrderHistory
{
    public static ApiRoute Create(OrderQueries orders) =>
        ApiRoute.Get("/api/v1/orders/{id}/history", Access.Read, call => Handle(call, orders)) with
        {
            Parameters = [GetOrder.Id],
            Docs = new RouteDocs("getOrderHistory", "Orders", "Order history", "OrderHistory")
            {
                Description = "The recorded facts of the order in the order of the log, each with sequence, version, time, correlation id and data.",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Call call, OrderQueries orders) =>
        await orders.History(call.Get(GetOrder.Id), call.Caller.KeyId!.Value, call.Cancel) is { } history
            ? OrderAnswers.Of(OrderJson.Of(history))
            : ApiErrors.NotFound("No such order.");
}

/// <summary><c>GET /api/v1/orders/{id}/receipt</c>: the plan made again from the stored inputs.</summary>
internal static class GetOrderReceipt
{
    public static ApiRoute Create(OrderQueries orders) =>
        ApiRoute.Get("/api/v1/orders/{id}/receipt", Access.Read, call => Handle(call, orders)) with
        {
            Parameters = [GetOrder.Id],
            Docs = new RouteDocs("getOrderReceipt", "Orders", "Order receipt", "OrderReceipt")
            {
                Description = "Recomputes the plan from the decision inputs on the log and says whether it is equal, with the improvement over the best "
                    + "single venue, the worst-case payoff, and what was executed.",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Call call, OrderQueries orders) =>
        await orders.Receipt(call.Get(GetOrder.Id), call.Caller.KeyId!.Value, call.Cancel) is { } receipt
            ? OrderAnswers.Of(OrderJson.Of(receipt))
            : ApiErrors.NotFound("No such order.");
}
