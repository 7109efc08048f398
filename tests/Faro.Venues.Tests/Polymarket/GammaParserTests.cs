using System.Text;
using System.Text.Json;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests.Polymarket;

public sealed class GammaParserTests
{
    private const string Condition = "0xcae0cc0b1a2ee8a9df5442668838e8551cb438769114259a4c6de01ab88ffc89";

    [Fact]
    public void A_sports_market_tells_its_start_kind_line_tags_and_series()
    {
        var page = GammaParser.Parse(Encoding.UTF8.GetBytes($$"""
            [{"id":"9","title":"Celtics vs. Nuggets","seriesSlug":"nba-2026","tags":[{"label":"Sports","slug":"sports"},{"label":"NBA","slug":"nba"}],"markets":[
              {"id":"1","conditionId":"{{Condition}}","question":"Celtics vs. Nuggets: O/U 224.5","outcomes":"[\"Over\",\"Under\"]","closed":false,"active":true,
               "gameStartTime":"2027-01-16 00:30:00+00","sportsMarketType":"totals","line":224.5}]}]
            """));
        Assert.Null(page.Failure);
        Assert.Empty(page.Page.Rejected);
        Assert.Equal(
            new MarketRecord { StartsAt = new DateTimeOffset(2027, 1, 16, 0, 30, 0, TimeSpan.Zero), Kind = "totals", Line = 224.5m }, Assert.Single(page.Page.Markets).Record);
        var grouping = Assert.Single(page.Page.Events);
        Assert.Equal("nba-2026", grouping.SeriesId);
        Assert.Equal(["NBA", "Sports"], grouping.Tags!);
    }

    [Fact]
    public void The_event_page_reads_whole()
    {
        var parsed = GammaParser.Parse(TestData.Fixture("polymarket/gamma-events-page.json"));
        Assert.Null(parsed.Failure);
        Assert.Equal("eyJpZCI6OTAzLCJ2IjoiMSJ9", parsed.NextCursor);
        Assert.Equal(3, parsed.TopRecords);
        Assert.Empty(parsed.Page.Rejected);
        Assert.Equal(["901", "902", "903"], parsed.Page.Events.Select(e => e.EventId));
        Assert.Equal([false, true, false], parsed.Page.Events.Select(e => e.MutuallyExclusive ?? throw new InvalidOperationException()));
        Assert.Equal(6, parsed.Page.Markets.Count);

        var shutdown = parsed.Page.Markets[0];
        Assert.Equal(new MarketRef(Venue.Polymarket, Condition), shutdown.Market);
        Assert.Equal("901", shutdown.EventId);
        Assert.Equal("Will the federal government shut down by December 31, 2026?", shutdown.Title);
        Assert.Equal(("Yes", "No", null), (shutdown.YesLabel, shutdown.NoLabel, shutdown.OutcomeName));
        Assert.Equal("politics", shutdown.Category);
        Assert.Equal("https://www.opm.gov", shutdown.ResolutionSource);
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 23, 59, 0, TimeSpan.Zero), shutdown.EndsAt);
        Assert.Equal((MarketStatus.Trading, null), (shutdown.Status, shutdown.Resolution));
        Assert.Equal(421300.1187m, shutdown.LiquidityUsd);
        Assert.Equal(1834410.220194m, shutdown.VolumeUsd);
        Assert.Equal((6200, 6300), (shutdown.BestBid!.Value.TenThousandths, shutdown.BestAsk!.Value.TenThousandths));
        Assert.Equal(new TradingTerms
        {
            YesToken = "78935885360228105796154169752283327144964789880748014056741479059726355205703",
            NoToken = "92987460804463391044803441447587850672131467538651706338044347277683873102362",
            TickTenThousandths = 100,
            MinimumShares = 5,
            ProtocolVersion = "v1",
            FeeRate = 0.04m,
            FeeExponent = 1,
            Decimals = 6,
        }, shutdown.Trading);

        var hold = parsed.Page.Markets[1];
        Assert.Equal("No change", hold.OutcomeName);
        Assert.True(hold.Trading!.NegRisk);
        Assert.Equal(10, hold.Trading.TickTenThousandths);
        var other = parsed.Page.Markets[4];
        Assert.Equal(MarketStatus.Paused, other.Status);
        Assert.Null(other.Trading);
        var second = parsed.Page.Markets[5];
        Assert.Equal("v2", second.Trading!.ProtocolVersion);
        Assert.StartsWith("8304760761079351347991163566", second.Trading.YesToken, StringComparison.Ordinal);
        Assert.Equal(64, second.Market.MarketId.Length);
    }

    [Fact]
    public void The_raw_slice_is_the_record_itself()
    {
        var body = TestData.Fixture("polymarket/gamma-events-page.json");
        foreach (var market in GammaParser.Parse(body).Page.Markets)
        {
            using var record = JsonDocument.Parse(market.Raw);
            Assert.Equal(market.Market.MarketId, record.RootElement.GetProperty("conditionId").GetString()!.ToLowerInvariant());
            Assert.Single(GammaParser.Parse(TestData.Page("[", [market.Raw.ToArray()], "]")).Page.Markets);
        }
    }

    [Fact]
    public void The_market_page_reads_with_its_nested_events()
    {
        var parsed = GammaParser.Parse(TestData.Fixture("polymarket/gamma-markets-page.json"));
        Assert.Null(parsed.Failure);
        Assert.Null(parsed.NextCursor);
        Assert.Equal(5, parsed.Page.Markets.Count);
        Assert.Equal(["901", "902", "903"], parsed.Page.Events.Select(e => e.EventId));
        Assert.Equal("902", parsed.Page.Markets[2].EventId);
        var turnout = parsed.Page.Markets[4];
        Assert.Equal((MarketStatus.Resolved, Resolution.No), (turnout.Status, turnout.Resolution!.Value));
    }

    [Theory] // change of one sound record -> what becomes of it
    [InlineData("\"conditionId\":\"\"", "missing_id")]
    [InlineData("\"conditionId\":null", "missing_id")]
    [InlineData("\"conditionId\":\"0x12/34\"", "bad_field")]
    [InlineData("\"conditionId\":{\"a\":1}", "bad_field")]
    [InlineData("\"question\":\"\"", "missing_title")]
    [InlineData("\"question\":[\"x\"]", "bad_field")]
    [InlineData("\"outcomes\":\"[\\\"A\\\",\\\"B\\\",\\\"C\\\"]\"", "not_binary")]
    [InlineData("\"outcomes\":null", "missing_field")]
    [InlineData("\"outcomes\":\"[1\"", "bad_field")]
    [InlineData("\"outcomes\":\"no list\"", "bad_field")]
    [InlineData("\"outcomes\":[\"A\",{\"x\":[1,2]}]", "bad_field")]
    [InlineData("\"outcomes\":\"[\\\"A\\\",\\\" \\\"]\"", "bad_field")]
    [InlineData("\"clobTokenIds\":\"[\\\"1\\\",\\\"1\\\"]\"", "bad_field")]
    [InlineData("\"clobTokenIds\":\"[\\\"1\\\"]\"", "bad_field")]
    [InlineData("\"clobTokenIds\":\"[\\\"-1\\\",\\\"2\\\"]\"", "bad_field")]
    [InlineData("\"volume\":\"a lot\"", "bad_field")]
    [InlineData("\"endDate\":\"soon\"", "bad_field")]
    [InlineData("\"endDate\":\"2026-02-30T00:00:00Z\"", "bad_field")]
    [InlineData("\"closed\":null", "missing_field")]
    [InlineData("\"closed\":\"perhaps\"", "bad_field")]
    [InlineData("\"orderPriceMinTickSize\":0.00001", "bad_field")]
    [InlineData("\"orderMinSize\":-5", "bad_field")]
    [InlineData("\"feeSchedule\":7", "bad_field")]
    public void A_broken_record_is_one_counted_rejection(string change, string code)
    {
        var parsed = GammaParser.Parse(TestData.Utf8($"[{Market(change)},{Market("\"id\":\"2\"")}]"));
        Assert.Null(parsed.Failure);
        Assert.Single(parsed.Page.Markets);
        Assert.Equal(code, Assert.Single(parsed.Page.Rejected).Code);
    }

    [Theory] // change -> the snapshot is sound
    [InlineData("\"outcomes\":[\"Lakers\",\"Celtics\"]")]
    [InlineData("\"outcomes\":\"[\\\"Up\\\", \\\"Down\\\"]\"")]
    [InlineData("\"volume\":12.5e3")]
    [InlineData("\"volume\":\"0.0000001540467804195445638205620055801132\"")]
    [InlineData("\"volume\":\"\"")]
    [InlineData("\"endDate\":\"2026-11-10 18:03:11+00\"")]
    [InlineData("\"endDate\":\"2026-11-10\"")]
    [InlineData("\"endDate\":\"2026-11-10T18:03:11.123456789Z\"")]
    [InlineData("\"endDate\":\"\"")]
    [InlineData("\"description\":null")]
    [InlineData("\"unknown\":{\"deep\":[[[{}]]]}")]
    [InlineData("\"description\":\"a\\u0000b\\ud800c\"")]
    [InlineData("\"id\":701001")]
    [InlineData("\"bestBid\":0.00055,\"bestAsk\":1")]
    public void An_odd_record_is_still_a_market(string change)
    {
        var parsed = GammaParser.Parse(TestData.Utf8($"[{Market(change)}]"));
        Assert.Empty(parsed.Page.Rejected);
        Assert.Single(parsed.Page.Markets);
    }

    [Fact]
    public void What_Postgres_cannot_store_is_replaced()
    {
        var market = Assert.Single(GammaParser.Parse(
            TestData.Utf8($"[{Market("\"description\":\"a\\u0000b\\ud800c\\ud83d\\ude00\\n\\u00e9\"")}]")).Page.Markets);
        Assert.Equal("a\uFFFDb\uFFFDc\U0001F600\n\u00e9", market.Description);
    }

    [Theory] // version -> protocol and first token
    [InlineData(null, "v1", "11")]
    [InlineData("\"\"", "v1", "11")]
    [InlineData("\"v1\"", "v1", "11")]
    [InlineData("\"v2\"", "v2", "33")]
    [InlineData("\"v3\"", null, null)]
    public void The_version_picks_the_tokens_never_their_presence(string? version, string? protocol, string? token)
    {
        var change = "\"clobTokenIds\":\"[\\\"11\\\",\\\"22\\\"]\",\"positionIds\":[\"33\",\"44\"]" + (version is null ? "" : $",\"version\":{version}");
        var market = Assert.Single(GammaParser.Parse(TestData.Utf8($"[{Market(change)}]")).Page.Markets);
        Assert.Equal((protocol, token), (market.Trading?.ProtocolVersion, market.Trading?.YesToken));
    }

    [Theory]
    [InlineData("\"closed\":true,\"umaResolutionStatus\":\"resolved\",\"outcomePrices\":\"[\\\"1\\\", \\\"0\\\"]\"", MarketStatus.Resolved, Resolution.Yes)]
    [InlineData("\"closed\":true,\"umaResolutionStatus\":\"resolved\",\"outcomePrices\":\"[\\\"0.5\\\", \\\"0.5\\\"]\"", MarketStatus.Resolved, Resolution.Split)]
    [InlineData("\"closed\":true,\"umaResolutionStatus\":\"proposed\",\"outcomePrices\":\"[\\\"1\\\", \\\"0\\\"]\"", MarketStatus.Closed, null)]
    [InlineData("\"closed\":true,\"umaResolutionStatus\":\"resolved\",\"outcomePrices\":\"[\\\"0.99\\\", \\\"0.01\\\"]\"", MarketStatus.Closed, null)]
    [InlineData("\"closed\":true", MarketStatus.Closed, null)]
    [InlineData("\"archived\":true", MarketStatus.Closed, null)]
    [InlineData("\"active\":false", MarketStatus.Upcoming, null)]
    [InlineData("\"acceptingOrders\":false", MarketStatus.Paused, null)]
    [InlineData("\"umaResolutionStatus\":\"disputed\"", MarketStatus.Trading, null)]
    public void Standing(string change, MarketStatus status, Resolution? resolution)
    {
        var market = Assert.Single(GammaParser.Parse(TestData.Utf8($"[{Market(change)}]")).Page.Markets);
        Assert.Equal((status, resolution), (market.Status, market.Resolution));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("{}")]
    [InlineData("{\"events\":7}")]
    [InlineData("[{\"conditionId\":\"0x12\"")]
    [InlineData("[] []")]
    [InlineData("<html>")]
    public void A_body_that_is_no_page_fails_as_a_whole(string body) =>
        Assert.NotNull(GammaParser.Parse(TestData.Utf8(body)).Failure);

    [Fact]
    public void Fields_have_an_upper_length()
    {
        var parsed = GammaParser.Parse(TestData.Utf8(
            $"[{Market($"\"question\":\"{new string('x', 2001)}\"")},{Market($"\"description\":\"{new string('x', 50_001)}\"")},"
            + $"{Market($"\"question\":\"{new string('x', 2000)}\",\"description\":\"{new string('é', 50_000)}\"")}]"));
        Assert.Equal(["too_long", "too_long"], parsed.Page.Rejected.Select(r => r.Code));
        Assert.Single(parsed.Page.Markets);
    }

    [Fact]
    public void A_padded_protocol_v2_id_is_the_same_market()
    {
        var bare = "0x" + new string('a', 62);
        var ids = GammaParser.Parse(TestData.Utf8(
            $"[{Market($"\"version\":\"v2\",\"conditionId\":\"{bare}\"")},{Market($"\"version\":\"v2\",\"conditionId\":\"{bare.ToUpperInvariant().Replace('X', 'x')}00\"")}]"))
            .Page.Markets.Select(m => m.Market.MarketId);
        Assert.Equal([bare, bare], ids);
    }

    // A sound record; the change comes last, and the last of two equal names counts.
    private static string Market(string change)
    {
        var text = new StringBuilder("{\"id\":\"1\",\"question\":\"Will it?\",");
        text.Append($"\"conditionId\":\"{Condition}\",\"outcomes\":\"[\\\"Yes\\\", \\\"No\\\"]\",\"closed\":false,\"active\":true,");
        text.Append("\"enableOrderBook\":true,\"acceptingOrders\":true,");
        return text.Append(change).Append('}').ToString();
    }
}
