using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Kalshi.Solana;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Kalshi;

/// <summary>DFlow's prediction-market metadata host: Kalshi's markets in camelCase, paged by an integer offset.</summary>
internal sealed class DFlowTwin : TwinService
{
    private const int MaxPage = 500;
    private readonly VenueCatalog _catalog;
    private readonly BookShelf _books;
    private readonly FaultBoard _faults;
    private int _sequence = 55_000;

    public DFlowTwin(VenueCatalog catalog, BookShelf books, SolanaChain chain, FaultBoard faults)
    {
        _catalog = catalog;
        _books = books;
        _faults = faults;
        Routes = new RouteTable()
            .Get("/api/v1/events", Events)
            .Get("/api/v1/event/{ticker}", OneEvent)
            .Get("/api/v1/markets", Markets)
            .Get("/api/v1/market/{ticker}", (http, ticker) => Market(http, _catalog.TryFindMarket(ticker, out var row, out var v) ? (row, v) : null))
            .Get("/api/v1/market/by-mint/{mint}", (http, mint) => Market(http, ByMint(mint)))
            .Post("/api/v1/markets/batch", Batch)
            .Get("/api/v1/outcome_mints", OutcomeMints)
            .Post("/api/v1/filter_outcome_mints", FilterMints)
            .Get("/api/v1/orderbook/{ticker}", (http, ticker) => OrderBook(http, _catalog.TryFindMarket(ticker, out var row, out var v) ? (row, v) : null))
            .Get("/api/v1/orderbook/by-mint/{mint}", (http, mint) => OrderBook(http, ByMint(mint)))
            .Get("/api/v1/series", SeriesList)
            .Get("/api/v1/series/{ticker}", OneSeries)
            .Get("/api/v1/tags_by_categories", Tags);
        new DFlowOrderRoutes(chain, faults, Error).AddTo(Routes);
    }

    public override string Venue => "kalshi";

    public override string Name => "dflow";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteString("code", code);
        w.WriteString("msg", message);
        w.WriteEndObject();
    });

    private Task Events(HttpContext http, string _)
    {
        if (!TryPage(http, out var offset, out var limit))
            return Error(http, 400, "invalid_request", "limit and cursor must be integers");
        var status = http.Request.Query["status"].ToString();
        var series = http.Request.Query["seriesTickers"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (series.Length > 25)
            return Error(http, 400, "invalid_request", "at most 25 seriesTickers");
        var nested = Flag(http, "withNestedMarkets") ?? false;
        bool Passes(EventRow row) =>
            (series.Length == 0 || series.Contains(row.Record.Facts.Series))
            && (status.Length == 0 || _catalog.MarketsOf(row).Any(m => m.Record.Facts.Status == status));
        var from = Paging.SkipEvents(_catalog, offset, Passes);
        var (page, next) = Paging.Events(_catalog, from, limit, Passes);
        return Answer.Stream(http, Page("events", page, next is null ? null : offset + page.Count, (w, row) => WriteEvent(w, row, nested)));
    }

    private Task Markets(HttpContext http, string _)
    {
        if (!TryPage(http, out var offset, out var limit))
            return Error(http, 400, "invalid_request", "limit and cursor must be integers");
        var status = http.Request.Query["status"].ToString();
        bool Passes(MarketRow row) => status.Length == 0 || row.Record.Facts.Status == status;
        var from = Paging.SkipMarkets(_catalog, offset, Passes);
        var (page, next) = Paging.Markets(_catalog, from, limit, Passes);
        return Answer.Stream(http, Page("markets", page, next is null ? null : offset + page.Count, (w, row) => Write(w, row.Market)));
    }

    private Task OneEvent(HttpContext http, string ticker) => _catalog.TryFindEvent(ticker, out var row)
        ? Answer.Stream(http, [w => WriteEvent(w, row, Flag(http, "withNestedMarkets") ?? false)])
        : Error(http, 404, "not_found", "Event not found");

    private Task Market(HttpContext http, (MarketRow Market, int Variant)? found) => found is { } row
        ? Answer.Stream(http, [w => Write(w, row.Market)])
        : Error(http, 404, "not_found", "Market not found");

    private (MarketRow, int)? ByMint(string mint) =>
        _catalog.TryFindByToken(mint, out var row, out var _, out var variant) ? (row, variant) : null;

    private async Task Batch(HttpContext http, string _)
    {
        using var body = await Body(http);
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object)
        {
            await Error(http, 400, "invalid_request", "Invalid JSON body");
            return;
        }

        var tickers = body.RootElement.Strings("tickers");
        var mints = body.RootElement.Strings("mints");
        if (tickers.Count + mints.Count > 100)
        {
            await Error(http, 400, "invalid_request", "at most 100 tickers and mints");
            return;
        }

        var found = new List<MarketRow>();
        foreach (var ticker in tickers)
        {
            if (_catalog.TryFindMarket(ticker, out var row, out var _))
                found.Add(row);
        }

        foreach (var mint in mints)
        {
            if (_catalog.TryFindByToken(mint, out var row, out var _, out var _) && !found.Contains(row))
                found.Add(row);
        }

        await Answer.Stream(http, Page("markets", found, null, Write));
    }

    private Task OutcomeMints(HttpContext http, string _)
    {
        var since = Integer(http, "minCloseTs", out var valid);
        if (!valid)
            return Error(http, 400, "invalid_request", "minCloseTs must be an integer");
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("mints");
            for (var row = 0; row < _catalog.MarketRows; row++)
            {
                if (!_catalog.TryMarket(row, out var m) || m.Record.Facts.ClosesAt < since)
                    continue;
                for (var t = 0; t < m.Record.Facts.Tokens.Count; t++)
                {
                    if (t % 3 != 2) // every third is a ledger, not a mint
                        w.WriteStringValue(Variants.Apply(m.Record.Facts.Tokens[t], CutKind.Mint, m.Variant));
                }
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
    }

    private async Task FilterMints(HttpContext http, string _)
    {
        using var body = await Body(http);
        var addresses = body?.RootElement.ValueKind == JsonValueKind.Object ? body.RootElement.Strings("addresses") : null;
        if (addresses is null || addresses.Count > 200)
        {
            await Error(http, 400, "invalid_request", "addresses must be a list of at most 200");
            return;
        }

        await Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("outcomeMints");
            foreach (var address in addresses)
            {
                if (_catalog.TryFindByToken(address, out var _, out var position, out var _) && position % 3 != 2)
                    w.WriteStringValue(address);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
    }

    private Task OrderBook(HttpContext http, (MarketRow Market, int Variant)? found)
    {
        if (found is not { } row || !row.Market.Record.Facts.Tradable)
            return Error(http, 404, "not_found", "Orderbook not found");
        var book = _books.Read(row.Market);
        var sequence = _faults.TryTake(Venue, "stale_book") ? 1 : Interlocked.Increment(ref _sequence);
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            Ladder(w, "yes_bids", book.Bids);
            Ladder(w, "no_bids", book.Mirrored().Bids);
            w.WriteNumber("sequence", sequence);
            w.WriteEndObject();
        });

        static void Ladder(Utf8JsonWriter w, string name, IReadOnlyList<Level> levels)
        {
            w.WriteStartObject(name);
            foreach (var level in levels.Reverse())
                w.WriteNumber(level.Price.ToFixed(), (long)level.Size.Amount);
            w.WriteEndObject();
        }
    }

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
        ? Answer.Json(http, 200, w => WriteSeries(w, series))
        : Error(http, 404, "not_found", "Series not found");

    private Task Tags(HttpContext http, string _) => Answer.Json(http, 200, w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("tagsByCategories");
        foreach (var category in KalshiSeries.All(_catalog).Select(s => s.Category).Where(c => c.Length > 0).Distinct().Order(StringComparer.Ordinal))
            w.WriteNull(category);
        w.WriteEndObject();
        w.WriteEndObject();
    });

    private static void WriteSeries(Utf8JsonWriter w, KalshiSeries series)
    {
        w.WriteStartObject();
        w.WriteString("ticker", series.Ticker);
        w.WriteString("frequency", "custom");
        w.WriteString("title", series.Title);
        w.WriteString("category", series.Category);
        w.WriteNull("tags");
        w.WriteNull("settlementSources");
        w.WriteString("contractUrl", "");
        w.WriteString("contractTermsUrl", "");
        w.WriteStartObject("productMetadata");
        w.WriteEndObject();
        w.WriteString("feeType", "quadratic");
        w.WriteNumber("feeMultiplier", 1);
        w.WriteNull("additionalProhibitions");
        w.WriteEndObject();
    }

    private void WriteEvent(IBufferWriter<byte> output, EventRow row, bool nested)
    {
        row.Record.Translated!.WriteOpen(output, row.Variant);
        if (nested)
        {
            output.Write(",\"markets\":["u8);
            var first = true;
            foreach (var market in _catalog.ReadMarketsOf(row))
            {
                if (!first)
                    output.Write(","u8);
                first = false;
                Write(output, market);
            }

            output.Write("]"u8);
        }

        output.Write("}"u8);
    }

    private static void Write(IBufferWriter<byte> output, MarketRow row) => row.Record.Translated!.Write(output, row.Variant);

    /// <summary>The parts of a page; the cursor is the number of rows skipped plus returned, null at the end.</summary>
    private static IEnumerable<Action<IBufferWriter<byte>>> Page<T>(
        string name, IReadOnlyList<T> rows, long? cursor, Action<IBufferWriter<byte>, T> write)
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

        yield return w => Encoding.ASCII.GetBytes(
            $"],\"cursor\":{cursor?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}", w);
    }

    private static bool TryPage(HttpContext http, out long offset, out int limit)
    {
        offset = Integer(http, "cursor", out var cursorValid) ?? 0;
        var asked = Integer(http, "limit", out var limitValid) ?? 100;
        limit = (int)Math.Clamp(asked, 1, MaxPage);
        return cursorValid && limitValid && offset >= 0 && asked > 0;
    }
}
