using Faro.Venues.Live;

namespace Faro.Venues.Foresight;

/// <summary>Trading at Foresight: EIP-712 orders, posted under the caller's own key.</summary>
internal sealed partial class Trading(ForesightClient client, ForesightOptions options, bool fillOrKill, VenueDialect dialect) : ITradingVenue
{
    public Venue Venue => dialect.Venue;

    public VenueDialect Dialect => dialect;

    public IBookFeed? Feed => client.Feed;

    public double ReadsPerSecond => options.RequestsPerSecond;

    public Task<Book> GetBook(BookKey key, CancellationToken cancel) => client.GetBook(key, cancel);

    public Task<IReadOnlyDictionary<MarketRef, Book>> GetBooks(IReadOnlyCollection<BookKey> keys, CancellationToken cancel) =>
        client.GetBooks(keys, cancel);

    public async Task<IReadOnlyList<VenueTrade>?> GetTrades(MarketRef market, int limit, CancellationToken cancel) =>
        await client.GetTrades(market, limit, cancel).ConfigureAwait(false);

    public FeeModel? Fee(TradingTerms? terms) => terms is null ? FeeModel.Free : FeeModel.Smaller(terms.FeeRateBps ?? 0);

    public OrderRules Rules(Book book, TradingTerms terms, Side side, TimeInForce time) => new()
    {
        Tick = Price.Cent,
        MinimumShares = book.MinimumShares ?? terms.LeastShares,
    };

    public Exclusion? Excluded(TradingTerms terms, TimeInForce time, DateTimeOffset now) =>
        time == TimeInForce.Fok && !fillOrKill ? new Exclusion("unsupported", "This server is not known to support FOK.", "time_in_force") : null;

    public async Task<VenuePositions> GetPositions(PortfolioRequest request, CancellationToken cancel) =>
        request.Credentials.Of<ForesightHeaders>() is { } headers
            ? new VenuePositions(await client.GetPositions(headers, cancel).ConfigureAwait(false))
            : new VenuePositions(null, dialect.PositionsNote);

    public async Task<VenueBalances> GetBalances(PortfolioRequest request, CancellationToken cancel)
    {
        if (request.Credentials.Of<ForesightHeaders>() is not { } headers) return new VenueBalances { Note = dialect.BalancesNote };
        return await client.GetBalances(headers, cancel).ConfigureAwait(false) is { } collateral
            ? new VenueBalances { Collateral = collateral }
            : new VenueBalances { Note = "This server has no route for balances." };
    }
}
