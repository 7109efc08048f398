using Faro.Matching.Evaluation;
using Faro.Matching.Judging;

namespace Faro.Matching.Tests.Judging;

/// <summary>What a model may lift: a soft doubt of a likely pair, with words of both markets that really occur there.</summary>
public sealed class LiftedDoubts : IAsyncLifetime
{
    private StandInModel model = null!;

    /// <summary>Pairs that the rules would prove but for a sentence at one venue that they cannot read.</summary>
    private static IReadOnlyList<Pair> Doubtful { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(f => LabelledPair.ReadAll(File.ReadLines(f)).Pairs).Where(p => p.IsSame)
            .Select(p => Pair.Of(p.Left with { Rules = p.Left.Rules + " Frobnication included." }, p.Right))
            .Where(p => RulesJudge.Decide(p) is { Same: false, Vetoed: false, Polarity: Polarity.Direct, Confidence: >= Verdict.ModelFloor }),
    ];

    public async Task InitializeAsync() => model = await StandInModel.Start();

    public async Task DisposeAsync() => await model.DisposeAsync();

    [Fact]
    public async Task A_doubt_is_lifted_by_words_of_both_markets()
    {
        Assert.True(Doubtful.Count > 0, string.Join('\n', Data.Fixtures().Where(p => p.IsSame).Select(p => Pair.Of(p.Left with { Rules = p.Left.Rules + " Frobnication included.", Title = p.Left.Title + " frobnication" }, p.Right)).Select(p => RulesJudge.Decide(p)).Select(v => v.Family + " " + v.Same + " " + v.Confidence + " " + v.Reasoning)));
        foreach (var pair in Doubtful)
        {
            var verdict = await Ask(pair, "  Frobnication \n included.", FirstWords(pair.Right.Rules!));
            Assert.True(verdict.Links, verdict.Reasoning);
            Assert.Contains("Frobnication", verdict.Reasoning, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Frobnication included.", "words that stand nowhere")]
    [InlineData("Frobnication included.", "")]
    [InlineData("", "{right}")]
    [InlineData("words that stand nowhere", "{right}")]
    [InlineData("{right}", "Frobnication included.")]
    [InlineData("frobnication INCLUDED.", "{right}")]
    [InlineData("F", "{right}")]
    [InlineData("{left}", "{right}")]
    public async Task Other_words_lift_nothing(string left, string right)
    {
        foreach (var pair in Doubtful)
        {
            string Filled(string s) => s.Replace("{left}", FirstWords(pair.Left.Rules!), StringComparison.Ordinal).Replace("{right}", FirstWords(pair.Right.Rules!), StringComparison.Ordinal);
            var verdict = await Ask(pair, Filled(left), Filled(right));
            Assert.False(verdict.Links, verdict.Reasoning);
            Assert.True(verdict.Confidence < Verdict.LinkThreshold);
        }
    }

    [Fact]
    public async Task A_doubt_that_is_not_named_stays()
    {
        foreach (var pair in Doubtful)
            Assert.False((await Ask(pair, "Frobnication included.", FirstWords(pair.Right.Rules!), doubt: 7)).Links);
    }

    [Fact]
    public async Task What_is_unlikely_or_refuted_is_never_asked()
    {
        var closed = Data.Fixtures().Select(p => Pair.Of(p.Left, p.Right)).Where(p => RulesJudge.Decide(p) is { Vetoed: true } or { Same: false, Confidence: < Verdict.ModelFloor }).ToList();
        Assert.NotEmpty(closed);
        foreach (var pair in closed)
            Assert.False((await Ask(pair, pair.Left.Title, pair.Right.Title)).Links);
        Assert.Empty(model.Requests);
    }

    private static string FirstWords(string rules) => string.Join(' ', rules.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(8));

    private async Task<Verdict> Ask(Pair pair, string left, string right, int doubt = 1)
    {
        var lifted = System.Text.Json.JsonSerializer.Serialize(new[] { new { doubt, left, right } });
        model.Script = (_, http) => StandInModel.Answer(http, StandInModel.Good(confidence: 0.99, lifted: lifted));
        var options = new LlmJudgeOptions { BaseUrl = model.BaseUrl, Model = "stand-in" };
        using var calls = new JudgeModel(options, TimeProvider.System);
        await using var judge = new LlmJudge(calls, options, TimeProvider.System);
        return Assert.IsType<Judgement.Reached>(await judge.Judge(pair, default)).Verdict;
    }
}
