using System.Globalization;
using System.Runtime.CompilerServices;
using Faro.Venues.Http;
using Faro.Venues.Live;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Polymarket;

/// <summary>Polymarket over HTTP: catalog from Gamma, books and orders from the CLOB, holdings from the data API.</summary>
public sealed partial class PolymarketClient : IMarketSource, IDisposable
{
    private const int MaxPages = 20_000;
    private readonly PolymarketOptions options;
    private readonly TimeProvider time;
    private readonly VenueHttp gamma;
    private readonly VenueHttp clob;
    private readonly VenueHttp data;
    private readonly BookFeed? feed;

    /// <summary>Creates the client.</summary>
    public PolymarketClient(PolymarketOptions options, VenueHttpOptions http, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.time = time;
        gamma = new VenueHttp(Venue.Polymarket, options.GammaUrl, options.RequestsPerSecond, http, time, logger);
        clob = new VenueHttp(Venue.Polymarket, options.ClobUrl, options.ClobRequestsPerSecond, http, time, logger);
        data = new VenueHttp(Venue.Polymarket, options.DataUrl, options.DataRequestsPerSecond, http, time, logger);
        if (http.Sockets)
            feed = new BookFeed(Venue, options.MarketSocket, new PolymarketProtocol(), new BookFeedSettings { UserAgent = http.UserAgent }, time, logger);
    }

    /// <inheritdoc/>
    public Venue Venue => Venue.Polymarket;

    /// <summary>The books from the market channel; null if sockets are turned off.</summary>
    public IBookFeed? Feed => feed;

    /// <inheritdoc/>
    public async IAsyncEnumerable<CatalogPage> Walk(CatalogScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        var since = time.GetUtcNow().AddDays(-options.RecentlyClosedDays)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var filter = string.Create(CultureInfo.InvariantCulture, $"limit={options.PageSize}")
            + (scope == CatalogScope.Open ? "&closed=false" : $"&closed=true&end_date_min={Uri.EscapeDataString(since)}");
        // An order by id keeps rows from moving between pages; whether keyset routes take it is not documented.
        var (page, ordered) = await First(filter, cancel).ConfigureAwait(false);
        filter = ordered;
        var cursors = new HashSet<string>();
        while (true)
        {
            yield return page.Page;
            // The end is a missing cursor, not a short page: limits are clamped silently.
            if (string.IsNullOrEmpty(page.NextCursor))
                yield break;
            if (!cursors.Add(page.NextCursor) || cursors.Count > MaxPages)
                throw gamma.BadAnswer("The catalog's cursor repeats.");
            page = await ReadPage($"{filter}&after_cursor={Uri.EscapeDataString(page.NextCursor)}", cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        feed?.Dispose();
        gamma.Dispose();
        clob.Dispose();
        data.Dispose();
    }

    private async Task<(Json.ParsedPage Page, string Filter)> First(string filter, CancellationToken cancel)
    {
        var ordered = filter + "&order=id&ascending=true";
        try
        {
            return (await ReadPage(ordered, cancel).ConfigureAwait(false), ordered);
        }
        catch (VenueException e) when (e.Code is "http_400" or "http_422")
        {
            return (await ReadPage(filter, cancel).ConfigureAwait(false), filter);
        }
    }

    private async Task<Json.ParsedPage> ReadPage(string query, CancellationToken cancel)
    {
        var body = await gamma.Get($"events/keyset?{query}", ReadKind.Catalog, cancel).ConfigureAwait(false);
        var page = GammaParser.Parse(body);
        return page.Failure is { } failure ? throw gamma.BadAnswer(failure) : page;
    }
}
