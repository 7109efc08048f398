using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest.Tests;

/// <summary>What rests on the books of a venue that states no dollars becomes its markets' liquidity.</summary>
public sealed class DepthTests : SyncTest
{
    [Fact]
    public async Task The_most_traded_markets_without_dollars_have_what_rests_on_their_books()
    {
        var log = await OpenLog();
        // M0 … M3 state dollars, M4 … M9 none; the later the more was traded.
        var venue = new FakeVenue(Venue.Kalshi).With(10, m => Number(m) < 4 ? m : m with { LiquidityUsd = null });
        venue.Change("M9", m => m with { Status = MarketStatus.Paused });
        venue.Books["M8"] = BookOf("M8", bid: (4000, 100), ask: (4500, 200)); // 40 + 200 × 0.55
        venue.Books["M7"] = null;
        venue.Books["M5"] = BookOf("M5", bid: (100, 5000));
        var runner = Runner(log, venue, depthMarkets: 4);

        await runner.Run("cli");
        Assert.Equal(["M5", "M6", "M7", "M8"], venue.BooksRead.Order());
        Assert.Equal("M8 150 book_depth, M5 50 book_depth", await Depths(log, "M8", "M5"));
        Assert.Equal("M0 1000 venue, M4 - -, M6 - -, M7 - -, M9 - -", await Depths(log, "M0", "M4", "M6", "M7", "M9"));

        // The same books say nothing new, whatever the catalog leaves out.
        var before = await log.HighestSequence();
        await runner.Run("cli");
        Assert.Equal(3, await log.HighestSequence() - before); // began, the venue, ended

        // A book that fails keeps its figure; one that is deeper has another; one that is read no more has none; the venue's own dollars go first.
        venue.Books["M8"] = null;
        venue.Books["M7"] = BookOf("M7", bid: (5000, 20));
        venue.Books["M6"] = BookOf("M6", ask: (9000, 1000));
        venue.Change("M5", m => m with { VolumeUsd = 0m });
        venue.Change("M4", m => m with { LiquidityUsd = 77m });
        venue.Change("M3", m => m with { LiquidityUsd = null });
        await Runner(log, venue, depthMarkets: 3).Run("cli");
        Assert.Equal("M8 150 book_depth, M7 10 book_depth, M6 100 book_depth, M5 - -, M4 77 venue, M3 - -", await Depths(log, "M8", "M7", "M6", "M5", "M4", "M3"));
    }

    [Fact] // a market that the venue lists before it has tokens, with much traded and no dollars
    public async Task A_market_without_a_book_is_passed_over_and_the_others_are_read()
    {
        var log = await OpenLog();
        var venue = new FakeVenue(Venue.Polymarket).With(3, m => m with { LiquidityUsd = null });
        venue.Change("M2", m => m with { Trading = null });
        venue.Books["M0"] = BookOf("M0", bid: (5000, 20));
        var run = (await Runner(log, venue, depthMarkets: 2).Run("cli")).Run!;
        Assert.Equal(("completed", 3), (run.Status, run.Venues[0].Listed));
        Assert.Equal(["M0", "M1"], venue.BooksRead.Order());
        Assert.Equal("M0 10 book_depth, M1 - -, M2 - -", await Depths(log, "M0", "M1", "M2"));
    }

    [Fact]
    public async Task A_venue_whose_books_fail_is_left_alone_and_its_catalog_stands()
    {
        var log = await OpenLog();
        var venue = new FakeVenue(Venue.Kalshi).With(60, m => m with { LiquidityUsd = null });
        foreach (var id in venue.Markets.Keys)
            venue.Books[id] = null;
        var run = (await Runner(log, venue, depthMarkets: 60).Run("cli")).Run!;
        Assert.Equal(("completed", 60), (run.Status, run.Venues[0].Listed));
        Assert.InRange(venue.BooksRead.Count, 10, 12);

        await Runner(log, new FakeVenue(Venue.Foresight).With(5, m => m with { LiquidityUsd = null }), depthMarkets: 0).Run("cli"); // switched off: no book is asked for
        Assert.InRange(venue.BooksRead.Count, 10, 12);
    }

    [Fact]
    public async Task A_fact_of_another_writer_between_the_walk_and_the_books_is_not_lost()
    {
        var log = await OpenLog();
        var venue = new FakeVenue(Venue.Kalshi).With(3, m => m with { LiquidityUsd = null });
        venue.Books["M1"] = BookOf("M1", bid: (5000, 20));
        var runner = new SyncRunner(
            log, [venue], new RawPayloads(log), new SyncOptions { BatchSize = 100 }, TimeProvider.System, Telemetry)
        {
            AtStep = step =>
            {
                if (step != "depth")
                    return;
                using var session = log.Store.LightweightSession(new EventMetadata());
                session.Events.Append(new MarketRef(Venue.Kalshi, "M1").StreamId, new MarketPaused());
                session.SaveChangesAsync().GetAwaiter().GetResult();
            },
        };
        await runner.Run("cli");
        Assert.Equal(["MarketListed", "MarketPaused", "MarketQuoted"], (await log.ReadStream(new MarketRef(Venue.Kalshi, "M1").StreamId)).Select(e => e.Data.GetType().Name));
        Assert.Equal("M1 10 book_depth", await Depths(log, "M1"));
    }

    private static int Number(MarketSnapshot market) => int.Parse(market.Market.MarketId[1..], System.Globalization.CultureInfo.InvariantCulture);

    private static Book BookOf(string id, (int Price, int Shares)? bid = null, (int Price, int Shares)? ask = null) =>
        Book.Create(new MarketRef(Venue.Kalshi, id), Levels(bid), Levels(ask), DateTimeOffset.UnixEpoch);

    private static BookLevel[] Levels((int Price, int Shares)? level) => level is var (price, shares) ? [new(new Price(price), Shares.Floor(shares))] : [];

    private async Task<string> Depths(EventLog log, params string[] ids)
    {
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        var found = new List<string>();
        foreach (var id in ids)
        {
            found.Add((await Scalar<string>(log, $"""
                select concat_ws(' ', market_id, coalesce(trim_scale(liquidity)::text, '-'), coalesce(row ->> 'liquidity_source', '-'))
                from {"{s}"}.market_view where market_id = '{id}'
                """))!);
        }

        return string.Join(", ", found);
    }
}
