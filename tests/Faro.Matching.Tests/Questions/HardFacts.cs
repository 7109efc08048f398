using Faro.Matching.Judging;
using Faro.Matching.Questions;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Tests.Questions;

public sealed class HardFacts
{
    private const string Yes = "This market will resolve to \"Yes\" if ";

    [Theory]
    [InlineData("Will Jane Roe leave office by June 30, 2026?", "Will Jane Roe leave office by December 31, 2026?", "date")]
    [InlineData("Will Jane Roe leave office by June 30, 2026?", "Will Jane Roe leave office before Jul 1, 2026?", "")]
    [InlineData("CPI above 3.5% in May 2026?", "CPI above 3.6% in May 2026?", "threshold")]
    [InlineData("CPI above 3.5% in May 2026?", "CPI at least 3.5% in May 2026?", "comparator")]
    [InlineData("CPI above 3.5% in May 2026?", "CPI below 3.5% in May 2026?", "direction")]
    [InlineData("Rate up by 50 bps in May 2026?", "Rate up by 50% in May 2026?", "unit")]
    [InlineData("Will Jane Roe be the Democratic nominee for Governor in Iowa?", "Will Jane Roe be the Democratic nominee for Senate in Iowa?", "office")]
    [InlineData("Will Jane Roe be the Democratic nominee for Governor in Iowa?", "Will Jane Roe be the Republican nominee for Governor in Iowa?", "party")]
    [InlineData("Will Jane Roe be the Democratic nominee for Governor in Iowa?", "Will Jane Roe be the Democratic nominee for Governor in Ohio?", "place")]
    [InlineData("Will Jane Roe be the Democratic nominee for CA-11?", "Will Jane Roe be the Democratic nominee for CA-12?", "place")]
    [InlineData("Will Jane Roe win the Peruvian presidential election in 2026?", "Will Jane Roe win the first round of the Peruvian presidential election in 2026?", "round")]
    [InlineData("Will Jane Roe win Best Actress at the 98th Academy Awards?", "Will Jane Roe be nominated for Best Actress at the 98th Academy Awards?", "predicate")]
    [InlineData("Will Jane Roe win Best Actress at the 98th Academy Awards?", "Will Jane Roe win Best Supporting Actress at the 98th Academy Awards?", "scope")]
    [InlineData("Will Jane Roe win Best Actress at the 98th Academy Awards?", "Will Joan Doe win Best Actress at the 98th Academy Awards?", "entity")]
    [InlineData("Will the Fed cut rates after the March 2026 meeting?", "Will the Fed hike rates after the March 2026 meeting?", "direction")]
    public void Each_contradiction_has_its_code(string left, string right, string code)
    {
        var c = Proof.Of(Terms(left, Venue.Polymarket), Terms(right, Venue.Kalshi));
        var back = Proof.Of(Terms(right, Venue.Kalshi), Terms(left, Venue.Polymarket));
        Assert.Equal(code.Length > 0, Refuted(c));
        Assert.Equal(Refuted(c), Refuted(back));
        if (code.Length == 0)
            return;
        Assert.Equal(code, c.Slots[0].Code);
        Assert.NotEqual(c.Slots[0].Left, c.Slots[0].Right);
        Assert.Equal((c.Slots[0].Right, c.Slots[0].Left), (back.Slots[0].Left, back.Slots[0].Right));
    }

    [Theory]
    [InlineData("Tarcisio de Frietas", "Tarcísio de Freitas", false)] // a slip of the pen is for the rest of the text, or a model, to show
    [InlineData("Robert F. Kennedy Jr.", "RFK Jr.", true)]
    [InlineData("Donald Trump", "Donald J. Trump", true)]
    [InlineData("Donald Trump", "Donald Trump Jr.", false)]
    [InlineData("Ivanka Trump", "Donald Trump", false)]
    [InlineData("Lee Jae-myung", "Lee Jae Myung", true)]
    [InlineData("Real Betis Balompié", "Real Betis", true)]
    [InlineData("Real Betis", "Real Sociedad", false)]
    [InlineData("Manchester United", "Manchester City", false)]
    [InlineData("Como 1907", "Como", true)]
    [InlineData("New England Patriots", "New England", true)]
    [InlineData("Rams", "Los Angeles R", true)]
    [InlineData("Chargers", "Los Angeles R", false)]
    [InlineData("Panthers", "Carolina", true)]
    [InlineData("New York Jets", "New York G", false)]
    [InlineData("Mike Collins", "Michael Collins", true)]
    [InlineData("Mike Collins", "Susan Collins", false)]
    [InlineData("John Smith", "John Smythe", false)]
    [InlineData("Michelle Bolsonaro", "Eduardo Bolsonaro", false)]
    [InlineData("Slovenian People's Party", "Slovenian Democratic Party", false)]
    public void Names_are_one_or_two(string left, string right, bool same)
    {
        Assert.Equal(same, Same(left, right));
        Assert.Equal(same, Same(right, left));
    }

    [Fact]
    public void An_opposite_level_is_the_same_market_turned_round()
    {
        var left = Terms("Will CPI be above 3.5% in May 2026?", Venue.Polymarket);
        var right = Terms("Will CPI be 3.5% or below in May 2026?", Venue.Kalshi);
        var c = Proof.Of(left, right);
        Assert.False(Refuted(c), string.Join("; ", c.Slots));
        Assert.Equal(Polarity.Inverted, c.Polarity);
    }

    [Theory]
    [InlineData("either of the following happens: the dam fails before July 1, 2026; or the governor declares an emergency.", true)]
    [InlineData("the dam fails before July 1, 2026, or if the governor declares an emergency.", true)]
    [InlineData("the dam fails before July 1, 2026. It will also resolve to \"Yes\" if the governor declares an emergency.", true)]
    [InlineData("the dam fails before July 1, 2026. If the survey is cancelled, or if it is postponed, this market will resolve to \"No\".", false)]
    public void A_second_way_to_pay_at_one_venue_only_is_refused(string condition, bool refused)
    {
        const string Title = "Will the Anderson dam fail before July 1, 2026?";
        var one = TermsExtractor.Read(new MarketText { Venue = Venue.Polymarket, MarketId = "p", Title = Title, Rules = Yes + condition });
        var other = TermsExtractor.Read(new MarketText { Venue = Venue.Kalshi, MarketId = "k", Title = Title, Rules = "If the dam fails before July 1, 2026, then the market resolves to Yes." });
        var c = Proof.Of(one, other);
        Assert.Equal(refused, c.Slots.Any(f => f is { Code: FindingCodes.AbsentClause, Outcome: SlotOutcome.Differs, Right: "" }));
        Assert.Equal(refused, Refuted(c));
        Assert.False(Proof.Of(one, TermsExtractor.Read(new MarketText { Venue = Venue.Kalshi, MarketId = "k", Title = Title, Rules = Yes + condition })).Standing == Standing.Refuted);
    }

    [Fact]
    public void A_market_without_rules_is_never_linked()
    {
        var left = new MarketText { Venue = Venue.Polymarket, MarketId = "a", Title = "Will Jane Roe win the 2026 Peruvian presidential election?" };
        var right = new MarketText { Venue = Venue.Kalshi, MarketId = "b", Title = left.Title, Rules = "If Jane Roe wins the 2026 Peruvian presidential election, then the market resolves to Yes." };
        var verdict = RulesJudge.Decide(Pair.Of(left, right));
        Assert.False(verdict.Links);
        Assert.False(verdict.Vetoed);
        Assert.True(RulesJudge.Decide(Pair.Of(left with { Rules = Yes + "Jane Roe wins the 2026 Peruvian presidential election." }, right)).Links);
    }

    [Fact]
    public void A_verdict_names_its_judge_its_reasons_and_both_texts()
    {
        var p = Data.Fixtures().Single(x => x.Id == "fix-07");
        var verdict = RulesJudge.Decide(Pair.Of(p.Left, p.Right));
        Assert.Equal(("rules", RulesJudge.RulesVersion, (string?)null), (verdict.Judge, verdict.JudgeVersion, verdict.PromptVersion));
        Assert.Equal(Polarity.Inverted, verdict.Polarity);
        Assert.Equal("No", verdict.OutcomeMap["Norwich Owls"]);
        Assert.Equal("Yes", verdict.OutcomeMap["Ghent Foxes"]);
        Assert.Equal((64, 64), (verdict.LeftReadingHash.Length, verdict.RightReadingHash.Length));
        Assert.EndsWith(".", verdict.Reasoning, StringComparison.Ordinal);
    }

    private static MarketTerms Terms(string title, Venue venue) => TermsExtractor.Read(new MarketText
    {
        Venue = venue,
        MarketId = "m",
        Title = title,
        Rules = venue == Venue.Kalshi
            ? "If the event in the question happens, then the market resolves to Yes." : Yes + "the event in the question happens.",
    });

    private static bool Refuted(Proof proof) => proof.Standing == Standing.Refuted;

    private static bool Same(string left, string right)
    {
        var (a, b) = (NameReader.Of(left)!, NameReader.Of(right)!);
        return NameRules.Compare(a, b, null, persons: false) == Likeness.Same || NameRules.Compare(a, b, null, persons: true) == Likeness.Same;
    }
}
