using Faro.Matching.Judging;
using Faro.Venues;

namespace Faro.Matching.Tests.Questions;

/// <summary>What the venues' records say beside the words: a game's start, the kind and line of a sports market, tags, strikes, exclusive lists.</summary>
public sealed class RecordedFields
{
    private static readonly DateTimeOffset Start = new(2027, 1, 16, 0, 30, 0, TimeSpan.Zero); // half past seven in the evening of the 15th in New York

    [Fact]
    public void Tags_name_the_sport_and_the_start_names_the_day_where_no_word_does()
    {
        var bare = Judge(Poly() with { StartsAt = null, Tags = [] }, Kalshi());
        Assert.False(bare.Links);
        Assert.False(bare.Vetoed, bare.Reasoning);
        var read = Judge(Poly(), Kalshi());
        Assert.True(read.Links, read.Reasoning);
        Assert.Contains(read.Slots!, s => s is { Slot: "Day", LeftQuote: "2027-01-16 00:30Z" });
        Assert.Contains(read.Slots!, s => s is { Slot: "Sport", LeftQuote: "Games, NBA" });
        Assert.True(Judge(Poly() with { StartsAt = Start.AddDays(1) }, Kalshi()).Vetoed);
        Assert.True(Judge(Poly() with { Tags = ["Games", "NHL"] }, Kalshi()).Vetoed);
    }

    [Theory]
    [InlineData("moneyline", true)]
    [InlineData("first_half_moneyline", false)]
    [InlineData("child_moneyline", false)]
    [InlineData("totals", false)]
    public void The_kind_of_the_market_tells_the_part_that_no_word_names(string kind, bool links)
    {
        var verdict = Judge(Poly() with { Kind = kind }, Kalshi());
        Assert.True(links == verdict.Links, verdict.Reasoning);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(224.5, true)]
    [InlineData(225.5, false)]
    public void A_line_that_the_words_contradict_is_not_proved(double? line, bool links)
    {
        var poly = Poly() with { Title = "Celtics vs. Nuggets: O/U 224.5", YesLabel = "Over", NoLabel = "Under", Kind = "totals", Line = (decimal?)line, Rules = "If the Celtics and the Nuggets combine to score more than 224.5 points, the market will resolve to \"Over\". Otherwise, it will resolve to \"Under\"." };
        var kalshi = Kalshi() with
        {
            MarketId = "KXNBATOTAL-27JAN15BOSDEN-224",
            Title = "Boston at Denver: Total Points",
            OutcomeName = "Over 224.5 points scored",
            Rules = "If Boston and Denver collectively score more than 224.5 points in the Boston at Denver professional basketball game originally scheduled for Jan 15, 2027, then the market resolves to Yes.",
        };
        var verdict = Judge(poly, kalshi);
        Assert.True(links == verdict.Links, verdict.Reasoning);
    }

    [Fact]
    public void A_line_and_a_strike_stand_in_for_a_level_that_no_word_names()
    {
        var terms = Pair.Of(Poly() with { Kind = "totals", Line = 224.5m, YesLabel = "Over", NoLabel = "Under" }, Kalshi() with { StrikeType = "between", FloorStrike = 3, CapStrike = 5 });
        Assert.Equal("more than 224.5", Assert.Single(terms.LeftTerms.Thresholds).ToString());
        Assert.Equal("3 to 5", Assert.Single(terms.RightTerms.Thresholds).ToString());
    }

    [Fact]
    public void A_list_that_pays_once_and_one_that_may_pay_often_are_a_risk()
    {
        var poly = new MarketText
        {
            Venue = Venue.Polymarket,
            MarketId = "0x1",
            Title = "Will the Boston Celtics win the 2027 NBA Finals?",
            OutcomeName = "Boston Celtics",
            Rules = "This market will resolve to \"Yes\" if the Boston Celtics win the 2027 NBA Finals.",
            Exclusive = true,
        };
        var kalshi = new MarketText
        {
            Venue = Venue.Kalshi,
            MarketId = "KXNBA-27-BOS",
            Title = "Will Boston win the 2027 Pro Basketball Finals?",
            OutcomeName = "Boston",
            Rules = "If Boston wins the 2027 Pro Basketball Finals, then the market resolves to Yes.",
            Exclusive = false,
        };
        var verdict = Judge(poly, kalshi);
        Assert.True(verdict.Links, verdict.Reasoning);
        Assert.Contains(verdict.DivergenceRisks, r => r.Code == FindingCodes.Scope);
        Assert.DoesNotContain(Judge(poly, kalshi with { Exclusive = true }).DivergenceRisks, r => r.Code == FindingCodes.Scope);
    }

    private static Verdict Judge(MarketText left, MarketText right) => RulesJudge.Decide(Pair.Of(left, right));

    private static MarketText Poly() => new()
    {
        Venue = Venue.Polymarket,
        MarketId = "0x1",
        Title = "Celtics vs. Nuggets",
        YesLabel = "Celtics",
        NoLabel = "Nuggets",
        Rules = "In the upcoming game: if the Celtics win, the market will resolve to \"Celtics\". If the Nuggets win, the market will resolve to \"Nuggets\".",
        EndsAt = Start.AddDays(7),
        StartsAt = Start,
        Tags = ["Games", "NBA"],
    };

    private static MarketText Kalshi() => new()
    {
        Venue = Venue.Kalshi,
        MarketId = "KXNBAGAME-27JAN15BOSDEN-BOS",
        Title = "Boston at Denver Winner?",
        OutcomeName = "Boston",
        Rules = "If Boston wins the Boston at Denver professional basketball game originally scheduled for Jan 15, 2027, then the market resolves to Yes.",
        EndsAt = Start.AddDays(14),
    };
}
