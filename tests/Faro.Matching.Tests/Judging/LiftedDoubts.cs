using Faro.Matching.Judging;

namespace Faro.Matching.Tests.Judging;

/// <summary>What a model may lift: a soft doubt of a likely pair, with words of both markets that really occur there.</summary>
public sealed class LiftedDoubts
{
    /// <summary>Pairs that the rules would prove but for two words of one venue's rules that they do not know.</summary>
    private static readonly IReadOnlyList<(Pair Pair, IReadOnlyList<OpenDoubt> Doubts)> Doubtful =
    [
        .. Data.Fixtures().Where(p => p.IsSame)
            .Select(p => Pair.Of(p.Left with { Title = p.Left.Title + " frobnication", Rules = p.Left.Rules + " All  frobnication\n quibbled." }, p.Right))
            .Select(p => (p, OpenDoubt.Of(RulesJudge.Decide(p)))).Where(d => d.Item2.Any(o => o.Left.Contains("frobnication", StringComparison.Ordinal))),
    ];

    [Fact]
    public void A_doubt_is_lifted_by_words_of_both_markets()
    {
        Assert.NotEmpty(Doubtful);
        Assert.All(Doubtful, d => Assert.NotNull(Lifted(d, "All frobnication \n  quibbled.", FirstWords(d.Pair.Right.Rules!))));
    }

    [Theory]
    [InlineData("All frobnication quibbled.", "words that occur nowhere")]
    [InlineData("All frobnication quibbled.", "")]
    [InlineData("", "{right}")]
    [InlineData("words that occur nowhere", "{right}")]
    [InlineData("{right}", "All frobnication quibbled.")]
    [InlineData("ALL FROBNICATION QUIBBLED.", "{right}")]
    [InlineData("F", "{right}")]
    [InlineData("{left}", "{right}")]
    public void Other_words_lift_nothing(string left, string right)
    {
        Assert.NotEmpty(Doubtful);
        foreach (var d in Doubtful)
        {
            string Filled(string s) => s.Replace("{left}", FirstWords(d.Pair.Left.Rules!), StringComparison.Ordinal).Replace("{right}", FirstWords(d.Pair.Right.Rules!), StringComparison.Ordinal);
            Assert.Null(Lifted(d, Filled(left), Filled(right)));
        }
    }

    [Fact]
    public void A_quotation_for_another_doubt_lifts_nothing() =>
        Assert.All(Doubtful, d => Assert.Null(Lifted(d, "All frobnication quibbled.", FirstWords(d.Pair.Right.Rules!), number: 99)));

    [Fact]
    public async Task What_is_unlikely_or_refuted_is_never_asked()
    {
        await using var model = await StandInModel.Start();
        var options = new LlmJudgeOptions { BaseUrl = model.BaseUrl, Model = "stand-in" };
        using var calls = new JudgeModel(options, TimeProvider.System);
        await using var judge = new LlmJudge(calls, options, TimeProvider.System);
        var closed = Data.Fixtures().Select(p => Pair.Of(p.Left, p.Right)).Where(p => RulesJudge.Decide(p) is { Vetoed: true } or { Same: false, Confidence: < Verdict.ModelFloor }).ToList();
        Assert.NotEmpty(closed);
        foreach (var pair in closed)
            Assert.False(Assert.IsType<Judgement.Reached>(await judge.Judge(pair, default)).Verdict.Links);
        Assert.Empty(model.Requests);
    }

    [Theory] // spelling, near synonyms, a word that hardly narrows: above the floor, so that a model's word counts
    [InlineData("Will Marta Phillips leave Chile by June 30, 2027?", "Will Marta Philips leave Chile before Jul 1, 2027?", true)]
    [InlineData("Will Chile release the Andes documents by June 30, 2027?", "Will Chile release the Andes files before Jul 1, 2027?", true)]
    [InlineData("Will Chile open the Andes plant by June 30, 2027?", "Will Chile open the Andes facility before Jul 1, 2027?", true)]
    [InlineData("Will Chile open the Andes plant by June 30, 2027?", "Will Chile successfully open the Andes plant before Jul 1, 2027?", true)]
    [InlineData("Will Chile open the Andes plant by June 30, 2027?", "Will Chile open the second Andes plant before Jul 1, 2027?", false)]
    [InlineData("Will Chile open the Andes plant by June 30, 2027?", "Will Chile open the Andes museum before Jul 1, 2027?", false)]
    [InlineData("Will Chile open the Andes plant by June 30, 2027?", "Will Chile sell the Andes plant before Jul 1, 2027?", false)]
    [InlineData("Will Marta Phillips leave Chile by June 30, 2027?", "Will Marta Phelps leave Chile before Jul 1, 2027?", false)]
    [InlineData("Will Marta Phillips leave Chile by June 30, 2027?", "Will Marie Phillips leave Chile before Jul 1, 2027?", false)]
    public void What_differs_in_spelling_or_near_synonyms_alone_is_left_to_a_model(string left, string right, bool open)
    {
        static MarketText Market(Venues.Venue venue, string title) => new()
        {
            Venue = venue,
            MarketId = "KXSOFT-27",
            Title = title,
            Rules = $"If {title["Will ".Length..^1]}, then this market resolves to Yes.",
            EndsAt = new DateTimeOffset(2027, 7, 1, 0, 0, 0, TimeSpan.Zero),
        };
        var verdict = RulesJudge.Decide(Pair.Of(Market(Venues.Venue.Polymarket, left), Market(Venues.Venue.Kalshi, right)));
        Assert.False(verdict.Links, verdict.Reasoning);
        Assert.True(open == (!verdict.Vetoed && verdict.Confidence >= Verdict.ModelFloor), $"{verdict.Confidence}: {verdict.Reasoning}");
    }

    private static LiftedDoubt? Lifted((Pair Pair, IReadOnlyList<OpenDoubt> Doubts) d, string left, string right, int? number = null)
    {
        var doubt = d.Doubts.First(o => o.Left.Contains("frobnication", StringComparison.Ordinal));
        return doubt.LiftedBy([new LiftedDoubt(number ?? doubt.Number, left, right)], d.Pair);
    }

    private static string FirstWords(string rules) => string.Join(' ', rules.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(8));
}
