
namespace Faro.Venues.Polymarket;

/// <summary>
/// The two amounts of a Polymarket order in base units (both tokens have six decimals). A limit order's product is exact; a market
/// order is floored once.
/// </summary>
/// <param name="Maker">What the maker gives.</param>
/// <param name="Taker">What the maker gets.</param>
internal readonly record struct PolymarketAmounts(long Maker, long Taker)
{
    private const int Decimals = 6;

    /// <summary>The venue's price steps: 0.1, 0.01, 0.005, 0.0025, 0.001, 0.0001.</summary>
    public static bool IsTick(Price tick) => tick.TenThousandths is 1000 or 100 or 50 or 25 or 10 or 1;

    /// <summary>Decimals that a price of this tick is written with.</summary>
    public static int PriceDecimals(Price tick) => tick.TenThousandths switch
    {
        1000 => 1,
        100 => 2,
        50 or 10 => 3,
        25 or 1 => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(tick), tick, "Not a tick size of this venue."),
    };

    /// <summary>Decimals that the amount of money may have in a limit order.</summary>
    public static int AmountDecimals(Price tick) => PriceDecimals(tick) + 2;

    /// <summary>A limit order (GTC, GTD).</summary>
    /// <param name="side">The side.</param>
    /// <param name="price">The price, on the grid.</param>
    /// <param name="shares">Shares; digits finer than a hundredth are dropped.</param>
    public static PolymarketAmounts Limit(Side side, Price price, Shares shares)
    {
        var whole = shares.FloorTo(Shares.Hundredth);
        var money = Money.FloorOf(whole, price); // hundredths times ten-thousandths are millionths: nothing is lost
        return side == Side.Buy ? new(money.MicroUsd, whole.Micro) : new(whole.Micro, money.MicroUsd);
    }

    /// <summary>A market order (FOK, FAK) that spends money, whole cents of it.</summary>
    /// <param name="price">The worst price.</param>
    /// <param name="money">What is spent.</param>
    /// <param name="decimals">Decimals of the floored amount; see <see cref="MarketDecimals"/>.</param>
    public static PolymarketAmounts MarketBuy(Price price, Money money, int decimals)
    {
        var spending = new Spending(Money.Cent, Shares.FromMicro(Step(decimals)));
        var cents = spending.Floor(money);
        return new(cents.MicroUsd, spending.FloorShares(cents, price).Micro);
    }

    /// <summary>How a buying market order (FOK, FAK) counts its dollars at this price step.</summary>
    public static Spending MarketSpending(Price tick) => new(Money.Cent, Shares.FromMicro(Step(IsTick(tick) ? MarketDecimals(tick) : 2)));

    /// <summary>A market order (FOK, FAK) that sells shares, whole hundredths of them.</summary>
    /// <param name="price">The worst price.</param>
    /// <param name="shares">What is sold.</param>
    /// <param name="decimals">Decimals of the floored amount; see <see cref="MarketDecimals"/>.</param>
    public static PolymarketAmounts MarketSell(Price price, Shares shares, int decimals)
    {
        var whole = shares.FloorTo(Shares.Hundredth);
        return new(whole.Micro, Floor(Money.FloorOf(whole, price).MicroUsd, decimals));
    }

    /// <summary>Decimals of the amount a market order gets: the tick's, but the venue accepts at most four.</summary>
    public static int MarketDecimals(Price tick) => Math.Min(AmountDecimals(tick), 4);

    private static long Floor(long amount, int decimals) => amount / Step(decimals) * Step(decimals);

    private static long Step(int decimals)
    {
        var step = 1L;
        for (var i = decimals; i < Decimals; i++) step *= 10;
        return step;
    }
}
