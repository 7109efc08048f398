using System.Text.Json;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Faro.Venues;

namespace Faro.Matching.Tests.UnifiedEvents;

public sealed class EventQueriesTests : UnifiedEventTest
{
    private static readonly DateTimeOffset June = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await List(
            Market(Venue.Polymarket, "a", "Apples win the election", 500, ends: June.AddDays(3)),
            Market(Venue.Kalshi, "b", "Bananas win the cup", 400, category: "sports", ends: June.AddDays(1), rules: "An election of the best fruit."),
            Market(Venue.Kalshi, "c", "Cherries rise", 300, category: "economy"),
            Market(Venue.Foresight, "d", "Dates fall", null, ends: June.AddDays(2)),
            Market(Venue.Polymarket, "e", "Elections are held", 300, MarketStatus.Resolved, ends: June.AddDays(-9)),
            Market(Venue.Polymarket, "f", "Figs wait", 900, MarketStatus.Upcoming));
    }

    [Fact]
    public async Task Filters_and_orders()
    {
        await Expect(new EventFilter(), "Apples win the election | Bananas win the cup | Cherries rise | Dates fall");
        await Expect(new EventFilter { Status = EventStatusFilter.Settled }, "Elections are held");
        await Expect(new EventFilter { Status = EventStatusFilter.All, Sort = EventSort.Title }, "Apples win the election | Bananas win the cup | Cherries rise | Dates fall | Elections are held | Figs wait");
        await Expect(new EventFilter { Sort = EventSort.EndTime }, "Bananas win the cup | Dates fall | Apples win the election | Cherries rise");
        await Expect(new EventFilter { EndBefore = June.AddDays(2) }, "Bananas win the cup");
        await Expect(new EventFilter { EndBefore = June.AddDays(2).AddTicks(10) }, "Bananas win the cup | Dates fall");
        await Expect(new EventFilter { Venue = Venue.Kalshi }, "Bananas win the cup | Cherries rise");
        await Expect(new EventFilter { Category = "economics" }, "Cherries rise");
        await Expect(new EventFilter { Category = "none" }, "");
        await Expect(new EventFilter { Matched = true }, "");
        await Expect(new EventFilter { Matched = false, Venue = Venue.Foresight }, "Dates fall");
    }

    [Fact]
    public async Task Full_text_reaches_title_and_rules_and_the_best_hit_is_first()
    {
        await Expect(new EventFilter { Query = SearchQuery.Read("election") }, "Apples win the election | Bananas win the cup");
        await Expect(new EventFilter { Query = SearchQuery.Read("elections"), Status = EventStatusFilter.All, Sort = EventSort.Liquidity }, "Apples win the election | Bananas win the cup | Elections are held");
        await Expect(new EventFilter { Query = SearchQuery.Read("\"best fruit\"") }, "Bananas win the cup");
        await Expect(new EventFilter { Query = SearchQuery.Read("election -fruit") }, "Apples win the election");
        await Expect(new EventFilter { Query = SearchQuery.Read("cherries or dates"), Sort = EventSort.Title }, "Cherries rise | Dates fall");
        await Expect(new EventFilter { Query = SearchQuery.Read("the") }, ""); // nothing but stop words
        foreach (var odd in new[] { "", "   ", "\"", "((", "'; drop table x; --", "x:* & !y", "-", "🎉", new string('w', 5_000) })
            Assert.Empty((await Events.List(new EventFilter { Query = SearchQuery.Read(odd) })).Rows);
        await Expect(new EventFilter { Query = SearchQuery.Read("win"), Venue = Venue.Kalshi, EndBefore = June.AddDays(2), Category = "sports", Matched = false }, "Bananas win the cup");
    }

    [Theory]
    [InlineData(EventSort.Liquidity)]
    [InlineData(EventSort.EndTime)]
    [InlineData(EventSort.Title)]
    [InlineData(EventSort.Volume)]
    [InlineData(EventSort.Newest)]
    [InlineData(EventSort.Default)]
    public async Task Cursors_and_offsets_walk_the_same_list(EventSort sort)
    {
        var whole = (await Titles(new EventFilter { Status = EventStatusFilter.All, Sort = sort })).Titles.Split(" | ");
        Assert.Equal(6, whole.Length);
        var byCursor = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Titles(new EventFilter { Status = EventStatusFilter.All, Sort = sort, Limit = 1, Cursor = cursor });
            Assert.Equal(6, page.Total);
            byCursor.Add(page.Titles);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(whole, byCursor);
        for (var offset = 0; offset < 6; offset++)
            Assert.Equal(whole[offset], (await Titles(new EventFilter { Status = EventStatusFilter.All, Sort = sort, Limit = 1, Offset = offset })).Titles);
        var beyond = await Titles(new EventFilter { Status = EventStatusFilter.All, Sort = sort, Offset = 99 });
        Assert.Equal(("", 6L, (string?)null), beyond);
    }

    [Fact]
    public async Task A_foreign_cursor_is_refused()
    {
        var cursor = (await Titles(new EventFilter { Limit = 1 })).Cursor;
        await Assert.ThrowsAsync<FormatException>(() => Events.List(new EventFilter { Sort = EventSort.Title, Cursor = cursor }));
        await Assert.ThrowsAsync<FormatException>(() => Events.List(new EventFilter { Sort = EventSort.Liquidity, Cursor = cursor }));
        foreach (var odd in new[] { "", "x", "%%%", "AAAA", Encode("[]"), Encode("[\"Liquidity\",\"x\",\"1\"]"), Encode("[\"Liquidity\",\"1\",\"1\"]"), Encode("{}"), Encode("null") })
            await Assert.ThrowsAsync<FormatException>(() => Events.List(new EventFilter { Cursor = odd }));

        static string Encode(string json) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json));
    }

    [Fact]
    public async Task A_total_that_is_kept_is_counted_again_when_the_view_moves()
    {
        var filter = new EventFilter { Category = "other" };
        Assert.Equal(0, (await Titles(filter)).Total);
        await List(Market(Venue.Kalshi, "late", "Late", category: "late"));
        Assert.Equal(1, (await Titles(filter)).Total);
        Assert.Equal(1, (await Titles(filter)).Total);
    }

    [Fact]
    public async Task The_feed_of_a_venue_holds_its_active_markets_with_their_groupings()
    {
        await Log.AppendAt("event/kalshi/G1", 0, new RawEventListed(Venue.Kalshi, "G1", new RawEventTerms { Title = "Fruit", Category = "food" }, default));
        Assert.True(await Log.WaitForViews(TimeSpan.FromSeconds(20)));
        var markets = new MarketQueries(Log);
        var page = await markets.List(Venue.Kalshi, 50, 0);
        Assert.Equal(2, page.Total);
        var row = JsonDocument.Parse(page.Rows[0]).RootElement;
        Assert.Equal(("kalshi", "b", 400m, true, "Fruit"), (row.GetProperty("venue").GetString(), row.GetProperty("venue_market_id").GetString(),
            row.GetProperty("liquidity").GetDecimal(), row.GetProperty("is_active").GetBoolean(), row.GetProperty("raw_events").GetProperty("title").GetString()));
        Assert.Equal(MarketIds.IdOf(new(Venue.Kalshi, "b")), row.GetProperty("id").GetGuid());
        Assert.Single((await markets.List(Venue.Kalshi, 1, 1)).Rows);
        Assert.Equal((0, 2L), ((await markets.List(Venue.Kalshi, 50, 9)).Rows.Count, (await markets.List(Venue.Kalshi, 50, 9)).Total));
        var other = JsonDocument.Parse(Assert.Single((await markets.List(Venue.Polymarket, 50, 0)).Rows)).RootElement;
        Assert.Equal(JsonValueKind.Null, other.GetProperty("raw_events").ValueKind);
        Assert.Equal("Cherries rise", (await markets.Find(new(Venue.Kalshi, "c")))!.Terms.Title);
        Assert.Null(await markets.Find(new(Venue.Kalshi, "nothing")));
    }

    [Theory] // what is typed, what is found
    [InlineData("bana", "Bananas win the cup")] // while it is being typed
    [InlineData("cup bananas", "Bananas win the cup")] // in any order
    [InlineData("banans", "Bananas win the cup")] // nearly written so
    [InlineData("bnaanas", "Bananas win the cup")] // two letters in each other's place
    [InlineData("BANANÁS", "Bananas win the cup")] // accents and capitals
    [InlineData("cheries ris", "Cherries rise")] // each word by itself
    [InlineData("the cherries", "Cherries rise")] // noise is passed over
    [InlineData("xyzzyx", "")]
    public async Task What_people_type_finds_what_they_mean(string typed, string titles) => await Expect(new EventFilter { Query = SearchQuery.Read(typed) }, titles);

    [Fact]
    public async Task Abbreviations_numbers_and_accents_find_what_venues_write()
    {
        await List(
            Market(Venue.Polymarket, "g", "Bitcoin above $100,000 on Friday?", 5), Market(Venue.Kalshi, "KXNBAGAME-26FEB08LAKHIL-LAK", "Lakeview at Hillside Winner?", 4, outcome: "Lakeview"),
            Market(Venue.Polymarket, "h", "Will José Müller-Łukasz win?", 3), Market(Venue.Polymarket, "i", "Federal Reserve cuts in June?", 2));
        await Expect(new EventFilter { Query = SearchQuery.Read("btc 100k") }, "Bitcoin above $100,000 on Friday?");
        await Expect(new EventFilter { Query = SearchQuery.Read("bitcoin 100000") }, "Bitcoin above $100,000 on Friday?");
        await Expect(new EventFilter { Query = SearchQuery.Read("nba") }, "Lakeview at Hillside Winner? — Lakeview");
        await Expect(new EventFilter { Query = SearchQuery.Read("muller jose") }, "Will José Müller-Łukasz win?");
        await Expect(new EventFilter { Query = SearchQuery.Read("Lukasz José") }, "Will José Müller-Łukasz win?");
        await Expect(new EventFilter { Query = SearchQuery.Read("fed") }, "Federal Reserve cuts in June?");
        await Expect(new EventFilter { Query = SearchQuery.Read("bitcon") }, "Bitcoin above $100,000 on Friday?");
    }

    [Fact]
    public async Task What_ended_a_day_ago_is_not_active_and_ends_bound_a_list_on_both_sides()
    {
        await Expect(new EventFilter { Now = June.AddDays(2.9) }, "Apples win the election | Cherries rise | Dates fall");
        await Expect(new EventFilter { Now = June.AddDays(2.9), Status = EventStatusFilter.All, Sort = EventSort.EndTime }, "Elections are held | Bananas win the cup | Dates fall | Apples win the election | Figs wait | Cherries rise");
        await Expect(new EventFilter { EndAfter = June.AddDays(1) }, "Apples win the election | Dates fall");
        await Expect(new EventFilter { EndAfter = June, EndBefore = June.AddDays(2) }, "Bananas win the cup");
        var counts = await Events.CategoryCounts(June.AddDays(2.9));
        Assert.Equal(Categories.All, counts.Select(c => c.Category));
        Assert.Equal((1, 0), Count("sports"));
        Assert.Equal((4, 2), Count("politics"));
        Assert.Equal((0, 0), Count("crypto"));

        (long, long) Count(string category) => counts.Where(c => c.Category == category).Select(c => (c.Events, c.Active)).Single();
    }

    [Fact]
    public async Task One_questions_markets_do_not_fill_a_page_and_are_all_there()
    {
        await List([.. Enumerable.Range(0, 8).Select(i => Market(Venue.Kalshi, $"RACE-{i}", $"Will runner {i} win?", 2_000 + i, group: "The race"))]);
        var spread = (await Titles(new EventFilter())).Titles.Split(" | ");
        Assert.Equal(["Will runner 7 win?", "Will runner 6 win?", "Will runner 5 win?", "Apples win the election"], spread.Take(4));
        Assert.Equal("Will runner 4 win?", spread[^5]);
        var byCursor = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await Titles(new EventFilter { Limit = 5, Cursor = cursor });
            byCursor.AddRange(page.Titles.Split(" | "));
            if ((cursor = page.Cursor) is null)
                break;
        }

        Assert.Equal(spread, byCursor);
        Assert.Equal(12, spread.Distinct().Count());
        await Expect(new EventFilter { Keys = [MarketKeys.Group("kalshi:G1")], Sort = EventSort.Liquidity, Limit = 2 }, "Will runner 7 win? | Will runner 6 win?", total: 10);
    }

    [Fact]
    public async Task An_event_is_found_by_what_a_developer_holds()
    {
        var listed = Market(Venue.Polymarket, "0xAbC1", "Will it rain?", 1);
        await List(listed with
        {
            Terms = listed.Terms with { Slug = "will-it-rain", EventSlug = "rain" },
            Trading = new TradingTerms { YesToken = "111", NoToken = "DustawucrTsGU8hcqRdHDCbuYhCPADMLM2VcCb8VnFnQ" },
        });
        await List(Market(Venue.Kalshi, "KXRAIN-26JUN-NYC", "Rain in New York?", 1));
        foreach (var key in new[] { MarketKeys.Market(Venue.Polymarket, "0xabc1"), MarketKeys.Market(null, "0xABC1"), MarketKeys.Slug("Will-It-Rain"), MarketKeys.Slug("rain"),
                     MarketKeys.Token("111"), MarketKeys.Token("DustawucrTsGU8hcqRdHDCbuYhCPADMLM2VcCb8VnFnQ") })
            await Expect(new EventFilter { Keys = [key] }, "Will it rain?");
        foreach (var key in new[] { MarketKeys.Market(Venue.Kalshi, "KXRAIN-26JUN-NYC"), MarketKeys.Ticker("kxrain-26jun-nyc"), MarketKeys.Ticker("KXRAIN") })
            await Expect(new EventFilter { Keys = [key] }, "Rain in New York?");
        foreach (var key in new[] { MarketKeys.Market(Venue.Kalshi, "0xabc1"), MarketKeys.Token("dustawucrtsgu8hcqrdhdcbuyhcpadmlm2vccb8vnfnq"), MarketKeys.Ticker("111") })
            await Expect(new EventFilter { Keys = [key] }, "");
        var markets = new MarketQueries(Log);
        Assert.Equal(1, (await markets.List(Venue.Polymarket, [MarketKeys.Token("111")], 50, 0)).Total);
        Assert.Single((await markets.List(Venue.Polymarket, [MarketKeys.Market(null, "E")], 50, 0)).Rows); // resolved: a look-up does not ask
        Assert.Empty((await markets.List(Venue.Kalshi, [MarketKeys.Token("111")], 50, 0)).Rows);
    }

    private async Task Expect(EventFilter filter, string titles, long? total = null)
    {
        var (found, all, _) = await Titles(filter);
        Assert.Equal(titles, found);
        Assert.Equal(total ?? (titles.Length == 0 ? 0 : titles.Split(" | ").Length), all);
    }
}
