using Faro.Matching.Questions;

namespace Faro.Matching.Judging;

/// <summary>The built-in judge: it links what it can prove slot by slot, and nothing else. No network, no model, and it never claims to be one.</summary>
public sealed class RulesJudge : IJudge
{
    /// <summary>The rules' version.</summary>
    public const string RulesVersion = "rules-9";

    /// <inheritdoc/>
    public string Name => "rules";

    /// <inheritdoc/>
    public string Version => RulesVersion;

    /// <inheritdoc/>
    public string? PromptVersion => null;

    /// <inheritdoc/>
    public Task<Judgement> Judge(Pair pair, CancellationToken cancel) => Task.FromResult<Judgement>(new Judgement.Reached(Decide(pair)));

    /// <summary>The verdict; pure.</summary>
    public static Verdict Decide(Pair pair)
    {
        var proof = pair.Proof;
        var same = proof.Standing == Standing.Proved;
        return new Verdict
        {
            Judge = "rules",
            JudgeVersion = RulesVersion,
            Same = same,
            Confidence = proof.Likelihood,
            Reasoning = Reasons.Of(proof),
            Findings = [.. proof.Slots.Where(s => s.Outcome is SlotOutcome.Differs or SlotOutcome.Doubt or SlotOutcome.Risk).Select(s => FindingOf(s, pair)).OrderBy(f => f.Severity switch { Severity.Veto => 0, Severity.Doubt => 1, _ => 2 })],
            Slots = [.. proof.Slots.Select(s => SlotOf(s, pair))],
            Family = proof.Family.ToString(),
            Polarity = proof.Polarity,
            OutcomeMap = same ? OutcomeMaps.Of(pair, proof.Polarity) : OutcomeMaps.None,
            LeftReadingHash = pair.LeftTerms.ReadingHash,
            RightReadingHash = pair.RightTerms.ReadingHash,
        };
    }

    private static Finding FindingOf(SlotComparison s, Pair pair) => new(
        s.Code,
        s.Outcome switch { SlotOutcome.Differs => Severity.Veto, SlotOutcome.Doubt => Severity.Doubt, _ => Severity.Risk },
        s.Left.Length > 0 ? s.Left : Quoted(s.LeftAt, pair.Left) ?? Finding.Absent,
        s.Right.Length > 0 ? s.Right : Quoted(s.RightAt, pair.Right) ?? Finding.Absent);

    private static JudgedSlot SlotOf(SlotComparison s, Pair pair) =>
        new(s.Slot.ToString(), s.Outcome.ToString(), s.Left, s.Right, Quoted(s.LeftAt, pair.Left), Quoted(s.RightAt, pair.Right));

    private static string? Quoted(Quotation? at, MarketText market) => at is { } q && q.In(market) is { Length: > 0 } text ? text : null;
}

/// <summary>The outcome of one market that pays in the same case as an outcome of the other.</summary>
internal static class OutcomeMaps
{
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    public static IReadOnlyDictionary<string, string> Of(Pair pair, Polarity polarity) => polarity switch
    {
        Polarity.Direct => new Dictionary<string, string> { [pair.Left.YesLabel] = pair.Right.YesLabel, [pair.Left.NoLabel] = pair.Right.NoLabel },
        Polarity.Inverted => new Dictionary<string, string> { [pair.Left.YesLabel] = pair.Right.NoLabel, [pair.Left.NoLabel] = pair.Right.YesLabel },
        _ => None,
    };
}
