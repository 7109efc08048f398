using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Faro.Venues.Http;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi;

/// <content>The catalog walk.</content>
public sealed partial class KalshiClient
{
    private const int MaxPages = 20_000;
    private static readonly TimeSpan CategoriesLast = TimeSpan.FromHours(6);
    private static readonly Dictionary<string, string> NoCategories = [];

    private readonly ConcurrentDictionary<KalshiSource, (Dictionary<string, string> Map, long ReadAt)> categories = [];

    /// <inheritdoc/>
    public async IAsyncEnumerable<CatalogPage> Walk(CatalogScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        var first = options.Source;
        VenueException? away = null;
        await using (var pages = Once(WalkSource(first, scope, cancel), cancel).GetAsyncEnumerator(cancel))
        {
            while (true)
            {
                try
                {
                    if (!await pages.MoveNextAsync().ConfigureAwait(false))
                        yield break;
                }
                catch (VenueException e) when (options.Fallback && IsAway(e))
                {
                    away = e;
                    break;
                }
                yield return pages.Current;
            }
        }
        // The second walk starts over: what the first one returned is valid, but it is not known what is missing.
        var second = first == KalshiSource.DFlow ? KalshiSource.Kalshi : KalshiSource.DFlow;
        VenueLog.FallingBack(logger, Venue.Kalshi, first.ToString(), away!.Code, second.ToString());
        await using var rest = Once(WalkSource(second, scope, cancel), cancel).GetAsyncEnumerator(cancel);
        while (true)
        {
            try
            {
                if (!await rest.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (VenueException e)
            {
                throw new VenueException(Venue.Kalshi, e.Code, $"{away.Message} Instead of it: {e.Message}", e) { Retryable = e.Retryable };
            }
            yield return rest.Current;
        }
    }

    private IAsyncEnumerable<CatalogPage> WalkSource(KalshiSource source, CatalogScope scope, CancellationToken cancel) =>
        source == KalshiSource.DFlow ? WalkDFlow(scope, cancel) : WalkKalshi(scope, cancel);

    private async IAsyncEnumerable<CatalogPage> WalkDFlow(CatalogScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        var known = await Categories(KalshiSource.DFlow, cancel).ConfigureAwait(false);
        string[] statuses = scope == CatalogScope.Open
            ? ["active", "initialized", "inactive"]
            : ["closed", "determined", "finalized"];
        foreach (var status in statuses)
        {
            var offset = 0L;
            for (var number = 0; ; number++)
            {
                var query = string.Create(CultureInfo.InvariantCulture,
                    $"api/v1/events?withNestedMarkets=true&limit={options.PageSize}&status={status}")
                    + (offset > 0 ? string.Create(CultureInfo.InvariantCulture, $"&cursor={offset}") : "");
                var page = KalshiParser.Parse(
                    await dflow.Get(query, ReadKind.Catalog, cancel, DFlowHeaders).ConfigureAwait(false), known);
                if (page.Failure is { } failure)
                    throw dflow.BadAnswer(failure);
                // A venue without a single active event is unavailable, whatever its HTTP status.
                if (number == 0 && status == "active" && page.TopRecords == 0)
                    throw dflow.BadAnswer("The catalog has no active event at all.", retryable: false);
                yield return page.Page;
                // The cursor is an offset; whether the last page has one is not documented, so any of these ends the walk.
                if (page.TopRecords == 0
                    || !long.TryParse(page.NextCursor, NumberStyles.None, CultureInfo.InvariantCulture, out var next)
                    || next <= offset)
                    break;
                if (number >= MaxPages)
                    throw dflow.BadAnswer("The catalog does not end.");
                offset = next;
                if (status == "finalized" && Newest(page) < RecentlyClosedFrom())
                    break; // settled long ago: the listing goes back for years, roughly newest first
            }
        }
    }

    private async IAsyncEnumerable<CatalogPage> WalkKalshi(CatalogScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        var since = RecentlyClosedFrom().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string[] filters = scope == CatalogScope.Open
            ? ["status=open", "status=unopened"]
            : [$"status=closed&min_close_ts={since}", $"status=settled&min_close_ts={since}"];
        foreach (var filter in filters)
        {
            var cursors = new HashSet<string>();
            var cursor = "";
            do
            {
                var query = string.Create(CultureInfo.InvariantCulture,
                    $"events?with_nested_markets=true&limit={options.PageSize}&{filter}")
                    + (cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "");
                var body = await kalshi.Get(query, ReadKind.Catalog, cancel).ConfigureAwait(false);
                var page = KalshiParser.Parse(body, NoCategories);
                // The event's own category is deprecated; when it is removed, the series have it.
                if (page.Failure is null && page.Page.Events.Any(e => e.Category is null))
                    page = KalshiParser.Parse(body, await Categories(KalshiSource.Kalshi, cancel).ConfigureAwait(false));
                if (page.Failure is { } failure)
                    throw kalshi.BadAnswer(failure);
                yield return page.Page;
                cursor = page.NextCursor ?? "";
                if (cursor.Length > 0 && (!cursors.Add(cursor) || cursors.Count > MaxPages))
                    throw kalshi.BadAnswer("The catalog's cursor repeats.");
            }
            while (cursor.Length > 0);
        }
    }

    private DateTimeOffset RecentlyClosedFrom() => time.GetUtcNow().AddDays(-options.RecentlyClosedDays);

    private static DateTimeOffset Newest(ParsedPage page) => page.Page.Markets.Max(m => m.EndsAt) ?? DateTimeOffset.MaxValue;

    private async Task<Dictionary<string, string>> Categories(KalshiSource source, CancellationToken cancel)
    {
        if (categories.TryGetValue(source, out var held) && time.GetElapsedTime(held.ReadAt) < CategoriesLast)
            return held.Map;
        try
        {
            var body = source == KalshiSource.DFlow
                ? await dflow.Get("api/v1/series", ReadKind.Catalog, cancel, DFlowHeaders).ConfigureAwait(false)
                : await kalshi.Get("series", ReadKind.Catalog, cancel).ConfigureAwait(false);
            var host = source == KalshiSource.DFlow ? dflow : kalshi;
            var map = KalshiParser.ParseSeries(body) ?? throw host.BadAnswer("The list of series cannot be read.");
            categories[source] = (map, time.GetTimestamp());
            return map;
        }
        catch (VenueException e) when (e.Code == "http_404")
        {
            return held.Map ?? NoCategories; // this host has no such listing: its events have no category
        }
        catch (VenueException) when (held.Map is not null)
        {
            return held.Map; // a category rarely changes: an old one is better than none
        }
    }

    // An offset over a moving list repeats rows, and an event is listed under every status that one of its markets has.
    private static async IAsyncEnumerable<CatalogPage> Once(
        IAsyncEnumerable<CatalogPage> pages, [EnumeratorCancellation] CancellationToken cancel)
    {
        var events = new HashSet<string>();
        var markets = new HashSet<string>();
        await foreach (var page in pages.WithCancellation(cancel).ConfigureAwait(false))
            yield return new CatalogPage(
                [.. page.Events.Where(e => events.Add(e.EventId))],
                [.. page.Markets.Where(m => markets.Add(m.Market.MarketId))],
                [.. page.Rejected.Where(r => r.RecordId.StartsWith("record ", StringComparison.Ordinal) || markets.Add("rejected " + r.RecordId))]);
    }
}
