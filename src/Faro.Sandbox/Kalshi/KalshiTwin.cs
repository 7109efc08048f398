using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Kalshi;

/// <summary>Kalshi's own public API, v2. Without a filter, its market listing begins with the parlay flood.</summary>
internal sealed class KalshiTwin : TwinService
{
    private const string Root = "/trade-api/v2";
    private readonly VenueCatalog _catalog;
    private readonly Parlays _parlays;
    private readonly BookShelf _books;
    private readonly FaultBoard _faults;

    public KalshiTwin(VenueCatalog catalog, Parlays parlays, BookShelf books, FaultBoard faults)
    {
        _catalog = catalog;
        _parlays = parlays;
        _books = books;
        _faults = faults;
        Routes = new RouteTable()
            .Get(Root + "/events", Events)
            .Get(Root + "/events/{ticker}", OneEvent)
            .Get(Root + "/markets", Markets)
            .Get(Root + "/markets/orderbooks", OrderBooks)
            .Get(Root + "/markets/{ticker}", OneMarket)
            .Get(Root + "/markets/{ticker}/orderbook", OrderBook)
            .Get(Root + "/series", SeriesList)
            .Get(Root + "/series/{ticker}", OneSeries)
            .Get(Root + "/exchange/status", (http, _) => Answer.Raw(http, 200, "{\"exchange_active\":true,\"trading_active\":true}"u8.ToArray()));
    }

    public override string Venue => "kalshi";

    public override string Name => "kalshi";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("error");
        w.WriteString("code", code);
        w.WriteString("message", message);
        w.WriteEndObject();
        w.WriteEndObject();
    });

    private Task Events(HttpContext http, string _)
    {
        if (!TryPage(http, 200, 200, out var place, out var limit, out var problem))
            return Invalid(http, problem);
        var query = http.Request.Query;
        var nested = Flag(http, "with_nested_markets") ?? false;
        var series = query["series_ticker"].ToString();
        var tickers = Split(query["tickers"].ToString());
        var status = query["status"].ToString();
        if (status is not ("" or "unopened" or "open" or "closed" or "settled"))
            return Invalid(http, "invalid status filter");
        var minClose = Integer(http, "min_close_ts", out var valid);
        if (!valid)
            return Invalid(http, "invalid min_close_ts");
        bool Passes(EventRow row)
        {
            var f = row.Record.Facts;
            return (series.Length == 0 || f.Series == series)
                && (tickers.Count == 0 || tickers.Contains(Variants.Apply(f.Id, CutKind.Ticker, row.Variant)))
                && (status.Length == 0 || _catalog.MarketsOf(row).Any(m => Word(m.Record.Facts.Status) == status))
                && (minClose is null || _catalog.MarketsOf(row).Any(m => m.Record.Facts.ClosesAt >= minClose));
        }

        var (page, next) = Paging.Events(_catalog, place, limit, Passes);
        return Answer.Stream(http, Page("events", page, next, (w, row) => WriteEvent(w, row, nested)));
    }

    private Task OneEvent(HttpContext http, string ticker)
    {
        if (!_catalog.TryFindEvent(ticker, out var row))
            return Error(http, 404, "not_found", "not found");
        var nested = Flag(http, "with_nested_markets") ?? false;
        return Answer.Stream(http, [w =>
        {
            w.Write("{\"event\":"u8);
            WriteEvent(w, row, nested);
            if (!nested)
            {
                w.Write(",\"markets\":"u8);
                WriteMarkets(w, row);
            }

            w.Write("}"u8);
        }]);
    }

    private Task Markets(HttpContext http, string _)
    {
        if (!TryPage(http, 100, 1000, out var place, out var limit, out var problem))
            return Invalid(http, problem);
        var query = http.Request.Query;
        var series = query["series_ticker"].ToString();
        var events = Split(query["event_ticker"].ToString());
        var tickers = Split(query["tickers"].ToString());
        var status = query["status"].ToString();
        if (status is not ("" or "unopened" or "open" or "paused" or "closed" or "settled"))
            return Invalid(http, "invalid status filter");
        var parlays = query["mve_filter"].ToString();
        if (parlays is not ("" or "only" or "exclude"))
            return Invalid(http, "invalid mve_filter");
        var narrow = series.Length + events.Count + tickers.Count > 0;
        var flood = narrow || parlays == "exclude" || status is not ("" or "open") ? 0 : _parlays.Count;
        bool Passes(MarketRow row)
        {
            var f = row.Record.Facts;
            if (parlays == "only")
                return false;
            if (status.Length > 0 && Word(f.Status) != status)
                return false;
            if (tickers.Count > 0 && !tickers.Contains(Variants.Apply(f.Id, CutKind.Ticker, row.Variant)))
                return false;
            if (series.Length == 0 && events.Count == 0)
                return true;
            var owner = _catalog.EventOf(row, row.Variant).Record.Facts;
            return (series.Length == 0 || owner.Series == series)
                && (events.Count == 0 || events.Contains(Variants.Apply(owner.Id, CutKind.Ticker, row.Variant)));
        }

        var parlaysHere = Math.Clamp(flood - place, 0, limit);
        var (page, next) = parlaysHere == limit
            ? ([], place + limit < flood || parlays != "only" ? place + limit - flood : (int?)null)
            : Paging.Markets(_catalog, Math.Max(place - flood, 0), limit - parlaysHere, Passes);
        var parts = Enumerable.Range(place, parlaysHere).Select<int, Action<IBufferWriter<byte>>>(i => w => _parlays.Write(w, i))
            .Concat(page.Select<(MarketRow Market, int Variant), Action<IBufferWriter<byte>>>(row => w => row.Market.Record.Json.Write(w, row.Market.Variant)));
        return Answer.Stream(http, Page("markets", [.. parts], next + flood, (w, part) => part(w)));
    }

    private Task OneMarket(HttpContext http, string ticker) => _catalog.TryFindMarket(ticker, out var row, out var _)
        ? Answer.Stream(http, [w =>
        {
            w.Write("{\"market\":"u8);
            row.Record.Json.Write(w, row.Variant);
            w.Write("}"u8);
        }])
        : Error(http, 404, "not_found", "not found");

    private Task OrderBook(HttpContext http, string ticker)
    {
        if (!_catalog.TryFindMarket(ticker, out var row, out var _))
            return Error(http, 404, "not_found", "not found");
        var depth = Integer(http, "depth", out var valid) ?? 0;
        if (!valid || depth is < 0 or > 100)
            return Invalid(http, "invalid depth");
        _faults.TryTake(Venue, "stale_book"); // Kalshi's book has no time: nothing can show that it is stale
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            WriteBook(w, row, (int)depth);
            w.WriteEndObject();
        });
    }

    private Task OrderBooks(HttpContext http, string _) => Answer.Json(http, 200, w =>
    {
        w.WriteStartObject();
        w.WriteStartArray("orderbooks");
        foreach (var ticker in http.Request.Query["tickers"].OfType<string>().SelectMany(Split).Take(100))
        {
            if (!_catalog.TryFindMarket(ticker, out var row, out var _))
                continue;
            w.WriteStartObject();
            w.WriteString("ticker", ticker);
            WriteBook(w, row, 0);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    });

    private Task SeriesList(HttpContext http, string _)
    {
        var category = http.Request.Query["category"].ToString();
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("series");
            foreach (var series in KalshiSeries.All(_catalog).Where(s => category.Length == 0 || s.Category == category))
                WriteSeries(w, series);
            w.WriteEndArray();
            w.WriteEndObject();
        });
    }

    private Task OneSeries(HttpContext http, string ticker) => KalshiSeries.All(_catalog).FirstOrDefault(s => s.Ticker == ticker) is { } series
        ? Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WritePropertyName("series");
            WriteSeries(w, series);
            w.WriteEndObject();
        })
        : Error(http, 404, "not_found", "not found");

    private static void WriteSeries(Utf8JsonWriter w, KalshiSeries series)
    {
        w.WriteStartObject();
        w.WriteString("ticker", series.Ticker);
        w.WriteString("frequency", "custom");
        w.WriteString("title", series.Title);
        w.WriteString("category", series.Category);
        w.WriteNull("tags");
        w.WriteNull("settlement_sources");
        w.WriteString("contract_url", "");
        w.WriteString("contract_terms_url", "");
        w.WriteString("fee_type", "quadratic");
        w.WriteNumber("fee_multiplier", 1);
        w.WriteNull("additional_prohibitions");
        w.WriteEndObject();
    }

    private void WriteBook(Utf8JsonWriter w, MarketRow row, int depth)
    {
        var book = _books.Read(row);
        w.WriteStartObject("orderbook_fp");
        Ladder(w, "yes_dollars", book.Bids, depth);
        Ladder(w, "no_dollars", book.Mirrored().Bids, depth);
        w.WriteEndObject();

        static void Ladder(Utf8JsonWriter w, string name, IReadOnlyList<Level> levels, int depth)
        {
            w.WriteStartArray(name);
            foreach (var level in levels.Take(depth == 0 ? int.MaxValue : depth).Reverse()) // the best is last
            {
                w.WriteStartArray();
                w.WriteStringValue(level.Price.ToFixed());
                w.WriteStringValue(level.Size.ToFixed());
                w.WriteEndArray();
            }

            w.WriteEndArray();
        }
    }

    private void WriteEvent(IBufferWriter<byte> output, EventRow row, bool nested)
    {
        row.Record.Head.WriteOpen(output, row.Variant);
        if (nested)
        {
            output.Write(",\"markets\":"u8);
            WriteMarkets(output, row);
        }

        output.Write("}"u8);
    }

    private void WriteMarkets(IBufferWriter<byte> output, EventRow row)
    {
        output.Write("["u8);
        var first = true;
        foreach (var market in _catalog.ReadMarketsOf(row))
        {
            if (!first)
                output.Write(","u8);
            first = false;
            market.Record.Json.Write(output, market.Variant);
        }

        output.Write("]"u8);
    }

    /// <summary>The parts of a page; the cursor is the empty string at the end.</summary>
    private static IEnumerable<Action<IBufferWriter<byte>>> Page<T>(
        string name, List<T> rows, int? next, Action<IBufferWriter<byte>, T> write)
    {
        yield return w => Encoding.ASCII.GetBytes($"{{\"{name}\":[", w);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var comma = i > 0;
            yield return w =>
            {
                if (comma)
                    w.Write(","u8);
                write(w, row);
            };
        }

        yield return w => Encoding.ASCII.GetBytes($"],\"cursor\":\"{(next is { } place ? Paging.Cursor(place) : "")}\"}}", w);
    }

    /// <summary>The filter's name for a status of answers.</summary>
    private static string Word(string status) => status switch
    {
        "initialized" => "unopened",
        "active" => "open",
        "inactive" => "paused",
        "finalized" => "settled",
        _ => "closed",
    };

    private static HashSet<string> Split(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private Task Invalid(HttpContext http, string problem) => Error(http, 400, "bad_request", problem);

    private static bool TryPage(HttpContext http, int byDefault, int max, out int place, out int limit, out string problem)
    {
        problem = "";
        var asked = Integer(http, "limit", out var valid) ?? byDefault;
        limit = (int)Math.Clamp(asked, 1, max);
        if (!valid || asked < 1 || asked > max)
            problem = string.Create(CultureInfo.InvariantCulture, $"limit must be between 1 and {max}");
        if (!Paging.TryCursor(http.Request.Query["cursor"].ToString(), out place))
            problem = "invalid cursor";
        return problem.Length == 0;
    }
}
