using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox.Polymarket;

/// <summary>Polymarket's data host: positions and their value, old and new routes.</summary>
internal sealed class DataTwin : TwinService
{
    private readonly VenueCatalog _catalog;
    private readonly ClobExchange _exchange;
    private readonly BookShelf _books;

    public DataTwin(VenueCatalog catalog, ClobExchange exchange, BookShelf books)
    {
        _catalog = catalog;
        _exchange = exchange;
        _books = books;
        Routes = new RouteTable()
            .Get("/positions", (http, _) => User(http, user => Answer.Json(http, 200, w =>
            {
                var threshold = decimal.TryParse(http.Request.Query["sizeThreshold"].ToString(), out var t) ? t : 1;
                w.WriteStartArray();
                foreach (var held in Held(user).Where(h => h.Size > 0 && h.Size >= threshold).Take(500))
                    OldRow(w, user, held);
                w.WriteEndArray();
            })))
            .Get("/value", (http, _) => User(http, user => Answer.Json(http, 200, w =>
            {
                w.WriteStartArray();
                w.WriteStartObject();
                w.WriteString("user", user);
                w.WriteNumber("value", Held(user).Sum(h => h.Size * h.Price));
                w.WriteEndObject();
                w.WriteEndArray();
            })))
            .Get("/v2/positions", (http, _) => User(http, user => Answer.Json(http, 200, w =>
            {
                w.WriteStartObject();
                w.WriteStartArray("data");
                foreach (var held in Held(user).Where(h => h.Size >= 0.1m).Take(1000))
                    NewRow(w, user, held);
                w.WriteEndArray();
                w.WriteStartObject("pagination");
                w.WriteNumber("limit", 1000);
                w.WriteNumber("offset", 0);
                w.WriteBoolean("has_more", false);
                w.WriteNull("next_cursor");
                w.WriteEndObject();
                w.WriteEndObject();
            })))
            .Get("/v2/value", (http, _) => User(http, user => Answer.Json(http, 200, w =>
            {
                w.WriteStartObject();
                w.WriteStartObject("data");
                w.WriteString("proxy_wallet", user);
                w.WriteNumber("value", Math.Round(Held(user).Sum(h => h.Size * h.Price), 4));
                w.WriteEndObject();
                w.WriteEndObject();
            })));
    }

    public override string Venue => "polymarket";

    public override string Name => "data";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteString("error", message);
        w.WriteEndObject();
    });

    private sealed record Holding(string Token, decimal Size, decimal Average, decimal Price, int Outcome, JsonElement Market, JsonElement Event);

    private Task User(HttpContext http, Func<string, Task> answer) => EthAddress.TryParse(http.Request.Query["user"].ToString(), out var user)
        ? answer(user.ToLowerHex())
        : Error(http, 400, "invalid_request", "required query param 'user' not provided");

    private List<Holding> Held(string user)
    {
        var held = new List<Holding>();
        foreach (var (token, size, average) in _exchange.Positions(user))
        {
            if (!_catalog.TryFindByToken(token, out var row, out var outcome, out var variant))
                continue;
            var book = outcome == 0 ? _books.Read(row) : _books.Read(row).Mirrored();
            var price = book is { Bids: [var bid, ..], Asks: [var ask, ..] } ? Price.Middle(bid.Price, ask.Price) : average;
            var owner = _catalog.EventOf(row, variant);
            held.Add(new Holding(token, size.Amount, average, price, outcome,
                Element(row.Record.Json.Materialise(row.Variant)), Element(owner.Record.Head.Materialise(owner.Variant))));
        }

        return held;
    }

    private static JsonElement Element(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static void OldRow(Utf8JsonWriter w, string user, Holding h)
    {
        var (outcomes, tokens) = (h.Market.Strings("outcomes"), h.Market.Strings("clobTokenIds"));
        w.WriteStartObject();
        w.WriteString("proxyWallet", user);
        w.WriteString("asset", h.Token);
        w.WriteString("conditionId", h.Market.Text("conditionId"));
        w.WriteNumber("size", h.Size);
        w.WriteNumber("avgPrice", h.Average);
        w.WriteNumber("initialValue", h.Size * h.Average);
        w.WriteNumber("currentValue", h.Size * h.Price);
        w.WriteNumber("cashPnl", h.Size * (h.Price - h.Average));
        w.WriteNumber("percentPnl", h.Average == 0 ? 0 : (h.Price - h.Average) / h.Average * 100);
        w.WriteNumber("totalBought", h.Size);
        w.WriteNumber("realizedPnl", 0);
        w.WriteNumber("percentRealizedPnl", 0);
        w.WriteNumber("curPrice", h.Price);
        w.WriteBoolean("redeemable", h.Market.Text("umaResolutionStatus") == "resolved");
        w.WriteBoolean("mergeable", false);
        w.WriteString("title", h.Market.Text("question"));
        w.WriteString("slug", h.Market.Text("slug"));
        w.WriteString("icon", h.Market.Text("icon") ?? "");
        w.WriteString("eventId", h.Event.Text("id"));
        w.WriteString("eventSlug", h.Event.Text("slug"));
        w.WriteString("outcome", outcomes.ElementAtOrDefault(h.Outcome));
        w.WriteNumber("outcomeIndex", h.Outcome);
        w.WriteString("oppositeOutcome", outcomes.ElementAtOrDefault(1 - h.Outcome));
        w.WriteString("oppositeAsset", tokens.ElementAtOrDefault(1 - h.Outcome));
        w.WriteString("endDate", h.Market.Text("endDateIso") ?? "");
        w.WriteBoolean("negativeRisk", h.Market.Flag("negRisk"));
        w.WriteEndObject();
    }

    private static void NewRow(Utf8JsonWriter w, string user, Holding h)
    {
        var (outcomes, tokens) = (h.Market.Strings("outcomes"), h.Market.Strings("clobTokenIds"));
        w.WriteStartObject();
        w.WriteString("proxy_wallet", user);
        w.WriteString("token_id", h.Token);
        w.WriteString("condition_id", h.Market.Text("conditionId"));
        w.WriteNumber("current_size", h.Size);
        w.WriteNumber("avg_price", h.Average);
        w.WriteNumber("entry_cost_usdc", h.Size * h.Average);
        w.WriteNumber("entry_fees_usdc", 0);
        w.WriteNumber("total_cost_usdc", h.Size * h.Average);
        w.WriteNumber("current_price", h.Price);
        w.WriteNumber("current_value", h.Size * h.Price);
        w.WriteNumber("total_size", h.Size);
        w.WriteNumber("realized_pnl", 0);
        w.WriteNumber("unrealized_pnl", h.Size * (h.Price - h.Average));
        w.WriteNumber("total_pnl", h.Size * (h.Price - h.Average));
        w.WriteNumber("percent_pnl", h.Average == 0 ? 0 : (h.Price - h.Average) / h.Average * 100);
        w.WriteNumber("percent_realized_pnl", 0);
        w.WriteString("status", h.Market.Text("umaResolutionStatus") == "resolved" ? "REDEEMABLE" : "OPEN");
        w.WriteBoolean("redeemable", h.Market.Text("umaResolutionStatus") == "resolved");
        w.WriteBoolean("mergeable", false);
        w.WriteBoolean("negative_risk", h.Market.Flag("negRisk"));
        w.WriteBoolean("archived", false);
        w.WriteString("title", h.Market.Text("question"));
        w.WriteString("slug", h.Market.Text("slug"));
        w.WriteString("icon", h.Market.Text("icon") ?? "");
        w.WriteString("event_id", h.Event.Text("id"));
        w.WriteString("event_slug", h.Event.Text("slug"));
        w.WriteString("outcome", outcomes.ElementAtOrDefault(h.Outcome));
        w.WriteNumber("outcome_index", h.Outcome);
        w.WriteString("opposite_outcome", outcomes.ElementAtOrDefault(1 - h.Outcome));
        w.WriteString("opposite_token_id", tokens.ElementAtOrDefault(1 - h.Outcome));
        w.WriteString("end_date", h.Market.Text("endDateIso") ?? "");
        w.WriteNumber("last_event_at", 0);
        w.WriteString("name", "");
        w.WriteString("profile_image", "");
        w.WriteBoolean("verified", false);
        w.WriteEndObject();
    }
}
