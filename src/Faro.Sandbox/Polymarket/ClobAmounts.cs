using System.Globalization;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Polymarket;

/// <summary>The CLOB's rules on amounts: decimals, tick and minimum size.</summary>
internal static class ClobAmounts
{
    /// <summary>Reads price and size from the amounts; a message when a rule is violated.</summary>
    public static string? Check(SignedClobOrder order, MarketFacts facts, string id, out Price price, out Units size)
    {
        price = Price.Zero;
        var (money, shares) = order.Buy ? (order.MakerAmount, order.TakerAmount) : (order.TakerAmount, order.MakerAmount);
        size = shares;
        if (money <= Units.Zero || shares <= Units.Zero)
            return "invalid amounts, maker and taker amount must be higher than 0";
        var market = order.Kind is "FOK" or "FAK";
        var decimals = facts.Tick.Dollars switch { 0.1m => 3, 0.01m => 4, 0.005m or 0.001m => 5, _ => 6 };
        if (market && (!order.MakerAmount.Fits(2) || !order.TakerAmount.Fits(4)))
            return $"invalid amounts, the market {(order.Buy ? "buy" : "sell")} orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals";
        if (!market && (!money.Fits(decimals) || !shares.Fits(2)))
            return order.Buy
                ? $"invalid amounts, the buy orders maker amount supports a max accuracy of {decimals} decimals, taker amount a max of 2 decimals"
                : $"invalid amounts, the sell orders maker amount supports a max accuracy of 2 decimals, taker amount a max of {decimals} decimals";
        // A market order's floored amount moves its price off the grid by less than a tick: up for a BUY, down for a SELL.
        price = money.PriceOf(shares, facts.Tick, up: market && !order.Buy, out var exact);
        if ((!market && !exact) || price < facts.Tick || price > facts.Tick.Complement)
        {
            var said = (money.Amount / shares.Amount).ToString("0.######", CultureInfo.InvariantCulture);
            return $"order {id} is invalid. Price ({said}) breaks minimum tick size rule: {facts.Tick}";
        }

        if (!market && shares.Amount < facts.MinimumSize)
            return string.Create(CultureInfo.InvariantCulture, $"order {id} is invalid. Size ({shares}) lower than the minimum: {facts.MinimumSize:0.##}");
        if (market && order.Buy && money < Units.One)
            return $"invalid amount for a marketable BUY order (${money}), min size: $1";
        return null;
    }
}
