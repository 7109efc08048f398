using System.Text;
using Faro.Venues.Json;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests;

/// <summary>What the adapters make of a venue's words, dates and figures before anybody else sees them.</summary>
public sealed class CatalogWordsTests
{
    private const string Condition = "0xcae0cc0b1a2ee8a9df5442668838e8551cb438769114259a4c6de01ab88ffc89";

    [Theory]
    [InlineData("Will **core prices** rise?", "Will core prices rise?")]
    [InlineData("Price range  on\u00A0Dec 30?", "Price range on Dec 30?")]
    [InlineData("  Rain?\n", "Rain?")]
    [InlineData("See [the table](https://x.example/y) first", "See the table first")]
    [InlineData("# Rain in __June__ or `July`?", "Rain in June or July?")]
    [InlineData("Will A* or snake_case_names rise 2 ** 3?", "Will A* or snake_case_names rise 2 ** 3?")]
    [InlineData("#1 seed wins?", "#1 seed wins?")]
    [InlineData(" ", "")]
    public void Titles_are_text_for_people(string written, string read) => Assert.Equal(read, PlainTitle.Of(written));

    [Theory]
    [InlineData("0")]
    [InlineData("null")]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"1970-01-01T00:00:00Z\"")]
    [InlineData("\"\"")]
    public void A_zero_is_no_date(string close)
    {
        var market = Kalshi($$"""{"ticker":"RAIN-X","title":"Rain?","status":"active","closeTime":{{close}},"openTime":{{close}}}""");
        Assert.Equal((null, null, null), (market.EndsAt, market.OpensAt, market.DecidedAt));
        Assert.Null(Gamma($$"""{"conditionId":"{{Condition}}","question":"Rain?","outcomes":"[\"Yes\",\"No\"]","closed":false,"endDate":{{close}}}""").EndsAt);
    }

    [Theory] // event ticker, close, expected, status -> decided
    [InlineData("KXGAME-26FEB08LAKHIL", "2028-02-08T15:00:00Z", null, "active", "2026-02-08T23:59:59Z")]
    [InlineData("KXGAME-26FEB08LAKHIL", "2028-02-08T15:00:00Z", "2026-02-09T02:30:00Z", "active", "2026-02-09T02:30:00Z")]
    [InlineData("KXGAME-26FEB08LAKHIL", "2026-02-09T02:41:07Z", null, "active", "2026-02-09T02:41:07Z")]
    [InlineData("KXRAIN-26", "2027-01-01T15:00:00Z", null, "active", null)]
    [InlineData("KXRAIN-26FEB31", "2027-01-01T15:00:00Z", null, "active", null)]
    [InlineData("KXRAIN-26", "2026-03-01T15:00:00Z", "2026-09-01T15:00:00Z", "finalized", "2026-03-01T15:00:00Z")]
    [InlineData("KXRATE-26MAR18", "2026-03-18T17:59:00Z", "2026-03-18T18:05:00Z", "active", "2026-03-18T18:05:00Z")]
    public void Kalshis_close_is_a_backstop_and_the_decision_is_what_it_expects_or_the_tickers_day(
        string ticker, string close, string? expected, string status, string? decided)
    {
        var time = expected is null ? "" : $",\"expected_expiration_time\":\"{expected}\"";
        var market = Kalshi($$"""{"ticker":"{{ticker}}-X","event_ticker":"{{ticker}}","title":"Rain?","status":"{{status}}","close_time":"{{close}}"{{time}}}""");
        Assert.Equal(DateTimeOffset.Parse(close, System.Globalization.CultureInfo.InvariantCulture), market.EndsAt);
        Assert.Equal(decided is null ? null : DateTimeOffset.Parse(decided, System.Globalization.CultureInfo.InvariantCulture), market.DecidedAt);
    }

    [Theory] // rules, close, expected, strike date of the event -> decided
    [InlineData("happens before Nov 3, 2026, then", "2027-02-01T15:00:00Z", "2027-02-01T15:00:00Z", null, "2026-11-02T23:59:59Z")]
    [InlineData("happens before Jan 1, 2027, then", "2027-01-08T14:00:00Z", "2026-01-01T15:00:00Z", null, "2026-12-31T23:59:59Z")] // what it expects is long past
    [InlineData("happens before Jan 1, 2027, then", "2027-01-01T04:59:00Z", null, null, "2027-01-01T04:59:00Z")] // the close of that day says it to the minute
    [InlineData("happens by December 31, 2026, then", "2028-01-01T15:00:00Z", null, null, "2026-12-31T23:59:59Z")]
    [InlineData("happens on or before Jun 30, 2026, then", "2028-01-01T15:00:00Z", null, null, "2026-06-30T23:59:59Z")]
    [InlineData("happens by the end of 2026, then", "2028-01-01T15:00:00Z", null, null, "2026-12-31T23:59:59Z")]
    [InlineData("happens by the end of February 2026, then", "2028-01-01T15:00:00Z", null, null, "2026-02-28T23:59:59Z")]
    [InlineData("happens before 2027, then", "2028-01-01T15:00:00Z", null, null, "2026-12-31T23:59:59Z")]
    [InlineData("happens before 10:00 AM ET on Mar 5, 2026, then", "2028-01-01T15:00:00Z", null, null, "2026-03-05T23:59:59Z")]
    [InlineData("was born before Feb 1, 2026 and wins before Aug 1, 2026, then", "2028-01-01T15:00:00Z", null, null, "2026-07-31T23:59:59Z")]
    [InlineData("repays the debt due before Jan 1, 2040, then", "2027-01-01T15:00:00Z", "2026-05-01T15:00:00Z", null, "2026-05-01T15:00:00Z")] // beyond the close
    [InlineData("happens before Feb 31, 2026, then", "2027-01-01T15:00:00Z", null, null, null)]
    [InlineData("wins in 2026, then", "2028-01-01T15:00:00Z", null, "2026-07-19T18:00:00Z", "2026-07-19T18:00:00Z")]
    [InlineData("wins in 2026, then", "2028-01-01T15:00:00Z", "2026-07-20T15:00:00Z", "2026-07-19T18:00:00Z", "2026-07-20T15:00:00Z")]
    public void A_ticker_that_names_no_day_is_decided_by_the_rules_deadline_what_it_expects_or_the_events_day(
        string rules, string close, string? expected, string? strike, string? decided)
    {
        var time = expected is null ? "" : $",\"expected_expiration_time\":\"{expected}\"";
        var day = strike is null ? "null" : $"\"{strike}\"";
        var market = KalshiIn($$"""
            {"events":[{"event_ticker":"KXRAIN-26","series_ticker":"KXRAIN","title":"Rain?","strike_date":{{day}},"markets":[
              {"ticker":"KXRAIN-26-X","event_ticker":"KXRAIN-26","title":"Rain?","status":"active","close_time":"{{close}}","rules_primary":"If it {{rules}} the market resolves to Yes."{{time}}}]}],"cursor":""}
            """);
        Assert.Equal(decided is null ? null : DateTimeOffset.Parse(decided, System.Globalization.CultureInfo.InvariantCulture), market.DecidedAt);
    }

    [Theory] // a market's title, its event's, further market -> the question
    [InlineData("Will  become chancellor before 2045?", "Will Ann Ray become chancellor before 2045?", "", "Will Ann Ray become chancellor before 2045?")]
    [InlineData("Will  become chancellor before 2045?", "Who will become chancellor?", ",{\"ticker\":\"RACE-B\",\"title\":\"B?\",\"status\":\"active\"}", "Will become chancellor before 2045?")]
    [InlineData("Will  become chancellor before 2045?", "Will  become chancellor?", "", "Will become chancellor before 2045?")]
    [InlineData("Will Ann Ray become chancellor?", "The race", "", "Will Ann Ray become chancellor?")]
    public void A_hole_in_a_markets_title_is_filled_by_its_own_event(string own, string whole, string further, string question)
    {
        var page = KalshiParser.Parse(
            Page($$"""{"event_ticker":"RACE","title":"{{whole}}","markets":[{"ticker":"RACE-A","title":"{{own}}","status":"active"}{{further}}]}"""), new Dictionary<string, string>()).Page;
        Assert.Equal(question, page.Markets[0].Title);
    }

    [Theory] // the event's second line, its ticker, close, expected -> decided; DFlow lists no other day for a season's final
    [InlineData("On Feb 8, 2026", "KXFINAL-26", "2028-02-08T15:00:00Z", null, "2026-02-08T23:59:59Z")]
    [InlineData("On May 24, 2026", "KXLEAGUE-26", "2026-05-24T19:00:00Z", null, "2026-05-24T19:00:00Z")]
    [InlineData("Before 2025", "KXGROWTH-25", "2026-02-20T13:29:00Z", null, null)] // the template's year; what it asks about is told in 2026
    [InlineData("On Feb 8, 2026", "KXFINAL-26FEB10", "2028-02-08T15:00:00Z", null, "2026-02-10T23:59:59Z")]
    [InlineData("On Feb 8, 2026", "KXFINAL-26", "2028-02-08T15:00:00Z", "2026-02-09T15:00:00Z", "2026-02-09T15:00:00Z")]
    [InlineData("On Feb 30, 2026", "KXFINAL-26", "2028-02-08T15:00:00Z", null, null)]
    [InlineData("On Feb 8, 2029", "KXFINAL-26", "2028-02-08T15:00:00Z", null, null)] // beyond the close
    [InlineData("LAK at HIL (Feb 8)", "KXFINAL-26", "2028-02-08T15:00:00Z", null, null)]
    [InlineData("During his term", "KXFINAL-26", "2028-02-08T15:00:00Z", null, null)]
    [InlineData("", "KXFINAL-26", "2028-02-08T15:00:00Z", null, null)]
    public void Where_nothing_else_names_a_day_the_events_second_line_may(string subtitle, string ticker, string close, string? expected, string? decided)
    {
        var time = expected is null ? "" : $",\"expected_expiration_time\":\"{expected}\"";
        var market = KalshiIn($$"""
            {"events":[{"ticker":"{{ticker}}","seriesTicker":"KXFINAL","title":"Champion?","subtitle":"{{subtitle}}","markets":[
              {"ticker":"{{ticker}}-X","eventTicker":"{{ticker}}","title":"Will X win?","status":"active","closeTime":"{{close}}","rulesPrimary":"If X wins, then the market resolves to Yes."{{time}}}]}],"cursor":""}
            """);
        Assert.Equal(decided is null ? null : DateTimeOffset.Parse(decided, System.Globalization.CultureInfo.InvariantCulture), market.DecidedAt);
    }

    [Theory]
    [InlineData("\"0.0000\"", null)]
    [InlineData("null", null)]
    [InlineData("\"1234.5000\"", "1234.5")]
    public void Open_interest_is_contracts_and_a_retired_figure_is_none(string dollars, string? liquidity)
    {
        var market = Kalshi($$"""{"ticker":"RAIN-X","title":"Rain?","status":"active","open_interest_fp":"53972282.00","liquidity_dollars":{{dollars}}}""");
        Assert.Equal((liquidity is null ? null : decimal.Parse(liquidity, System.Globalization.CultureInfo.InvariantCulture), 53_972_282m), (market.LiquidityUsd, market.OpenInterest));
    }

    [Fact]
    public void What_is_labelled_No_is_NO_wherever_it_stands()
    {
        var record = $$"""
            {"conditionId":"{{Condition}}","question":"Rain?","outcomes":"[\"No\", \"Yes\"]","outcomePrices":"[\"1\", \"0\"]","clobTokenIds":"[\"11\", \"22\"]",
             "closed":false,"active":true,"enableOrderBook":true,"acceptingOrders":true,"bestBid":0.61,"bestAsk":0.64}
            """;
        var market = Gamma(record);
        Assert.Equal(("Yes", "No", "22", "11"), (market.YesLabel, market.NoLabel, market.Trading!.YesToken, market.Trading.NoToken));
        Assert.Equal((3_600, 3_900), (market.BestBid!.Value.TenThousandths, market.BestAsk!.Value.TenThousandths));
        var over = Gamma(record.Replace("\"closed\":false", "\"closed\":true,\"umaResolutionStatus\":\"resolved\"", StringComparison.Ordinal));
        Assert.Equal(Resolution.No, over.Resolution);
    }

    [Fact]
    public void The_venues_tokens_must_bear_the_labels_that_they_are_traded_for()
    {
        var terms = PolymarketTerms.Parse("""{"c":"0xab","t":[{"t":"11","o":"No"},{"t":"22","o":"Yes"}],"mts":0.01,"mos":5}"""u8.ToArray())!;
        Assert.True(terms.SameTokens(new TradingTerms { YesToken = "22", NoToken = "11" }));
        Assert.False(terms.SameTokens(new TradingTerms { YesToken = "11", NoToken = "22" }));
        var named = PolymarketTerms.Parse("""{"c":"0xab","t":[{"t":"11","o":"Lakeview"},{"t":"22","o":"Hillside"}],"mts":0.01,"mos":5}"""u8.ToArray())!;
        Assert.True(named.SameTokens(new TradingTerms { YesToken = "11", NoToken = "22" }));
    }

    [Fact]
    public void A_holding_is_of_the_outcome_that_its_label_says()
    {
        var held = PolymarketPositions.Parse("""[{"asset":"22","conditionId":"0xab12","size":3,"outcome":"Yes","outcomeIndex":1},{"asset":"33","conditionId":"0xab12","size":3,"outcome":"Hillside","outcomeIndex":1}]"""u8.ToArray())!.Value;
        Assert.Equal([Outcome.Yes, Outcome.No], held.Positions.Select(p => p.Outcome!.Value));
    }

    [Fact]
    public void Markets_of_one_question_carry_its_title_and_a_market_alone_none()
    {
        var race = KalshiParser.Parse(Page("""{"event_ticker":"RACE","title":"The  race","markets":[{"ticker":"RACE-A","title":"A?","status":"active"},{"ticker":"RACE-B","title":"B?","status":"active"}]}"""), new Dictionary<string, string>()).Page;
        Assert.All(race.Markets, m => Assert.Equal("The race", m.GroupTitle));
        var alone = KalshiParser.Parse(Page("""{"event_ticker":"RAIN","title":"Rain","markets":[{"ticker":"RAIN","title":"Rain?","status":"active"}]}"""), new Dictionary<string, string>()).Page;
        Assert.Null(Assert.Single(alone.Markets).GroupTitle);
        var item = Gamma($$"""{"conditionId":"{{Condition}}","question":"A?","slug":"a-wins","outcomes":"[\"Yes\",\"No\"]","closed":false,"groupItemTitle":"A","events":[{"id":"9","title":"The race","slug":"the-race"}]}""");
        Assert.Equal(("The race", "a-wins", "the-race"), (item.GroupTitle, item.Slug, item.EventSlug));
    }

    private static byte[] Page(string e) => Encoding.UTF8.GetBytes($$"""{"events":[{{e}}],"cursor":""}""");

    private static MarketSnapshot Kalshi(string record) =>
        Assert.Single(KalshiParser.Parse(Encoding.UTF8.GetBytes($$"""{"markets":[{{record}}],"cursor":""}"""), new Dictionary<string, string>()).Page.Markets);

    private static MarketSnapshot KalshiIn(string page) => Assert.Single(KalshiParser.Parse(Encoding.UTF8.GetBytes(page), new Dictionary<string, string>()).Page.Markets);

    private static MarketSnapshot Gamma(string record) => Assert.Single(GammaParser.Parse(Encoding.UTF8.GetBytes($"[{record}]")).Page.Markets);
}
