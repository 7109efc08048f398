using System.Text.Json.Nodes;
using Faro.Orders.Preparing;
using Faro.Orders.Quotes;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders;

/// <summary>Writes orders as the API tells them.</summary>
public static class OrderJson
{
    /// <summary>The word of a leg's status.</summary>
    public static string Word(LegStatus status) => status switch
    {
        LegStatus.Prepared => "prepared",
        LegStatus.Submitting => "submitting",
        LegStatus.Unknown => "unknown",
        LegStatus.Accepted => "accepted",
        LegStatus.PartiallyFilled => "partially_filled",
        LegStatus.Filled => "filled",
        LegStatus.Rejected => "rejected",
        LegStatus.Cancelled => "cancelled",
        LegStatus.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status."),
    };

    /// <summary>The order with its legs: the answer of <c>GET /orders/{id}</c>.</summary>
    public static JsonObject Whole(OrderView order) => new()
    {
        ["order"] = Order(order),
        ["legs"] = new JsonArray([.. order.Legs.Select(l => (JsonNode)Leg(l))]),
    };

    /// <summary>The order without its legs: a row of a list.</summary>
    public static JsonObject Order(OrderView order) => new()
    {
        ["id"] = order.Id.ToString(),
        ["status"] = order.Status,
        ["event_id"] = order.Terms.EventId.ToString(),
        ["outcome"] = order.Terms.Outcome.Word(),
        ["side"] = order.Terms.Side.Word(),
        ["size_usd"] = order.Terms.Size.Dollars,
        ["max_price"] = order.Terms.LimitPrice?.Dollars,
        ["time_in_force"] = order.Terms.Time.Word(),
        ["route_strategy"] = order.Terms.Strategy == RouteStrategy.Split ? "split" : "best_price",
        ["client_ref"] = order.ClientRef,
        ["test"] = order.Test,
        ["filled_usd"] = order.Legs.Sum(l => l.FilledNotional).Dollars,
        ["filled_shares"] = order.Legs.Sum(l => l.FilledShares).Count,
        ["created_at"] = QuoteService.Time(order.CreatedAt),
        ["updated_at"] = QuoteService.Time(order.UpdatedAt),
        ["version"] = order.Version,
    };

    private static JsonObject Leg(LegView leg)
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
            ["filled_shares"] = leg.FilledShares.Count,
            ["settled_shares"] = leg.SettledShares.Count,
            ["average_price"] = Price.Average(leg.FilledNotional, leg.FilledShares),
            ["fills"] = new JsonArray([.. leg.Fills.Select(f => (JsonNode)new JsonObject
            {
                ["id"] = f.FillId,
                ["shares"] = f.Shares.Count,
                ["price"] = Price.Average(f.Notional, f.Shares),
                ["state"] = f.State,
                ["transaction"] = f.TransactionHash,
                ["at"] = QuoteService.Time(f.At),
            })]),
            ["cancellable"] = VenueDialects.Of(prepared.Venue).NotCancellable is null && leg.Status is LegStatus.Accepted or LegStatus.PartiallyFilled or LegStatus.Unknown,
            ["cancel_pending"] = leg.CancelPending,
            ["cancel_refusal"] = leg.CancelRefusal,
            ["submitted_at"] = leg.SubmittedAt is { } at ? QuoteService.Time(at) : null,
            ["expires_at"] = QuoteService.Time(prepared.ExpiresAt),
            ["error"] = Error(leg),
        };
    }

    internal static JsonObject? Error(LegView leg) => leg.Status switch
    {
        LegStatus.Rejected => new JsonObject { ["code"] = leg.ErrorCode, ["message"] = leg.ErrorReason, ["retryable"] = leg.Retryable },
        LegStatus.Submitting when leg.SentByCustomer => null, // nothing went wrong: the chain has not confirmed it yet
        LegStatus.Submitting => new JsonObject
        {
            ["code"] = "in_flight",
            ["message"] = "The leg is being sent; its answer is not recorded yet.",
            ["retryable"] = false,
        },
        LegStatus.Unknown => new JsonObject
        {
            ["code"] = leg.ErrorCode,
            ["message"] = "The venue's answer is not known. It will not be sent again; the venue is asked for it.",
            ["retryable"] = false,
        },
        _ => null,
    };
}
