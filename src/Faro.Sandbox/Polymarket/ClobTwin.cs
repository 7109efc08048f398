using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;
using Microsoft.AspNetCore.Http;

namespace Faro.Sandbox.Polymarket;

/// <summary>Polymarket's CLOB host: public reads here, trading in <see cref="ClobTradingRoutes"/>.</summary>
internal sealed class ClobTwin : TwinService
{
    private const int MaxBatch = 500;
    private readonly VenueCatalog _catalog;
    private readonly BookShelf _books;
    private readonly FaultBoard _faults;
    private readonly TimeProvider _clock;

    public ClobTwin(VenueCatalog catalog, BookShelf books, ClobExchange exchange, ClobKeys keys, FaultBoard faults, TimeProvider clock)
    {
        _catalog = catalog;
        _books = books;
        _faults = faults;
        _clock = clock;
        Routes = new RouteTable()
            .Get("/ok", (http, _) => Answer.Json(http, 200, w => w.WriteStringValue("OK")))
            .Get("/time", (http, _) => Answer.Json(http, 200, w => w.WriteNumberValue(_clock.GetUtcNow().ToUnixTimeSeconds())))
            .Get("/version", (http, _) => Answer.Json(http, 200, w => Object(w, () => w.WriteNumber("version", 2))))
            .Get("/book", (http, _) => One(http, WriteBook))
            .Post("/books", Books)
            .Get("/price", Price)
            .Get("/midpoint", (http, _) => One(http, (w, t) => Object(w, () => w.WriteString("mid", Middle(t)))))
            .Get("/spread", (http, _) => One(http, (w, t) => Object(w, () => w.WriteString("spread", Spread(t)))))
            .Get("/last-trade-price", (http, _) => One(http, (w, t) => Object(w, () => WriteLast(w, t))))
            .Get("/tick-size", (http, _) => One(http, (w, t) => Object(w, () => w.WriteNumber("minimum_tick_size", t.Facts.Tick / 10_000m))))
            .Get("/neg-risk", (http, _) => One(http, (w, t) => Object(w, () => w.WriteBoolean("neg_risk", t.Facts.NegRisk))))
            .Get("/fee-rate", (http, _) => One(http, (w, t) => Object(w, () => w.WriteNumber("base_fee", t.Facts.FeeRate > 0 ? 1000 : 0))))
            .Get("/clob-markets/{id}", Parameters)
            .Get("/markets-by-token/{id}", ByToken);
        new ClobTradingRoutes(exchange, keys, faults, (http, status, message) => Error(http, status, "", message)).AddTo(Routes);
    }

    public override string Venue => "polymarket";

    public override string Name => "clob";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) =>
        Answer.Json(http, status, w => Object(w, () => w.WriteString("error", message)));

    /// <summary>A token and the market that it is an outcome of.</summary>
    private readonly record struct Token(string Id, MarketRow Row, int Outcome, BookShelf Shelf)
    {
        public MarketFacts Facts => Row.Record.Facts;

        public Book Book() => Outcome == 0 ? Shelf.Read(Row) : Shelf.Read(Row).Mirrored();
    }

    private Task One(HttpContext http, Action<Utf8JsonWriter, Token> write)
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

    private Token? Find(string id) => _catalog.TryFindByToken(id, out var row, out var outcome, out _) && row.Record.Facts.Tradable
        ? new Token(id, row, outcome, _books)
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
            Object(w, () => w.WriteString("price", levels.Count > 0 ? Amounts.Short(levels[0].Price) : "0"));
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
            w.WriteNumber("mts", f.Tick / 10_000m);
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

    private void WriteBook(Utf8JsonWriter w, Token token)
    {
        var book = token.Book();
        var now = _clock.GetUtcNow();
        if (_faults.TryTake("polymarket", "stale_book"))
            now -= TimeSpan.FromMinutes(10);
        string Text(string hash) => BookText(token, book, now.ToUnixTimeMilliseconds(), hash);
#pragma warning disable CA5350 // the venue's own choice of hash; it only says whether the book changed
        var hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Text(""))));
#pragma warning restore CA5350
        w.WriteRawValue(Text(hash), skipInputValidation: true);
    }

    /// <summary>The book's compact text with its members in the order that the hash is taken over.</summary>
    private static string BookText(Token token, Book book, long milliseconds, string hash)
    {
        // Ascending bids and descending asks: the best level is last on both sides.
        var condition = Variants.Apply(token.Facts.ConditionId ?? "", CutKind.Hex, token.Row.Variant);
        static string Side(IReadOnlyList<Level> levels) =>
            string.Join(',', levels.Reverse().Select(l => $"{{\"price\":\"{Amounts.Short(l.Price)}\",\"size\":\"{Amounts.Shares(l.Size)}\"}}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"market\":\"{condition}\",\"asset_id\":\"{token.Id}\",\"timestamp\":\"{milliseconds}\",\"hash\":\"{hash}\","
            + $"\"bids\":[{Side(book.Bids)}],\"asks\":[{Side(book.Asks)}],\"min_order_size\":\"{token.Facts.MinimumSize:0.##}\","
            + $"\"tick_size\":\"{Amounts.Short(token.Facts.Tick)}\",\"neg_risk\":{(token.Facts.NegRisk ? "true" : "false")},"
            + $"\"last_trade_price\":\"{LastPrice(token)}\"}}");
    }

    private static string LastPrice(Token token) =>
        token.Facts.Last is { } last ? Amounts.Short(token.Outcome == 0 ? last : 10_000 - last) : "";

    private static void WriteLast(Utf8JsonWriter w, Token token)
    {
        var last = LastPrice(token);
        w.WriteString("price", last.Length > 0 ? last : "0.5");
        w.WriteString("side", last.Length > 0 ? "BUY" : "");
    }

    private static string Middle(Token token) => token.Book() is { Bids: [var bid, ..], Asks: [var ask, ..] }
        ? ((bid.Price + ask.Price) / 20_000m).ToString("0.#####", CultureInfo.InvariantCulture)
        : "0.5";

    private static string Spread(Token token) =>
        token.Book() is { Bids: [var bid, ..], Asks: [var ask, ..] } ? Amounts.Short(ask.Price - bid.Price) : "1";

    private static void Object(Utf8JsonWriter w, Action members)
    {
        w.WriteStartObject();
        members();
        w.WriteEndObject();
    }
}
