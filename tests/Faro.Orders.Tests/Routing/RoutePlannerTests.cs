using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Faro.Log;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Tests.Routing;

public sealed class RoutePlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Theory] // asks or bids: price x shares                          side    cents    limit    legs as "venue dollars shares @limit"
    [InlineData("pm 0.63x100 | ks 0.62x40", "BUY", 6000, "0.65", "best", "GTC", "pm 35.20 55.87 @0.63; ks 24.80 40 @0.62")]
    [InlineData("pm 0.63x100 | ks 0.62x40", "BUY", 2480, "0.62", "best", "GTC", "ks 24.80 40 @0.62")]
    [InlineData("pm 0.63x100 | ks 0.62x40", "BUY", 6000, "0.62", "best", "GTC", "pm 35.20 56.77 @0.62; ks 24.80 40 @0.62")]
    [InlineData("pm 0.63x100 | ks 0.62x40", "BUY", 6000, "0.62", "best", "IOC", "ks 24.80 40 @0.62")]
    [InlineData("pm 0.63x100 | ks 0.62x40", "BUY", 6000, "0.62", "best", "FOK", "insufficient_depth")]
    [InlineData("pm 0.63x100 | ks 0.62x40", "BUY", 6000, "0.61", "best", "IOC", "no_liquidity")]
    [InlineData("pm 0.63x10 | ks 0.62x40", "BUY", 60000, null, "best", "GTC", "insufficient_depth")]
    [InlineData("pm 0.60x10, 0.61x10 | fs 0.60x10, 0.62x10", "BUY", 1800, null, "best", "IOC", "pm 12.00 19.83 @0.61; fs 6.00 10 @0.60")]
    [InlineData("pm 0.60x100 | fs 0.61x100", "SELL", 6000, null, "best", "IOC", "fs 60.00 98.36 @0.61")]
    [InlineData("pm 0.60x100 | fs 0.61x50", "SELL", 6000, "0.60", "best", "FOK", "pm 29.50 49.16 @0.60; fs 30.50 50 @0.61")]
    [InlineData("pm 0.60x100 | fs 0.61x50", "SELL", 6000, "0.61", "best", "FOK", "insufficient_depth")]
    [InlineData("pm 0.50x100 | ks 0.50x100 | fs 0.50x100", "BUY", 3000, null, "equal", "IOC", "pm 10.00 20 @0.50; ks 10.00 20 @0.50; fs 10.00 20 @0.50")]
    [InlineData("pm 0.60x100 | ks 0.40x100", "BUY", 5000, null, "equal", "IOC", "pm 30.00 50 @0.60; ks 20.00 50 @0.40")]
    [InlineData("pm 0.60x100 | ks 0.40x10", "BUY", 1600, null, "equal", "IOC", "pm 12.00 20 @0.60; ks 4.00 10 @0.40")]
    [InlineData("pm 0.60x100 | ks 0.40x100", "BUY", 5000, null, "split", "IOC", "pm 10.00 16.66 @0.60; ks 40.00 100 @0.40")]
    [InlineData("pm 0.50x20, 0.60x80 | fs 0.55x30", "BUY", 2650, null, "split", "IOC", "pm 10.00 20 @0.50; fs 16.50 30 @0.55")]
    [InlineData("pm 0.60x100 | fs 0.59x1000", "BUY", 500, null, "split", "FOK", "fs 5.00 8.47 @0.59")]
    // Polymarket's cheap shares are fewer than its smallest order: filled up with dearer ones they still beat Foresight alone.
    [InlineData("pm 0.40x4, 0.45x100 | fs 0.60x100", "BUY", 600, null, "split", "IOC", "pm 6.00 13.77 @0.45")]
    [InlineData("pm 0.40x4, 0.62x1 | fs 0.60x100", "BUY", 600, null, "split", "IOC", "pm 2.22 5 @0.62; fs 3.78 6.3 @0.60")]
    // … and where that does not pay, its cheap shares are left.
    [InlineData("pm 0.55x4, 0.90x10 | fs 0.56x100", "BUY", 600, null, "split", "IOC", "fs 6.00 10.71 @0.56")]
    [InlineData("pm 0.60x100 | fs 0.59x1", "BUY", 600, null, "best", "IOC", "pm 5.41 9.01 @0.60; fs 0.59 1 @0.59")]
    [InlineData("pm 0.60x100 | fs 0.59x0.5", "BUY", 600, null, "best", "IOC", "pm 6.00 10 @0.60")] // Foresight's part would be below one share
    [InlineData("pm 0.60x100", "BUY", 100, null, "best", "IOC", "below_minimum")] // Polymarket wants five shares here
    [InlineData("", "BUY", 100, null, "best", "IOC", "no_venue")]
    public void Plans(string books, string side, int cents, string? limit, string strategy, string time, string expected)
    {
        var inputs = Inputs(books, side, cents, limit, strategy, time, FeeModel.Free);
        Assert.Equal(expected, Describe(RoutePlanner.Plan(inputs)));
    }

    [Theory] // Kalshi sells whole contracts: equal shares end where one more on every venue costs more than is left
    [InlineData("GTC", 1500, "pm 5.00 10 @0.50; ks 5.00 10 @0.50; fs 4.50 10 @0.45")]
    [InlineData("FOK", 1500, "pm 5.00 10 @0.50; ks 5.00 10 @0.50; fs 4.50 10 @0.45")]
    [InlineData("IOC", 1590, "pm 5.00 10 @0.50; ks 5.00 10 @0.50; fs 4.50 10 @0.45")]
    [InlineData("FOK", 200000, "insufficient_depth")]
    public void Equal_shares_over_whole_contracts_is_not_short_of_depth(string time, int cents, string expected)
    {
        var inputs = Inputs("pm 0.50x1000 | ks 0.50x1000 | fs 0.45x1000", "BUY", cents, null, "equal", time, FeeModel.Free);
        var whole = inputs.Venues.Select(v => v.Venue == Venue.Kalshi ? v with { Lot = Shares.One } : v).ToArray();
        Assert.Equal(expected, Describe(RoutePlanner.Plan(inputs with { Venues = whole })));
    }

    [Fact]
    public void Fees_decide_between_equal_prices()
    {
        var inputs = Inputs("pm 0.50x100 | fs 0.505x100", "BUY", 1000, null, "best", "IOC", FeeModel.Free);
        var dear = inputs.Venues[0] with { Fee = FeeModel.Curve(0.04m, 1)!.Value }; // one cent a share at 0.50
        var plan = RoutePlanner.Plan(inputs with { Venues = [dear, inputs.Venues[1]] });
        Assert.Equal("fs 10.00 19.8 @0.51", Describe(plan));
        Assert.Equal("pm 10.00 20 @0.50", Describe(RoutePlanner.Plan(inputs)));
    }

    [Theory] // rate, exponent, price: billionths a share
    [InlineData("0.04", 1, 5000, 10_000_000)]
    [InlineData("0.04", 1, 100, 396_000)]
    [InlineData("0.25", 2, 5000, 15_625_000)]
    [InlineData("0", 1, 5000, 0)]
    [InlineData("0.0175", 0, 5000, 17_500_000)]
    public void Fee_curve(string rate, int exponent, int price, long expected) => Assert.Equal(
        expected, FeeModel.Curve(decimal.Parse(rate, CultureInfo.InvariantCulture), exponent)!.Value.PerShare(new Price(price)).Billionths);

    [Fact]
    public void Fee_of_foresight_is_on_the_smaller_price()
    {
        Assert.Equal(4_000_000, FeeModel.Smaller(100).PerShare(new Price(6000)).Billionths); // 100 shares at 0.60, 100 bps: 0.4 collateral
        Assert.Equal(4_000_000, FeeModel.Smaller(100).PerShare(new Price(4000)).Billionths);
        Assert.Null(FeeModel.Curve(0.04m, 1.5m));
    }

    [Fact]
    public void A_receipt_tells_improvement_and_worst_case()
    {
        var inputs = Inputs("pm 0.60x10, 0.64x100 | fs 0.62x100", "BUY", 5000, null, "best", "IOC", FeeModel.Free);
        var plan = RoutePlanner.Plan(inputs);
        var receipt = RouteReceipt.Of(inputs.Request, plan);
        Assert.Equal(Venue.Foresight, receipt.BestSingle); // 0.62 all the way; Polymarket alone ends at 0.64
        Assert.True(receipt.Improvement > Money.FromMicroUsd(150_000), $"{receipt.Improvement}");
        Assert.Equal(-plan.Notional, receipt.WorstCase);
        Assert.Equal(plan.Shares.Payoff - plan.Notional, receipt.IfWins);
    }

    [Fact]
    public void Random_books_keep_every_promise()
    {
        const int seed = 20261121;
        var random = new Random(seed);
        for (var run = 0; run < 3_000; run++)
        {
            var inputs = Random(random);
            var plan = RoutePlanner.Plan(inputs);
            var request = inputs.Request;
            var where = $"seed {seed} run {run}";
            Assert.True(plan.Notional <= request.Size, where);
            Assert.Equal(plan.Refusal is null, plan.Legs.Count > 0);
            foreach (var leg in plan.Legs)
            {
                var venue = inputs.Venues.Single(v => v.Venue == leg.Venue);
                Assert.True(leg.Shares.IsWhole(venue.Lot) && leg.Shares >= venue.MinimumShares, where);
                Assert.True(leg.MarketableShares <= venue.Shares.Sum(s => s), where);
                Assert.True(leg.LimitPrice.IsMultipleOf(venue.Tick), where);
                if (request.LimitPrice is { } limit)
                    Assert.True(request.Side == Side.Buy ? leg.LimitPrice <= limit : leg.LimitPrice >= limit, where);
            }

            // Bit for bit from what is stored.
            var stored = JsonSerializer.Deserialize<RouteInputs>(JsonSerializer.SerializeToUtf8Bytes(inputs, EventTypes.DefaultJson), EventTypes.DefaultJson)!;
            Assert.Equal(Json(plan), Json(RoutePlanner.Plan(stored)));

            // Never worse than one venue alone that could have done it, or it says so, with the figure.
            var receipt = RouteReceipt.Of(request, plan);
            if (receipt.Improvement is not { } saved || plan.Refusal is not null) continue;
            if (request.Strategy == RouteStrategy.EqualShares)
                Assert.Equal(saved < Money.None, receipt.Warnings.Any(w => w.Code == "costs_more" && w.Message.Contains("alone", StringComparison.Ordinal)));
            else
                Assert.True(saved >= Money.None && receipt.Warnings.All(w => w.Code != "costs_more"), $"{where}: {saved}");
        }
    }

    [Theory]
    [InlineData(RouteStrategy.BestPrice)]
    [InlineData(RouteStrategy.Split)]
    public void Three_venues_of_a_hundred_levels_take_microseconds_and_leave_only_the_plan(RouteStrategy strategy)
    {
        var random = new Random(7);
        var inputs = new RouteInputs(
            new RouteRequest(Outcome.Yes, Side.Buy, Money.FromMicroUsd(50_000_000_000), null, TimeInForce.Ioc, strategy),
            [Depth(random, Venue.Polymarket, 100), Depth(random, Venue.Kalshi, 100), Depth(random, Venue.Foresight, 100)], []);
        for (var i = 0; i < 3_000; i++) RoutePlanner.Plan(inputs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        const int runs = 2_000;
        for (var i = 0; i < runs; i++) RoutePlanner.Plan(inputs);
        var micros = clock.Elapsed.TotalMicroseconds / runs;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / runs;
        Assert.True(bytes < 1_000, $"{bytes} bytes a plan");
        Assert.True(micros < 2_000, $"{micros:0.0} us a plan"); // the goal is judged by the benchmark, on a quiet machine
    }

    internal static RouteInputs Inputs(string books, string side, int cents, string? limit, string strategy, string time, FeeModel fee)
    {
        var venues = books.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(b => Depth(b, fee)).ToArray();
        return new RouteInputs(
            new RouteRequest(
                Outcome.Yes, side == "BUY" ? Side.Buy : Side.Sell, Money.FromMicroUsd(cents * 10_000L),
                limit is null ? null : Price.Floor(decimal.Parse(limit, CultureInfo.InvariantCulture)),
                time switch { "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, _ => TimeInForce.Fok },
                strategy switch { "split" => RouteStrategy.Split, "equal" => RouteStrategy.EqualShares, _ => RouteStrategy.BestPrice }),
            venues, []);
    }

    private static VenueDepth Depth(string text, FeeModel fee)
    {
        var (name, levels) = (text[..2], text[3..].Split(',', StringSplitOptions.TrimEntries).Select(l => l.Split('x')).ToArray());
        return new VenueDepth
        {
            Venue = name switch { "pm" => Venue.Polymarket, "ks" => Venue.Kalshi, _ => Venue.Foresight },
            MarketId = name,
            Prices = [.. levels.Select(l => Price.Floor(decimal.Parse(l[0], CultureInfo.InvariantCulture)))],
            Shares = [.. levels.Select(l => Shares.Floor(decimal.Parse(l[1], CultureInfo.InvariantCulture)))],
            Tick = Price.Cent,
            MinimumShares = Shares.FromMicro(name == "pm" ? 5_000_000 : 1_000_000),
            Fee = fee,
            ObservedAt = Now,
            CanRest = name != "ks",
        };
    }

    private static VenueDepth Depth(Random random, Venue venue, int count)
    {
        var price = random.Next(1, 20);
        var prices = new Price[count];
        var shares = new Shares[count];
        for (var i = 0; i < count; i++)
        {
            prices[i] = new Price(Math.Min(9_999, price += random.Next(1, 90)));
            shares[i] = Shares.FromMicro(random.NextInt64(1, 400_000_000));
        }

        return new VenueDepth
        {
            Venue = venue,
            MarketId = venue.ToString(),
            Prices = prices,
            Shares = shares,
            Tick = Price.Finest,
            MinimumShares = Shares.One,
            Fee = FeeModel.Curve(0.04m, 1)!.Value,
            ObservedAt = Now,
        };
    }

    private static RouteInputs Random(Random random)
    {
        var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var venues = Enum.GetValues<Venue>().Where(_ => random.Next(4) > 0).Select(v =>
        {
            var depth = Depth(random, v, random.Next(0, 40));
            if (side == Side.Sell) depth = depth with { Prices = [.. depth.Prices.Reverse()], Shares = [.. depth.Shares.Reverse()] };
            return depth with { CanRest = v != Venue.Kalshi, Fee = random.Next(2) == 0 ? FeeModel.Free : FeeModel.Smaller(random.Next(0, 300)) };
        }).ToArray();
        return new RouteInputs(
            new RouteRequest(
                Outcome.Yes, side, Money.FromMicroUsd(random.NextInt64(1, 3_000_000_000)), random.Next(2) == 0 ? null : new Price(random.Next(1, 9_999)),
                (TimeInForce)random.Next(3), (RouteStrategy)random.Next(3)),
            venues, []);
    }

    internal static string Describe(RoutePlan plan) => plan.Refusal ?? string.Join("; ", plan.Legs.Select(l =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Short(l.Venue)} {l.Notional.Dollars:0.00} {l.Shares.Count:0.##} @{l.LimitPrice.Dollars:0.00##}")));

    private static string Short(Venue venue) => venue switch { Venue.Polymarket => "pm", Venue.Kalshi => "ks", _ => "fs" };

    private static string Json(RoutePlan plan) => JsonSerializer.Serialize(plan, EventTypes.DefaultJson);
}
