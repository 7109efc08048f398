using System.Globalization;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Tests.Routing;

/// <summary>A market BUY at Polymarket is an order for dollars: what is asked for is signed, and the plan says the shares that are signed.</summary>
public sealed class DollarOrderTests
{
    [Theory] // the tick is a cent; shares are signed to the ten-thousandth
    [InlineData("pm 0.61x1000", "1", "1.00 1.6393 of 1.639344")]
    [InlineData("pm 0.61x1000", "1.01", "1.01 1.6557 of 1.655737")]
    [InlineData("pm 0.61x1000", "2.03", "2.03 3.3278 of 3.327868")]
    [InlineData("pm 0.61x1000", "10", "10.00 16.3934 of 16.393442")]
    [InlineData("pm 0.61x1000", "0.99", "below_minimum")]
    [InlineData("pm 0.61x1000", "1.009", "1.00 1.6393 of 1.639344")] // a tenth of a cent cannot be signed
    [InlineData("pm 0.50x10, 0.60x100", "11", "11.00 18.3333 of 20")] // the limit is the deepest level's: fewer shares are signed than come
    [InlineData("pm 0.50x10, 0.60x10", "20", "11.00 18.3333 of 20")]
    [InlineData("pm 0.07x1000", "7", "7.00 100 of 100")]
    public void The_dollars_asked_for_are_signed(string books, string dollars, string expected)
    {
        var plan = RoutePlanner.Plan(Inputs(books, decimal.Parse(dollars, CultureInfo.InvariantCulture), "IOC"));
        Assert.Equal(expected, plan.Refusal ?? Describe(Assert.Single(plan.Legs)));
    }

    [Fact]
    public void A_fill_or_kill_of_ten_dollars_is_whole_where_the_book_holds_ten_dollars()
    {
        Assert.Null(RoutePlanner.Plan(Inputs("pm 0.61x16.40", 10, "FOK")).Refusal);
        Assert.Equal("insufficient_depth", RoutePlanner.Plan(Inputs("pm 0.61x16.30", 10, "FOK")).Refusal);
    }

    [Fact]
    public void Beside_an_order_for_shares_the_rest_is_signed_to_the_cent()
    {
        var plan = RoutePlanner.Plan(Inputs("pm 0.60x100 | fs 0.59x1.5", 6, "IOC"));
        Assert.Equal(("5.11 8.5166 of 8.516667", "0.885 1.5"), (Describe(plan.Legs[0]), $"{plan.Legs[1].Notional} {plan.Legs[1].Shares}"));
        Assert.Null(plan.Legs[1].ForDollars);
    }

    [Fact]
    public void Whatever_is_asked_for_the_cents_of_it_are_signed_and_never_more()
    {
        const int seed = 253;
        var random = new Random(seed);
        for (var run = 0; run < 5_000; run++)
        {
            var (tick, cents) = (random.Next(1, 99), random.Next(100, 1_000_000));
            var price = (tick / 100m).ToString("0.00", CultureInfo.InvariantCulture);
            var leg = Assert.Single(RoutePlanner.Plan(Inputs($"pm {price}x100000000", cents / 100m, "FOK")).Legs);
            Assert.Equal(cents * 10_000L, leg.Notional.MicroUsd);
            Assert.True(leg.Shares.IsWhole(Shares.FromMicro(100)), $"seed {seed} run {run}: {leg.Shares}");
            Assert.InRange(leg.Notional.MicroUsd - Money.FloorOf(leg.Shares, leg.LimitPrice).MicroUsd, 0, 100 * leg.LimitPrice.Dollars + 1);
        }
    }

    [Fact]
    public void An_order_for_dollars_is_whole_when_less_than_a_cent_is_left_one_for_shares_when_less_than_a_hundredth_is()
    {
        var dollars = Orders.Leg(Orders.Leg1) with { Spends = Money.FromMicroUsd(10_000_000), Shares = Orders.Micro(16_393_400) };
        Assert.True(dollars.IsWhole(Orders.Micro(16_393_400), Orders.Usd(9_999_974)));
        Assert.True(dollars.IsWhole(Orders.Micro(20_000_000), Orders.Usd(10_000_000)));
        Assert.False(dollars.IsWhole(Orders.Micro(20_000_000), Orders.Usd(9_990_000))); // more shares than signed, and dollars left
        var shares = Orders.Leg(Orders.Leg1) with { Shares = Orders.Micro(65_560_000) };
        Assert.True(shares.IsWhole(Orders.Micro(65_559_999), Money.None));
        Assert.False(shares.IsWhole(Orders.Micro(65_550_000), Money.None));
        Assert.False(shares.IsWhole(Orders.Micro(1_490_000), Money.None));
    }

    private static RouteInputs Inputs(string books, decimal dollars, string time)
    {
        var inputs = RoutePlannerTests.Inputs(books, "BUY", (int)decimal.Floor(dollars * 100), null, "best", time, FeeModel.Free);
        return inputs with
        {
            Request = inputs.Request with { Size = Money.FloorDollars(dollars) },
            Venues = [.. inputs.Venues.Select(v => v.Venue != Venue.Polymarket ? v : v with
            {
                MinimumShares = Shares.None, MinimumNotional = Money.Dollar, Spending = new Spending(Money.Cent, Shares.FromMicro(100)),
            })],
        };
    }

    private static string Describe(PlannedLeg leg) =>
        string.Create(CultureInfo.InvariantCulture, $"{leg.Notional.Dollars:0.00} {leg.Shares} of {leg.ForDollars}");
}
