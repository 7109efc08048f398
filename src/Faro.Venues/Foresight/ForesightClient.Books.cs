using System.Globalization;
using Faro.Venues.Http;

namespace Faro.Venues.Foresight;

/// <content>Books and single markets.</content>
public sealed partial class ForesightClient : IBookSource
{
    private const int AtOnce = 8;

    /// <inheritdoc/>
    public async Task<Book> GetBook(BookKey key, CancellationToken cancel)
    {
        var body = await server.Get(Path(key.Market, "/book"), ReadKind.Quote, cancel).ConfigureAwait(false);
        return ForesightBookParser.Parse(body, key.Market, time.GetUtcNow()) ?? throw server.BadAnswer("The book cannot be read.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<MarketRef, Book>> GetBooks(IReadOnlyCollection<BookKey> keys, CancellationToken cancel)
    {
        var found = new Dictionary<MarketRef, Book>();
        foreach (var some in keys.DistinctBy(k => k.Market).Chunk(AtOnce))
            foreach (var book in await Task.WhenAll(some.Select(k => GetBook(k, cancel))).ConfigureAwait(false))
                found[book.Market] = book;
        return found;
    }

    /// <summary>Reads one market again, as is required before something is signed for it; null when the venue does not know it.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<MarketSnapshot?> GetMarket(MarketRef market, CancellationToken cancel)
    {
        var path = Path(market, "");
        var answer = await server.Read(() => server.Request(HttpMethod.Get, path), ReadKind.Quote, cancel).ConfigureAwait(false);
        if ((int)answer.Status == 404 && answer.IsJson)
            return null;
        if (!answer.IsSuccess)
            throw server.Failure(answer);
        return ForesightParser.ParseOne(answer.Body, out var reason) is { } found && found.Market == market
            ? found
            : throw server.BadAnswer(reason);
    }

    private static string Path(MarketRef market, string rest) =>
        ForesightIds.TryParse(market.MarketId, out var condition, out var chain)
            ? string.Create(CultureInfo.InvariantCulture, $"v1/markets/{Uri.EscapeDataString(condition)}{rest}?chain_id={chain}")
            : throw new ArgumentException("A Foresight market id is a condition id and a chain id.", nameof(market));
}
