using System.Text.Json;
using Faro.Conformance.Evaluation;
using Faro.Matching.Judging;

namespace Faro.Matching.Tests.Evaluation;

public sealed class Scoring
{
    [Theory] // intervals after Wilson, computed by hand
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(10, 10, 1, 0.7225, 1)]
    [InlineData(0, 10, 0, 0, 0.2775)]
    [InlineData(50, 100, 0.5, 0.4038, 0.5962)]
    [InlineData(81, 263, 0.3080, 0.2553, 0.3662)]
    public void A_share_has_its_interval(int hits, int of, double value, double low, double high)
    {
        var p = new Proportion(hits, of);
        Assert.Equal((value, low, high), (Math.Round(p.Value, 4), Math.Round(p.Low, 4), Math.Round(p.High, 4)));
    }

    [Fact]
    public async Task A_link_with_the_outcomes_swapped_is_a_wrong_link()
    {
        var pair = Data.Fixtures().Single(p => p.Id == "fix-06");
        var swapped = pair with { OutcomeMap = new Dictionary<string, string> { ["Norwich Owls"] = "no", ["Ghent Foxes"] = "yes" } };
        var right = await MatchingEvaluation.Run([pair], [], new RulesJudge());
        var wrong = await MatchingEvaluation.Run([swapped], [], new RulesJudge());
        Assert.Equal((1, 1), (right.Precision.Hits, right.Precision.Of));
        Assert.Equal((0, 1, 0), (wrong.Precision.Hits, wrong.Precision.Of, wrong.Recall.Hits));
    }

    [Fact]
    public async Task A_deferred_pair_counts_against_recall_only()
    {
        var pair = Data.Fixtures().Single(p => p.Id == "fix-06");
        var report = await MatchingEvaluation.Run([pair], [], new Deferring());
        Assert.Equal((0, 0, 1, 1), (report.Precision.Of, report.Recall.Hits, report.Recall.Of, report.Deferred));
        Assert.Equal((2, 0.5m), (report.Calls, report.CostUsd));
    }

    [Fact]
    public void A_labelled_file_may_lack_fields_and_hold_broken_lines()
    {
        var (pairs, errors) = LabelledPair.ReadAll(
        [
            """{"polymarket": {"question": "A?"}, "kalshi": {"title": "A?"}, "label": "Same"}""",
            "",
            """{"polymarket": {"question": "A?", "outcomes": "[\"Up\", \"Down\"]", "end_date": "soon"}, "kalshi": {"title": null, "yes_sub_title": "Up"}, "label": "near", "extra": 1}""",
            """{"polymarket": [], "kalshi": {}, "label": "same"}""",
            """{"polymarket": {}, "kalshi": {}}""",
            "not json",
        ]);
        Assert.Equal(2, pairs.Count);
        Assert.Equal(3, errors.Count);
        Assert.True(pairs[0].IsSame);
        Assert.Equal(("Up", "Down", "Up"), (pairs[1].Left.YesLabel, pairs[1].Left.NoLabel, pairs[1].Right.OutcomeName));
        Assert.Null(pairs[1].Left.EndsAt);
    }

    [Fact]
    public async Task The_report_is_JSON_lines_with_the_names_of_the_benchmarks()
    {
        var report = await MatchingEvaluation.Run(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pairs.jsonl"), new RulesJudge());
        var lines = report.JsonLines().Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        string[] names = [.. lines.Select(l => l.GetProperty("name").GetString()!).Distinct()];
        foreach (var name in new[] { "matching.precision", "matching.recall", "matching.f1", "matching.near_vetoed", "matching.blocking_recall", "matching.run", "matching.category", "matching.finding" })
            Assert.Contains(name, names);
        Assert.All(report.JsonLines(), l => Assert.DoesNotContain('\n', l));
        Assert.Equal(1, lines.Single(l => l.GetProperty("name").GetString() == "matching.blocking_recall").GetProperty("value").GetDouble());
    }

    private sealed class Deferring : IJudge
    {
        public string Name => "down";

        public string Version => "1";

        public string? PromptVersion => null;

        public Task<Judgement> Judge(Pair pair, CancellationToken cancel) => Task.FromResult<Judgement>(new Judgement.Deferred("unavailable", "Down.", 2, 0.5m));
    }
}
