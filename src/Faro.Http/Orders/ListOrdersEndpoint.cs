using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Log.Past;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Orders;

/// <summary><c>GET /api/v1/orders</c>: the account's own orders, the newest first.</summary>
[Tags("Orders")]
public static class ListOrdersEndpoint
{
    /// <summary>List orders</summary>
    /// <remarks>The account's own orders, newest first, as they are or (with as_of) as they were.</remarks>
    [WolverineGet("/api/v1/orders", OperationId = "listOrders"), Scope("read"), Returns<OrderListAnswer>(FromLog = true)]
    public static Task<Answer> Get([AsParameters] ListOrdersParameters asked, Caller caller, OrderQueries orders, EventLog log, TimeProvider clock, CancellationToken stop) =>
        asked.AsOf is { } then
            ? AsOf.Answered(then, log, at => Page(asked, page => orders.ListAsOf(caller.Owner, page, at, stop), then.Time), stop)
            : LogPlace.AnswerWithPlace(log, [], () => Page(asked, page => orders.List(caller.Owner, page, stop), clock.GetUtcNow()), stop);

    private static async Task<Answer> Page(
        ListOrdersParameters asked, Func<OrderPage, Task<(IReadOnlyList<OrderView> Orders, string? Next)>> list, DateTimeOffset? now)
    {
        try
        {
            var (found, next) = await list(new OrderPage(asked.Status, asked.Limit, asked.Cursor));
            var rows = new JsonArray([.. found.Select(o => (JsonNode)OrderJson.Order(o, now ?? o.UpdatedAt))]);
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

    /// <summary>Answer from the log as of this time (ISO 8601) or this sequence number. It must not be in the future or before the first recorded fact.</summary>
    public ReadUpTo? AsOf { get; init; }
}
