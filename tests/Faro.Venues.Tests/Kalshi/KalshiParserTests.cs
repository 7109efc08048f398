using Faro.Venues.Kalshi;

namespace Faro.Venues.Tests.Kalshi;

public sealed class KalshiParserTests
{
    private static readonly Dictionary<string, string> Series =
        KalshiParser.ParseSeries(TestData.Fixture("kalshi/dflow-series.json")) ?? throw new InvalidOperationException();

    [Fact]
    public void The_DFlow_pages_give_what_was_expected()
    {
        var expected = TestData.FixtureJson("kalshi/expected.json").GetProperty("catalog");
        var one = KalshiParser.Parse(TestData.Fixture("kalshi/dflow-events-page1.json"), Series);
        var two = KalshiParser.Parse(TestData.Fixture("kalshi/dflow-events-page2.json"), Series);
        Assert.Equal(("3", null, null, null), (one.NextCursor, two.NextCursor, one.Failure, two.Failure));
        Assert.Empty(one.Page.Rejected.Concat(two.Page.Rejected));
        var markets = one.Page.Markets.Concat(two.Page.Markets).ToList();
        Assert.Equal(expected.GetProperty("events").GetInt32(), one.Page.Events.Count + two.Page.Events.Count);
        Assert.Equal(expected.GetProperty("markets").GetInt32(), markets.Count);
        Assert.Equal(
            expected.GetProperty("tradable_markets_active_and_usdc_initialized").EnumerateArray().Select(e => e.GetString()!),
            markets.Where(m => m.Status == MarketStatus.Trading && m.Trading is { MintsInitialized: true }).Select(m => m.Market.MarketId));

        var hold = markets[0];
        Assert.Equal("KXFEDDECISION-26DEC", hold.EventId);
        Assert.Equal(("Leave rates unchanged", "Yes", "No"), (hold.OutcomeName, hold.YesLabel, hold.NoLabel));
        Assert.Equal("economics", hold.Category);
        Assert.Equal("Federal Reserve (https://www.federalreserve.gov/)", hold.ResolutionSource);
        Assert.Contains("\n\nThe source is the statement", hold.Description, StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1796842740), hold.EndsAt);
        Assert.Equal(1843220, hold.VolumeUsd);
        Assert.Equal((6200, 6400), (hold.BestBid!.Value.TenThousandths, hold.BestAsk!.Value.TenThousandths));
        Assert.Equal("BPPCppi8cpMRjKht87P97sBuGmMSUG2B2JAi42Vb66kt", hold.Trading!.YesToken);
        Assert.Equal("ECboVUpiSzHKREvNzZoqtseNSV8BEtRwioG7kuzMYdQz", hold.Trading.NoToken);
        Assert.Equal("Fed decision in December 2026?", one.Page.Events[0].Title);
        Assert.Equal(hold.EndsAt, one.Page.Events[0].EndsAt);
        Assert.Equal([MarketStatus.Resolved, MarketStatus.Closed], two.Page.Markets.Select(m => m.Status));
        Assert.Equal([Resolution.Yes, null], two.Page.Markets.Select(m => m.Resolution));
    }

    [Fact]
    public void Kalshis_own_page_agrees_with_DFlow_where_both_speak()
    {
        var dflow = KalshiParser.Parse(TestData.Fixture("kalshi/dflow-events-page1.json"), Series).Page;
        var parsed = KalshiParser.Parse(TestData.Fixture("kalshi/kalshi-events-page.json"), new Dictionary<string, string>());
        Assert.Equal("CgYI8Nv5xwYSE0tYRkVEREVDSVNJT04tMjZERUM", parsed.NextCursor);
        Assert.Equal(3, parsed.Page.Markets.Count);
        foreach (var market in parsed.Page.Markets)
        {
            var twin = Assert.Single(dflow.Markets, m => m.Market == market.Market);
            Assert.Equal(
                twin with { Raw = default, Trading = null, DecidedAt = null },
                market with { Raw = default, Record = null, DecidedAt = null }); // strikes, and when it expects the outcome, only Kalshi says
        }
        // DFlow has the day of the event only: the meeting's statement is at 19:00.
        Assert.Equal(new DateTimeOffset(2026, 12, 9, 19, 0, 0, TimeSpan.Zero), dflow.Markets.First(m => m.EventId == "KXFEDDECISION-26DEC").DecidedAt);
        Assert.Equal("economics", parsed.Page.Events[0].Category);
        Assert.True(parsed.Page.Events[0].MutuallyExclusive);
    }

    [Fact]
    public void Strikes_are_read_in_both_spellings()
    {
        var expected = new MarketRecord { StrikeType = "between", FloorStrike = 60, CapStrike = 61 };
        Assert.Equal(expected, Assert.Single(Page("\"strike_type\":\"between\",\"floor_strike\":60,\"cap_strike\":61").Page.Markets).Record);
        Assert.Equal(expected, Assert.Single(Page("\"strikeType\":\"between\",\"floorStrike\":60,\"capStrike\":61").Page.Markets).Record);
        Assert.Null(Assert.Single(Page("\"strike_type\":\"\"").Page.Markets).Record);
    }

    [Fact]
    public void A_page_of_bare_markets_reads_too()
    {
        var parsed = KalshiParser.Parse(TestData.Fixture("kalshi/kalshi-markets-page.json"), Series);
        Assert.Equal((4, 0, ""), (parsed.Page.Markets.Count, parsed.Page.Events.Count, parsed.NextCursor));
        Assert.Null(parsed.Page.Markets[3].BestBid); // 0.0000 is an empty side, not a price
        Assert.Equal(200, parsed.Page.Markets[3].BestAsk!.Value.TenThousandths);
    }

    [Theory]
    [InlineData("\"ticker\":\"KXMVESPORTS-1\"", "parlay")]
    [InlineData("\"mve_collection_ticker\":\"KXMVE-R\"", "parlay")]
    [InlineData("\"ticker\":\"\"", "missing_id")]
    [InlineData("\"ticker\":\"A/B\"", "bad_field")]
    [InlineData("\"ticker\":7.5e3,\"marketType\":\"scalar\"", "not_binary")]
    [InlineData("\"market_type\":\"scalar\"", "not_binary")]
    [InlineData("\"status\":null", "missing_field")]
    [InlineData("\"result\":\"maybe\"", "bad_field")]
    [InlineData("\"closeTime\":-5", "bad_field")]
    [InlineData("\"close_time\":\"tomorrow\"", "bad_field")]
    [InlineData("\"volume\":\"many\"", "bad_field")]
    [InlineData("\"accounts\":[]", "bad_field")]
    public void A_broken_record_is_one_counted_rejection(string change, string code)
    {
        var parsed = Page(change);
        Assert.Null(parsed.Failure);
        Assert.Empty(parsed.Page.Markets);
        Assert.Equal(code, Assert.Single(parsed.Page.Rejected).Code);
    }

    [Theory] // both generations of price fields
    [InlineData("\"yes_bid\":62,\"yes_ask\":64", 6200, 6400)]
    [InlineData("\"yes_bid\":0,\"yes_bid_dollars\":\"0.6250\",\"yes_ask\":0,\"yes_ask_dollars\":\"0.6310\"", 6250, 6310)]
    [InlineData("\"yesBid\":\"0.0090\",\"yesAsk\":null", 90, null)]
    [InlineData("\"yes_bid\":0,\"yes_ask\":100", null, null)]
    [InlineData("\"yes_bid\":null,\"yes_ask\":null", null, null)]
    public void Cached_prices(string change, int? bid, int? ask)
    {
        var market = Assert.Single(Page(change).Page.Markets);
        Assert.Equal((bid, ask), (market.BestBid?.TenThousandths, market.BestAsk?.TenThousandths));
    }

    [Theory]
    [InlineData("active", "", MarketStatus.Trading, null)]
    [InlineData("initialized", "", MarketStatus.Upcoming, null)]
    [InlineData("inactive", "", MarketStatus.Paused, null)]
    [InlineData("determined", "yes", MarketStatus.Closed, null)]
    [InlineData("disputed", "", MarketStatus.Closed, null)]
    [InlineData("finalized", "scalar", MarketStatus.Resolved, Resolution.Split)]
    [InlineData("finalized", "", MarketStatus.Resolved, null)]
    [InlineData("word_of_tomorrow", "", MarketStatus.Paused, null)]
    public void Standing(string status, string result, MarketStatus expected, Resolution? resolution)
    {
        var market = Assert.Single(Page($"\"status\":\"{status}\",\"result\":\"{result}\"").Page.Markets);
        Assert.Equal((expected, resolution), (market.Status, market.Resolution));
    }

    [Theory] // seconds, milliseconds, ISO
    [InlineData("\"closeTime\":1796842740")]
    [InlineData("\"closeTime\":1796842740000")]
    [InlineData("\"close_time\":\"2026-12-09T18:59:00Z\"")]
    [InlineData("\"close_time\":\"2026-12-09T13:59:00-05:00\"")]
    public void Times_come_in_several_shapes(string change) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1796842740), Assert.Single(Page(change).Page.Markets).EndsAt);

    [Fact]
    public void Labels_are_the_venues_words_only_where_they_differ()
    {
        var named = Assert.Single(Page("\"yes_sub_title\":\"Natus Vincere\",\"no_sub_title\":\"MOUZ\"").Page.Markets);
        Assert.Equal(("Natus Vincere", "MOUZ"), (named.YesLabel, named.NoLabel));
        var same = Assert.Single(Page("\"yes_sub_title\":\"Above 3%\",\"no_sub_title\":\"above 3%\"").Page.Markets);
        Assert.Equal(("Yes", "No", "Above 3%"), (same.YesLabel, same.NoLabel, same.OutcomeName));
    }

    [Fact]
    public void The_USDC_pair_is_taken_wherever_it_stands()
    {
        const string usdc = "\"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v\":{\"yesMint\":\"BPPCppi8cpMRjKht87P97sBuGmMSUG2B2JAi42Vb66kt\",\"noMint\":\"ECboVUpiSzHKREvNzZoqtseNSV8BEtRwioG7kuzMYdQz\",\"isInitialized\":true}";
        const string cash = "\"CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH\":{\"yesMint\":\"6p4ujvzyZHZ3jHu81UrtrR3saEpuMSdMMAjX1HZNgUM8\",\"noMint\":\"xTgDTXK1QW3YN4WLMwMdpweC1fNUDZWhVHFg4Ea25Uz\",\"isInitialized\":true}";
        foreach (var accounts in new[] { $"{cash},{usdc}", $"{usdc},{cash}" })
            Assert.Equal("BPPCppi8cpMRjKht87P97sBuGmMSUG2B2JAi42Vb66kt",
                Assert.Single(Page($"\"accounts\":{{{accounts}}}").Page.Markets).Trading!.YesToken);
        Assert.Null(Assert.Single(Page($"\"accounts\":{{{cash}}}").Page.Markets).Trading);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"code\":\"not_found\",\"msg\":\"gone\"}")]
    [InlineData("{\"events\":[{\"ticker\":\"A\"")]
    [InlineData("")]
    public void A_body_that_is_no_page_fails_as_a_whole(string body) =>
        Assert.NotNull(KalshiParser.Parse(TestData.Utf8(body), Series).Failure);

    private static Json.ParsedPage Page(string change) => KalshiParser.Parse(TestData.Utf8(
        "{\"events\":[{\"ticker\":\"E\",\"title\":\"Event?\",\"markets\":[{\"ticker\":\"E-1\",\"title\":\"Will it?\",\"status\":\"active\","
        + change + "}]}],\"cursor\":null}"), Series);
}
