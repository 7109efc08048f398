using Faro.Venues.Http;

namespace Faro.Venues.Kalshi;

/// <content>Books.</content>
public sealed partial class KalshiClient : IBookSource
{
    private const int AtOnce = 8;

    /// <inheritdoc/>
    public async Task<Book> GetBook(BookKey key, CancellationToken cancel)
    {
        var other = options.Source == KalshiSource.DFlow ? KalshiSource.Kalshi : KalshiSource.DFlow;
        Book? book;
        try
        {
            book = await ReadBook(options.Source, key, cancel).ConfigureAwait(false);
        }
        catch (VenueException e) when (options.Fallback && IsAway(e))
        {
            book = await ReadBook(other, key, cancel).ConfigureAwait(false);
            return book ?? Book.Create(key.Market, [], [], time.GetUtcNow());
        }
        if (book is null && options.Fallback)
        {
            // Normal for quiet and settled markets, but also the answer of a retired host: the other source decides.
            try
            {
                book = await ReadBook(other, key, cancel).ConfigureAwait(false);
            }
            catch (VenueException e) when (IsAway(e))
            {
                book = null;
            }
        }
        return book ?? Book.Create(key.Market, [], [], time.GetUtcNow());
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

    // Null: the source has no book of this market.
    private async Task<Book?> ReadBook(KalshiSource source, BookKey key, CancellationToken cancel)
    {
        var book = await ReadBookOnce(source, key, cancel).ConfigureAwait(false);
        // Bids of both sides that add up to a dollar or more come from two times: read again, once.
        return book is { IsCrossed: true } ? await ReadBookOnce(source, key, cancel).ConfigureAwait(false) : book;
    }

    private async Task<Book?> ReadBookOnce(KalshiSource source, BookKey key, CancellationToken cancel)
    {
        var ticker = Uri.EscapeDataString(key.Market.MarketId);
        var (host, path) = source == KalshiSource.DFlow
            ? (dflow, $"api/v1/orderbook/{ticker}")
            : (kalshi, $"markets/{ticker}/orderbook");
        var answer = await host.Read(
            () => host.Request(HttpMethod.Get, path, null, source == KalshiSource.DFlow ? DFlowHeaders : null),
            ReadKind.Quote, cancel).ConfigureAwait(false);
        var now = time.GetUtcNow();
        if ((int)answer.Status == 404 && answer.IsJson)
            return null;
        if (!answer.IsSuccess)
            throw host.Failure(answer);
        return KalshiBookParser.Parse(answer.Body, key.Market, now) ?? throw host.BadAnswer("The book cannot be read.");
    }
}
