using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Foresight;

/// <summary>Foresight's catalog and book reads. Used when no real Clob server is started with the twins.</summary>
internal sealed class ForesightTwin : TwinService
{
    private readonly VenueCatalog _catalog;
    private readonly int _chainId;
    private readonly TimeProvider _clock;

    public ForesightTwin(VenueCatalog catalog, int chainId, TimeProvider clock)
    {
        _catalog = catalog;
        _chainId = chainId;
        _clock = clock;
        Routes = new RouteTable()
            .Get("/v1/health", (http, _) => Answer.Json(http, 200, w =>
            {
                w.WriteStartObject();
                w.WriteString("status", "ok");
                w.WriteString("timestamp", Now());
                w.WriteStartArray("extensions");
                w.WriteEndArray();
                w.WriteEndObject();
            }))
            .Get("/v1/time", (http, _) => Answer.Json(http, 200, w =>
            {
                w.WriteStartObject();
                w.WriteString("timestamp", Now());
                w.WriteNumber("unix_ms", _clock.GetUtcNow().ToUnixTimeMilliseconds());
                w.WriteEndObject();
            }))
            .Get("/v1/markets", Markets)
            .Get("/v1/markets/{id}", (http, id) => One(http, id, row => Answer.Stream(http, [w => row.Record.Json.Write(w, row.Variant)])))
            .Get("/v1/markets/{id}/tokens", (http, id) => One(http, id, row => Tokens(http, row)))
            .Get("/v1/markets/{id}/book", (http, id) => One(http, id, row => Book(http, row)))
            .Get("/v1/markets/{id}/ticker", (http, id) => One(http, id, row => Ticker(http, row)));
    }

    public override string Venue => "foresight";

    public override string Name => "foresight";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        var correlation = http.Request.Headers["x-correlation-id"].ToString();
        w.WriteStartObject();
        w.WriteString("correlation_id", correlation.Length is > 0 and <= 128 ? correlation : "unknown");
        w.WriteString("code", code.ToUpperInvariant());
        w.WriteString("message", message);
        w.WriteNumber("status_code", status);
        w.WriteString("timestamp", Now());
        w.WriteString("path", http.Request.Path.Value);
        w.WriteEndObject();
    });

    private Task Markets(HttpContext http, string _)
    {
        foreach (var name in http.Request.Query.Keys)
        {
            if (name is not ("chain_id" or "status" or "cursor" or "limit"))
                return Invalid(http, $"Unknown query parameter {name}.");
        }

        var chain = Integer(http, "chain_id", out var chainValid);
        var limit = Integer(http, "limit", out var limitValid) ?? 20;
        var status = http.Request.Query["status"].ToString() is { Length: > 0 } asked ? asked : "OPEN";
        if (!chainValid || !limitValid || limit is < 1 or > 100)
            return Invalid(http, "limit must be between 1 and 100, chain_id an integer.");
        if (status is not ("OPEN" or "CLOSED" or "RESOLVED" or "PAUSED" or "SEEDING" or "all"))
            return Invalid(http, "status is not one of the market states or all.");
        if (!Paging.TryCursor(http.Request.Query["cursor"].ToString(), out var place))
            return Invalid(http, "cursor is not valid.");
        var (page, next) = chain is { } c && c != _chainId
            ? ([], null)
            : Paging.Markets(_catalog, place, (int)limit, row => status == "all" || row.Record.Facts.Status == status);
        return Answer.Stream(http, Parts());

        IEnumerable<Action<IBufferWriter<byte>>> Parts()
        {
            yield return w => w.Write("{\"data\":["u8);
            for (var i = 0; i < page.Count; i++)
            {
                var (row, comma) = (page[i].Market, i > 0);
                yield return w =>
                {
                    if (comma)
                        w.Write(","u8);
                    row.Record.Json.Write(w, row.Variant);
                };
            }

            var cursor = next is { } after ? $"\"{Paging.Cursor(after)}\"" : "null";
            yield return w => Encoding.ASCII.GetBytes($"],\"next_cursor\":{cursor},\"has_more\":{(next is null ? "false" : "true")}}}", w);
        }
    }

    private Task One(HttpContext http, string id, Func<MarketRow, Task> answer)
    {
        var chain = Integer(http, "chain_id", out var valid);
        if (!valid || chain is null)
            return Invalid(http, "chain_id is required and must be an integer.");
        return chain == _chainId && _catalog.TryFindMarket(id.ToLowerInvariant(), out var row, out var _)
            ? answer(row)
            : Error(http, 404, "NOT_FOUND", "No such market.");
    }

    private Task Tokens(HttpContext http, MarketRow row) => Answer.Json(http, 200, w =>
    {
        using var record = JsonDocument.Parse(row.Record.Json.Materialise(row.Variant));
        w.WriteStartObject();
        Identity(w, row);
        w.WriteString("collateral_token", record.RootElement.Text("collateral_token"));
        w.WriteNumber("decimals", 18);
        w.WritePropertyName("tokens");
        record.RootElement.GetProperty("tokens").WriteTo(w);
        w.WriteEndObject();
    });

    private Task Book(HttpContext http, MarketRow row) => Answer.Json(http, 200, w =>
    {
        var book = BookSketch.Of(row.Record.Facts, row.Variant);
        w.WriteStartObject();
        Identity(w, row);
        w.WriteString("timestamp", Now());
        Side(w, "bids", book.Bids);
        Side(w, "asks", book.Asks);
        w.WriteEndObject();

        static void Side(Utf8JsonWriter w, string name, IReadOnlyList<Level> levels)
        {
            w.WriteStartArray(name);
            foreach (var level in levels)
            {
                w.WriteStartObject();
                w.WriteString("price", Cents(level.Price));
                w.WriteString("remainingSize", level.Size.ToString());
                w.WriteEndObject();
            }

            w.WriteEndArray();
        }
    });

    private Task Ticker(HttpContext http, MarketRow row) => Answer.Json(http, 200, w =>
    {
        var book = BookSketch.Of(row.Record.Facts, row.Variant);
        Price? bid = book.Bids is [var b, ..] ? b.Price : null;
        Price? ask = book.Asks is [var a, ..] ? a.Price : null;
        var display = Display(bid, ask, row.Record.Facts.Last);
        w.WriteStartObject();
        Identity(w, row);
        w.WriteString("best_bid", Cents(bid));
        w.WriteString("best_ask", Cents(ask));
        w.WriteString("last_price", Cents(row.Record.Facts.Last));
        w.WriteString("spread", Cents(ask - bid));
        w.WriteString("display_price_yes", Cents(display));
        w.WriteString("display_price_no", Cents(display?.Complement));
        w.WriteString("timestamp", Now());
        w.WriteEndObject();
    });

    /// <summary>The midpoint of a narrow book, else the last price, else the one side there is; rounded half up to a cent.</summary>
    private static Price? Display(Price? bid, Price? ask, Price? last)
    {
        var price = bid is { } b && ask is { } a && a - b <= Price.Cents(10) ? Price.Floor(Price.Middle(b, a)) : last ?? bid ?? ask;
        return price is { } p ? Price.Cents(Price.Floor(p.Dollars + 0.005m).FloorCents()) : null;
    }

    private void Identity(Utf8JsonWriter w, MarketRow row)
    {
        w.WriteString("condition_id", Variants.Apply(row.Record.Facts.Id, CutKind.Hex, row.Variant));
        w.WriteNumber("chain_id", _chainId);
    }

    private static string? Cents(Price? price) => price?.Dollars.ToString("0.00", CultureInfo.InvariantCulture);

    private string Now() => _clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private Task Invalid(HttpContext http, string message) => Error(http, 400, "INVALID_REQUEST", message);
}
