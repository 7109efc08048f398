using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Tests.Terms;

public sealed class ReadingTerms
{
    [Theory]
    [InlineData("Trump's U.S. plan: J.D. Vance, São Paulo & O'Brien", "trump us plan jd vance sao paulo obrien")]
    [InlineData("25bps, 25+ bps, >25bps, 0.25%, $1,250,000.50, $2.5B", "25 bps 25 bps 25 bps 0.25 1250000.5 2500000000")]
    [InlineData("<p>Ends 2026-01-09T12:00Z</p> see https://www.oscars.org/rules.", "ends 2026-01-09 see oscars.org")]
    [InlineData("At 11:59 PM ET on 98th day; 49ers", "at 11:59 pm et on 98th day 49ers")]
    [InlineData("Łódź, Skarsgård, Dvořák, Çelik, Ștefan", "lodz skarsgard dvorak celik stefan")]
    [InlineData("", "")]
    [InlineData("???  ---  \n\n", "")]
    public void Text_is_cut_into_folded_words(string text, string words)
    {
        var tokens = new List<Token>();
        Tokenizer.Read(text, tokens);
        Assert.Equal(words, string.Join(' ', tokens.Select(t => t.Text)));
    }

    [Fact]
    public void No_text_can_break_the_reader()
    {
        const string Pieces = "aZ09 .,:;-–—+%$#<>()\"'’“”\n\t/&=@\u0000\uD83D\uDE00Łßé½²٣kKbps2026-01-09JanMar12th";
        for (var seed = 1; seed <= 400; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 300)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            try
            {
                var terms = TermsExtractor.Read(Market(text) with { Rules = text, OutcomeName = text.Length > 40 ? text[..40] : text, EventTitle = text, EndsAt = DateTimeOffset.UnixEpoch.AddDays(random.Next(0, 40_000)) });
                Assert.Equal(64, terms.ReadingHash.Length);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    [Theory]
    [InlineData("Will it happen before 2027?", "2027-01-01", "")]
    [InlineData("Will it happen by December 31, 2026?", "2027-01-01", "")]
    [InlineData("Will it happen by end of 2026?", "2027-01-01", "")]
    [InlineData("Will it happen on or before Jan 20, 2029?", "2029-01-21", "")]
    [InlineData("Will it happen between December 4, 2025, and May 31, 2026?", "2026-06-01", "")]
    [InlineData("Will it happen by March 31?", "2026-04-01", "")]
    [InlineData("Will X win on 2026-01-09?", "", "2026-01-09")]
    [InlineData("Fed decision after the June 2026 meeting?", "", "2026-06-01 to 2026-06-30")]
    [InlineData("FOMC statement after its meeting scheduled for March 17 - 18, 2026", "", "2026-03-18")]
    [InlineData("GDP growth in Q1 2026?", "", "2026-01-01 to 2026-03-31")]
    [InlineData("Will May win in May?", "", "2026-05-01 to 2026-05-31")]
    [InlineData("Who wins the 2025–26 Premier League?", "", "2025-01-01 to 2025-12-31, 2026-01-01 to 2026-12-31")]
    public void Dates_are_read_with_the_part_they_play(string title, string deadline, string dates)
    {
        var terms = TermsExtractor.Read(Market(title) with { EndsAt = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero) });
        Assert.Equal(deadline, terms.Deadline is { } d ? MarketTerms.Day(d) : "");
        Assert.Equal(dates, string.Join(", ", terms.Dates));
    }

    [Theory]
    [InlineData("CPI above 3.5% in May?", "more than 3.5 percent")]
    [InlineData("CPI at least 3.5%?", "at least 3.5 percent")]
    [InlineData("Cut rates by >25bps?", "more than 25 bps")]
    [InlineData("Increase by 25+ bps?", "at least 25 bps")]
    [InlineData("Bitcoin below $60,000 on Friday?", "less than 60000 usd")]
    [InlineData("Between 5 and 7 seats?", "5 to 7 seats")]
    [InlineData("Fed funds 4.00-4.25%?", "4 to 4.25 percent")]
    [InlineData("Rams vs. Panthers: O/U 46.5", "more than 46.5")]
    [InlineData("Will 3 Fed rate cuts happen in 2026?", "3 cuts")]
    [InlineData("Will no Fed rate cuts happen in 2026?", "0 cuts")]
    [InlineData("50 or more tweets?", "at least 50 tweets")]
    [InlineData("Will the 49ers win Super Bowl 60?", "")]
    public void Levels_are_read_with_comparator_and_unit(string title, string levels) =>
        Assert.Equal(levels, string.Join(", ", TermsExtractor.Read(Market(title)).Thresholds));

    [Theory]
    [InlineData("Will Jane Roe win the 2026 Ohio Governor Democratic primary election?", "party_nominee")]
    [InlineData("Will Jane Roe be nominated for Best Actress at the 98th Academy Awards?", "award_nomination")]
    [InlineData("Will Jane Roe win Best Actress at the 98th Academy Awards?", "win_award")]
    [InlineData("Will Jane Roe win the 2026 Peruvian presidential election?", "win_election")]
    [InlineData("Will Jane Roe be the next Prime Minister of Peru?", "next_in_office")]
    [InlineData("Will Jane Roe win the next Peruvian presidential election?", "win_election")]
    [InlineData("Will Jane Roe be on the ballot in the next Peruvian presidential election?", "ballot")]
    [InlineData("Will Jane Roe announce a run for President?", "run")]
    [InlineData("Jane Roe out as White House Chief of Staff by March 31?", "leave_office")]
    [InlineData("Will Jane Roe be the first to leave the Cabinet?", "first_leave")]
    [InlineData("Jane Roe arrested before 2027?", "arrest")]
    [InlineData("Will the ECB announce no change at the March meeting?", "rate_hold")]
    [InlineData("Will the Bank of England Hike 25 basis points?", "rate_rise")]
    [InlineData("Will A United vs. B City end in a draw?", "draw")]
    [InlineData("Will Chelsea finish in 2nd place in the Premier League?", "second_place")]
    [InlineData("Will Jane Roe receive the most votes in the CA-11 primary?", "primary_first")]
    public void What_has_to_happen_is_named(string title, string predicate) => Assert.Equal(predicate, TermsExtractor.Read(Market(title)).Predicate);

    [Theory]
    [InlineData("Will Jordan Wood be the Democratic nominee for ME-02?", "me-02", "state:me")]
    [InlineData("Will the Democratic Party win the IN-07 House seat?", "in-07", "state:in")]
    [InlineData("will the republican party win the or 05 house seat", "or-05", "state:or")]
    [InlineData("Republican nominee for Senate in Georgia?", "", "state:ga")]
    [InlineData("Next Prime Minister of Georgian parliament?", "", "country:ge")]
    public void Districts_and_places_are_read(string title, string district, string place)
    {
        var terms = TermsExtractor.Read(Market(title));
        Assert.Equal(district, string.Join(",", terms.Districts));
        Assert.Equal(place, string.Join(",", terms.Places));
    }

    [Fact]
    public void Absent_is_a_value_of_its_own()
    {
        var terms = TermsExtractor.Read(Market("Will it rain?"));
        Assert.Null(terms.Deadline);
        Assert.Null(terms.Predicate);
        Assert.Empty(terms.Thresholds);
        Assert.False(terms.HasRules);
    }

    [Fact]
    public void The_hash_follows_the_words_and_nothing_else()
    {
        var market = Market("Will Jane Roe win?") with { Rules = "If Jane Roe wins, the market resolves to Yes." };
        var hash = TermsExtractor.Read(market).ReadingHash;
        Assert.Equal(hash, TermsExtractor.Read(market).ReadingHash);
        Assert.Equal(hash, TermsExtractor.Read(market with { Rules = "If  Jane Roe wins – the market resolves to “Yes”." }).ReadingHash);
        Assert.NotEqual(hash, TermsExtractor.Read(market with { Rules = "If Jane Roe wins outright, the market resolves to Yes." }).ReadingHash);
        Assert.NotEqual(hash, TermsExtractor.Read(market with { RulesSecondary = "A tie pays No." }).ReadingHash);
        Assert.NotEqual(hash, TermsExtractor.Read(market with { OutcomeName = "Jane Roe" }).ReadingHash);
    }

    [Fact]
    public void Reading_is_the_same_on_every_thread()
    {
        var markets = Data.Fixtures().SelectMany(p => new[] { p.Left, p.Right }).ToArray();
        var expected = markets.Select(m => TermsExtractor.Read(m).ReadingHash).ToArray();
        Parallel.For(0, 2_000, i => Assert.Equal(expected[i % markets.Length], TermsExtractor.Read(markets[i % markets.Length]).ReadingHash));
    }

    private static MarketText Market(string title) => new() { Venue = Venue.Polymarket, MarketId = "m", Title = title };
}
