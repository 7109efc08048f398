using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Tests.Routing;

/// <summary>A split by marginal price against every way to spread the same dollars.</summary>
public sealed class MarginalPriceTests
{
    private const int Seed = 20261130;
    private const int Parts = 24;

    [Fact]
    public void No_way_to_spread_the_dollars_costs_less_a_share()
    {
        var random = new Random(Seed);
        var compared = 0;
        for (var run = 0; run < 1_000; run++)
        {
            var inputs = Random(random);
            var plan = RoutePlanner.Plan(inputs);
            if (Best(inputs) is not { } best)
                continue;
            Assert.True(plan.Refusal is null, $"seed {Seed} run {run}: refused as {plan.Refusal}, and there is a way for {best}");
            var price = (double)((plan.Notional + plan.Fee).Dollars / plan.Expected.Count);
            // Lots and cents are worth something, and so is counting the size before fees: two hundredths of a percent.
            Assert.True(price <= best * 1.0002, $"seed {Seed} run {run}: {price} a share, and there is a way for {best}");
            compared++;
        }

        Assert.True(compared > 500, $"only {compared} runs had a way");
    }

    /// <summary>The least cost a share of all ways to give each venue whole parts of the size, each above its smallest order; null when there is no way.</summary>
    private static double? Best(RouteInputs inputs)
    {
        double? best = null;
        var parts = new int[inputs.Venues.Length];
        Try(0, Parts);
        return best;

        void Try(int venue, int left)
        {
            if (venue == parts.Length - 1)
            {
                parts[venue] = left;
                if (CostAShare(inputs, parts) is { } price && (best is null || price < best))
                    best = price;
                return;
            }

            for (var part = 0; part <= left; part++)
            {
                parts[venue] = part;
                Try(venue + 1, left - part);
            }
        }
    }

    private static double? CostAShare(RouteInputs inputs, int[] parts)
    {
        var (shares, cost) = (0.0, 0.0);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == 0)
                continue;
            var dollars = (double)inputs.Request.Size.Dollars * parts[i] / Parts;
            var (venue, left, got) = (inputs.Venues[i], dollars, 0.0);
            for (var level = 0; level < venue.Prices.Length && left > 0; level++)
            {
                var price = venue.Prices[level].TenThousandths / (double)Price.One;
                var take = Math.Min(venue.Shares[level].Micro / 1e6, left / price);
                left -= take * price;
                got += take;
                cost += take * (price + (venue.Fee.PerShare(venue.Prices[level]).Billionths / 1e9));
            }

            if (left > 1e-7 || got < venue.MinimumShares.Micro / 1e6 || dollars < venue.MinimumNotional.MicroUsd / 1e6)
                return null;
            shares += got;
        }

        return cost / shares;
    }

    private static RouteInputs Random(Random random)
    {
        // Prices as venues have them: close to each other, rising by a cent or a few.
        var middle = random.Next(10, 80);
        var venues = Enum.GetValues<Venue>().Select(v =>
        {
            var (at, count) = (middle + random.Next(-3, 4), random.Next(2, 6));
            var prices = new Price[count];
            for (var i = 0; i < count; i++, at += random.Next(1, 4))
                prices[i] = new Price(at * 100);
            return new VenueDepth
            {
                Venue = v,
                MarketId = v.ToString(),
                Prices = prices,
                Shares = [.. prices.Select(_ => Shares.FromMicro(random.Next(1, 60) * 1_000_000L))],
                Tick = Price.Cent,
                MinimumShares = Shares.FromMicro(random.Next(3) * 5_000_000L),
                MinimumNotional = random.Next(2) == 0 ? Money.Dollar : Money.None,
                Lot = Shares.FromMicro(100),
                Fee = random.Next(3) switch { 0 => FeeModel.Free, 1 => FeeModel.Curve(0.05m, 1)!.Value, _ => FeeModel.Smaller(random.Next(0, 200)) },
                ObservedAt = DateTimeOffset.UnixEpoch,
                Spending = random.Next(2) == 0 ? new Spending(Money.Cent, Shares.FromMicro(100)) : null,
            };
        }).ToArray();
        return new RouteInputs(
            new RouteRequest(Outcome.Yes, Side.Buy, Money.FromMicroUsd(random.Next(200, 8_000) * 10_000L), null, TimeInForce.Fok, RouteStrategy.Split), venues, []);
    }
}
