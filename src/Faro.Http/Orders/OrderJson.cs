using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Log;
using Faro.Orders;
using Faro.Orders.Cancelling;
using Faro.Orders.Preparing;
using Faro.Orders.Routing;
using Faro.Orders.Submitting;
using Faro.Venues;

namespace Faro.Http.Orders;

/// <summary>Writes orders as the API answers them.</summary>
internal static class OrderJson
{
    /// <summary>The word of a leg's status.</summary>
    public static string Word(LegStatus status) => status.Word();

    /// <summary>The order with its legs: the answer of <c>GET /orders/{id}</c>.</summary>
    public static JsonObject Whole(OrderView order, DateTimeOffset now) => new()
    {
        ["order"] = Order(order, now),
        ["legs"] = new JsonArray([.. order.Legs.Select(l => (JsonNode)Leg(l, now))]),
    };

    /// <summary>The order without its legs: a row of a list.</summary>
    public static JsonObject Order(OrderView order, DateTimeOffset now) => new()
    {
        ["id"] = order.Id.ToString(),
        ["status"] = order.Status,
        ["event_id"] = order.Terms.EventId.ToString(),
        ["outcome"] = order.Terms.Outcome.Word(),
        ["side"] = order.Terms.Side.Word(),
        ["size_usd"] = order.Terms.Size.Dollars,
        ["max_price"] = order.Terms.LimitPrice?.Dollars,
        ["time_in_force"] = order.Terms.Time.Word(),
        ["route_strategy"] = order.Terms.Strategy.Word(),
        ["client_ref"] = order.ClientRef,
        ["test"] = order.Test,
        ["filled_usd"] = order.AmountUnknown ? null : order.Legs.Sum(l => l.FilledNotional).Dollars,
        ["filled_shares"] = order.AmountUnknown ? null : order.Legs.Sum(l => l.FilledShares).Count,
        ["expires_at"] = ApiJson.Milliseconds(order.ExpiresAt),
        ["expired"] = order.IsExpired(now),
        ["created_at"] = ApiJson.Milliseconds(order.CreatedAt),
        ["updated_at"] = ApiJson.Milliseconds(order.UpdatedAt),
        ["version"] = order.Version,
    };

    /// <summary>What became of submitted legs.</summary>
    public static JsonObject Of(SubmittedOrder order) => new()
    {
        ["order_id"] = order.OrderId.ToString(),
        ["status"] = order.Status,
        ["legs"] = new JsonArray([.. order.Legs.Select(l => (JsonNode)Of(l))]),
    };

    /// <summary>Legs after a cancel or a refresh.</summary>
    public static JsonObject Of(CancelledOrder order) => new()
    {
        ["order_id"] = order.OrderId.ToString(),
        ["status"] = order.Status,
        ["legs"] = new JsonArray([.. order.Legs.Select(l => (JsonNode)new JsonObject
        {
            ["leg_id"] = l.LegId.ToString(),
            ["venue"] = l.Venue.Name(),
            ["ok"] = l.Error is null,
            ["status"] = Word(l.Status),
            ["filled_shares"] = l.FilledShares?.Count,
            ["error"] = l.Error is { } why ? new JsonObject { ["code"] = why.Code, ["message"] = why.Message } : null,
        })]),
    };

    /// <summary>The recomputed plan.</summary>
    public static JsonObject Of(OrderReceipt receipt) => new()
    {
        ["order_id"] = receipt.Order.Id.ToString(),
        ["equal"] = receipt.Equal,
        ["equal_unknown"] = receipt.WhyUnknown,
        ["planner"] = receipt.Inputs.Planner,
        ["decision"] = PreparedAnswer.Decision(receipt.Inputs, receipt.Recomputed, receipt.Worth),
        ["inputs"] = JsonSerializer.SerializeToNode(receipt.Inputs, EventTypes.DefaultJson),
        ["plan"] = JsonSerializer.SerializeToNode(receipt.Recorded, EventTypes.DefaultJson),
        ["recomputed_plan"] = JsonSerializer.SerializeToNode(receipt.Recomputed, EventTypes.DefaultJson),
        ["executed"] = new JsonObject
        {
            ["status"] = receipt.Order.Status,
            ["filled_shares"] = receipt.FilledShares.Count,
            ["filled_usd"] = receipt.FilledNotional.Dollars,
            ["average_price"] = Price.Average(receipt.FilledNotional, receipt.FilledShares),
        },
    };

    private static JsonObject Of(SubmittedLeg leg)
    {
        var json = new JsonObject
        {
            ["leg_id"] = leg.LegId.ToString(),
            ["venue"] = leg.Venue.Name(),
            ["ok"] = leg.Ok,
            ["status"] = Word(leg.Status),
            ["venue_order_id"] = leg.VenueOrderId?.Text,
        };
        if (leg.TellsAmount) json["filled_shares"] = leg.FilledShares?.Count;
        json["error"] = Of(leg.Error);
        return json;
    }

    private static JsonObject? Of(LegError? error) => error is null
        ? null
        : new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["retryable"] = error.Retryable };

    private static JsonObject Leg(LegView leg, DateTimeOffset now)
    {
        var prepared = leg.Prepared;
        return new JsonObject
        {
            ["id"] = prepared.LegId.ToString(),
            ["venue"] = prepared.Venue.Name(),
            ["venue_market_id"] = prepared.MarketId,
            ["status"] = Word(leg.Status),
            ["settlement"] = leg.Fills.Count == 0 ? null
                : leg.Fills.All(f => f.State == "settled") ? "settled"
                : leg.Fills.Any(f => f.State == "matched") ? "matched" : "reversed",
            ["venue_order_id"] = leg.VenueOrderId?.Text,
            ["size_usd"] = prepared.Notional.Dollars,
            ["shares"] = prepared.Shares.Count,
            ["limit_price"] = prepared.LimitPrice.Dollars,
            ["filled_shares"] = leg.AmountUnknown ? null : leg.FilledShares.Count,
            ["over"] = leg.HasEnded,
            ["settled_shares"] = leg.SettledShares.Count,
            ["average_price"] = Price.Average(leg.FilledNotional, leg.FilledShares),
            ["fills"] = new JsonArray([.. leg.Fills.Select(f => (JsonNode)new JsonObject
            {
                ["id"] = f.FillId,
                ["shares"] = f.Shares.Count,
                ["price"] = Price.Average(f.Notional, f.Shares),
                ["state"] = f.State,
                ["transaction"] = f.TransactionHash,
                ["at"] = ApiJson.Milliseconds(f.At),
            })]),
            ["cancellable"] = !leg.HasEnded && VenueDialects.Of(prepared.Venue).NotCancellable is null
                && leg.Status is LegStatus.Accepted or LegStatus.PartiallyFilled or LegStatus.Unknown,
            ["cancel_pending"] = leg.CancelPending,
            ["cancel_refusal"] = leg.CancelRefusal,
            ["submitted_at"] = leg.SubmittedAt is { } at ? ApiJson.Milliseconds(at) : null,
            ["expires_at"] = ApiJson.Milliseconds(prepared.ExpiresAt),
            ["expired"] = leg.Status == LegStatus.Prepared && now >= prepared.ExpiresAt,
            ["error"] = Of(LegError.Of(leg)),
        };
    }
}
