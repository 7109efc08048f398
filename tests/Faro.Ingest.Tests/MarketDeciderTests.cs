using Faro.Venues;

namespace Faro.Ingest.Tests;

public sealed class MarketDeciderTests
{
    private static readonly MarketSnapshot Listed = FakeVenue.Market(Venue.Kalshi, 1);

    [Theory]
    // known, now                     what is added
    [InlineData("Upcoming", "Upcoming", "")]
    [InlineData("Upcoming", "Trading", "MarketOpened")]
    [InlineData("Upcoming", "Paused", "MarketPaused")]
    [InlineData("Upcoming", "Closed", "MarketClosed")]
    [InlineData("Upcoming", "Resolved", "MarketResolved")]
    [InlineData("Trading", "Upcoming", "MarketPaused")]
    [InlineData("Trading", "Trading", "")]
    [InlineData("Trading", "Paused", "MarketPaused")]
    [InlineData("Trading", "Closed", "MarketClosed")]
    [InlineData("Trading", "Resolved", "MarketResolved")]
    [InlineData("Paused", "Upcoming", "")]
    [InlineData("Paused", "Trading", "MarketOpened")]
    [InlineData("Paused", "Paused", "")]
    [InlineData("Paused", "Closed", "MarketClosed")]
    [InlineData("Paused", "Resolved", "MarketResolved")]
    [InlineData("Closed", "Upcoming", "MarketReopened")]
    [InlineData("Closed", "Trading", "MarketReopened")]
    [InlineData("Closed", "Paused", "MarketReopened")]
    [InlineData("Closed", "Closed", "")]
    [InlineData("Closed", "Resolved", "MarketResolved")]
    [InlineData("Resolved", "Upcoming", "MarketReopened")]
    [InlineData("Resolved", "Trading", "MarketReopened")]
    [InlineData("Resolved", "Paused", "MarketReopened")]
    [InlineData("Resolved", "Closed", "")]
    [InlineData("Resolved", "Resolved", "")]
    public void Each_change_of_status_is_one_fact(string known, string now, string added)
    {
        var before = After(null, MarketDecider.Decide(null, Listed with { Status = Enum.Parse<MarketStatus>(known) }));
        var snapshot = Listed with { Status = Enum.Parse<MarketStatus>(now) };
        var facts = MarketDecider.Decide(before, snapshot);
        Assert.Equal(added, string.Join(' ', facts.Select(f => f.GetType().Name)));
        Assert.Empty(MarketDecider.Decide(After(before, facts), snapshot)); // told once
    }

    [Theory]
    [InlineData(null, "Yes", "Resolved Yes")]
    [InlineData("Yes", "Yes", "")]
    [InlineData("Yes", "No", "Resolved No")]
    [InlineData("Yes", null, "")] // an outcome that is no longer told stays as it was
    public void A_corrected_outcome_is_a_new_fact(string? known, string? now, string added)
    {
        var resolved = Listed with { Status = MarketStatus.Resolved };
        var before = After(null, MarketDecider.Decide(null, resolved with { Resolution = Read(known) }));
        var facts = MarketDecider.Decide(before, resolved with { Resolution = Read(now) });
        Assert.Equal(added, string.Join(' ', facts.Cast<MarketResolved>().Select(r => $"Resolved {r.Resolution}")));

        static Resolution? Read(string? text) => text is null ? null : Enum.Parse<Resolution>(text);
    }

    [Theory]
    [InlineData("title")]
    [InlineData("yes label")]
    [InlineData("no label")]
    [InlineData("outcome name")]
    [InlineData("rules")]
    [InlineData("source")]
    [InlineData("category")]
    [InlineData("event")]
    [InlineData("opens")]
    [InlineData("ends")]
    public void Each_term_counts(string which)
    {
        var changed = which switch
        {
            "title" => Listed with { Title = "Will candidate 1 lose?" },
            "yes label" => Listed with { YesLabel = "Up" },
            "no label" => Listed with { NoLabel = "Down" },
            "outcome name" => Listed with { OutcomeName = "Candidate 1" },
            "rules" => Listed with { Description = "Other rules." },
            "source" => Listed with { ResolutionSource = "The newspaper." },
            "category" => Listed with { Category = "sports" },
            "event" => Listed with { EventId = "E99" },
            "opens" => Listed with { OpensAt = DateTimeOffset.UnixEpoch },
            _ => Listed with { EndsAt = null },
        };
        var known = After(null, MarketDecider.Decide(null, Listed));
        var fact = Assert.IsType<MarketTermsChanged>(Assert.Single(MarketDecider.Decide(known, changed)));
        Assert.NotEqual(known!.TermsHash, fact.TermsHash);
        Assert.Equal(ContentHash.Of(changed.Raw.Span), fact.RawHash);
    }

    [Fact]
    public void Texts_that_only_join_differently_have_different_hashes()
    {
        var a = After(null, MarketDecider.Decide(null, Listed with { YesLabel = "ab", NoLabel = "c" }))!;
        var b = After(null, MarketDecider.Decide(null, Listed with { YesLabel = "a", NoLabel = "bc" }))!;
        Assert.NotEqual(a.TermsHash, b.TermsHash);
    }

    [Fact]
    public void Trading_terms_count_until_the_market_is_over()
    {
        var known = After(null, MarketDecider.Decide(null, Listed));
        var other = Listed.Trading! with { TickTenThousandths = 10 };
        Assert.Equal(new MarketTradingTermsChanged(other, ContentHash.Of(Listed.Raw.Span)), Assert.Single(MarketDecider.Decide(known, Listed with { Trading = other })));
        Assert.IsType<MarketTradingTermsChanged>(Assert.Single(MarketDecider.Decide(known, Listed with { Trading = null })));
        Assert.IsType<MarketClosed>(Assert.Single(MarketDecider.Decide(known, Listed with { Trading = null, Status = MarketStatus.Closed })));
    }

    [Theory]
    //            known            now             moved
    [InlineData("100 100 .40 .42", "104 100 .40 .42", false)]
    [InlineData("100 100 .40 .42", "105 100 .40 .42", false)] // exactly 5 %
    [InlineData("100 100 .40 .42", "105.01 100 .40 .42", true)]
    [InlineData("100 100 .40 .42", "94.99 100 .40 .42", true)]
    [InlineData("100 100 .40 .42", "100 106 .40 .42", true)]
    [InlineData("10 100 .40 .42", "10.99 100 .40 .42", false)] // 10 %, but less than a dollar
    [InlineData("0 100 .40 .42", "1 100 .40 .42", true)]
    [InlineData("0 100 .40 .42", "0 100 .40 .42", false)]
    [InlineData("100 100 .40 .42", "100 100 .409 .42", false)]
    [InlineData("100 100 .40 .42", "100 100 .41 .42", true)]
    [InlineData("100 100 .40 .42", "100 100 .40 .41", true)]
    [InlineData("- - - -", "- - - -", false)]
    [InlineData("- - - -", "- - - .42", true)]
    [InlineData("100 - - -", "- - - -", true)]
    public void A_quote_is_a_fact_when_it_moved_materially(string known, string now, bool moved)
    {
        Assert.Equal(moved, QuoteRule.MovedMaterially(Read(known), Read(now)));

        static ListedQuote Read(string text)
        {
            var parts = text.Split(' ').Select(p => p == "-" ? (decimal?)null : decimal.Parse(p, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            return new ListedQuote(parts[0], parts[1], parts[2], parts[3]);
        }
    }

    [Fact]
    public void A_slow_drift_is_told_at_last()
    {
        var known = After(null, MarketDecider.Decide(null, Listed with { LiquidityUsd = 1000 }));
        var told = 0;
        for (var step = 1; step <= 10; step++)
        {
            var facts = MarketDecider.Decide(known, Listed with { LiquidityUsd = 1000 + (20 * step) });
            told += facts.Count;
            known = After(known, facts);
        }

        Assert.Equal(3, told); // at 1060, 1120 and 1180
    }

    [Fact]
    public void A_market_that_vanished_closes_once()
    {
        var known = After(null, MarketDecider.Decide(null, Listed));
        var facts = MarketDecider.DecideVanished(known!);
        Assert.Equal(new MarketClosed(MarketClosed.Vanished), Assert.Single(facts));
        Assert.Empty(MarketDecider.DecideVanished(After(known, facts)!));
    }

    [Fact]
    public void A_grouping_is_listed_changed_and_otherwise_silent()
    {
        var e = new EventSnapshot { Venue = Venue.Kalshi, EventId = "E1", Title = "The election" };
        var listed = Assert.IsType<RawEventListed>(RawEventDecider.Decide(null, e));
        Assert.Null(RawEventDecider.Decide(listed.TermsHash, e));
        var changed = Assert.IsType<RawEventChanged>(RawEventDecider.Decide(listed.TermsHash, e with { MutuallyExclusive = true }));
        Assert.NotEqual(listed.TermsHash, changed.TermsHash);
    }

    private static KnownMarket? After(KnownMarket? known, IReadOnlyList<MarketEvent> facts) => KnownMarket.After(known, facts);
}
