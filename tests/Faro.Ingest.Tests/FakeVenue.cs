using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Faro.Venues;

namespace Faro.Ingest.Tests;

/// <summary>A catalog in memory that is walked in pages, and can end a walk with a failure; books in memory, of which null is one that cannot be read.</summary>
internal sealed class FakeVenue(Venue venue) : IMarketSource, IBookSource
{
    public Venue Venue => venue;

    public Dictionary<string, MarketSnapshot> Markets { get; } = new(StringComparer.Ordinal);

    public List<EventSnapshot> Events { get; } = [];

    public List<RejectedRecord> Rejected { get; } = [];

    public int PageSize { get; set; } = 50;

    /// <summary>The books; a market without one here has an empty book.</summary>
    public Dictionary<string, Book?> Books { get; } = new(StringComparer.Ordinal);

    /// <summary>Whose books were read.</summary>
    public ConcurrentQueue<string> BooksRead { get; } = new();

    public bool HasBook(BookKey key) => key.YesToken is not null;

    public Task<Book> GetBook(BookKey key, CancellationToken cancel)
    {
        if (!HasBook(key))
            throw new ArgumentException("The market has no book.", nameof(key));
        BooksRead.Enqueue(key.Market.MarketId);
        return Task.FromResult(Books.TryGetValue(key.Market.MarketId, out var book)
            ? book ?? throw new VenueException(venue, "timeout", "No answer in 4 s.")
            : Book.Create(key.Market, [], [], DateTimeOffset.UnixEpoch));
    }

    public Task<IReadOnlyDictionary<MarketRef, Book>> GetBooks(IReadOnlyCollection<BookKey> keys, CancellationToken cancel) =>
        throw new NotSupportedException("A sync reads one book at a time.");

    /// <summary>Fails the walk of this scope after so many pages.</summary>
    public (CatalogScope Scope, int Pages, Exception Failure)? Failing { get; set; }

    /// <summary>Runs before each page.</summary>
    public Func<Task>? BeforePage { get; set; }

    public FakeVenue With(int count, Func<MarketSnapshot, MarketSnapshot>? change = null)
    {
        for (var i = 0; i < count; i++)
        {
            var market = Market(venue, i);
            Markets[market.Market.MarketId] = change?.Invoke(market) ?? market;
        }

        for (var i = 0; i < (count + 9) / 10; i++)
        {
            Events.Add(new EventSnapshot { Venue = venue, EventId = $"E{i}", Title = $"Group {i} of {venue}", Category = "politics" });
        }

        return this;
    }

    public static MarketSnapshot Market(Venue venue, int i) => new()
    {
        Market = new MarketRef(venue, $"M{i}"),
        EventId = $"E{i / 10}",
        Title = $"Will candidate {i} win the election?",
        YesLabel = "Yes",
        NoLabel = "No",
        Description = $"Resolves to Yes if candidate {i} wins. Source: the board of elections.",
        Category = "politics",
        EndsAt = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero).AddHours(i),
        Status = MarketStatus.Trading,
        LiquidityUsd = 1000 + i,
        VolumeUsd = 50 * i,
        BestBid = new Price(4000 + i % 100),
        BestAsk = new Price(4200 + i % 100),
        Trading = new TradingTerms { YesToken = $"{i}1", NoToken = $"{i}2", TickTenThousandths = 100 },
        Raw = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{venue}-M{i}\",\"question\":\"Will candidate {i} win?\"}}")),
    };

    public void Change(string id, Func<MarketSnapshot, MarketSnapshot> change)
    {
        var after = change(Markets[id]);
        Markets[id] = after with { Raw = Encoding.UTF8.GetBytes(after.ToString()) };
    }

    public async IAsyncEnumerable<CatalogPage> Walk(CatalogScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        var over = scope == CatalogScope.RecentlyClosed;
        var mine = Markets.Values.Where(m => m.Status is MarketStatus.Closed or MarketStatus.Resolved == over).ToList();
        var page = 0;
        foreach (var markets in mine.Chunk(PageSize))
        {
            await Step(scope, page);
            yield return new CatalogPage(page == 0 && !over ? Events : [], markets, page == 0 && !over ? Rejected : []);
            page++;
            cancel.ThrowIfCancellationRequested();
        }

        await Step(scope, page);
    }

    private async Task Step(CatalogScope scope, int page)
    {
        if (BeforePage is { } before)
            await before();
        if (Failing is { } f && f.Scope == scope && f.Pages == page)
            throw f.Failure;
    }
}
