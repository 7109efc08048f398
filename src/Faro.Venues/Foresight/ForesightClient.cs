using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Faro.Venues.Http;
using Faro.Venues.Json;
using Faro.Venues.Live;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Foresight;

/// <summary>Foresight (or any server that speaks its API) over HTTP: listing, books, orders, holdings.</summary>
public sealed partial class ForesightClient : IMarketSource, IDisposable
{
    private const int MaxPages = 20_000;
    private readonly ForesightOptions options;
    private readonly TimeProvider time;
    private readonly VenueHttp server;
    private readonly BookFeed? feed;

    // Tokens never change once a market has them, so they are asked for once.
    private readonly ConcurrentDictionary<string, ForesightTokens> tokens = [];

    /// <summary>Creates the client.</summary>
    public ForesightClient(ForesightOptions options, VenueHttpOptions http, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.time = time;
        server = new VenueHttp(Venue.Foresight, options.Url, options.RequestsPerSecond, http, time, logger);
        if (http.Sockets)
            feed = new BookFeed(
                Venue, BookFeed.Address(options.Url, "/v1/ws"), new ForesightProtocol(), new BookFeedSettings { UserAgent = http.UserAgent }, time, logger);
    }

    /// <inheritdoc/>
    public Venue Venue => Venue.Foresight;

    /// <summary>The books from the venue's socket; null if sockets are turned off.</summary>
    public IBookFeed? Feed => feed;

    /// <inheritdoc/>
    public async IAsyncEnumerable<CatalogPage> Walk(CatalogScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        string[] statuses = scope == CatalogScope.Open ? ["OPEN", "PAUSED", "SEEDING"] : ["CLOSED", "RESOLVED"];
        var seen = new HashSet<string>();
        foreach (var status in statuses)
        {
            var cursors = new HashSet<string>();
            var cursor = "";
            do
            {
                var query = string.Create(CultureInfo.InvariantCulture,
                    $"v1/markets?chain_id={options.ChainId}&status={status}&limit={options.PageSize}")
                    + (cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "");
                var page = await ReadPage(query, cancel).ConfigureAwait(false);
                // A market that changes its status during the walk would come twice.
                yield return page.Page with { Markets = [.. page.Page.Markets.Where(m => seen.Add(m.Market.MarketId))] };
                cursor = page.NextCursor ?? "";
                if (cursor.Length > 0 && (!cursors.Add(cursor) || cursors.Count > MaxPages))
                    throw server.BadAnswer("The listing's cursor repeats.");
            }
            while (cursor.Length > 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        feed?.Dispose();
        server.Dispose();
    }

    private async Task<ParsedPage> ReadPage(string query, CancellationToken cancel)
    {
        var body = await server.Get(query, ReadKind.Catalog, cancel).ConfigureAwait(false);
        var page = ForesightParser.Parse(body, tokens);
        if (page.Failure is null)
        {
            var asked = false;
            foreach (var market in page.Page.Markets)
                if (market.Trading is null && market.Status is MarketStatus.Trading or MarketStatus.Upcoming or MarketStatus.Paused)
                    asked |= await AskTokens(market.Market.MarketId, cancel).ConfigureAwait(false);
            if (asked)
                page = ForesightParser.Parse(body, tokens);
        }
        return page.Failure is { } failure ? throw server.BadAnswer(failure) : page;
    }

    private async Task<bool> AskTokens(string marketId, CancellationToken cancel)
    {
        if (tokens.ContainsKey(marketId) || !ForesightIds.TryParse(marketId, out var condition, out var chain))
            return false;
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/markets/{condition}/tokens?chain_id={chain}");
        var answer = await server.Read(() => server.Request(HttpMethod.Get, path), ReadKind.Catalog, cancel).ConfigureAwait(false);
        // 404 and 422 (an AMM market) are answers: the market is listed, but has nothing to trade here.
        if (!answer.IsSuccess)
            return (int)answer.Status is 404 or 422 ? false : throw server.Failure(answer);
        var found = ForesightParser.ParseTokens(answer.Body) ?? throw server.BadAnswer("The market's tokens cannot be read.");
        tokens[marketId] = found;
        return true;
    }
}
