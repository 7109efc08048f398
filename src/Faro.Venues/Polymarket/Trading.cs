using Faro.Venues.Live;

namespace Faro.Venues.Polymarket;

/// <summary>Trading at Polymarket: EIP-712 orders, posted to the CLOB under the caller's own L2 headers.</summary>
internal sealed partial class Trading(PolymarketClient client, PolymarketOptions options, VenueDialect dialect) : ITradingVenue
{
    public Venue Venue => dialect.Venue;

    public VenueDialect Dialect => dialect;

    public ITermsSource? FreshTerms => client; // tick, minimum, fee and exchange contract: the CLOB decides

    public IBookFeed? Feed => client.Feed;

    public double ReadsPerSecond => options.ClobRequestsPerSecond;

    public bool HasBook(BookKey key) => client.HasBook(key);

    public Task<Book> GetBook(BookKey key, CancellationToken cancel) => client.GetBook(key, cancel);

    public Task<IReadOnlyDictionary<MarketRef, Book>> GetBooks(IReadOnlyCollection<BookKey> keys, CancellationToken cancel) =>
        client.GetBooks(keys, cancel);

    public FeeModel? Fee(TradingTerms? terms) => terms is null ? FeeModel.Free : FeeModel.Curve(terms.FeeRate ?? 0, terms.FeeExponent ?? 1);

    public OrderRules Rules(Book book, TradingTerms terms, Side side, TimeInForce time)
    {
        var (tick, market) = (book.Tick ?? terms.Tick ?? Price.Cent, time != TimeInForce.Gtc);
        return new OrderRules
        {
            Tick = tick,
            // Market orders have a minimum in dollars instead of shares, and a buying one is an order in dollars.
            MinimumShares = market ? Shares.None : book.MinimumShares ?? terms.LeastShares,
            MinimumNotional = side == Side.Buy ? Money.Dollar : Money.None,
            Spending = market && side == Side.Buy ? PolymarketAmounts.MarketSpending(tick) : null,
        };
    }

    public async Task<VenuePositions> GetPositions(PortfolioRequest request, CancellationToken cancel) =>
        new(await client.GetPositions(request.Wallet, cancel).ConfigureAwait(false));

    public async Task<VenueBalances> GetBalances(PortfolioRequest request, CancellationToken cancel) =>
        new() { PortfolioValueUsd = await client.GetPositionsValue(request.Wallet, cancel).ConfigureAwait(false) };
}
