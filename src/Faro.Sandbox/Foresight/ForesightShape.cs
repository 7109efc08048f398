using System.Text.Json;
using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Foresight;

/// <summary>Reads Foresight's market records.</summary>
internal static class ForesightShape
{
    private static readonly (string, int, CutKind)[] MarketCuts =
    [
        ("condition_id", 1, CutKind.Hex), ("question", 1, CutKind.Text), ("rules", 1, CutKind.Text), ("token_id", 3, CutKind.Token),
    ];

    public static MarketRecord Market(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var o = document.RootElement;
        var status = o.Text("status") ?? "OPEN";
        var ticker = o.TryGetProperty("ticker", out var t) ? t : default;
        var facts = new MarketFacts
        {
            Id = o.Text("condition_id")?.ToLowerInvariant() ?? throw new JsonException("A Foresight market without condition_id."),
            Tokens = [.. o.GetProperty("tokens").EnumerateArray().OrderByDescending(x => x.Text("outcome")).Select(x => x.Text("token_id") ?? "")],
            Status = status,
            Active = status == "OPEN",
            Closed = status is "CLOSED" or "RESOLVED",
            Tradable = status == "OPEN",
            OpensAt = o.Time("created_at"),
            ClosesAt = o.Time("end_date"),
            Bid = ticker.ValueKind == JsonValueKind.Object ? ticker.Price("bestBid") : null,
            Ask = ticker.ValueKind == JsonValueKind.Object ? ticker.Price("bestAsk") : null,
            Last = ticker.ValueKind == JsonValueKind.Object ? ticker.Price("lastPrice") : null,
            MinimumSize = o.Number("min_order_size") ?? 1,
            Liquidity = 4000,
            FeeRate = (o.Number("fee_rate_bps") ?? 0) / 10_000,
        };
        return new MarketRecord(new RawRecord(json, JsonEdit.FindCuts(json, MarketCuts)), null, facts);
    }

    /// <summary>Foresight has no groups: each market is alone.</summary>
    public static EventGroup Group(MarketRecord market) => new(
        new EventRecord(RawRecord.Empty, null, new EventFacts { Id = market.Facts.Id, EndsAt = market.Facts.ClosesAt }), [market]);
}
