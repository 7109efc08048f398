using Faro.Matching.Blocking;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Tests.Blocking;

public sealed class CandidateIndexes
{
    private static readonly string[] People = ["Ada Quill", "Bram Osei", "Cleo Varga", "Dov Lindqvist", "Ema Castell", "Finn Moreau", "Gwen Abara", "Hugo Petrov"];
    private static readonly string[] States = ["Ohio", "Iowa", "Texas", "Maine", "Utah", "Georgia", "Nevada"];

    [Fact]
    public void The_same_question_is_found_among_many_alike()
    {
        var index = Filled(out var markets);
        foreach (var m in markets.Where(m => m.Venue == Venue.Polymarket))
        {
            var found = index.CandidatesOf(TermsExtractor.Read(m));
            Assert.InRange(found.Count, 1, CandidateIndex.MaxCandidates);
            Assert.Equal("k-" + m.MarketId[2..], found[0].Market.MarketId);
            Assert.All(found, c => Assert.NotEqual(Venue.Polymarket, c.Market.Venue));
        }
    }

    [Fact]
    public void The_order_of_filing_does_not_show()
    {
        var index = Filled(out var markets);
        for (var seed = 1; seed <= 5; seed++)
        {
            var shuffled = markets.ToArray();
            new Random(seed).Shuffle(shuffled);
            var other = new CandidateIndex();
            // Some are filed, taken out and filed again: slots are reused.
            foreach (var m in shuffled.Take(30))
                other.Put(TermsExtractor.Read(m));
            foreach (var m in shuffled.Take(20))
                Assert.True(other.Remove(m.Ref));
            foreach (var m in shuffled)
                other.Put(TermsExtractor.Read(m));
            foreach (var m in markets)
                Assert.Equal(index.CandidatesOf(TermsExtractor.Read(m)), other.CandidatesOf(TermsExtractor.Read(m)));
        }
    }

    [Fact]
    public void A_market_that_changes_or_goes_is_no_longer_found_as_it_was()
    {
        var index = Filled(out var markets);
        var asked = markets.First(m => m.Venue == Venue.Polymarket);
        var partner = index.CandidatesOf(TermsExtractor.Read(asked))[0].Market;
        Assert.False(index.Put(index.TermsOf(partner)!));
        var text = markets.Single(m => m.Ref == partner);
        Assert.True(index.Put(TermsExtractor.Read(text with { Title = "Will it snow in Quito?", Rules = "If it snows in Quito, then the market resolves to Yes.", OutcomeName = null, EventTitle = null })));
        Assert.DoesNotContain(index.CandidatesOf(TermsExtractor.Read(asked)).Take(1), c => c.Market == partner);
        Assert.True(index.Remove(partner));
        Assert.False(index.Remove(partner));
        Assert.Null(index.TermsOf(partner));
        Assert.Equal(markets.Count - 1, index.Count);
    }

    [Fact]
    public void Three_venues_share_the_candidates()
    {
        var index = Filled(out var markets);
        foreach (var m in markets.Where(m => m.Venue == Venue.Kalshi))
            index.Put(TermsExtractor.Read(m with { Venue = Venue.Foresight, MarketId = "f" + m.MarketId }));
        var found = index.CandidatesOf(TermsExtractor.Read(markets[0]));
        Assert.Equal(CandidateIndex.MaxCandidates, found.Count);
        Assert.Equal(5, found.Count(c => c.Market.Venue == Venue.Kalshi));
    }

    [Fact]
    public void An_empty_index_has_no_candidates() =>
        Assert.Empty(new CandidateIndex().CandidatesOf(TermsExtractor.Read(new MarketText { Venue = Venue.Kalshi, MarketId = "x", Title = "Will it rain?" })));

    private static CandidateIndex Filled(out List<MarketText> markets)
    {
        markets = [];
        foreach (var state in States)
        {
            foreach (var person in People)
            {
                var id = $"{state}-{person}";
                markets.Add(new MarketText
                {
                    Venue = Venue.Polymarket,
                    MarketId = "p-" + id,
                    Title = $"Will {person} win the 2026 {state} Governor Democratic primary election?",
                    OutcomeName = person,
                    Rules = $"This market will resolve according to the winner of the Democratic Primary for Governor of {state}.",
                });
                markets.Add(new MarketText
                {
                    Venue = Venue.Kalshi,
                    MarketId = "k-" + id,
                    Title = $"Will {person} be the Democratic nominee for Governor in {state}?",
                    OutcomeName = person,
                    Rules = $"If {person} wins the nomination for the Democratic Party to contest the 2026 {state} Governorship, then the market resolves to Yes.",
                });
            }
        }

        var index = new CandidateIndex();
        foreach (var m in markets)
            Assert.True(index.Put(TermsExtractor.Read(m)));
        return index;
    }
}
