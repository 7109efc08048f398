using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Gaps;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Matching.Tests.Matches;

/// <summary>Members of an event whose prices stay more than 15 points apart for an hour are flagged, and the link stays.</summary>
public sealed class PriceGapTests(MatchWorld world) : IClassFixture<MatchWorld>
{
    [Fact]
    public async Task A_gap_that_lasts_an_hour_is_flagged_on_the_event_and_in_the_list_and_changes_no_link()
    {
        var level = world.Level();
        var markets = await world.List(level, Venue.Polymarket, Venue.Kalshi);
        await world.Runner.Run("test");
        var clock = new ManualTimeProvider();
        var watch = new PriceGapWatch(world.Log, world.Matches, new MarketQueries(world.Log), clock, NullLogger<PriceGapWatch>.Instance);
        Assert.Equal(0, await watch.Check());

        await Quote(markets[1], 0.6m, 0.62m);
        Assert.Equal(1, await Check(watch));
        Assert.Equal(0, await Check(watch)); // the same prices are no second fact
        Assert.Equal(20m, (await world.View(markets[0], markets[1])).PriceGap!.Points);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await Check(watch));
        Assert.Equal((0, false), (await Flagged(), await OnEvent(markets[0])));

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Check(watch));
        Assert.Equal((1, true), (await Flagged(), await OnEvent(markets[0])));
        Assert.Equal(0, await Check(watch));
        // A tick, a regrouping and a third market leave the flag where it is.
        await Quote(markets[0], 0.39m, 0.41m);
        await world.List(level, Venue.Foresight);
        await world.Runner.Run("test");
        Assert.Equal((1, true), (await Flagged(), await OnEvent(markets[1])));
        Assert.Equal("linked", (await world.View(markets[0], markets[1])).State);
        await world.Verified();

        await Quote(markets[1], 0.5m, 0.52m);
        Assert.Equal(1, await Check(watch));
        Assert.Equal((0, false), (await Flagged(), await OnEvent(markets[0])));
        Assert.Equal(
            ["price_gap_opened", "price_gap_flagged", "price_gap_closed"],
            (await world.Facts(markets[0], markets[1])).Select(f => f.EventTypeName).Where(n => n.StartsWith("price_gap", StringComparison.Ordinal)));
        await world.Verified();
    }

    [Theory]
    [InlineData(0.4, 0.42, 0.55, 0.57, Polarity.Direct, false)] // 15 points are allowed
    [InlineData(0.4, 0.42, 0.552, 0.57, Polarity.Direct, true)]
    [InlineData(0.4, 0.42, 0.58, 0.6, Polarity.Inverted, false)] // NO of the one is YES of the other
    [InlineData(0.4, 0.42, 0.4, 0.42, Polarity.Inverted, true)]
    [InlineData(0.4, 0.42, 0.01, 0.99, Polarity.Direct, false)] // no price
    [InlineData(0.4, 0.42, null, 0.99, Polarity.Direct, false)]
    public void Prices_are_compared_in_one_outcome(double leftBid, double leftAsk, double? rightBid, double? rightAsk, Polarity polarity, bool opens)
    {
        var pair = new MatchView
        {
            Id = Guid.Empty,
            Left = new("polymarket", "1"),
            Right = new("kalshi", "2"),
            State = "linked",
            EventId = Guid.Empty,
            Polarity = polarity,
            ChangedAt = default,
        };
        var now = DateTimeOffset.UnixEpoch;
        var fact = PriceGapRules.Of(pair, Market(leftBid, leftAsk), Market(rightBid, rightAsk), now);
        Assert.Equal(opens, fact is PriceGapOpened);
        Assert.Null(PriceGapRules.Of(pair with { EventId = null }, Market(0.1, 0.1), Market(0.9, 0.9), now));
        var seen = pair with { PriceGap = new MatchPriceGap(30, 0.1m, 0.4m, now, null) };
        Assert.Equal("not_trading", Assert.IsType<PriceGapClosed>(PriceGapRules.Of(seen, Market(0.1, 0.1), Market(0.9, 0.9) with { Status = MarketStatus.Closed }, now)).Why);
    }

    private static MarketView Market(double? bid, double? ask) => MarketView.Listed(new MarketListed(
        Venue.Kalshi, "2", MatchWorld.Terms("$1"), default, MarketStatus.Trading, null, new ListedQuote(null, null, (decimal?)bid, (decimal?)ask), null, default));

    private async Task<int> Check(PriceGapWatch watch)
    {
        var facts = await watch.Check();
        await world.Seen();
        return facts;
    }

    private Task Quote(MarketRef market, decimal bid, decimal ask) => world.Append(market, new MarketQuoted(new ListedQuote(100, null, bid, ask)));

    private async Task<long> Flagged() => (await world.Matches.List(new MatchFilter { PriceGap = true })).Total;

    private async Task<bool> OnEvent(MarketRef market)
    {
        var found = await world.Event(market);
        Assert.True(found.GetProperty("matches").GetArrayLength() > 0);
        return found.TryGetProperty("price_gap", out _) && found.GetProperty("matches").EnumerateArray().Any(m => m.TryGetProperty("price_gap", out _));
    }
}
