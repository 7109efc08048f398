using Faro.Clob.Engine;
using Faro.Clob.Journal;
using Faro.Clob.Venue;

namespace Faro.Clob.Http;

/// <summary>Public data: no credentials, any market state (routes 1 to 9).</summary>
internal static class MarketEndpoints
{
    private const int MaxHistory = 1_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/health", Health);
        app.MapGet("/v1/time", ServerTime);
        app.MapGet("/v1/markets", List);
        app.MapGet("/v1/markets/{condition_id}", Get);
        app.MapGet("/v1/markets/{condition_id}/tokens", Tokens);
        app.MapGet("/v1/markets/{condition_id}/book", Book);
        app.MapGet("/v1/markets/{condition_id}/ticker", Ticker);
        app.MapGet("/v1/markets/{condition_id}/trades", Trades);
        app.MapGet("/v1/markets/{condition_id}/price-history", PriceHistory);
        app.MapGet("/v1/markets/{condition_id}/midpoint", Midpoint);
        app.MapGet("/v1/markets/{condition_id}/price", BestPrice);
    }

    private static IResult Health(VenueWriter writer, TimeProvider clock) => writer.Healthy
        ? Results.Json(new { Status = "ok", Timestamp = Now(clock), Extensions = new[] { "tif", "post_only", "seq", "balances", "user_seq" } }, Wire.Json)
        : throw new ClobProblem("SERVICE_DEGRADED", "The journal cannot be written.", retryAfter: 1);

    private static IResult ServerTime(TimeProvider clock) =>
        Results.Json(new { Timestamp = Now(clock), UnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds() }, Wire.Json);

    private static IResult List(HttpContext context, VenueWriter writer)
    {
        RequestReader.AllowOnly(context, "chain_id", "status", "cursor", "limit");
        long? chain = RequestReader.Integer(context, "chain_id");
        string status = RequestReader.Text(context, "status") ?? "OPEN";
        MarketStatus? wanted = status == "all" ? null
            : Enum.GetValues<MarketStatus>().Cast<MarketStatus?>().FirstOrDefault(s => Wire.Name(s!.Value) == status)
                ?? throw ClobProblem.Invalid("status", "must be OPEN, CLOSED, RESOLVED, PAUSED, SEEDING or all");
        long? cursor = RequestReader.Cursor(context);
        int limit = RequestReader.Limit(context);
        VenueViews views = writer.Views;
        lock (views.Gate)
        {
            (List<MarketBody> data, long? next) = Paging.NewestFirst(
                views.Markets, cursor, limit, m => (chain is null || m.Terms.ChainId == chain) && (wanted is null || m.Terms.Status == wanted), Wire.Market);
            return Results.Json(Wire.Paged(data, next), Wire.Json);
        }
    }

    private static IResult Get(HttpContext context, VenueWriter writer)
    {
        RequestReader.AllowOnly(context, "chain_id");
        return Read(context, writer, clobOnly: false, Wire.Market);
    }

    private static IResult Tokens(HttpContext context, VenueWriter writer)
    {
        RequestReader.AllowOnly(context, "chain_id");
        return Read(context, writer, clobOnly: true, Wire.TokensOf);
    }

    private static IResult Book(HttpContext context, VenueWriter writer)
    {
        RequestReader.AllowOnly(context, "chain_id");
        return Fresh(context, Read(context, writer, clobOnly: true, m =>
        {
            context.Response.Headers.ETag = $"\"{m.Sequence}\"";
            return Wire.Book(m);
        }));
    }

    private static IResult Ticker(HttpContext context, VenueWriter writer, TimeProvider clock)
    {
        RequestReader.AllowOnly(context, "chain_id");
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return Fresh(context, Read(context, writer, clobOnly: true, m =>
        {
            context.Response.Headers.ETag = $"\"{m.Sequence}-{m.Trades.Count}\"";
            return Wire.Ticker(m, m.Ticker(), now);
        }));
    }

    private static IResult Trades(HttpContext context, VenueWriter writer)
    {
        RequestReader.AllowOnly(context, "chain_id", "limit", "cursor");
        long? cursor = RequestReader.Cursor(context);
        int limit = RequestReader.Limit(context);
        return Read(context, writer, clobOnly: true, m =>
        {
            (List<TradeBody> data, long? next) = Paging.NewestFirst(m.Trades, cursor, limit, _ => true, Wire.Trade);
            return Wire.Paged(data, next);
        });
    }

    private static IResult PriceHistory(HttpContext context, VenueWriter writer, TimeProvider clock)
    {
        RequestReader.AllowOnly(context, "chain_id", "interval", "from", "to");
        long step = (RequestReader.Text(context, "interval") ?? "1h") switch
        {
            "1m" => 60,
            "5m" => 300,
            "1h" => 3_600,
            "6h" => 21_600,
            "1d" => 86_400,
            _ => throw ClobProblem.Invalid("interval", "must be 1m, 5m, 1h, 6h or 1d"),
        };
        const long Latest = 253_402_300_799;
        long to = RequestReader.Integer(context, "to", 0, Latest) ?? clock.GetUtcNow().ToUnixTimeSeconds();
        long from = RequestReader.Integer(context, "from", 0, Latest) ?? Math.Max(0, to - (step * 100));
        if (from > to) throw ClobProblem.Invalid("from", "must not be after to");
        if ((to - from) / step >= MaxHistory) throw ClobProblem.Invalid("interval", $"gives more than {MaxHistory} points");
        return Read(context, writer, clobOnly: true, m => new DataBody<PointBody>([.. Points(m, from, to, step)]));
    }

    private static IResult Midpoint(HttpContext context, VenueWriter writer, TimeProvider clock)
    {
        RequestReader.AllowOnly(context, "chain_id");
        return Fresh(context, Read(context, writer, clobOnly: true, m =>
        {
            string? midpoint = m.BestBid is { } bid && m.BestAsk is { } ask
                ? ((bid + ask) / 200m).ToString("0.00#", System.Globalization.CultureInfo.InvariantCulture) : null;
            return new { ConditionId = m.Terms.ConditionId.ToString(), m.Terms.ChainId, Midpoint = midpoint, Timestamp = Now(clock) };
        }));
    }

    private static IResult BestPrice(HttpContext context, VenueWriter writer, TimeProvider clock)
    {
        RequestReader.AllowOnly(context, "chain_id", "outcome", "side");
        bool yes = (RequestReader.Integer(context, "outcome", 0, 1) ?? throw ClobProblem.Invalid("outcome", "is required")) == 1;
        string side = RequestReader.Text(context, "side") ?? "";
        if (side is not ("BUY" or "SELL")) throw ClobProblem.Invalid("side", "must be BUY or SELL");
        return Fresh(context, Read(context, writer, clobOnly: true, m =>
        {
            // Buying YES and selling NO take asks; the NO token's price is one minus.
            int? tick = side == "BUY" == yes ? m.BestAsk : m.BestBid;
            int? token = yes ? tick : 100 - tick;
            return new
            {
                ConditionId = m.Terms.ConditionId.ToString(),
                m.Terms.ChainId,
                Outcome = yes ? 1 : 0,
                Side = side,
                Price = token is 0 ? "0.00" : Wire.Price(token),
                Timestamp = Now(clock),
            };
        }));
    }

    private static IEnumerable<PointBody> Points(MarketRecord market, long from, long to, long step)
    {
        int next = 0;
        TradeRecord? last = null;
        for (long end = from; end <= to; end += step)
        {
            // Trades are in time order, so one pass serves all steps.
            while (next < market.Trades.Count && market.Trades[next].AtMs <= end * 1000) last = market.Trades[next++];
            if (last is not null) yield return new PointBody(Wire.Time(end * 1000), OrderText.FormatPrice(last.Tick));
        }
    }

    private static IResult Read<T>(HttpContext context, VenueWriter writer, bool clobOnly, Func<MarketRecord, T> read)
    {
        VenueViews views = writer.Views;
        MarketRecord market = RequestReader.Market(context, views);
        if (clobOnly && !market.Terms.IsClob) throw new ClobProblem("MARKET_NOT_CLOB", "The market trades on the AMM.");
        lock (views.Gate) return Results.Json(read(market), Wire.Json);
    }

    private static IResult Fresh(HttpContext context, IResult result)
    {
        context.Response.Headers.CacheControl = "no-store";
        return result;
    }

    private static string Now(TimeProvider clock) => Wire.Time(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private sealed record PointBody(string Timestamp, string Price);
}

/// <summary>Pages over lists that only grow: the cursor is a position, so a page never shifts under its reader.</summary>
internal static class Paging
{
    private const int MaxLookedAt = 200_000;

    public static (List<TBody> Data, long? Next) NewestFirst<T, TBody>(
        IReadOnlyList<T> all, long? cursor, int limit, Func<T, bool> matches, Func<T, TBody> body)
    {
        List<TBody> data = new(limit);
        long start = Math.Min(cursor ?? all.Count, all.Count);
        for (long i = start - 1; i >= 0; i--)
        {
            if (!matches(all[(int)i]))
            {
                if (start - i < MaxLookedAt) continue;
                return (data, i); // a short page with a cursor: the caller continues from here
            }

            if (data.Count == limit) return (data, i + 1);
            data.Add(body(all[(int)i]));
        }

        return (data, null);
    }
}
