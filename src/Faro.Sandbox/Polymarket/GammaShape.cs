using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Polymarket;

/// <summary>Reads Gamma's records: which places vary and what the listings filter by.</summary>
internal static class GammaShape
{
    private static readonly (string, int, CutKind)[] MarketCuts =
    [
        ("id", 1, CutKind.Number), ("question", 1, CutKind.Text), ("description", 1, CutKind.Text), ("slug", 1, CutKind.Slug),
        ("conditionId", 0, CutKind.Hex), ("questionID", 1, CutKind.Hex), ("negRiskMarketID", 1, CutKind.Hex),
        ("negRiskRequestID", 1, CutKind.Hex), ("clobTokenIds", 1, CutKind.Token), ("positionIds", 1, CutKind.Token),
    ];

    private static readonly (string, int, CutKind)[] EventCuts =
    [
        ("id", 1, CutKind.Number), ("title", 1, CutKind.Text), ("slug", 1, CutKind.Slug), ("ticker", 1, CutKind.Slug),
        ("negRiskMarketID", 1, CutKind.Hex),
    ];

    /// <summary>A market's record; <paramref name="json"/> has no <c>events</c> member.</summary>
    public static MarketRecord Market(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var o = document.RootElement;
        var closed = o.Flag("closed");
        var protocolV2 = o.Text("version") == "v2"; // by version only: v1 markets may carry position ids as well
        var tokens = o.Strings(protocolV2 ? "positionIds" : "clobTokenIds");
        var facts = new MarketFacts
        {
            Id = o.Id("id") ?? throw new JsonException("A Gamma market without id."),
            ConditionId = o.Text("conditionId")?.ToLowerInvariant(),
            Slug = o.Text("slug"),
            Tokens = tokens,
            Status = closed ? "closed" : "open",
            Active = o.Flag("active", absent: true),
            Closed = closed,
            Archived = o.Flag("archived"),
            Tradable = !closed && o.Flag("acceptingOrders") && o.Flag("enableOrderBook") && tokens.Count == 2,
            OpensAt = o.Time("startDate"),
            ClosesAt = o.Time("endDate"),
            Bid = o.Price("bestBid"),
            Ask = o.Price("bestAsk"),
            Last = o.Price("lastTradePrice"),
            Tick = o.Price("orderPriceMinTickSize") ?? Price.Cents(1),
            MinimumSize = o.Amount("orderMinSize") ?? 5,
            NegRisk = o.Flag("negRisk"),
            ProtocolV2 = protocolV2,
            Liquidity = o.Amount("liquidityNum") ?? o.Amount("liquidity") ?? 0,
            FeeRate = Math.Clamp(o.Member("feeSchedule")?.Number("rate") ?? 0, 0, 1),
        };
        return new MarketRecord(new RawRecord(json, JsonEdit.FindCuts(json, MarketCuts)), null, facts);
    }

    /// <summary>An event's record; <paramref name="json"/> has no <c>markets</c> member.</summary>
    public static EventRecord Event(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var o = document.RootElement;
        var facts = new EventFacts
        {
            Id = o.Id("id") ?? throw new JsonException("A Gamma event without id."),
            Slug = o.Text("slug"),
            Title = o.Text("title") ?? "",
            Category = o.Text("category") ?? "",
            Tags = o.Member("tags") is { ValueKind: JsonValueKind.Array } tags
                ? [.. tags.EnumerateArray().SelectMany(t => new[] { t.Text("id"), t.Text("slug") }).OfType<string>()]
                : [],
            Active = o.Flag("active", absent: true),
            Closed = o.Flag("closed"),
            Archived = o.Flag("archived"),
            EndsAt = o.Time("endDate"),
            Liquidity = o.Amount("liquidity") ?? 0,
            Volume = o.Amount("volume") ?? 0,
        };
        return new EventRecord(new RawRecord(json, JsonEdit.FindCuts(json, EventCuts)), null, facts);
    }
}
