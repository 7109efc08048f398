using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Kalshi.Solana;

/// <summary>A swap that could be made now.</summary>
internal sealed record SwapOffer(TwinBook Book, List<Fill> Fills, Units InAmount, Units OutAmount);

/// <summary>Prices swaps between USDC and outcome tokens against the market's book. The caller holds the shelf's gate.</summary>
internal sealed class SwapMarket(VenueCatalog catalog, BookShelf books)
{
    /// <summary>The error code of an impossible swap; null with an offer.</summary>
    public string? Price(string inputMint, string outputMint, Units amount, out SwapOffer? offer)
    {
        offer = null;
        var buys = inputMint == KalshiShape.Usdc;
        if (buys == (outputMint == KalshiShape.Usdc))
            return "NO_ROUTES_FOUND";
        // Places 0 and 1 are YES and NO under USDC; CASH mints and ledgers are not routed.
        if (!catalog.TryFindByToken(buys ? outputMint : inputMint, out var row, out var place, out _) || place > 1
            || !row.Record.Facts.Tradable || !row.Record.Facts.Initialized)
            return "TOKEN_NOT_TRADABLE";
        var yes = place == 0;
        var book = books.Open(row);
        Price Own(Price price) => yes ? price : price.Complement;
        if (buys)
        {
            var fills = book.Preview(yes, yes ? Trading.Price.One : Trading.Price.Zero, Units.Unlimited, amount, p => Own(p) + Fee(Own(p)));
            var spent = fills.Sum(f => f.Size.CostAt(Own(f.Price) + Fee(Own(f.Price))));
            var got = fills.Sum(f => f.Size);
            if (got == Units.Zero)
                return "COULD_NOT_FIND_ANY_ROUTE";
            if (amount - spent > Units.Floor(0.02m))
                return "ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT";
            offer = new SwapOffer(book, fills, amount, got);
            return null;
        }

        var sold = book.Preview(!yes, yes ? Trading.Price.Zero : Trading.Price.One, amount);
        if (sold.Count == 0)
            return "COULD_NOT_FIND_ANY_ROUTE";
        if (sold.Sum(f => f.Size) < amount)
            return "ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT";
        var earned = sold.Sum(f => f.Size.ProceedsAt(Own(f.Price) - Fee(Own(f.Price))));
        offer = new SwapOffer(book, sold, amount, earned);
        return null;
    }

    /// <summary>The taker's fee of a contract at a price, rounded up: eight hundredths of p × (1 − p).</summary>
    public static Price Fee(Price price) => Trading.Price.Ceil(0.08m * price.Dollars * price.Complement.Dollars);
}
