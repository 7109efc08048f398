using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.Recorded;

/// <summary>Gathers Polymarket's recordings into events with markets. A market recorded twice counts as its newer record.</summary>
internal sealed class GammaRecordings(NestedRecords nested)
{
    private sealed record Kept<T>(T Record, string UpdatedAt);

    private readonly Dictionary<string, Kept<EventRecord>> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Kept<MarketRecord> Market, string Event)> _markets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _conditions = new(StringComparer.Ordinal);

    /// <summary>A record of <c>/markets</c>: the event nested in it becomes its event.</summary>
    public string? TakeMarket(byte[] line, JsonElement record)
    {
        if (record.Id("id") is null || record.Id("question") is null)
            return "without id or question";
        var market = GammaShape.Market(JsonEdit.Remove(line, "events", out _));
        // An event without an id cannot be distinguished from others: the market then gets an event of its own.
        var eventId = record.Member("events") is { ValueKind: JsonValueKind.Array } events && events.GetArrayLength() > 0 && events[0].Id("id") is not null
            ? KeepEvent(JsonEdit.Remove(Encoding.UTF8.GetBytes(events[0].GetRawText()), "markets", out _), events[0])
            : KeepOwnEvent(record);
        return KeepMarket(market, record, eventId);
    }

    /// <summary>A record of <c>/events</c> with its markets nested.</summary>
    public string? TakeEvent(byte[] line, JsonElement record)
    {
        if (record.Id("id") is null || record.Member("markets") is not { ValueKind: JsonValueKind.Array } markets)
            return "without id or markets";
        var id = KeepEvent(JsonEdit.Remove(line, "markets", out _), record);
        foreach (var market in markets.EnumerateArray())
            nested.Take(() => market.Id("id") is null || market.Id("question") is null
                ? "without id or question"
                : KeepMarket(GammaShape.Market(JsonEdit.Remove(Encoding.UTF8.GetBytes(market.GetRawText()), "events", out _)), market, id));
        return null;
    }

    /// <summary>A record of the CLOB's sampling list, for a market without a Gamma record: it is converted to Gamma's form.</summary>
    public string? TakeClobMarket(byte[] line, JsonElement record)
    {
        if (record.Text("condition_id")?.ToLowerInvariant() is not { Length: 66 } condition || !condition.AsSpan(2).ContainsOnlyHex() || record.Id("question") is null)
            return "without condition id or question";
        if (_conditions.Contains(condition))
            return "already there as Gamma records";
        // Gamma ids are decimal numbers; these begin at 9,000,000,000, where no recorded one is.
        var id = (9_000_000_000 + long.Parse(condition.AsSpan(2, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            .ToString(CultureInfo.InvariantCulture);
        if (_markets.ContainsKey(id))
            return "with an id that is taken";
        var market = JsonText.Object(w => ClobAsGamma(w, record, id));
        var own = GammaShape.Event(JsonText.Object(w => OwnEvent(w, record, id, "market_slug", "end_date_iso", "accepting_order_timestamp")));
        using var parsed = JsonDocument.Parse(market);
        var kept = GammaShape.Market(market);
        _events[id] = new Kept<EventRecord>(own, "");
        return KeepMarket(kept, parsed.RootElement, id);
    }

    /// <summary>Events in the order of their numbers, each with its markets in the order of theirs.</summary>
    public IReadOnlyList<EventGroup> Groups() =>
    [
        .. _markets.Values.GroupBy(m => m.Event, StringComparer.Ordinal)
            .OrderBy(g => Number(g.Key))
            .Select(g => new EventGroup(_events[g.Key].Record, [.. g.Select(m => m.Market.Record).OrderBy(m => Number(m.Facts.Id))])),
    ];

    private string KeepEvent(byte[] json, JsonElement record)
    {
        var id = record.Id("id")!;
        var updated = record.Text("updatedAt") ?? "";
        if (!_events.TryGetValue(id, out var kept) || string.CompareOrdinal(updated, kept.UpdatedAt) > 0)
            _events[id] = new Kept<EventRecord>(GammaShape.Event(json), updated);
        return id;
    }

    private string KeepOwnEvent(JsonElement market)
    {
        var id = market.Id("id")!;
        _events.TryAdd(id, new Kept<EventRecord>(GammaShape.Event(JsonText.Object(w => OwnEvent(w, market, id, "slug", "endDate", "startDate"))), ""));
        return id;
    }

    private string? KeepMarket(MarketRecord market, JsonElement record, string eventId)
    {
        var id = market.Facts.Id;
        var updated = record.Text("updatedAt") ?? "";
        if (_markets.TryGetValue(id, out var kept) && string.CompareOrdinal(updated, kept.Market.UpdatedAt) < 0)
            return "older than another record of the same market";
        _markets[id] = (new Kept<MarketRecord>(market with { File = nested.File }, updated), eventId);
        if (market.Facts.ConditionId is { Length: > 0 } condition)
            _conditions.Add(condition);
        return null;
    }

    private static void OwnEvent(Utf8JsonWriter w, JsonElement market, string id, string slug, string end, string start)
    {
        w.WriteString("id", id);
        w.WriteString("ticker", market.Text(slug) ?? id);
        w.WriteString("slug", market.Text(slug) ?? id);
        w.WriteString("title", market.Text("question"));
        w.WriteString("description", market.Text("description") ?? "");
        Optional(w, "startDate", market.Text(start));
        Optional(w, "endDate", market.Text(end));
        w.WriteBoolean("active", market.Flag("active", absent: true));
        w.WriteBoolean("closed", market.Flag("closed"));
        w.WriteBoolean("archived", market.Flag("archived"));
        w.WriteBoolean("negRisk", market.Flag("neg_risk") || market.Flag("negRisk"));
        var labels = market.Strings("tags");
        if (labels.Count == 0)
            return;
        w.WriteStartArray("tags");
        foreach (var label in labels)
        {
            w.WriteStartObject();
            w.WriteString("id", "tag-" + label.ToLowerInvariant().Replace(' ', '-'));
            w.WriteString("label", label);
            w.WriteString("slug", label.ToLowerInvariant().Replace(' ', '-'));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void ClobAsGamma(Utf8JsonWriter w, JsonElement c, string id)
    {
        var tokens = c.Member("tokens") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        w.WriteString("id", id);
        w.WriteString("question", c.Text("question"));
        w.WriteString("conditionId", c.Text("condition_id"));
        w.WriteString("slug", c.Text("market_slug") ?? "");
        Optional(w, "endDate", c.Text("end_date_iso"));
        Optional(w, "startDate", c.Text("accepting_order_timestamp"));
        w.WriteString("image", c.Text("image") ?? "");
        w.WriteString("icon", c.Text("icon") ?? "");
        w.WriteString("description", c.Text("description") ?? "");
        w.WriteString("outcomes", JsonText.Inner(tokens.Select(x => x.Text("outcome") ?? "")));
        w.WriteString("outcomePrices", JsonText.Inner(tokens.Select(x => x.Text("price") ?? "0")));
        w.WriteString("clobTokenIds", JsonText.Inner(tokens.Select(x => x.Text("token_id") ?? "")));
        w.WriteBoolean("active", c.Flag("active", absent: true));
        w.WriteBoolean("closed", c.Flag("closed"));
        w.WriteBoolean("archived", c.Flag("archived"));
        w.WriteBoolean("enableOrderBook", c.Flag("enable_order_book"));
        w.WriteBoolean("acceptingOrders", c.Flag("accepting_orders"));
        w.WriteString("questionID", c.Text("question_id") ?? "");
        w.WriteNumber("orderPriceMinTickSize", c.Number("minimum_tick_size") ?? 0.01m);
        w.WriteNumber("orderMinSize", c.Number("minimum_order_size") ?? 5);
        w.WriteBoolean("negRisk", c.Flag("neg_risk"));
        w.WriteString("negRiskMarketID", c.Text("neg_risk_market_id") ?? "");
        w.WriteString("negRiskRequestID", c.Text("neg_risk_request_id") ?? "");
        if (c.Text("game_start_time") is { } game)
            w.WriteString("gameStartTime", game);
        w.WriteNumber("secondsDelay", c.Number("seconds_delay") ?? 0);
        if (tokens.Count > 0 && tokens[0].Number("price") is { } price)
            w.WriteNumber("lastTradePrice", price);
    }

    private static void Optional(Utf8JsonWriter w, string name, string? value)
    {
        if (value is { Length: > 0 })
            w.WriteString(name, value);
    }

    private static decimal Number(string id) => decimal.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : decimal.MaxValue;
}
