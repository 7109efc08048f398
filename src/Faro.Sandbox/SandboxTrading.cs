using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Foresight;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Kalshi.Solana;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox;

/// <summary>One level of a book that is put in place.</summary>
/// <param name="Price">Price of YES in dollars; digits below a ten-thousandth are dropped.</param>
/// <param name="Size">Shares; digits below a hundredth are dropped.</param>
public readonly record struct SandboxLevel(decimal Price, decimal Size)
{
    /// <summary>The most shares of one level.</summary>
    internal const decimal MostShares = 10_000_000_000m;

    /// <summary>Whether a book can hold it.</summary>
    internal bool IsLevel => Price is >= 0.0001m and < 1 && Size is >= 0.01m and <= MostShares;

    internal Level ToLevel() => new(Trading.Price.Floor(Price), Units.Floor(Size).FloorToCent());
}

/// <summary>The trading side of the Polymarket and Kalshi twins: play money, books, and the house that takes resting orders.</summary>
public sealed class SandboxTrading
{
    private const decimal MostFunds = 1_000_000_000_000m;
    private readonly SandboxCatalog _catalog;
    private readonly int _foresightChainId;

    internal SandboxTrading(SandboxCatalog catalog, SandboxOptions options, FaultBoard faults)
    {
        _catalog = catalog;
        _foresightChainId = options.ForesightChainId;
        var opening = Units.Floor(options.OpeningBalanceUsd);
        PolymarketBooks = new BookShelf(CutKind.Number, options.Mirror is null);
        KalshiBooks = new BookShelf(CutKind.Ticker, options.Mirror is null);
        Keys = new ClobKeys(options.PolymarketChainId, options.Clock);
        Exchange = new ClobExchange(
            catalog.Polymarket, PolymarketBooks, new Ledger("pUSD", opening), new ClobDomains(options.PolymarketChainId), faults, options.Clock);
        Chain = new SolanaChain(
            new SwapMarket(catalog.Kalshi, KalshiBooks), KalshiBooks, new Ledger(KalshiShape.Usdc, opening), faults, options.Clock);
    }

    internal BookShelf PolymarketBooks { get; }

    internal BookShelf KalshiBooks { get; }

    internal ClobKeys Keys { get; }

    internal ClobExchange Exchange { get; }

    internal SolanaChain Chain { get; }

    /// <summary>Sets a wallet's balance, in dollars or shares. Polymarket: the asset is <c>pUSD</c> or a token id; Kalshi: a mint.
    /// False when venue, wallet or amount is invalid.</summary>
    public bool Fund(string venue, string wallet, string asset, decimal amount)
    {
        if (amount is < 0 or > MostFunds || string.IsNullOrEmpty(asset))
            return false;
        switch (venue)
        {
            case "polymarket" when EthAddress.TryParse(wallet, out var address):
                Exchange.Fund(address.ToLowerHex(), asset, Units.Floor(amount));
                return true;
            case "kalshi" when Base58.IsAddress(wallet) && Base58.IsAddress(asset):
                Chain.Fund(wallet, asset, Units.Floor(amount));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sets a market's book, best levels first, for example the live venue's. Orders of wallets are kept. False
    /// when there is no such market or a level is invalid, or (if asked) when somebody has traded in the book that is there.</summary>
    public bool SetBook(string venue, string id, IReadOnlyList<SandboxLevel> bids, IReadOnlyList<SandboxLevel> asks, bool unlessTraded = false)
    {
        ArgumentNullException.ThrowIfNull(bids);
        ArgumentNullException.ThrowIfNull(asks);
        if (bids.Concat(asks).Any(l => !l.IsLevel)
            || (bids.Count > 0 && asks.Count > 0 && bids.Max(l => l.Price) >= asks.Min(l => l.Price)))
            return false;
        var book = new Book([.. bids.Select(l => l.ToLevel())], [.. asks.Select(l => l.ToLevel())]);
        if (Find(venue, id) is not { } found)
            return false;
        var (shelf, row) = found;
        lock (shelf.Gate)
        {
            if (unlessTraded && !shelf.IsAsPut(row))
                return false;
            shelf.Put(row, book, venue == "polymarket" ? Exchange.Resting(Variants.Apply(row.Record.Facts.ConditionId ?? "", CutKind.Hex, row.Variant)) : []);
            return true;
        }
    }

    /// <summary>Whether a book was set for the market.</summary>
    internal bool HasBook(string venue, string id) => Find(venue, id) is { } found && found.Shelf.HasPut(found.Row);

    /// <summary>Whether the book that was set there is unchanged.</summary>
    internal bool IsAsSet(string venue, string id) => Find(venue, id) is { } found && found.Shelf.IsAsPut(found.Row);

    private (BookShelf Shelf, MarketRow Row)? Find(string venue, string id) => venue switch
    {
        "polymarket" when _catalog.Polymarket.TryFindMarket(id, out var row, out _) || _catalog.Polymarket.TryFindByCondition(id, out row, out _) => (PolymarketBooks, row),
        "kalshi" when _catalog.Kalshi.TryFindMarket(id, out var row, out _) => (KalshiBooks, row),
        _ => null,
    };

    /// <summary>Done when the Clob server has every market listed and quoted; at once when the catalog-only twin replaces it.</summary>
    public Task ForesightFilled => Foresight?.Filled ?? Task.CompletedTask;

    /// <summary>How many of Foresight's markets are listed so far, and of how many.</summary>
    public (int Done, int Total) ForesightProgress => Foresight?.Progress ?? default;

    internal ForesightClob? Foresight { get; set; }

    /// <summary>A JWT of the sandbox's own issuer for a wallet at Foresight; null without the Clob server or for an invalid address.</summary>
    public string? ForesightToken(string wallet) =>
        Foresight is not null && EthAddress.TryParse(wallet, out var address) ? Foresight.Token(address) : null;

    /// <summary>Adds play money at Foresight: <paramref name="asset"/> is <c>collateral</c>, <c>yes</c> or <c>no</c> of a market. False
    /// without the Clob server, or when it refuses.</summary>
    public async Task<bool> FundForesight(string wallet, string conditionId, string asset, decimal amount, CancellationToken ct = default)
    {
        if (Foresight is null || !EthAddress.TryParse(wallet, out var address) || amount is <= 0 or > 1_000_000_000)
            return false;
        var (status, _) = await Foresight.Fund(address, conditionId, _foresightChainId, asset, amount, ct);
        return (int)status is >= 200 and < 300;
    }

    /// <summary>Moves a market of the Clob server: <c>OPEN</c>, <c>PAUSED</c>, <c>CLOSED</c>, or <c>RESOLVED</c> with a payout of 0 to 100 for
    /// YES. False without the Clob server, or when it refuses.</summary>
    public async Task<bool> MoveForesight(string conditionId, string status, int? payoutYes = null, CancellationToken ct = default)
    {
        if (Foresight is null || !Hash256.TryParse(conditionId, out var id) || (status == "RESOLVED") != (payoutYes is >= 0 and <= 100))
            return false;
        var (answer, _) = await Foresight.Move(id.ToString(), _foresightChainId, status, payoutYes, ct);
        return (int)answer is >= 200 and < 300;
    }

    /// <summary>Lets the house take a resting Polymarket order, all or some shares of it. False when it does not rest.</summary>
    public bool FillResting(string orderId, decimal? shares = null) =>
        shares is null or (> 0 and <= SandboxLevel.MostShares) && Exchange.FillByHouse(orderId, shares is { } part ? Units.Floor(part) : null);
}
