using Faro.Conformance.Evaluation;
using Faro.Matching.Judging;

namespace Faro.Matching.Tests.Evaluation;

public sealed class FixturePairs
{
    public static TheoryData<string> Ids() => [.. Data.Fixtures().Select(p => p.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Each_is_judged_as_labelled(string id)
    {
        var pair = Data.Fixtures().Single(p => p.Id == id);
        var report = await MatchingEvaluation.Run([pair], [], new RulesJudge());
        var scored = report.Pairs[0];
        Assert.True(scored.Linked == pair.IsSame && (!pair.IsSame || scored.PolarityRight) && (pair.Label != "near" || scored.Vetoed),
            $"{pair.Label} ({pair.Why}): {scored.Verdict!.Confidence} {scored.Verdict.Polarity} {scored.Verdict.Reasoning}");
    }
}
