using System.Net;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.Mirroring;

/// <summary>A market as its live venue reports it, and where its book is.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Id">The venue's id of it: Gamma id, ticker, or condition id.</param>
/// <param name="Record">The record, in the form of the twin's catalog.</param>
/// <param name="Book">The address of its YES book.</param>
internal sealed record LiveMarket(string Venue, string Id, byte[] Record, Uri Book);

/// <summary>A YES book of a live venue, best levels first; empty if the venue has none, or returns an impossible one.</summary>
internal sealed record LiveBook(IReadOnlyList<SandboxLevel> Bids, IReadOnlyList<SandboxLevel> Asks)
{
    /// <summary>Sorts, joins equal prices, and drops invalid levels. A crossed book counts as none.</summary>
    public static LiveBook Of(IEnumerable<SandboxLevel> bids, IEnumerable<SandboxLevel> asks)
    {
        var (one, other) = (Side(bids).OrderByDescending(l => l.Price).ToList(), Side(asks).OrderBy(l => l.Price).ToList());
        return one.Count > 0 && other.Count > 0 && one[0].Price >= other[0].Price ? new LiveBook([], []) : new LiveBook(one, other);
    }

    private static IEnumerable<SandboxLevel> Side(IEnumerable<SandboxLevel> levels) => levels
        .Where(l => l.IsLevel)
        .GroupBy(l => l.Price).Select(g => new SandboxLevel(g.Key, Math.Min(g.Sum(l => l.Size), SandboxLevel.MostShares)));
}

/// <summary>
/// Reads single markets and books of the live venues. Bounded in time and size; <see cref="HttpRequestException"/> and its like
/// when a venue cannot be reached, <see cref="InvalidDataException"/> for an unexpected answer.
/// </summary>
internal sealed class LiveVenues : IDisposable
{
    private readonly MirrorOptions _options;
    private readonly HttpClient _http;

    public LiveVenues(MirrorOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = 8 << 20,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Faro/0.1");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The market of a token or condition id; null when the venue lists none.</summary>
    public async Task<LiveMarket?> Polymarket(string id)
    {
        var filter = id.StartsWith("0x", StringComparison.Ordinal) ? "condition_ids" : "clob_token_ids";
        using var found = await Read(At(_options.GammaUrl, $"markets?{filter}={Uri.EscapeDataString(id)}&limit=1"));
        if (found is null || found.RootElement.ValueKind != JsonValueKind.Array) throw new InvalidDataException("Not a list of markets.");
        if (found.RootElement.GetArrayLength() == 0) return null;
        var market = found.RootElement[0];
        return market.ValueKind == JsonValueKind.Object && market.Text("id") is { } gamma && market.Strings("clobTokenIds") is [{ Length: > 0 } yes, _]
            ? new LiveMarket("polymarket", gamma, Encoding.UTF8.GetBytes(market.GetRawText()), At(_options.ClobUrl, $"book?token_id={Uri.EscapeDataString(yes)}"))
            : null; // no order book there
    }

    /// <summary>The market of a ticker; null when the venue lists none.</summary>
    public async Task<LiveMarket?> Kalshi(string ticker)
    {
        using var market = await Read(At(_options.DFlowUrl, $"api/v1/market/{Uri.EscapeDataString(ticker)}"));
        return market is null || market.RootElement.Text("ticker") != ticker
            ? null
            : new LiveMarket("kalshi", ticker, Encoding.UTF8.GetBytes(market.RootElement.GetRawText()), At(_options.DFlowUrl, $"api/v1/orderbook/{Uri.EscapeDataString(ticker)}"));
    }

    /// <summary>The market of a condition id with its tokens; null when the venue lists none, or none with 18 decimals.</summary>
    public async Task<LiveMarket?> Foresight(string condition, long chain)
    {
        var path = $"v1/markets/{condition}";
        using var market = await Read(At(_options.ForesightUrl, $"{path}?chain_id={chain}"));
        using var tokens = market is null ? null : await Read(At(_options.ForesightUrl, $"{path}/tokens?chain_id={chain}"));
        if (market is null || tokens is null || tokens.RootElement.Text("decimals") is { } text && text != "18"
            || (tokens.RootElement.TryGetProperty("decimals", out var decimals) && decimals.ValueKind == JsonValueKind.Number && decimals.GetInt32() != 18))
            return null;
        var record = JsonText.Object(w =>
        {
            foreach (var member in market.RootElement.EnumerateObject())
                if (!member.NameEquals("tokens") && !member.NameEquals("collateral_token")) member.WriteTo(w);
            foreach (var member in tokens.RootElement.EnumerateObject())
                if (member.NameEquals("tokens") || member.NameEquals("collateral_token")) member.WriteTo(w);
        });
        return new LiveMarket("foresight", condition, record, At(_options.ForesightUrl, $"{path}/book?chain_id={chain}"));
    }

    /// <summary>A market's YES book now; empty when the venue has none.</summary>
    public async Task<LiveBook> Book(LiveMarket market)
    {
        using var book = await Read(market.Book);
        if (book is null) return new LiveBook([], []);
        var root = book.RootElement;
        if (market.Venue != "kalshi") return LiveBook.Of(List(root, "bids"), List(root, "asks"));
        // Only bids, of both sides: a buyer of NO at p sells YES at 1 − p.
        return LiveBook.Of(Ladder(root, "yes_bids"), Ladder(root, "no_bids").Select(l => l with { Price = 1 - l.Price }));
    }

    private static List<SandboxLevel> List(JsonElement book, string side)
    {
        if (!book.TryGetProperty(side, out var levels) || levels.ValueKind != JsonValueKind.Array) throw new InvalidDataException("Not a book.");
        return [.. levels.EnumerateArray().Select(Level)];
    }

    private static List<SandboxLevel> Ladder(JsonElement book, string side)
    {
        if (!book.TryGetProperty(side, out var levels) || levels.ValueKind != JsonValueKind.Object) throw new InvalidDataException("Not a book.");
        return [.. levels.EnumerateObject().Select(l => new SandboxLevel(Price(l.Name), Shares(l.Value)))];
    }

    private static SandboxLevel Level(JsonElement level) => level.ValueKind == JsonValueKind.Object && level.TryGetProperty("price", out var price)
        && (level.TryGetProperty("size", out var size) || level.TryGetProperty("remainingSize", out size))
            ? new SandboxLevel(Price(price.ToString()), Shares(size))
            : throw new InvalidDataException("Not a level.");

    // Whole ten-thousandths, so that levels of one price are one.
    private static decimal Price(string text) => Trading.Price.Floor(Math.Min(Number(text), 1)).Dollars;

    private static decimal Shares(JsonElement size) => Math.Min(Number(size.ToString()), SandboxLevel.MostShares);

    private static decimal Number(string text) =>
        decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var number) && number < 10_000_000_000m
            ? number
            : throw new InvalidDataException("Not a number.");

    /// <summary>Null when the venue reports that it does not exist.</summary>
    private async Task<JsonDocument?> Read(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (_options.DFlowApiKey is { } key && address.Host == _options.DFlowUrl.Host) request.Headers.TryAddWithoutValidation("x-api-key", key);
        using var answer = await _http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
    }

    private static Uri At(Uri host, string path) => new(host.AbsoluteUri.EndsWith('/') ? host : new Uri(host.AbsoluteUri + "/"), path);
}
