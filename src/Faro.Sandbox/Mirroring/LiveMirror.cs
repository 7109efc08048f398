using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Serving;
using Faro.Signing;

namespace Faro.Sandbox.Mirroring;

/// <summary>
/// Opens live markets in the twins at their first request: the live record joins the catalog, the live book becomes
/// the house's resting orders. So test keys trade on live books with play money, and nothing of it reaches a live venue.
/// </summary>
internal sealed class LiveMirror(MirrorOptions options, SandboxCatalog catalog, SandboxTrading trading, TimeProvider clock) : IDisposable
{
    private readonly LiveVenues _live = new(options);
    private readonly ConcurrentDictionary<string, Lazy<Task<Opened?>>> _opened = new(StringComparer.Ordinal);

    /// <summary>Lets a request to a twin's host pass once its market is there; false when it was already answered: the live venue cannot be reached.</summary>
    public async Task<bool> Pass(HttpContext http, TwinService service)
    {
        if (Asked(service.Name, http.Request) is not { } asked) return true;
        try
        {
            await Stand(asked).WaitAsync(http.RequestAborted);
            return true;
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested
            && e is HttpRequestException or OperationCanceledException or IOException // the venue cannot be reached
                or JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException or FormatException) // an unexpected answer
        {
            await service.Error(http, 503, "service_unavailable", "the live venue's market could not be read");
            return false;
        }
    }

    public void Dispose() => _live.Dispose();

    /// <summary>The market that a request is about, as <c>venue id [chain]</c>; null when it is about none.</summary>
    private static string? Asked(string host, HttpRequest request)
    {
        var parts = (request.Path.Value ?? "/").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (name, id) = (host, parts) switch
        {
            ("clob", ["clob-markets" or "markets-by-token", var one]) => ("polymarket", one),
            ("clob", _) when request.Query["token_id"].ToString() is { Length: > 0 } token => ("polymarket", token),
            ("dflow", ["api", "v1", "orderbook" or "market", var ticker]) => ("kalshi", ticker),
            ("kalshi", ["trade-api", "v2", "markets", var ticker, ..]) => ("kalshi", ticker),
            ("foresight", ["v1", "markets", var condition, ..]) when Hash256.TryParse(condition, out var hash)
                && int.TryParse(request.Query["chain_id"], NumberStyles.None, CultureInfo.InvariantCulture, out var chain) => ("foresight", $"{hash} {chain}"),
            _ => ("", ""),
        };
        return id.Length is > 0 and <= 140 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ' ') ? $"{name} {id}" : null;
    }

    private async Task Stand(string asked)
    {
        if (!_opened.TryGetValue(asked, out var flight))
        {
            // A market is opened under each of its names, so at most three times.
            if (_opened.Count >= 3 * options.MaxMarkets) throw new InvalidDataException("Too many markets are open.");
            flight = _opened.GetOrAdd(asked, a => new Lazy<Task<Opened?>>(() => Open(a)));
        }

        Opened? opened = null;
        try
        {
            opened = await flight.Value;
        }
        finally
        {
            // Neither a failure nor a missing market is permanent.
            if (opened is null) _opened.TryRemove(new KeyValuePair<string, Lazy<Task<Opened?>>>(asked, flight));
        }

        if (opened is not null && opened.Market.Venue != "foresight") await Refresh(opened);
    }

    private async Task<Opened?> Open(string asked)
    {
        var parts = asked.Split(' ');
        var market = parts switch
        {
            ["polymarket", var id] => await _live.Polymarket(id),
            ["kalshi", var ticker] => await _live.Kalshi(ticker),
            ["foresight", var condition, var chain] when trading.Foresight is { } clob && !await clob.Has(condition, chain) =>
                await _live.Foresight(condition, long.Parse(chain, CultureInfo.InvariantCulture)),
            ["foresight", ..] when trading.Foresight is not null => new LiveMarket("foresight", parts[1], [], options.ForesightUrl), // of an earlier run
            _ => null,
        };
        if (market is null) return null;
        if (market.Venue == "foresight")
        {
            if (market.Record.Length > 0) await trading.Foresight!.Open(market.Record, await _live.Book(market));
            return new Opened(market, clock.GetUtcNow());
        }

        var book = await _live.Book(market);
        lock (_opened)
        {
            // It may already exist under another of its names, and have trades.
            if (!trading.HasBook(market.Venue, market.Id))
            {
                catalog.Add(market.Venue, market.Record);
                if (!trading.SetBook(market.Venue, market.Id, book.Bids, book.Asks))
                    throw new InvalidDataException("The live market is not one that the twin takes.");
            }
        }

        return new Opened(market, clock.GetUtcNow());
    }

    /// <summary>Reads the book again when it is old, unless somebody has traded in it.</summary>
    private async Task Refresh(Opened opened)
    {
        var now = clock.GetUtcNow();
        if (now - opened.ReadAt < options.Refresh || !opened.TryBegin()) return;
        try
        {
            if (trading.IsAsSet(opened.Market.Venue, opened.Market.Id))
            {
                var book = await _live.Book(opened.Market);
                trading.SetBook(opened.Market.Venue, opened.Market.Id, book.Bids, book.Asks, unlessTraded: true);
            }

            opened.ReadAt = now;
        }
        finally
        {
            opened.End();
        }
    }

    private sealed class Opened(LiveMarket market, DateTimeOffset readAt)
    {
        private int _busy;

        public LiveMarket Market => market;

        public DateTimeOffset ReadAt { get; set; } = readAt;

        public bool TryBegin() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

        public void End() => Volatile.Write(ref _busy, 0);
    }
}
