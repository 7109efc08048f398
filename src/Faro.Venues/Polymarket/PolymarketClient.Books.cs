using System.Text.Json;
using Faro.Venues.Http;

namespace Faro.Venues.Polymarket;

/// <content>Books and order parameters of the CLOB.</content>
public sealed partial class PolymarketClient : IBookSource, ITermsSource
{
    private const int BooksPerCall = 250; // half of what the venue accepts

    /// <inheritdoc/>
    public bool HasBook(BookKey key) => key.YesToken is not null;

    /// <inheritdoc/>
    public async Task<Book> GetBook(BookKey key, CancellationToken cancel)
    {
        var token = key.YesToken ?? throw new ArgumentException("A Polymarket book is found by its token.", nameof(key));
        var answer = await clob.Read(
            () => clob.Request(HttpMethod.Get, $"book?token_id={Uri.EscapeDataString(token)}"), ReadKind.Quote, cancel)
            .ConfigureAwait(false);
        var now = time.GetUtcNow();
        if ((int)answer.Status == 404 && answer.IsJson)
            return Book.Create(key.Market, [], [], now); // not open yet, or closed
        if (!answer.IsSuccess)
            throw clob.Failure(answer);
        var book = PolymarketBookParser.Parse(answer.Body, key.Market, now);
        return book?.TokenId == token ? book.Book : throw clob.BadAnswer("The answer is not a book, or is another token's.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<MarketRef, Book>> GetBooks(IReadOnlyCollection<BookKey> keys, CancellationToken cancel)
    {
        var markets = new Dictionary<string, MarketRef>();
        foreach (var key in keys)
            if (key.YesToken is { } token)
                markets[token] = key.Market;
        var found = new Dictionary<MarketRef, Book>();
        foreach (var tokens in markets.Keys.Chunk(BooksPerCall))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(tokens.Select(t => new Dictionary<string, string> { ["token_id"] = t }));
            var answer = await clob.Read(
                () => clob.Request(HttpMethod.Post, "books", VenueHttp.JsonContent(body)), ReadKind.Quote, cancel).ConfigureAwait(false);
            if (!answer.IsSuccess)
                throw clob.Failure(answer);
            var books = PolymarketBookParser.ParseMany(answer.Body, markets, time.GetUtcNow())
                ?? throw clob.BadAnswer("The list of books cannot be read.");
            foreach (var (token, book) in books)
                found[markets[token]] = book.Book;
        }
        return found;
    }

    /// <summary>The CLOB's current terms for orders at the market; null when it does not know the market.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<PolymarketTerms?> GetTerms(string conditionId, CancellationToken cancel)
    {
        var answer = await clob.Read(
            () => clob.Request(HttpMethod.Get, $"clob-markets/{Uri.EscapeDataString(conditionId)}"), ReadKind.Quote, cancel)
            .ConfigureAwait(false);
        if ((int)answer.Status == 404 && answer.IsJson)
            return null;
        if (!answer.IsSuccess)
            throw clob.Failure(answer);
        return PolymarketTerms.Parse(answer.Body) ?? throw clob.BadAnswer("The market's parameters cannot be read.");
    }

    /// <inheritdoc/>
    public async Task<PresentTerms?> GetPresentTerms(string marketId, CancellationToken cancel) => await GetTerms(marketId, cancel).ConfigureAwait(false);

    /// <summary>The exchange version of the CLOB (<c>/version</c>); 2 when it does not say.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<int> GetExchangeVersion(CancellationToken cancel)
    {
        var body = await clob.Get("version", ReadKind.Quote, cancel).ConfigureAwait(false);
        using var document = ParseDocument(body);
        return (int)(Json.Tolerant.Number(document.RootElement, "version"u8) is > 0 and < 100 and var version ? version : 2);
    }

    private JsonDocument ParseDocument(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw clob.BadAnswer($"The answer is not JSON from byte {e.BytePositionInLine}.");
        }
    }
}
