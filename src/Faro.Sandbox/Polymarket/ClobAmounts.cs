using System.Globalization;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.Polymarket;

/// <summary>The CLOB's rules on amounts: decimals, tick and minimum size.</summary>
internal static class ClobAmounts
{
    private const int Share = 1_000_000;

    /// <summary>Reads price (ten-thousandths) and size (millionths) out of the amounts; a sentence when a rule is broken.</summary>
    public static string? Check(SignedClobOrder order, MarketFacts facts, string id, out int price, out long size)
    {
        price = 0;
        var (money, shares) = order.Buy ? (order.MakerAmount, order.TakerAmount) : (order.TakerAmount, order.MakerAmount);
        size = shares;
        if (money <= 0 || shares <= 0)
            return "invalid amounts, maker and taker amount must be higher than 0";
        var market = order.Kind is "FOK" or "FAK";
        var decimals = facts.Tick switch { 1_000 => 3, 100 => 4, 50 or 10 => 5, _ => 6 };
        if (market && (!Fits(order.MakerAmount, 2) || !Fits(order.TakerAmount, 4)))
            return $"invalid amounts, the market {(order.Buy ? "buy" : "sell")} orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals";
        if (!market && (!Fits(money, decimals) || !Fits(shares, 2)))
            return order.Buy
                ? $"invalid amounts, the buy orders maker amount supports a max accuracy of {decimals} decimals, taker amount a max of 2 decimals"
                : $"invalid amounts, the sell orders maker amount supports a max accuracy of 2 decimals, taker amount a max of {decimals} decimals";
        // A market order's floored amount moves its price off the grid by less than a tick: up for a BUY, down for a SELL.
        var exact = (Int128)money * 10_000;
        var ticks = market && !order.Buy ? (exact + (Int128)shares * facts.Tick - 1) / ((Int128)shares * facts.Tick) : exact / ((Int128)shares * facts.Tick);
        price = (int)Int128.Clamp(ticks * facts.Tick, 0, 10_000);
        if ((!market && exact != (Int128)price * shares) || price < facts.Tick || price > 10_000 - facts.Tick)
        {
            var said = ((decimal)money / shares).ToString("0.######", CultureInfo.InvariantCulture);
            return $"order {id} is invalid. Price ({said}) breaks minimum tick size rule: {Amounts.Short(facts.Tick)}";
        }

        if (!market && shares < facts.MinimumSize * Share)
            return string.Create(CultureInfo.InvariantCulture, $"order {id} is invalid. Size ({shares / (decimal)Share:0.######}) lower than the minimum: {facts.MinimumSize:0.##}");
        if (market && order.Buy && money < Share)
            return string.Create(CultureInfo.InvariantCulture, $"invalid amount for a marketable BUY order (${money / (decimal)Share:0.######}), min size: $1");
        return null;
    }

    private static bool Fits(long millionths, int decimals)
    {
        var unit = decimals switch { 2 => 10_000, 3 => 1_000, 4 => 100, 5 => 10, _ => 1 };
        return millionths % unit == 0;
    }
}
