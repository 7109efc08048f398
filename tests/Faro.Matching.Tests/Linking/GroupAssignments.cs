using Faro.Matching.Linking;
using Faro.Venues;

namespace Faro.Matching.Tests.Linking;

public sealed class GroupAssignments
{
    // "p1 k1 0.95; k1 f1 0.9 inv" -> groups like "p1 k1 f1(inv)"
    [Theory]
    [InlineData("p1 k1 .95", "p1 k1", "")]
    [InlineData("p1 k1 .95 inv", "p1 k1(inv)", "")]
    [InlineData("k1 p1 .95 inv", "p1 k1(inv)", "")]
    [InlineData("p1 k1 .95; p1 k2 .90", "p1 k1", "p1 k2 taken")]
    [InlineData("p1 k1 .90; p1 k2 .89; p2 k1 .89", "p1 k2 | p2 k1", "p1 k1 taken")]
    [InlineData("p1 k1 .95; k1 f1 .90; p1 f1 .90", "p1 k1 f1", "")]
    [InlineData("p1 k1 .95; k1 f1 .90", "p1 k1", "k1 f1 unconfirmed")]
    [InlineData("p1 k1 .88; k1 f1 .99", "k1 f1", "p1 k1 unconfirmed")]
    [InlineData("p1 k1 .95 inv; k1 f1 .90 inv; p1 f1 .90", "p1 k1(inv) f1", "")]
    [InlineData("p1 k1 .95 inv; k1 f1 .90 inv; p1 f1 .90 inv", "p1 k1(inv)", "k1 f1 polarity, p1 f1 polarity")]
    [InlineData("p1 k1 .86; p1 k2 .99 pin; p2 k2 .99", "p1 k2", "p1 k1 taken, p2 k2 taken")]
    public void The_best_consistent_groups_are_chosen(string links, string groups, string refused)
    {
        var solved = GroupAssignment.Solve(links.Split(';').Select(Read));
        Assert.Equal(groups, string.Join(" | ", solved.Groups.Select(g => string.Join(' ', g.Members.Select(m => m.Market.MarketId + (m.Polarity == Polarity.Inverted ? "(inv)" : ""))))));
        Assert.Equal(refused.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(), solved.Refused.Select(r => $"{r.Link.Left.MarketId} {r.Link.Right.MarketId} {r.Reason}").Order());
    }

    [Fact]
    public void The_order_of_the_links_does_not_matter_and_no_group_breaks_a_rule()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var links = Enumerable.Range(0, random.Next(1, 14)).Select(_ => Some(random)).DistinctBy(l => (l.Left, l.Right)).ToArray();
            var first = GroupAssignment.Solve(links);
            random.Shuffle(links);
            var second = GroupAssignment.Solve(links.Select(l => random.Next(2) == 0 ? l : l with { Left = l.Right, Right = l.Left }));
            Assert.Equal(Text(first), Text(second));
            var members = first.Groups.SelectMany(g => g.Members.Select(m => m.Market)).ToArray();
            Assert.True(members.Length == members.Distinct().Count(), $"seed {seed}: a market stands in two groups");
            foreach (var g in first.Groups)
            {
                Assert.True(g.Members.Select(m => m.Market.Venue).Distinct().Count() == g.Members.Count, $"seed {seed}: two markets of a venue");
                Assert.True(g.Links.Count == g.Members.Count * (g.Members.Count - 1) / 2, $"seed {seed}: a pair inside a group is not linked");
            }

            Assert.True(first.Groups.Sum(g => g.Links.Sum(l => l.Confidence)) >= BruteForce(links) - 0.0001m, $"seed {seed}: not the best total");
        }
    }

    [Fact]
    public void A_third_pair_is_asked_for()
    {
        var links = new[] { Read("p1 k1 .9"), Read("k1 f1 .9") };
        Assert.Equal([(new MarketRef(Venue.Polymarket, "p1"), new MarketRef(Venue.Foresight, "f1"))], GroupAssignment.MissingPairs(links, (_, _) => false));
        Assert.Empty(GroupAssignment.MissingPairs(links, (_, _) => true));
    }

    [Fact]
    public void A_link_within_a_venue_or_without_polarity_is_refused()
    {
        var p = new MarketRef(Venue.Polymarket, "a");
        Assert.Throws<ArgumentException>(() => GroupAssignment.Solve([new Link(p, p with { MarketId = "b" }, 0.9m, Polarity.Direct)]));
        Assert.Throws<ArgumentException>(() => GroupAssignment.Solve([new Link(p, new MarketRef(Venue.Kalshi, "b"), 0.9m, Polarity.Unknown)]));
    }

    private static decimal BruteForce(Link[] links)
    {
        // All subsets of links: keep those whose components are cliques with one market of a venue and agreeing polarity.
        var best = 0m;
        for (var bits = 0; bits < 1 << links.Length; bits++)
        {
            var chosen = links.Where((_, i) => (bits >> i & 1) == 1).ToArray();
            if (Sound(chosen))
                best = Math.Max(best, chosen.Sum(l => l.Confidence));
        }

        return best;
    }

    private static bool Sound(Link[] chosen)
    {
        var partners = chosen.SelectMany(l => new[] { (l.Left, l.Right), (l.Right, l.Left) }).ToLookup(x => x.Item1, x => x.Item2);
        foreach (var m in partners)
        {
            var around = m.ToArray();
            if (around.Select(a => a.Venue).Distinct().Count() != around.Length)
                return false;
            for (var i = 0; i < around.Length; i++)
            {
                for (var k = i + 1; k < around.Length; k++)
                {
                    var (x, y) = (around[i], around[k]);
                    if (!partners[x].Contains(y))
                        return false;
                    if (chosen.Count(l => l.Polarity == Polarity.Inverted && new[] { m.Key, x, y }.Contains(l.Left) && new[] { m.Key, x, y }.Contains(l.Right)) % 2 == 1)
                        return false;
                }
            }
        }

        return true;
    }

    private static string Text(Assignment a) => string.Join(" | ", a.Groups.Select(g => string.Join(' ', g.Members))) + " / " + string.Join(", ", a.Refused.Select(r => $"{r.Link.Left}-{r.Link.Right}").Order());

    private static Link Some(Random random)
    {
        var venues = new[] { 'p', 'k', 'f' };
        random.Shuffle(venues);
        return Read($"{venues[0]}{random.Next(1, 4)} {venues[1]}{random.Next(1, 4)} .{random.Next(85, 100)}{(random.Next(5) == 0 ? " inv" : "")}") is var l && l.Left.Venue > l.Right.Venue
            ? l with { Left = l.Right, Right = l.Left } : l;
    }

    private static Link Read(string text)
    {
        var parts = text.Trim().Split(' ');
        return new Link(Market(parts[0]), Market(parts[1]), decimal.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture),
            parts.Contains("inv") ? Polarity.Inverted : Polarity.Direct, parts.Contains("pin"));
    }

    private static MarketRef Market(string id) => new(id[0] switch { 'p' => Venue.Polymarket, 'k' => Venue.Kalshi, _ => Venue.Foresight }, id);
}
