namespace Faro.Orders.Preparing;

/// <summary>
/// The two amounts of a Polymarket order in millionths. Integers throughout: a price is whole ten-thousandths, a size whole
/// hundredths, so a limit order's product is exact and a market order is floored once.
/// </summary>
/// <param name="Maker">What the maker gives.</param>
/// <param name="Taker">What the maker gets.</param>
internal readonly record struct PolymarketAmounts(long Maker, long Taker)
{
    /// <summary>Millionths in a hundredth.</summary>
    public const long PerHundredth = 10_000;

    private const int One = 10_000;

    /// <summary>The price steps that the venue has, in ten-thousandths.</summary>
    public static bool IsTick(int tick) => tick is 1000 or 100 or 50 or 25 or 10 or 1;

    /// <summary>Whether a price stands on the grid: a multiple of the tick, at least one tick from 0 and from 1.</summary>
    public static bool IsOnGrid(int price, int tick) => price >= tick && price <= One - tick && price % tick == 0;

    /// <summary>The nearest price on the grid that does not cost the caller more: BUY down, SELL up; null when there is none.</summary>
    public static int? OntoGrid(int price, int tick, Side side)
    {
        var at = side == Side.Buy ? price / tick * tick : (price + tick - 1) / tick * tick;
        at = side == Side.Buy ? Math.Min(at, One - tick) : Math.Max(at, tick);
        return IsOnGrid(at, tick) ? at : null;
    }

    /// <summary>Decimals that a price of this tick is written with.</summary>
    public static int PriceDecimals(int tick) => tick switch
    {
        1000 => 1,
        100 => 2,
        50 or 10 => 3,
        25 or 1 => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(tick), tick, "Not a tick of this venue."),
    };

    /// <summary>Decimals that the amount of money may have in a limit order.</summary>
    public static int AmountDecimals(int tick) => PriceDecimals(tick) + 2;

    /// <summary>A limit order (GTC, GTD).</summary>
    /// <param name="side">The side.</param>
    /// <param name="price">Ten-thousandths, on the grid.</param>
    /// <param name="hundredths">Shares in hundredths.</param>
    public static PolymarketAmounts Limit(Side side, int price, long hundredths)
    {
        // hundredths × ten-thousandths are millionths: nothing to round.
        var shares = checked(hundredths * PerHundredth);
        var money = checked(hundredths * price);
        return side == Side.Buy ? new(money, shares) : new(shares, money);
    }

    /// <summary>A market order (FOK, FAK).</summary>
    /// <param name="side">The side.</param>
    /// <param name="price">Ten-thousandths.</param>
    /// <param name="hundredths">BUY: cents to spend; SELL: shares in hundredths.</param>
    /// <param name="decimals">Decimals of the floored side; see <see cref="MarketDecimals"/>.</param>
    public static PolymarketAmounts Market(Side side, int price, long hundredths, int decimals)
    {
        var maker = checked(hundredths * PerHundredth);
        var taker = side == Side.Buy
            ? (long)FloorDiv((Int128)maker * One, price)
            : checked(hundredths * price);
        var step = Pow10(6 - decimals);
        return new(maker, FloorDiv(taker, step) * step);
    }

    /// <summary>Decimals of the amount a market order gets: the tick's, but the venue takes four at most.</summary>
    public static int MarketDecimals(int tick) => Math.Min(AmountDecimals(tick), 4);

    private static long FloorDiv(long a, long b) => a / b;

    private static Int128 FloorDiv(Int128 a, long b) => a / b;

    private static long Pow10(int power)
    {
        var value = 1L;
        for (; power > 0; power--)
            value *= 10;
        return value;
    }
}
