using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>GET /api/v1/orders</c>: the account's own orders, the newest first.</summary>
[Tags("Orders")]
public static class ListOrdersEndpoint
{
    /// <summary>List orders</summary>
    /// <remarks>The account's own orders, newest first.</remarks>
    [WolverineGet("/api/v1/orders", OperationId = "listOrders"), Scope("read"), Returns<OrderListAnswer>(FromLog = true)]
    public static Task<Answer> Get([AsParameters] ListOrdersParameters asked, Caller caller, OrderQueries orders, EventLog log, TimeProvider clock, CancellationToken stop) =>
        LogPlace.AnswerWithPlace(log, [], () => Page(asked, caller, orders, clock, stop), stop);

    private static async Task<Answer> Page(ListOrdersParameters asked, Caller caller, OrderQueries orders, TimeProvider clock, CancellationToken stop)
    {
        try
        {
            var (found, next) = await orders.List(caller.Owner, asked.Status, asked.Limit, asked.Cursor, stop);
            var rows = new JsonArray([.. found.Select(o => (JsonNode)OrderJson.Order(o, clock.GetUtcNow()))]);
            return OrderResults.Of(new JsonObject { ["orders"] = rows, ["limit"] = asked.Limit, ["next_cursor"] = next });
        }
        catch (FormatException)
        {
            return ApiErrors.InvalidQuery(Issues.Of("cursor", "Must be a next_cursor of this list."));
        }
    }
}

/// <summary>The page of the caller's orders.</summary>
[Asked]
public sealed record ListOrdersParameters
{
    /// <summary>Page size, 1–200.</summary>
    [Range(1, 200)]
    public int Limit { get; init; } = 50;

    /// <summary>Only orders with this status. A page may then be short even if next_cursor is set.</summary>
    [OneOf("prepared", "submitted", "partial", "filled", "cancelled", "rejected")]
    public string? Status { get; init; }

    /// <summary>Where the page begins: next_cursor of an earlier answer.</summary>
    [Length(1, 200)]
    public string? Cursor { get; init; }
}
