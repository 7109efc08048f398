namespace Faro.Venues;

/// <summary>What a venue needs to find a market's book.</summary>
/// <param name="Market">The market.</param>
/// <param name="YesToken">Polymarket: the token id of the first outcome; other venues do not need it.</param>
/// <param name="NoToken">Polymarket: the token id of the second outcome.</param>
public readonly record struct BookKey(MarketRef Market, string? YesToken = null, string? NoToken = null)
{
    /// <summary>The key of a market in the catalog.</summary>
    public static BookKey Of(MarketSnapshot market) =>
        new(market.Market, market.Trading?.YesToken, market.Trading?.NoToken);
}

/// <summary>A venue's order books.</summary>
public interface IBookSource
{
    /// <summary>The venue.</summary>
    Venue Venue { get; }

    /// <summary>Whether the venue can be asked for this book at all: a market without an order book has no key to one.</summary>
    bool HasBook(BookKey key) => true;

    /// <summary>
    /// Reads one book. A market without resting orders, or without a book just now, has an empty book; that is not a failure.
    /// </summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    Task<Book> GetBook(BookKey key, CancellationToken cancel);

    /// <summary>Reads several books; one that the venue left out is missing from the answer.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    Task<IReadOnlyDictionary<MarketRef, Book>> GetBooks(IReadOnlyCollection<BookKey> keys, CancellationToken cancel);
}
