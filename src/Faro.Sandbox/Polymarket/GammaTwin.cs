using System.Buffers;
using System.Globalization;
using System.Text;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.Polymarket;

/// <summary>Polymarket's catalog host (Gamma): keyset and offset listings, look-ups by id and slug.</summary>
internal sealed class GammaTwin : TwinService
{
    private const int MaxPage = 100;
    private const int MaxOffset = 10_000;
    private readonly VenueCatalog _catalog;

    public GammaTwin(VenueCatalog catalog)
    {
        _catalog = catalog;
        Routes = new RouteTable()
            .Get("/events/keyset", (http, _) => Events(http, keyset: true))
            .Get("/events", (http, _) => Events(http, keyset: false))
            .Get("/events/{id}", EventById)
            .Get("/events/slug/{slug}", EventBySlug)
            .Get("/markets/keyset", (http, _) => Markets(http, keyset: true))
            .Get("/markets", (http, _) => Markets(http, keyset: false))
            .Get("/markets/{id}", MarketById)
            .Get("/markets/slug/{slug}", MarketBySlug)
            .Get("/status", (http, _) => http.Response.WriteAsync("OK"));
    }

    public override string Venue => "polymarket";

    public override string Name => "gamma";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteString("type", status == StatusCodes.Status422UnprocessableEntity ? "validation error" : code.Replace('_', ' ') + " error");
        w.WriteString("error", message);
        w.WriteEndObject();
    });

    private Task Events(HttpContext http, bool keyset)
    {
        if (!TryPage(http, keyset, out var place, out var limit, out var problem))
            return Invalid(http, problem);
        var query = http.Request.Query;
        var closed = Flag(http, "closed");
        var active = Flag(http, "active");
        var archived = Flag(http, "archived");
        var nested = Flag(http, "include_markets") ?? true;
        var tag = query["tag_id"].Concat(query["tag_slug"]).OfType<string>().ToHashSet();
        var ids = query["id"].OfType<string>().ToHashSet();
        var slugs = query["slug"].OfType<string>().ToHashSet();
        if (!TryBounds(http, out var endMin, out var endMax, out var liquidityMin, out var volumeMin, out problem))
            return Invalid(http, problem);
        bool Passes(EventRow row)
        {
            var f = row.Record.Facts;
            return (closed is null || f.Closed == closed)
                && (active is null || f.Active == active)
                && (archived is null || f.Archived == archived)
                && (endMin is null || f.EndsAt >= endMin)
                && (endMax is null || f.EndsAt <= endMax)
                && (liquidityMin is null || f.Liquidity >= liquidityMin)
                && (volumeMin is null || f.Volume >= volumeMin)
                && (tag.Count == 0 || f.Tags.Any(tag.Contains))
                && (ids.Count == 0 || ids.Contains(Variants.Apply(f.Id, CutKind.Number, row.Variant)))
                && (slugs.Count == 0 || (f.Slug is { } slug && slugs.Contains(Variants.Apply(slug, CutKind.Slug, row.Variant))));
        }

        var from = keyset ? (int)place : Paging.SkipEvents(_catalog, place, Passes);
        var (page, next) = place > MaxOffset && !keyset ? ([], null) : Paging.Events(_catalog, from, limit, Passes);
        return Answer.Stream(http, Page(page, keyset ? "events" : null, next, (w, row) => WriteEvent(w, row, nested)));
    }

    private Task Markets(HttpContext http, bool keyset)
    {
        if (!TryPage(http, keyset, out var place, out var limit, out var problem))
            return Invalid(http, problem);
        var query = http.Request.Query;
        var closed = Flag(http, "closed");
        var conditions = query["condition_ids"].OfType<string>().ToList();
        var tokens = query["clob_token_ids"].OfType<string>().ToList();
        var ids = query["id"].OfType<string>().ToList();
        var slugs = query["slug"].OfType<string>().ToList();
        if (conditions.Count + tokens.Count + ids.Count + slugs.Count > 0)
        {
            var found = Find(conditions, tokens, ids, slugs).Where(m => closed is null || m.Market.Record.Facts.Closed == closed).Take(limit);
            return Answer.Stream(http, Page([.. found], keyset ? "markets" : null, null, WriteMarketWithEvent));
        }

        if (!TryBounds(http, out var endMin, out var endMax, out _, out _, out problem))
            return Invalid(http, problem);
        bool Passes(MarketRow row)
        {
            var f = row.Record.Facts;
            return f.Active && !f.Archived
                && (closed is null || f.Closed == closed)
                && (endMin is null || f.ClosesAt >= endMin)
                && (endMax is null || f.ClosesAt <= endMax);
        }

        var from = keyset ? (int)place : Paging.SkipMarkets(_catalog, place, Passes);
        var (page, next) = place > MaxOffset && !keyset ? ([], null) : Paging.Markets(_catalog, from, limit, Passes);
        return Answer.Stream(http, Page(page, keyset ? "markets" : null, next, WriteMarketWithEvent));
    }

    private Task EventById(HttpContext http, string id) =>
        _catalog.TryFindEvent(id, out var row) ? One(http, w => WriteEvent(w, row, nested: true)) : NotFound(http);

    private Task EventBySlug(HttpContext http, string slug) =>
        _catalog.TryFindEventBySlug(slug, out var row) ? One(http, w => WriteEvent(w, row, nested: true)) : NotFound(http);

    private Task MarketById(HttpContext http, string id) =>
        _catalog.TryFindMarket(id, out var row, out var variant) ? One(http, w => WriteMarketWithEvent(w, (row, variant))) : NotFound(http);

    private Task MarketBySlug(HttpContext http, string slug) => _catalog.TryFindMarketBySlug(slug, out var row, out var variant)
        ? One(http, w => WriteMarketWithEvent(w, (row, variant)))
        : NotFound(http);

    private IEnumerable<(MarketRow Market, int Variant)> Find(List<string> conditions, List<string> tokens, List<string> ids, List<string> slugs)
    {
        foreach (var condition in conditions)
        {
            if (_catalog.TryFindByCondition(condition, out var row, out var variant))
                yield return (row, variant);
        }

        foreach (var token in tokens)
        {
            if (_catalog.TryFindByToken(token, out var row, out _, out var variant))
                yield return (row, variant);
        }

        foreach (var id in ids)
        {
            if (_catalog.TryFindMarket(id, out var row, out var variant))
                yield return (row, variant);
        }

        foreach (var slug in slugs)
        {
            if (_catalog.TryFindMarketBySlug(slug, out var row, out var variant))
                yield return (row, variant);
        }
    }

    private void WriteEvent(IBufferWriter<byte> output, EventRow row, bool nested)
    {
        row.Record.Head.WriteOpen(output, row.Variant);
        if (nested)
        {
            output.Write(row.Record.Head.HasMembers ? ",\"markets\":["u8 : "\"markets\":["u8);
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

        output.Write("}"u8);
    }

    private void WriteMarketWithEvent(IBufferWriter<byte> output, (MarketRow Market, int Variant) row)
    {
        row.Market.Record.Json.WriteOpen(output, row.Market.Variant);
        output.Write(",\"events\":["u8);
        var owner = _catalog.EventOf(row.Market, row.Variant);
        owner.Record.Head.Write(output, owner.Variant);
        output.Write("]}"u8);
    }

    /// <summary>The parts of a page: a bare array, or an object with a cursor that is left out at the end.</summary>
    private static IEnumerable<Action<IBufferWriter<byte>>> Page<T>(
        IReadOnlyList<T> rows, string? name, int? next, Action<IBufferWriter<byte>, T> write)
    {
        yield return w => Encoding.ASCII.GetBytes(name is null ? "[" : $"{{\"{name}\":[", w);
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
            name is null ? "]" : next is { } place ? $"],\"next_cursor\":\"{Paging.Cursor(place)}\"}}" : "]}", w);
    }

    private static Task One(HttpContext http, Action<IBufferWriter<byte>> write) => Answer.Stream(http, [write]);

    private Task NotFound(HttpContext http) => Error(http, StatusCodes.Status404NotFound, "not_found", "id not found");

    private Task Invalid(HttpContext http, string problem) => Error(http, StatusCodes.Status422UnprocessableEntity, "", problem);

    private static bool TryPage(HttpContext http, bool keyset, out long place, out int limit, out string problem)
    {
        place = 0;
        limit = 0;
        problem = "";
        var asked = Integer(http, "limit", out var valid);
        if (!valid || asked < 0)
            problem = "limit is not valid";
        limit = (int)Math.Clamp(asked ?? 20, 1, keyset ? MaxPage : 500);
        if (keyset && Paging.TryCursor(http.Request.Query["after_cursor"].ToString(), out var row))
            place = row;
        else if (keyset)
            problem = "after_cursor is not valid";
        else if (Integer(http, "offset", out valid) is { } offset && offset >= 0)
            place = offset;
        else if (!valid)
            problem = "offset is not valid";
        // The twin stores its records in the order of their ids, so only that order is supported.
        if (http.Request.Query["order"].ToString() is not ("" or "id") || Flag(http, "ascending") == false)
            problem = "order: the sandbox serves ascending ids only";
        return problem.Length == 0;
    }

    private static bool TryBounds(
        HttpContext http, out long? endMin, out long? endMax, out decimal? liquidityMin, out decimal? volumeMin, out string problem)
    {
        var wrong = "";
        long? Time(string name)
        {
            var text = http.Request.Query[name].ToString();
            if (text.Length == 0)
                return null;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                return at.ToUnixTimeSeconds();
            wrong = name + " is not valid";
            return null;
        }

        decimal? Amount(string name)
        {
            var text = http.Request.Query[name].ToString();
            if (text.Length == 0)
                return null;
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
                return amount;
            wrong = name + " is not valid";
            return null;
        }

        endMin = Time("end_date_min");
        endMax = Time("end_date_max");
        liquidityMin = Amount("liquidity_min");
        volumeMin = Amount("volume_min");
        problem = wrong;
        return wrong.Length == 0;
    }
}
