using System.Globalization;
using System.Text.Json;

namespace Faro.Venues.Tests;

/// <summary>Money, shares and prices: what each division rounds, and what stands in JSON.</summary>
public sealed class ValueTypeTests
{
    [Theory]
    [InlineData("1.5", 1_500_000)]
    [InlineData("0.000001", 1)]
    [InlineData("0.0000019", 1)]
    [InlineData("10000000", 10_000_000_000_000)]
    public void Dollars_are_floored_to_millionths(string dollars, long micro) =>
        Assert.Equal(micro, Money.FloorDollars(decimal.Parse(dollars, CultureInfo.InvariantCulture)).MicroUsd);

    [Theory]
    [InlineData("1.5", 1_500_000L)]
    [InlineData("0.0000019", null)]
    [InlineData("99999999999999", null)]
    public void Exact_money_or_none(string dollars, long? micro) =>
        Assert.Equal(micro, Money.FromDollars(decimal.Parse(dollars, CultureInfo.InvariantCulture))?.MicroUsd);

    [Theory] // price, tick: BUY, SELL
    [InlineData(6255, 100, 6200, 6300)]
    [InlineData(6200, 100, 6200, 6200)]
    [InlineData(50, 100, null, 100)]
    [InlineData(9950, 100, 9900, null)]
    [InlineData(10000, 100, null, null)]
    public void A_limit_goes_onto_the_grid_without_costing_the_caller_more(int price, int tick, int? buy, int? sell)
    {
        Assert.Equal(buy, new Price(price).OntoGrid(new Price(tick), Side.Buy)?.TenThousandths);
        Assert.Equal(sell, new Price(price).OntoGrid(new Price(tick), Side.Sell)?.TenThousandths);
    }

    [Fact]
    public void Fees_are_rounded_up_once()
    {
        var fee = FeeModel.Curve(0.07m, 1)!.Value.PerShare(new Price(3333));
        Assert.Equal(15_554_778, fee.Billionths); // 0.07 x 0.3333 x 0.6667 = 0.01555477770…
        Assert.Equal(Money.FromMicroUsd(46_665), ExactFee.Of(Shares.Floor(3), fee).Ceiling);
    }

    [Fact]
    public void Sums_over_levels_round_nothing()
    {
        var cost = ExactMoney.Of(Shares.FromMicro(1), new Price(3333)) + ExactMoney.Of(Shares.FromMicro(2), new Price(3334));
        Assert.Equal(10_001, cost.Units);
        Assert.Equal(Money.FromMicroUsd(1), cost.Floor);
    }

    [Fact]
    public void A_payment_beyond_the_budget_or_beyond_64_bits_does_not_fit()
    {
        var budget = Money.FloorDollars(10).Exact;
        Assert.True(ExactMoney.TryPay(Shares.Floor(20), new Price(5000), budget, out var cost));
        Assert.Equal(budget, cost);
        Assert.False(ExactMoney.TryPay(Shares.FromMicro(20_000_001), new Price(5000), budget, out _));
        Assert.False(ExactMoney.TryPay(Shares.Most, new Price(9999), budget, out _));
    }

    [Fact]
    public void Arithmetic_is_checked()
    {
        Assert.Throws<OverflowException>(() => Money.FromMicroUsd(long.MaxValue) + Money.FromMicroUsd(1));
        Assert.Throws<OverflowException>(() => Shares.None - Shares.Most - Shares.Most);
        Assert.Throws<OverflowException>(() => Money.FromMicroUsd(long.MaxValue).Exact);
        Assert.Equal(Shares.Most, Shares.Most.AddSaturating(Shares.One));
    }

    [Fact]
    public void Swaps_are_bounded_against_the_caller()
    {
        var limit = UnitPrice.FloorDollars(0.63m);
        Assert.Equal(15_873_016UL, limit.CeilLeast(10_000_000, Side.Buy)); // 10 USDC at 0.63: at least 15.873016 contracts
        Assert.Equal(6_300_000UL, limit.CeilLeast(10_000_000, Side.Sell));
        Assert.Equal(9_950UL, BasisPoints.FloorLess(10_000, 50));
        Assert.Equal(50, BasisPoints.FloorBetween(10_000, 9_950));
    }

    [Fact]
    public void In_json_they_are_bare_numbers_and_text()
    {
        var all = new { Money = Money.FloorDollars(1.25m), Shares = Shares.Floor(2.5m), Price = new Price(6200), Id = VenueOrderId.OrderHash("0xab") };
        Assert.Equal("""{"Money":1250000,"Shares":2500000,"Price":6200,"Id":"0xab"}""", JsonSerializer.Serialize(all));
        Assert.Equal(all.Money, JsonSerializer.Deserialize<Money>("1250000"));
        Assert.Equal(all.Shares, JsonSerializer.Deserialize<Shares>("2500000"));
        Assert.Equal(all.Price, JsonSerializer.Deserialize<Price>("6200"));
        Assert.Equal(all.Id, JsonSerializer.Deserialize<VenueOrderId>("\"0xab\""));
    }

    [Fact]
    public void Random_prices_times_shares_agree_with_decimals()
    {
        const int seed = 20261130;
        var random = new Random(seed);
        for (var run = 0; run < 10_000; run++)
        {
            var (shares, price) = (Shares.FromMicro(random.NextInt64(1, 1_000_000_000_000)), new Price(random.Next(1, 9_999)));
            var where = $"seed {seed} run {run}: {shares} at {price}";
            Assert.True(Money.FloorOf(shares, price).Dollars == decimal.Floor(shares.Count * price.Dollars * 1_000_000) / 1_000_000, where);
            Assert.True(ExactMoney.Of(shares, price).FloorDiv(price) == shares, where);
            Assert.True(Shares.Floor(shares.Count) == shares, where);
            Assert.True(shares.FloorTo(Shares.Hundredth).IsWhole(Shares.Hundredth) && shares - shares.FloorTo(Shares.Hundredth) < Shares.Hundredth, where);
        }
    }
}
