using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Polymarket;

/// <summary>Polymarket's CLOB host: public reads here, trading in <see cref="ClobTradingRoutes"/>.</summary>
internal sealed class ClobTwin : TwinService
{
    private const int MaxBatch = 500;
    private readonly VenueCatalog _catalog;
    private readonly BookShelf _books;
    private readonly FaultBoard _faults;
    private readonly TimeProvider _clock;
    private readonly bool _streams;

    public ClobTwin(VenueCatalog catalog, BookShelf books, ClobExchange exchange, ClobKeys keys, FaultBoard faults, TimeProvider clock, bool streams)
    {
        _catalog = catalog;
        _books = books;
        _faults = faults;
        _clock = clock;
        _streams = streams;
        Channel = new MarketChannel(faults, clock);
        Routes = new RouteTable()
            .Get("/ws/market", (http, _) => Listen(http))
            .Get("/ok", (http, _) => Answer.Json(http, 200, w => w.WriteStringValue("OK")))
            .Get("/time", (http, _) => Answer.Json(http, 200, w => w.WriteNumberValue(_clock.GetUtcNow().ToUnixTimeSeconds())))
            .Get("/version", (http, _) => Answer.Json(http, 200, w => Object(w, () => w.WriteNumber("version", 2))))
            .Get("/book", (http, _) => One(http, WriteBook))
            .Post("/books", Books)
            .Get("/price", Price)
            .Get("/midpoint", (http, _) => One(http, (w, t) => Object(w, () => w.WriteString("mid", Middle(t)))))
            .Get("/spread", (http, _) => One(http, (w, t) => Object(w, () => w.WriteString("spread", Spread(t)))))
            .Get("/last-trade-price", (http, _) => One(http, (w, t) => Object(w, () => WriteLast(w, t))))
            .Get("/tick-size", (http, _) => One(http, (w, t) => Object(w, () => w.WriteNumber("minimum_tick_size", t.Facts.Tick.Dollars))))
            .Get("/neg-risk", (http, _) => One(http, (w, t) => Object(w, () => w.WriteBoolean("neg_risk", t.Facts.NegRisk))))
            .Get("/fee-rate", (http, _) => One(http, (w, t) => Object(w, () => w.WriteNumber("base_fee", t.Facts.FeeRate > 0 ? 1000 : 0))))
            .Get("/clob-markets/{id}", Parameters)
            .Get("/markets-by-token/{id}", ByToken);
        new ClobTradingRoutes(exchange, keys, faults, (http, status, message) => Error(http, status, "", message)).AddTo(Routes);
    }

    /// <summary>The books' WebSocket.</summary>
    public MarketChannel Channel { get; }

    public override string Venue => "polymarket";

    public override string Name => "clob";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) =>
        Answer.Json(http, status, w => Object(w, () => w.WriteString("error", message)));

    private async Task Listen(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await Error(http, 400, "", "Bad Request");
            return;
        }

        if (!_streams)
        {
            // A mirrored book is read again for each request, and a socket makes no requests: better no socket than a stale book.
            await Error(http, 503, "", "the market channel is not mirrored");
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await Channel.Serve(socket, Find, http.RequestAborted);
    }

    private Task One(HttpContext http, Action<Utf8JsonWriter, ClobToken> write)
    {
        var id = http.Request.Query["token_id"].ToString();
        if (id.Length is 0 or > 78 || !id.All(char.IsAsciiDigit))
            return Error(http, 400, "", "Invalid token id");
        return Find(id) is { } token
            ? Answer.Json(http, 200, w => write(w, token))
            : Error(http, 404, "", http.Request.Path.Value is "/book" or "/price" or "/midpoint" or "/spread"
                ? "No orderbook exists for the requested token id"
                : "market not found");
    }

    private ClobToken? Find(string id) => _catalog.TryFindByToken(id, out var row, out var outcome, out _) && row.Record.Facts.Tradable
        ? new ClobToken(id, row, outcome, _books)
        : null;

    private async Task Books(HttpContext http, string _)
    {
        using var body = await Body(http);
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Array)
        {
            await Error(http, 400, "", "Invalid payload");
            return;
        }

        var asked = body.RootElement.EnumerateArray().Select(x => x.Text("token_id") ?? "").ToList();
        if (asked.Count > MaxBatch)
        {
            await Error(http, 400, "", "Payload exceeds the limit");
            return;
        }

        await Answer.Json(http, 200, w =>
        {
            w.WriteStartArray();
            foreach (var id in asked)
            {
                if (Find(id) is { } token)
                    WriteBook(w, token);
            }

            w.WriteEndArray();
        });
    }

    private Task Price(HttpContext http, string _)
    {
        var side = http.Request.Query["side"].ToString();
        if (side is not ("BUY" or "SELL"))
            return Error(http, 400, "", "Invalid side");
        return One(http, (w, token) =>
        {
            var levels = side == "BUY" ? token.Book().Bids : token.Book().Asks; // the resting side, not the taker's
            Object(w, () => w.WriteString("price", levels.Count > 0 ? levels[0].Price.ToString() : "0"));
        });
    }

    private Task Parameters(HttpContext http, string id)
    {
        if (!_catalog.TryFindByCondition(id, out var row, out var variant))
            return Error(http, 404, "", "market not found");
        var f = row.Record.Facts;
        return Answer.Json(http, 200, w => Object(w, () =>
        {
            w.WriteString("c", Variants.Apply(f.ConditionId ?? "", CutKind.Hex, row.Variant));
            w.WriteStartArray("t");
            using var record = JsonDocument.Parse(row.Record.Json.Json);
            var outcomes = record.RootElement.Strings("outcomes");
            for (var i = 0; i < f.Tokens.Count; i++)
            {
                w.WriteStartObject();
                w.WriteString("t", Variants.Apply(f.Tokens[i], CutKind.Token, row.Variant));
                w.WriteString("o", i < outcomes.Count ? outcomes[i] : "");
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteNumber("mts", f.Tick.Dollars);
            w.WriteNumber("mos", f.MinimumSize);
            if (f.NegRisk)
                w.WriteBoolean("nr", true);
            if (f.FeeRate > 0)
            {
                w.WriteStartObject("fd");
                w.WriteNumber("r", f.FeeRate);
                w.WriteNumber("e", 1);
                w.WriteBoolean("to", true);
                w.WriteEndObject();
            }

            w.WriteNumber("mbf", 0);
            w.WriteNumber("tbf", f.FeeRate > 0 ? 1000 : 0);
            w.WriteBoolean("ao", f.Tradable);
            w.WriteNull("r");
        }));
    }

    private Task ByToken(HttpContext http, string id)
    {
        if (!_catalog.TryFindByToken(id, out var row, out var _, out var _) || row.Record.Facts.Tokens.Count < 2)
            return Error(http, 404, "", "market not found");
        var f = row.Record.Facts;
        return Answer.Json(http, 200, w => Object(w, () =>
        {
            w.WriteString("condition_id", Variants.Apply(f.ConditionId ?? "", CutKind.Hex, row.Variant));
            w.WriteString("primary_token_id", Variants.Apply(f.Tokens[0], CutKind.Token, row.Variant));
            w.WriteString("secondary_token_id", Variants.Apply(f.Tokens[1], CutKind.Token, row.Variant));
        }));
    }

    private void WriteBook(Utf8JsonWriter w, ClobToken token)
    {
        var now = _clock.GetUtcNow();
        if (_faults.TryTake("polymarket", "stale_book"))
            now -= TimeSpan.FromMinutes(10);
        w.WriteRawValue(token.BookText(token.Book(), now.ToUnixTimeMilliseconds()), skipInputValidation: true);
    }

    private static void WriteLast(Utf8JsonWriter w, ClobToken token)
    {
        var last = token.LastPrice;
        w.WriteString("price", last.Length > 0 ? last : "0.5");
        w.WriteString("side", last.Length > 0 ? "BUY" : "");
    }

    private static string Middle(ClobToken token) => token.Book() is { Bids: [var bid, ..], Asks: [var ask, ..] }
        ? Trading.Price.Middle(bid.Price, ask.Price).ToString("0.#####", CultureInfo.InvariantCulture)
        : "0.5";

    private static string Spread(ClobToken token) =>
        token.Book() is { Bids: [var bid, ..], Asks: [var ask, ..] } ? (ask.Price - bid.Price).ToString() : "1";

    private static void Object(Utf8JsonWriter w, Action members)
    {
        w.WriteStartObject();
        members();
        w.WriteEndObject();
    }
}
