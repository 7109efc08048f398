using Faro.Curves;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Kalshi.Solana;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox;

/// <summary>One level of a book that is put in place.</summary>
/// <param name="Price">YES price in ten-thousandths of a dollar.</param>
/// <param name="Size">Size in hundredths of a share.</param>
public readonly record struct SandboxLevel(int Price, long Size);

/// <summary>The trading side of the Polymarket and Kalshi twins: play money, books, and the house that takes resting orders.</summary>
public sealed class SandboxTrading
{
    private readonly SandboxCatalog _catalog;

    internal SandboxTrading(SandboxCatalog catalog, SandboxOptions options, FaultBoard faults)
    {
        _catalog = catalog;
        var opening = options.OpeningBalanceUsd * 1_000_000L;
        PolymarketBooks = new BookShelf(CutKind.Number);
        KalshiBooks = new BookShelf(CutKind.Ticker);
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

    /// <summary>Sets a wallet's balance in millionths. Polymarket: the asset is <c>pUSD</c> or a token id; Kalshi: a mint.
    /// False when venue, wallet or amount is none.</summary>
    public bool Fund(string venue, string wallet, string asset, long amount)
    {
        if (amount < 0 || string.IsNullOrEmpty(asset))
            return false;
        switch (venue)
        {
            case "polymarket" when EthAddress.TryParse(wallet, out var address):
                Exchange.Fund(address.ToLowerHex(), asset, amount);
                return true;
            case "kalshi" when Base58.IsAddress(wallet) && Base58.IsAddress(asset):
                Chain.Fund(wallet, asset, amount);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Puts a book in a market's place, best levels first, for example the live venue's. Orders of wallets stay. False
    /// when there is no such market or a level is none.</summary>
    public bool SetBook(string venue, string id, IReadOnlyList<SandboxLevel> bids, IReadOnlyList<SandboxLevel> asks)
    {
        ArgumentNullException.ThrowIfNull(bids);
        ArgumentNullException.ThrowIfNull(asks);
        if (bids.Concat(asks).Any(l => l.Price is <= 0 or >= 10_000 || l.Size is <= 0 or > 1_000_000_000_000)
            || (bids.Count > 0 && asks.Count > 0 && bids.Max(l => l.Price) >= asks.Min(l => l.Price)))
            return false;
        var book = new Book([.. bids.Select(l => new Level(l.Price, l.Size))], [.. asks.Select(l => new Level(l.Price, l.Size))]);
        switch (venue)
        {
            case "polymarket" when _catalog.Polymarket.TryFindMarket(id, out var row, out _) || _catalog.Polymarket.TryFindByCondition(id, out row, out _):
                PolymarketBooks.Put(row, book, Exchange.Resting(Variants.Apply(row.Record.Facts.ConditionId ?? "", CutKind.Hex, row.Variant)));
                return true;
            case "kalshi" when _catalog.Kalshi.TryFindMarket(id, out var row, out _):
                KalshiBooks.Put(row, book, []);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Lets the house take a resting Polymarket order, wholly or (millionths of a share) in part. False when it does not rest.</summary>
    public bool FillResting(string orderId, long? size = null) => size is null or > 0 && Exchange.FillByHouse(orderId, size);
}
