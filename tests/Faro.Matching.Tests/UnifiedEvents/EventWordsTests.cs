using Faro.Ingest;
using Faro.Matching.UnifiedEvents;
using Faro.Venues;

namespace Faro.Matching.Tests.UnifiedEvents;

/// <summary>What an event is called, what its YES means, and whose words, dates and name a merged one takes.</summary>
public sealed class EventWordsTests
{
    private static readonly DateTimeOffset March = new(2026, 3, 20, 23, 0, 0, TimeSpan.Zero);

    [Theory] // title, name inside the event, title of the event, YES, NO
    [InlineData("Will Lakeview win the cup?", "Lakeview", "Will Lakeview win the cup?", "Yes", "No")]
    [InlineData("Lakeview at Hillside Winner?", "Hillside", "Lakeview at Hillside Winner? — Hillside", "Hillside", "Not Hillside")]
    [InlineData("Lakeview vs Hillside", "lakeview", "Lakeview vs Hillside — lakeview", "lakeview", "Not lakeview")]
    [InlineData("League Champion?", "Seaport", "League Champion? — Seaport", "Seaport", "Not Seaport")]
    [InlineData("Who will lead the council?", "Ann Ray", "Who will lead the council? — Ann Ray", "Ann Ray", "Not Ann Ray")]
    [InlineData("Copper price on Dec 30?", "$9,000 or above", "Copper price on Dec 30? — $9,000 or above", "$9,000 or above", "Not $9,000 or above")]
    [InlineData("Copper above 9,000 on Dec 30?", "9,000", "Copper above 9,000 on Dec 30?", "Yes", "No")]
    [InlineData("Referendum called before 2030?", "Yes", "Referendum called before 2030?", "Yes", "No")]
    [InlineData("Referendum called before 2030?", " — ", "Referendum called before 2030?", "Yes", "No")]
    [InlineData("Wil Ann Ray be the nominee?", "Ann Ray", "Will Ann Ray be the nominee?", "Yes", "No")]
    [InlineData("Wild card winner?", "Seaport", "Wild card winner? — Seaport", "Seaport", "Not Seaport")]
    [InlineData("Will it rain?", null, "Will it rain?", "Yes", "No")]
    public void A_title_and_its_labels_say_what_YES_is(string title, string? name, string expected, string yes, string no)
    {
        var e = Alone(Venue.Kalshi, title, name);
        Assert.Equal((expected, new OutcomeLabels(yes, no)), (e.Title, e.OutcomeLabels));
    }

    [Theory] // a name whose words the question has already is not said again
    [InlineData("Will copper be between $1,800 and $1,900?", "1,800-1,900", "Will copper be between $1,800 and $1,900?")]
    [InlineData("Will copper dip to $80 in June?", "↓ $80", "Will copper dip to $80 in June?")]
    [InlineData("Will copper dip in June?", "↓ $80", "Will copper dip in June? — ↓ $80")]
    [InlineData("Lakeview vs. Hillside: O/U 1.5", "O/U 1.5", "Lakeview vs. Hillside: O/U 1.5", "Over", "Under")]
    [InlineData("Lakeview vs Hillside - Map 1 Winner", "Map 1 Winner", "Lakeview vs Hillside - Map 1 Winner", "Lakeview", "Hillside")]
    [InlineData("Games Total: O/U 3.5", "O/U 4.5 Games", "Games Total: O/U 3.5 — O/U 4.5 Games", "Over", "Under")]
    public void A_title_says_a_thing_once(string title, string name, string expected, string yes = "Yes", string no = "No") =>
        Assert.Equal(expected, Alone(Venue.Polymarket, title, name, (yes, no)).Title);

    [Theory] // a market without a name of its own: the question, its rules, what YES is
    [InlineData("Lakeview vs Hillside Winner?", "If Hillside wins the Lakeview vs Hillside game of Jan 10, 2026, then the market resolves to Yes.", "Hillside")]
    [InlineData("Lakeview vs Hillside Winner?", "If Tie wins the Lakeview vs Hillside game, then the market resolves to Yes.", "Tie")]
    [InlineData("Best harbour in Jan 2026?", "If the Port of Seaside has the top rank on Jan 31, 2026, then the market resolves to Yes.", "Port of Seaside")]
    [InlineData("Will Lakeview win the cup?", "If Lakeview wins the cup, then the market resolves to Yes.", null)]
    [InlineData("Copper above 9,000 on Dec 30?", "If Copper is above 9,000, then the market resolves to Yes.", null)]
    [InlineData("Lakeview vs Hillside Winner?", "This market resolves to the winner.", null)]
    [InlineData("Lakeview vs Hillside Winner?", "If the game, which is played at Hillside, has a winner, then that.", null)]
    public void Where_the_venue_names_no_outcome_the_rules_do(string title, string rules, string? named)
    {
        var e = Alone(Venue.Kalshi, title, null, rules: rules);
        Assert.Equal(
            named is null ? (title, new OutcomeLabels("Yes", "No")) : ($"{title} — {named}", new OutcomeLabels(named, $"Not {named}")), (e.Title, e.OutcomeLabels));
        var other = Alone(Venue.Polymarket, "Will Hillside not win?", null);
        if (named is not null)
            Assert.Equal(new OutcomeLabels($"Not {named}", named), Merged("polymarket", other, e, "inverted").OutcomeLabels);
    }

    [Fact]
    public void Labels_of_a_merged_event_are_told_in_its_own_YES()
    {
        var kalshi = Alone(Venue.Kalshi, "Lakeview at Hillside Winner?", "Hillside");
        var polymarket = Alone(Venue.Polymarket, "Lakeview vs. Hillside", null, ("Lakeview", "Hillside"));
        Assert.Equal(new OutcomeLabels("Hillside", "Lakeview"), Merged("polymarket", kalshi, polymarket, "inverted").OutcomeLabels);
        Assert.Equal(new OutcomeLabels("Lakeview", "Hillside"), Merged("polymarket", polymarket, kalshi, "inverted").OutcomeLabels);
    }

    [Theory] // the primary venue's title, the other's, which is heard
    [InlineData("Will Ann Ray be the nominee?", "Ann Ray the nominee?", "Will Ann Ray be the nominee?")]
    [InlineData("Wil Ann Ray be the nominee?", "Ann Ray the nominee?", "Ann Ray the nominee?")]
    [InlineData("Will become chancellor before 2045?", "Ann Ray chancellor by 2044?", "Ann Ray chancellor by 2044?")]
    [InlineData("If || Person || resigns", "Will Ann Ray resign?", "Will Ann Ray resign?")]
    [InlineData("Will Ann Ray leave before 2026-02-01T15:00:00.000Z?", "Ann Ray out by January?", "Ann Ray out by January?")]
    [InlineData("Wil Ann Ray be the nominee?", "Wil Ann be the nominee?", "Will Ann Ray be the nominee?")]
    public void The_cleanest_words_are_heard_and_the_primary_venues_between_equals(string primary, string other, string heard)
    {
        var merged = Merged("kalshi", Alone(Venue.Polymarket, other, null, rules: "Theirs."), Alone(Venue.Kalshi, primary, null, rules: "Ours."), "direct");
        Assert.Equal((heard, "kalshi"), (merged.Title, merged.PrimaryVenue));
        Assert.Equal(heard == other ? "Theirs." : "Ours.", merged.Description);
    }

    [Fact]
    public void A_title_never_asks_the_opposite_of_the_events_YES()
    {
        var merged = Merged("kalshi", Alone(Venue.Polymarket, "Will the bill pass?", null), Alone(Venue.Kalshi, "Will the bill fail?", null), "inverted");
        Assert.Equal("Will the bill pass?", merged.Title);
    }

    [Fact]
    public void The_end_is_the_day_of_the_decision_and_a_backstop_only_where_nobody_knows_better()
    {
        var backstop = Alone(Venue.Kalshi, "Will it rain?", null, ends: March.AddYears(2));
        Assert.Equal((March.AddYears(2).UtcDateTime, "close"), (backstop.EndTime!.Value, backstop.Markets[0].EndTimeSource));
        var expected = Alone(Venue.Kalshi, "Will it rain?", null, ends: March.AddYears(2), decided: March);
        Assert.Equal((March.UtcDateTime, "decision", March.AddYears(2).UtcDateTime), (expected.EndTime!.Value, expected.Markets[0].EndTimeSource, expected.Markets[0].CloseTime!.Value));
        var scheduled = Alone(Venue.Polymarket, "Rain?", null, ends: March.AddDays(1));
        Assert.Equal(March.AddDays(1).UtcDateTime, Merged("kalshi", backstop, scheduled, "direct").EndTime);
        Assert.Equal(March.UtcDateTime, Merged("kalshi", scheduled, expected, "direct").EndTime);
        var undated = Alone(Venue.Foresight, "Rain?", null);
        Assert.Null(undated.EndTime);
        Assert.Equal(March.AddYears(2).UtcDateTime, Merged("foresight", undated, backstop, "direct").EndTime);
    }

    [Theory] // liquidity of polymarket, kalshi, foresight in dollars
    [InlineData("10", "20", "5", Venue.Kalshi)]
    [InlineData("10", null, "5", Venue.Polymarket)]
    [InlineData(null, null, "0", Venue.Foresight)]
    [InlineData("7", "7", null, Venue.Polymarket)]
    [InlineData(null, null, null, Venue.Polymarket)]
    public void The_primary_has_the_highest_known_dollars(string? polymarket, string? kalshi, string? foresight, Venue primary) =>
        Assert.Equal(primary, PrimaryVenue.Of([(Venue.Foresight, Dollars(foresight)), (Venue.Kalshi, Dollars(kalshi)), (Venue.Polymarket, Dollars(polymarket))]));

    [Fact]
    public void Contracts_are_never_dollars_and_what_is_unknown_is_null()
    {
        var old = UnifiedEventView.Listed(UnifiedEventTest.Market(Venue.Kalshi, "a", "Will it rain?") with { Quote = new ListedQuote(53_972_282m, null, 0.02m, 0.03m) });
        Assert.Null(old.LiquidityUsd);
        Assert.Equal((null, null, 53_972_282m), (old.Markets[0].LiquidityUsd, old.Markets[0].LiquiditySource, old.Markets[0].OpenInterest));
        var moved = old.With(new ListedQuote(null, 1m, null, null) { OpenInterest = 7m });
        Assert.Equal((null, 7m), (moved.Markets[0].LiquidityUsd, moved.Markets[0].OpenInterest));
        var polymarket = UnifiedEventView.Listed(UnifiedEventTest.Market(Venue.Polymarket, "0xa", "Rain?") with { Quote = new ListedQuote(12.5m, null, null, null) });
        Assert.Equal((12.5m, "venue"), (polymarket.LiquidityUsd, polymarket.Markets[0].LiquiditySource));
        Assert.Equal(12.5m, Merged("polymarket", old, polymarket, "direct").LiquidityUsd);
    }

    [Fact]
    public void An_event_with_siblings_names_its_group()
    {
        var e = UnifiedEventView.Listed(UnifiedEventTest.Market(Venue.Kalshi, "RACE-ANN", "Will Ann win the race?", group: "The race"));
        Assert.Equal(new EventGroup("kalshi:G1", "The race"), e.Group);
        Assert.Null(Alone(Venue.Kalshi, "Will it rain?", null).Group);
        Assert.Equal(e.Group, Merged("polymarket", Alone(Venue.Polymarket, "Ann wins?", null), e, "direct").Group);
    }

    private static decimal? Dollars(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static UnifiedEventView Alone(
        Venue venue, string title, string? name, (string Yes, string No)? labels = null, string rules = "The rules.",
        DateTimeOffset? ends = null, DateTimeOffset? decided = null) =>
        UnifiedEventView.Listed(UnifiedEventTest.Market(venue, $"id-{title}", title, outcome: name, labels: labels, rules: rules, ends: ends, decided: decided));

    private static UnifiedEventView Merged(string primary, UnifiedEventView first, UnifiedEventView second, string polarity) =>
        UnifiedEventView.Merged([first, second], ["direct", polarity], primary, []);
}
