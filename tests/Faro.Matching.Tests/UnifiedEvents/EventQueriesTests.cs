using System.Text.Json;
using Faro.Ingest;
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
        await Expect(new EventFilter { Query = "election" }, "Apples win the election | Bananas win the cup");
        await Expect(new EventFilter { Query = "elections", Status = EventStatusFilter.All, Sort = EventSort.Liquidity }, "Apples win the election | Bananas win the cup | Elections are held");
        await Expect(new EventFilter { Query = "\"best fruit\"" }, "Bananas win the cup");
        await Expect(new EventFilter { Query = "election -fruit" }, "Apples win the election");
        await Expect(new EventFilter { Query = "cherries or dates", Sort = EventSort.Title }, "Cherries rise | Dates fall");
        await Expect(new EventFilter { Query = "the" }, ""); // nothing but stop words
        foreach (var odd in new[] { "", "   ", "\"", "((", "'; drop table x; --", "x:* & !y", "-", "🎉", new string('w', 5_000) })
            Assert.Empty((await Events.List(new EventFilter { Query = odd })).Rows);
        await Expect(new EventFilter { Query = "win", Venue = Venue.Kalshi, EndBefore = June.AddDays(2), Category = "sports", Matched = false }, "Bananas win the cup");
    }

    [Theory]
    [InlineData(EventSort.Liquidity)]
    [InlineData(EventSort.EndTime)]
    [InlineData(EventSort.Title)]
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
        await Assert.ThrowsAsync<FormatException>(() => Events.List(new EventFilter { Query = "a", Cursor = cursor }));
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
        (await Log.Append("event/kalshi/G1", Faro.Log.ExpectedVersion.NoStream, new RawEventListed(Venue.Kalshi, "G1", new RawEventTerms { Title = "Fruit", Category = "food" }, default))).Required();
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

    private async Task Expect(EventFilter filter, string titles)
    {
        var (found, total, _) = await Titles(filter);
        Assert.Equal(titles, found);
        Assert.Equal(titles.Length == 0 ? 0 : titles.Split(" | ").Length, total);
    }
}
