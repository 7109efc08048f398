using Faro.Venues.Live;

namespace Faro.Venues;

/// <summary>
/// A venue as trading needs it: Build what has to be signed, Check what comes back signed, Submit it once, Cancel it, Ask what became
/// of it. Signatures and credentials pass through memory only.
/// </summary>
public interface ITradingVenue : IBookSource
{
    /// <summary>What is known of the venue without calling it.</summary>
    VenueDialect Dialect { get; }

    /// <summary>Where the venue states an order's terms more freshly than its catalog; null when the catalog has the last word.</summary>
    ITermsSource? FreshTerms => null;

    /// <summary>The books that the venue publishes by itself; null if they have to be polled.</summary>
    IBookFeed? Feed => null;

    /// <summary>How many books a second may be read here.</summary>
    double ReadsPerSecond { get; }

    /// <summary>The latest public trades, the newest first; null where the venue's are not read.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    Task<IReadOnlyList<VenueTrade>?> GetTrades(MarketRef market, int limit, CancellationToken cancel) => Task.FromResult<IReadOnlyList<VenueTrade>?>(null);

    /// <summary>The taker fee of a market; null when its formula cannot be followed.</summary>
    FeeModel? Fee(TradingTerms? terms);

    /// <summary>The rules that an order of this kind must keep.</summary>
    OrderRules Rules(Book book, TradingTerms terms, Side side, TimeInForce time);

    /// <summary>Which account the caller has to name before this venue can trade for it; null when none is missing.</summary>
    Exclusion? MissingAccount(TraderAccounts accounts) => null;

    /// <summary>Why the venue cannot take an order for this market now; null when it can.</summary>
    Exclusion? Excluded(TradingTerms terms, TimeInForce time, DateTimeOffset now) => null;

    /// <summary>Builds a leg: what the caller signs, and what Faro keeps to check it by. Never throws for what a venue does.</summary>
    Task<BuildReply> Build(LegOrder order, CancellationToken cancel);

    /// <summary>Checks a signed leg against what was handed out. Pure: no I/O, no clock.</summary>
    CheckReply Check(SignedLeg signed, PreparedLeg prepared);

    /// <summary>Sends a checked leg, once. Never throws for what a venue does.</summary>
    Task<SubmitReply> Submit(CheckedLeg leg, PreparedLeg prepared, Side side, CancellationToken cancel);

    /// <summary>What keeps these credentials from cancelling, in a sentence; null when nothing does.</summary>
    string? CannotCancel(LegCredentials? credentials);

    /// <summary>Cancels an order. Never throws for what a venue does; call it with credentials that <see cref="CannotCancel"/> passes.</summary>
    Task<CancelReply> Cancel(VenueOrderId order, LegCredentials credentials, CancellationToken cancel);

    /// <summary>What of a cancel's credentials also opens the order for reading, so that its amounts can be asked for at once; null when nothing does.</summary>
    LegCredentials? ForAskingAfterCancel(LegCredentials credentials) => null;

    /// <summary>Whether these credentials are enough to ask for an order.</summary>
    bool CanAsk(LegCredentials? credentials);

    /// <summary>Asks what became of an order. Asking changes nothing at the venue.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    Task<Evidence> Ask(AskedLeg leg, LegCredentials? credentials, CancellationToken cancel);

    /// <summary>What the caller's accounts hold here.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    Task<VenuePositions> GetPositions(PortfolioRequest request, CancellationToken cancel);

    /// <summary>What the caller's accounts are worth here.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    Task<VenueBalances> GetBalances(PortfolioRequest request, CancellationToken cancel);
}

/// <summary>Where a venue states what an order at a market needs now.</summary>
public interface ITermsSource
{
    /// <summary>The market's present terms; null when the venue does not know it.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    Task<PresentTerms?> GetPresentTerms(string marketId, CancellationToken cancel);
}

/// <summary>What a venue says an order at a market needs now. It wins over the catalog.</summary>
public abstract record PresentTerms
{
    /// <summary>The price step.</summary>
    public required Price Tick { get; init; }

    /// <summary>Whether orders are accepted; null when the venue does not say.</summary>
    public bool? AcceptingOrders { get; init; }

    /// <summary>Whether these are the terms of the market that the catalog lists: both name the same tokens.</summary>
    public abstract bool SameTokens(TradingTerms listed);

    /// <summary>The listed terms with these over them.</summary>
    /// <param name="listed">The catalog's terms.</param>
    /// <param name="bookTick">The price step that the book states, which wins over both.</param>
    public abstract TradingTerms Over(TradingTerms listed, Price? bookTick);
}

/// <summary>The rules that an order must keep at a market.</summary>
public sealed record OrderRules
{
    /// <summary>The price step.</summary>
    public required Price Tick { get; init; }

    /// <summary>The smallest order in shares.</summary>
    public required Shares MinimumShares { get; init; }

    /// <summary>The smallest order in money.</summary>
    public Money MinimumNotional { get; init; }

    /// <summary>The step of sizes.</summary>
    public Shares Lot { get; init; } = Shares.Hundredth;

    /// <summary>Whether an order can rest (a swap cannot).</summary>
    public bool CanRest { get; init; } = true;

    /// <summary>How the order counts the dollars that it spends; null for an order that names a number of shares.</summary>
    public Spending? Spending { get; init; }
}

/// <summary>Why a venue takes no part.</summary>
/// <param name="Code">A stable reason: <c>ineligible</c>, <c>maintenance</c>, <c>not_tradable</c> …</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Field">The request's field that would change it; null when none would.</param>
public sealed record Exclusion(string Code, string Reason, string? Field = null)
{
    /// <summary>Whether the venue could not be reached or read: it is nobody's fault who calls, and may pass.</summary>
    public bool Unreachable { get; init; }

    /// <summary>The venue could not be read.</summary>
    public static Exclusion Of(VenueException e) => new(e.Code, e.Message) { Unreachable = true };
}

/// <summary>What is wrong with a field of a request.</summary>
/// <param name="Field">The field, in the API's own names.</param>
/// <param name="Text">What is wrong with it.</param>
public sealed record FieldFault(string Field, string Text);
