using Faro.Venues.Foresight;

namespace Faro.Venues.Tests.Foresight;

public sealed class ForesightParserTests
{
    private const string First = "0xab00000000000000000000000000000000000000000000000000000000000001";

    [Fact]
    public void The_page_reads_whole()
    {
        var parsed = ForesightParser.Parse(TestData.Fixture("foresight/markets-page.json"));
        Assert.Null(parsed.Failure);
        Assert.Equal("abc", parsed.NextCursor);
        Assert.Equal(3, parsed.Page.Markets.Count);
        Assert.Equal("bad_field", Assert.Single(parsed.Page.Rejected).Code);

        var open = parsed.Page.Markets[0];
        Assert.Equal($"{First}:56", open.Market.MarketId);
        Assert.True(ForesightIds.TryParse(open.Market.MarketId, out var condition, out var chain));
        Assert.Equal((First, 56), (condition, chain));
        Assert.Equal("Short.\n\nResolves YES if X.", open.Description);
        Assert.Equal((5400, 5500), (open.BestBid!.Value.TenThousandths, open.BestAsk!.Value.TenThousandths));
        Assert.Equal(new TradingTerms
        {
            YesToken = "71400000000000000000000000000000000000000000000000000000000000000000000000001",
            NoToken = "15300000000000000000000000000000000000000000000000000000000000000000000000002",
            TickTenThousandths = 100,
            MinimumShares = 1,
            FeeRateBps = 100,
            ChainId = 56,
            ExchangeAddress = "0x1111111111111111111111111111111111111111",
            Decimals = 18,
        }, open.Trading);
        var split = parsed.Page.Markets[1];
        Assert.Equal((MarketStatus.Resolved, Resolution.Split), (split.Status, split.Resolution!.Value));
        Assert.Null(split.Trading); // no exchange address, nothing to sign
        Assert.Null(parsed.Page.Markets[2].Trading);
    }

    [Fact]
    public void Tokens_come_from_their_own_route_where_the_listing_lacks_them()
    {
        var tokens = ForesightParser.ParseTokens(TestData.Fixture("foresight/tokens.json"));
        Assert.Equal(new ForesightTokens("55", "66", 18), tokens);
        var id = "0xab00000000000000000000000000000000000000000000000000000000000003:56";
        var parsed = ForesightParser.Parse(
            TestData.Fixture("foresight/markets-page.json"), new Dictionary<string, ForesightTokens> { [id] = tokens! });
        var trading = Assert.Single(parsed.Page.Markets, m => m.Market.MarketId == id).Trading!;
        Assert.Equal(("55", "66", 18), (trading.YesToken, trading.NoToken, trading.Decimals!.Value));
    }

    [Theory]
    [InlineData("\"chain_id\":\"x\"", "bad_field")]
    [InlineData("\"chain_id\":5.5", "bad_field")]
    [InlineData("\"question\":\" \"", "missing_title")]
    [InlineData("\"status\":null", "missing_field")]
    [InlineData("\"tokens\":[{\"token_id\":\"1\",\"outcome\":1}]", "bad_field")]
    [InlineData("\"tokens\":[{\"token_id\":\"1\",\"outcome\":1,\"decimals\":18},{\"token_id\":\"2\",\"outcome\":0,\"decimals\":6}]", "bad_field")]
    [InlineData("\"tokens\":[7]", "bad_field")]
    [InlineData("\"fee_rate_bps\":10001", "bad_field")]
    [InlineData("\"ctf_exchange_address\":\"0x12\"", "bad_field")]
    [InlineData("\"payout_yes\":101", "bad_field")]
    public void A_broken_record_is_one_counted_rejection(string change, string code)
    {
        var parsed = ForesightParser.Parse(TestData.Utf8(
            $"{{\"data\":[{{\"condition_id\":\"{First}\",\"chain_id\":56,\"question\":\"Q?\",\"status\":\"OPEN\",{change}}}],\"next_cursor\":null}}"));
        Assert.Equal(code, Assert.Single(parsed.Page.Rejected).Code);
    }

    [Theory]
    [InlineData("OPEN", MarketStatus.Trading)]
    [InlineData("SEEDING", MarketStatus.Upcoming)]
    [InlineData("PAUSED", MarketStatus.Paused)]
    [InlineData("CLOSED", MarketStatus.Closed)]
    [InlineData("RESOLVED", MarketStatus.Resolved)]
    [InlineData("LIMBO", MarketStatus.Paused)]
    public void Standing(string word, MarketStatus status) => Assert.Equal(status, Assert.Single(ForesightParser.Parse(TestData.Utf8(
        $"{{\"data\":[{{\"condition_id\":\"{First}\",\"chain_id\":56,\"question\":\"Q?\",\"status\":\"{word}\"}}]}}")).Page.Markets).Status);
}
