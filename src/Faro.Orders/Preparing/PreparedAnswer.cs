using System.Text.Json.Nodes;
using Faro.Orders.Quotes;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Preparing;

/// <summary>Writes the answer of <c>POST /orders/prepare</c>. It is stored with the plan and given again byte for byte.</summary>
public static class PreparedAnswer
{
    internal static string Write(
        Guid orderId, PrepareRequest request, EventMembers members, RouteInputs inputs, RoutePlan plan, IReadOnlyList<BuiltLeg> legs,
        IReadOnlyList<PlanWarning> warnings, DateTimeOffset expiresAt)
    {
        var instructions = new JsonObject();
        foreach (var venue in legs.Select(l => l.Leg.Venue).Distinct()) instructions[venue.Name()] = VenueDialects.Of(venue).SigningInstructions;
        return new JsonObject
        {
            ["order"] = new JsonObject
            {
                ["id"] = orderId.ToString(),
                ["status"] = "prepared",
                ["event_id"] = members.Id.ToString(),
                ["outcome"] = request.Outcome.Word(),
                ["side"] = request.Side.Word(),
                ["size_usd"] = inputs.Request.Size.Dollars, // as the order is kept and read again
                ["max_price"] = inputs.Request.LimitPrice?.Dollars,
                ["time_in_force"] = request.Time.Word(),
                ["route_strategy"] = request.Strategy.Word(),
                ["client_ref"] = request.ClientRef,
                ["expires_at"] = AnswerJson.Time(expiresAt),
            },
            ["plan"] = Plan(request, members, inputs, plan, legs, warnings),
            ["legs"] = new JsonArray([.. legs.Select(l => (JsonNode)Leg(l))]),
            ["instructions"] = instructions,
        }.ToJsonString(AnswerJson.Options);
    }

    private static JsonObject Leg(BuiltLeg built)
    {
        var leg = built.Leg;
        var json = new JsonObject
        {
            ["id"] = leg.LegId.ToString(),
            ["venue"] = leg.Venue.Name(),
            ["venue_market_id"] = leg.MarketId,
            ["unsigned_payload"] = built.UnsignedPayload,
            ["digest"] = leg.Digest,
            ["signer"] = leg.Signer,
            ["expected_venue_order_id"] = leg.VenueOrderId?.Text,
            ["order_type"] = leg.OrderType,
            ["expires_at"] = AnswerJson.Time(leg.ExpiresAt),
            ["preview"] = new JsonObject
            {
                ["summary"] = built.Preview.Summary,
                ["details"] = new JsonArray([.. built.Preview.Details.Select(d => (JsonNode)d)]),
                ["digest"] = built.Preview.Digest,
            },
        };
        if (built.Relay is { } relay)
        {
            json["relay"] = new JsonObject
            {
                ["method"] = relay.Method,
                ["path"] = relay.Path,
                ["body_template"] = relay.BodyTemplate,
                ["placeholders"] = new JsonObject(relay.Placeholders.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            };
            if (relay.SignatureSuffix is not null) json["relay"]!["signature_suffix"] = relay.SignatureSuffix;
        }

        if (built.Cancel is { } cancel)
            json["cancel"] = new JsonObject { ["method"] = cancel.Method, ["path"] = cancel.Path, ["body"] = cancel.Body };

        return json;
    }

    private static JsonObject Plan(
        PrepareRequest request, EventMembers members, RouteInputs inputs, RoutePlan plan, IReadOnlyList<BuiltLeg> legs, IReadOnlyList<PlanWarning> more)
    {
        var receipt = RouteReceipt.Of(inputs.Request, plan);
        var planned = new JsonArray();
        foreach (var leg in plan.Legs)
        {
            planned.Add(new JsonObject
            {
                ["leg_id"] = legs.First(l => l.Leg.Venue == leg.Venue).Leg.LegId.ToString(),
                ["venue"] = leg.Venue.Name(),
                ["venue_market_id"] = leg.MarketId,
                ["size_usd"] = leg.Notional.Dollars,
                ["expected_price"] = Price.Average(leg.Notional, leg.Expected),
                ["shares"] = leg.Shares.Count,
                ["expected_shares"] = leg.Expected.Count,
                ["limit_price"] = leg.LimitPrice.Dollars,
                ["fee_usd"] = leg.Fee.Dollars,
                ["resting_shares"] = (leg.Shares - leg.MarketableShares).Count,
            });
        }

        return new JsonObject
        {
            ["legs"] = planned,
            ["size_usd"] = plan.Notional.Dollars,
            ["shares"] = plan.Shares.Count,
            ["expected_shares"] = plan.Expected.Count,
            ["fee_usd"] = plan.Fee.Dollars,
            ["warnings"] = new JsonArray([.. receipt.Warnings.Concat(more).Select(w => (JsonNode)new JsonObject { ["code"] = w.Code, ["message"] = w.Message })]),
            ["divergence_risks"] = new JsonArray([.. members.Divergences.Select(d => (JsonNode)d)]),
            ["decision"] = Decision(inputs, plan, receipt),
            ["outcome_labels"] = new JsonObject { ["yes"] = members.Labels.Yes, ["no"] = members.Labels.No },
        };
    }

    /// <summary>How a plan was decided, as the stored answer and the receipt write it.</summary>
    public static JsonObject Decision(RouteInputs inputs, RoutePlan plan, RouteReceipt receipt) => new()
    {
        ["planner"] = inputs.Planner,
        ["books"] = new JsonArray([.. inputs.Venues.Select(v => (JsonNode)new JsonObject
        {
            ["venue"] = v.Venue.Name(),
            ["venue_market_id"] = v.MarketId,
            ["observed_at"] = AnswerJson.Time(v.ObservedAt),
            ["levels"] = v.Prices.Length,
            ["levels_walked"] = plan.Legs.FirstOrDefault(l => l.Venue == v.Venue)?.Levels ?? 0,
            ["best_price"] = v.Prices.Length > 0 ? v.Prices[0].Dollars : null,
        })]),
        ["skipped"] = new JsonArray([.. plan.Skipped.Select(s => (JsonNode)new JsonObject
        {
            ["venue"] = s.Venue.Name(), ["venue_market_id"] = s.MarketId, ["code"] = s.Code, ["reason"] = s.Reason,
        })]),
        ["alternatives"] = new JsonArray([.. plan.Alternatives.Select(a => (JsonNode)new JsonObject
        {
            ["venue"] = a.Venue.Name(),
            ["fills"] = a.Fills,
            ["shares"] = a.Shares.Count,
            ["average_price_after_fees"] = a.Shares == Shares.None ? null : a.NetPrice(inputs.Request.Side).Dollars,
            ["rejected_because"] = plan.Legs.Any(l => l.Venue == a.Venue)
                ? plan.Legs.Count == 1 ? null : "used together with other venues"
                : a.Shares == Shares.None ? "nothing within the limit" : "more expensive after fees than the plan",
        })]),
        ["expected_average_price"] = receipt.AveragePrice.Dollars,
        ["best_single_venue"] = receipt.BestSingle?.Name(),
        ["improvement_usd"] = receipt.Improvement?.Dollars,
        ["improvement_bps"] = receipt.ImprovementBps,
        ["payoff"] = new JsonObject
        {
            ["if_wins_usd"] = receipt.IfWins.Dollars,
            ["if_loses_usd"] = receipt.IfLoses.Dollars,
            ["worst_case_usd"] = receipt.WorstCase.Dollars,
        },
    };
}

/// <summary>How Orders writes the parts of answers that it owns.</summary>
internal static class AnswerJson
{
    public static System.Text.Json.JsonSerializerOptions Options { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>To the millisecond, in UTC.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
