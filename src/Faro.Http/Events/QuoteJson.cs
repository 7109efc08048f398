using System.Text.Json.Nodes;
using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Http.Events;

/// <summary>Writes quotes and books in the API's JSON.</summary>
internal static class QuoteJson
{
    public static JsonObject Of(EventQuotes quotes) => new()
    {
        ["unified_event_id"] = quotes.EventId.ToString(),
        ["quotes"] = new JsonArray([.. quotes.Venues.Select(v => (JsonNode)Quote(v))]),
        ["outcome_labels"] = new JsonObject { ["yes"] = quotes.Labels.Yes, ["no"] = quotes.Labels.No },
    };

    public static JsonObject Of(EventBook book)
    {
        var json = new JsonObject
        {
            ["venue"] = book.Venue?.Name() ?? "all",
            ["outcome"] = book.Outcome.Word(),
            ["outcome_label"] = book.Label,
            ["book"] = new JsonObject { ["bids"] = Levels(book.Bids, book.Venue is null), ["asks"] = Levels(book.Asks, book.Venue is null) },
        };
        if (book.Venue is null) json["venues"] = new JsonArray([.. book.Venues.Select(v => (JsonNode)Seen(v))]);
        else Add(json, book.Venues[0].Seen!);
        return json;
    }

    public static JsonObject Of(EventTrades trades) => new()
    {
        ["unified_event_id"] = trades.EventId.ToString(),
        ["trades"] = new JsonArray([.. trades.Trades.Select(t => (JsonNode)new JsonObject
        {
            ["id"] = t.Id,
            ["venue"] = t.Venue.Name(),
            ["side"] = t.Side.Word(),
            ["outcome"] = t.Outcome.Word(),
            ["yes_price"] = t.Yes.Dollars,
            ["shares"] = t.Shares.Count,
            ["at"] = ApiJson.Milliseconds(t.At),
        })]),
    };

    private static JsonObject Quote(VenueQuote quote)
    {
        var json = Seen(quote);
        if (quote is { Seen: not null, Error: { } error }) json["error"] = error.Reason;
        if (quote.Best is not { } best) return json;
        json["yes"] = new JsonObject { ["bid"] = best.YesBid?.Dollars, ["ask"] = best.YesAsk?.Dollars };
        json["no"] = new JsonObject { ["bid"] = best.NoBid?.Dollars, ["ask"] = best.NoAsk?.Dollars };
        json["fee_bps"] = best.FeeBps;
        return json;
    }

    private static JsonObject Seen(VenueQuote quote)
    {
        var json = new JsonObject { ["venue"] = quote.Market.Venue.Name(), ["venue_market_id"] = quote.Market.MarketId };
        if (quote.Seen is { } seen)
        {
            Add(json, seen);
            return json;
        }

        json["error"] = quote.Error?.Reason;
        json["error_code"] = quote.Error?.Code;
        return json;
    }

    private static void Add(JsonObject json, BookAge seen)
    {
        json["observed_at"] = ApiJson.Milliseconds(seen.ObservedAt);
        json["age_ms"] = seen.Milliseconds;
    }

    private static JsonArray Levels(IReadOnlyList<EventLevel> levels, bool named) => new([.. levels.Select(l =>
    {
        var json = new JsonObject { ["price"] = l.Price.Dollars, ["size"] = l.Shares.Count };
        if (named) json["venue"] = l.Venue.Name();
        return (JsonNode)json;
    })]);
}
