using Faro.Orders.Preparing;
using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders.Tests.Preparing;

/// <summary>Which markets stay when only some divergences are accepted.</summary>
public class DivergenceRuleTests
{
    [Theory] // members, the first-listed first; pairs with their codes; accepted; what is left out
    [InlineData("pks", "pk: ps:source ks:source", "", "s")]
    [InlineData("pks", "pk: ps:source ks:source", "source", "")]
    [InlineData("pks", "pk:source ps: ks:", "", "k")]
    [InlineData("pks", "pk:source ps:void_rule ks:", "", "ks")]
    [InlineData("pks", "pk:source,void_rule ps: ks:", "source", "k")]
    [InlineData("pks", "pk:source,void_rule ps: ks:", "void_rule,source", "")]
    [InlineData("pks", "pk: ps: ks:", "", "")]
    [InlineData("pks", "pk: ps: ks:date", "", "s")] // alike to the event, not to each other: the first listed stays
    [InlineData("spk", "ps: pk: ks:date", "", "k")]
    [InlineData("ksp", "pk: ps:source ks:", "", "p")] // the first-listed market is the event's own question, whichever venue has it
    [InlineData("pks", "pk: ks:", "", "")] // a chain
    [InlineData("psk", "pk: ks:", "", "")] // the same chain, listed out of its order
    [InlineData("pks", "pk: ks:source", "", "s")]
    [InlineData("pks", "pk:source ks:", "", "ks")] // the last hangs on one that is left out
    [InlineData("pk", "pk:source", "", "k")]
    [InlineData("p", "", "", "")]
    public void Only_what_diverges_itself_is_left_out(string members, string pairs, string accepted, string expected)
    {
        var left = DivergenceRule.LeftOut(
            [.. members.Select(Market)],
            [.. pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => new MemberPair(Market(p[0]), Market(p[1]), p[3..].Split(',', StringSplitOptions.RemoveEmptyEntries)))],
            accepted.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected.Order().Select(Market), left.Keys.OrderBy(m => m.MarketId));
    }

    [Fact]
    public void Each_says_why()
    {
        var left = DivergenceRule.LeftOut(
            [Market('p'), Market('k'), Market('s')], [new(Market('p'), Market('k'), ["date", "source"]), new(Market('k'), Market('s'), [])], ["date"]);
        Assert.Equal("Against polymarket's market it has a recorded divergence that accept_divergence does not name: source.", left[Market('k')]);
        Assert.Equal("It is joined to the event only through a market that is excluded.", left[Market('s')]);
    }

    [Fact]
    public void All_is_accepted_when_nothing_is_asked() =>
        Assert.Empty(DivergenceRule.LeftOut([Market('p'), Market('k')], [new(Market('p'), Market('k'), ["source"])], null));

    private static MarketRef Market(char letter) => new(letter switch { 'p' => Venue.Polymarket, 'k' => Venue.Kalshi, _ => Venue.Foresight }, letter.ToString());
}
