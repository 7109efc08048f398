namespace Faro.Venues.Kalshi;

/// <summary>Trading at Kalshi: swaps of its outcome tokens on Solana, signed by the caller's account.</summary>
internal sealed partial class Trading(KalshiClient client, KalshiOptions options, VenueDialect dialect) : ITradingVenue
{
    public Venue Venue => dialect.Venue;

    public VenueDialect Dialect => dialect;

    public double ReadsPerSecond => options.RequestsPerSecond;

    public Task<Book> GetBook(BookKey key, CancellationToken cancel) => client.GetBook(key, cancel);

    public Task<IReadOnlyDictionary<MarketRef, Book>> GetBooks(IReadOnlyCollection<BookKey> keys, CancellationToken cancel) =>
        client.GetBooks(keys, cancel);

    public FeeModel? Fee(TradingTerms? terms) => FeeModel.Curve(terms?.FeeRate ?? options.FeeRate, terms?.FeeExponent ?? 1);

    public OrderRules Rules(Book book, TradingTerms terms, Side side, TimeInForce time) => new()
    {
        Tick = book.Tick ?? terms.Tick ?? Price.Cent,
        MinimumShares = book.MinimumShares ?? terms.LeastShares,
        MinimumNotional = Money.Cent,
        Lot = Shares.One,
        CanRest = false,
    };

    public Exclusion? MissingAccount(TraderAccounts accounts) =>
        accounts.DFlowAccount is null ? new Exclusion("ineligible", "dflow_account is missing.", "dflow_account") : null;

    public Exclusion? Excluded(TradingTerms terms, TimeInForce time, DateTimeOffset now) =>
        terms.MintsInitialized == false ? new Exclusion("not_tradable", "The outcome mints do not exist on chain yet.")
        : KalshiMaintenance.Covers(now)
            ? new Exclusion("maintenance", "Kalshi's weekly maintenance (Thursday 03:00 to 05:00 US Eastern): orders would be reverted.")
        : null;

    public async Task<VenuePositions> GetPositions(PortfolioRequest request, CancellationToken cancel)
    {
        if (request.DFlowAccount is not { } account) return new VenuePositions(null, dialect.PositionsNote);
        var positions = await client.GetPositions(account, cancel).ConfigureAwait(false);
        return new VenuePositions(positions, dialect.PositionsNote, await client.GetUsdc(account, cancel).ConfigureAwait(false));
    }

    public async Task<VenueBalances> GetBalances(PortfolioRequest request, CancellationToken cancel) => new()
    {
        Note = dialect.BalancesNote,
        Usdc = request.DFlowAccount is { } account ? await client.GetUsdc(account, cancel).ConfigureAwait(false) : null,
    };
}
