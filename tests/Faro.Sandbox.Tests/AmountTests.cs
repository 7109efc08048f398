using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Tests;

/// <summary>The twins' own money, shares and prices: each rounding is said and goes the way that the venues take it.</summary>
public sealed class AmountTests
{
    [Theory] //  shares   price      cost, up       proceeds, down
    [InlineData("10", "0.62", "6.2", "6.2")]
    [InlineData("0.000001", "0.5", "0.000001", "0")]
    [InlineData("3.333333", "0.3333", "1.111", "1.110999")]
    [InlineData("10000000000", "0.9999", "9999000000", "9999000000")]
    public void Cost_is_rounded_up_and_proceeds_are_rounded_down(string shares, string price, string cost, string proceeds)
    {
        Assert.Equal(Decimal(cost), Of(shares).CostAt(Price.Nearest(Decimal(price))).Amount);
        Assert.Equal(Decimal(proceeds), Of(shares).ProceedsAt(Price.Nearest(Decimal(price))).Amount);
    }

    [Theory] //  money    price   shares
    [InlineData("1", "0.3", "3.333333")]
    [InlineData("0.02", "0.0001", "200")]
    [InlineData("9000000000000", "0.0001", "9223372036854.775807")] // as much as there can be
    public void Money_buys_shares_rounded_down(string money, string price, string shares) =>
        Assert.Equal(Decimal(shares), Of(money).SharesAt(Price.Nearest(Decimal(price))).Amount);

    [Theory] //  money   shares  tick     up     price    exact
    [InlineData("6.2", "10", "0.01", false, "0.62", true)]
    [InlineData("6.21", "10", "0.01", false, "0.62", false)]
    [InlineData("6.21", "10", "0.01", true, "0.63", false)]
    [InlineData("6.21", "10", "0.001", true, "0.621", true)]
    [InlineData("20", "10", "0.01", false, "1", true)]
    public void A_price_is_read_out_of_two_amounts_on_the_grid(string money, string shares, string tick, bool up, string price, bool exact)
    {
        Assert.Equal(Decimal(price), Of(money).PriceOf(Of(shares), Price.Nearest(Decimal(tick)), up, out var nothingRounded).Dollars);
        Assert.Equal(exact, nothingRounded);
    }

    [Theory]
    [InlineData("1.23", 2, true)]
    [InlineData("1.234", 2, false)]
    [InlineData("1.23456", 5, true)]
    [InlineData("1.234567", 5, false)]
    [InlineData("1.234567", 6, true)]
    public void Decimals_are_counted(string amount, int decimals, bool fits) => Assert.Equal(fits, Of(amount).Fits(decimals));

    [Theory] //  cents down, cents up
    [InlineData("0.615", 61, 62)]
    [InlineData("0.61", 61, 61)]
    [InlineData("0.6101", 61, 62)]
    public void Cents_are_rounded_both_ways(string price, int down, int up)
    {
        Assert.Equal((down, up), (Price.Nearest(Decimal(price)).FloorCents(), Price.Nearest(Decimal(price)).CeilCents()));
        Assert.Equal(Price.One, Price.Nearest(Decimal(price)) + Price.Nearest(Decimal(price)).Complement);
    }

    [Fact]
    public void Slippage_is_taken_off_and_rounded_down() => Assert.Equal(new Units(994_999), new Units(999_999).Less(50));

    private static Units Of(string amount) => Units.Floor(Decimal(amount));

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
