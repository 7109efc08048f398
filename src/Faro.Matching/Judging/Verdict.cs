using Faro.Matching.Questions;
using Faro.Matching.Terms;

namespace Faro.Matching.Judging;

/// <summary>What a judge found about one pair.</summary>
public sealed record Verdict
{
    /// <summary>The confidence from which a pair may be linked.</summary>
    public const decimal LinkThreshold = 0.85m;

    /// <summary>The likelihood by the rules from which a model's verdict may link a pair.</summary>
    public const decimal ModelFloor = 0.7m;

    /// <summary>The judge: <c>rules</c>, <c>llm</c>, or both joined.</summary>
    public required string Judge { get; init; }

    /// <summary>The judge's version; for a model the name of the one that actually answered.</summary>
    public required string JudgeVersion { get; init; }

    /// <summary>The model that was asked, by its configured name; null for judges without one.</summary>
    public string? AskedModel { get; init; }

    /// <summary>The version of the prompt; null for judges without one.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>Whether the two markets resolve identically (with the outcomes mapped by <see cref="Polarity"/>).</summary>
    public required bool Same { get; init; }

    /// <summary>0 … 1: how sure the judge is that the markets resolve identically.</summary>
    public required decimal Confidence { get; init; }

    /// <summary>Why, in plain sentences.</summary>
    public required string Reasoning { get; init; }

    /// <summary>Every difference found: vetoes first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Every slot of the question with both sides' values and quotations: differences first. Null on verdicts older than this field.</summary>
    public IReadOnlyList<JudgedSlot>? Slots { get; init; }

    /// <summary>The family of the question. Null on verdicts older than this field.</summary>
    public string? Family { get; init; }

    /// <summary>Whether the outcomes agree directly or inverted.</summary>
    public required Polarity Polarity { get; init; }

    /// <summary>The left market's outcome labels, each with the right market's label that pays in the same case. Empty when unknown or not the same.</summary>
    public required IReadOnlyDictionary<string, string> OutcomeMap { get; init; }

    /// <summary>What was read of the left market.</summary>
    public required string LeftReadingHash { get; init; }

    /// <summary>What was read of the right market.</summary>
    public required string RightReadingHash { get; init; }

    /// <summary>Whether the verdict allows the pair to be linked.</summary>
    public bool Links => Same && Confidence >= LinkThreshold && Polarity != Polarity.Unknown && !Vetoed;

    /// <summary>Whether a hard fact refused the pair.</summary>
    public bool Vetoed => Findings.Any(f => f.Severity == Severity.Veto);

    /// <summary>The differences that go with a link.</summary>
    public IEnumerable<Finding> DivergenceRisks => Findings.Where(f => f.Severity == Severity.Risk);
}

/// <summary>One slot of a verdict.</summary>
/// <param name="Slot">Which, as <see cref="SlotName"/> spells it.</param>
/// <param name="Outcome">What came of it, as <see cref="SlotOutcome"/> spells it.</param>
/// <param name="Left">The left market's value; empty when it has none.</param>
/// <param name="Right">The right market's value.</param>
/// <param name="LeftQuote">The words of the left market that it was read from; null when they are not contiguous.</param>
/// <param name="RightQuote">The words of the right market.</param>
public sealed record JudgedSlot(string Slot, string Outcome, string Left, string Right, string? LeftQuote, string? RightQuote);

/// <summary>Two markets of different venues with their terms, for a judge.</summary>
/// <param name="Left">The first market.</param>
/// <param name="LeftTerms">Its terms.</param>
/// <param name="Right">The second market.</param>
/// <param name="RightTerms">Its terms.</param>
public sealed record Pair(MarketText Left, MarketTerms LeftTerms, MarketText Right, MarketTerms RightTerms)
{
    private readonly Lazy<Proof> proof = new(() => Questions.Proof.Of(LeftTerms, RightTerms), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>What the rules can prove about the two: a judge that asks a model stays within it.</summary>
    public Proof Proof => proof.Value;

    /// <summary>Reads both markets' terms.</summary>
    public static Pair Of(MarketText left, MarketText right) => new(left, TermsExtractor.Read(left), right, TermsExtractor.Read(right));
}

/// <summary>What came of asking a judge.</summary>
public abstract record Judgement
{
    /// <summary>A verdict was reached.</summary>
    /// <param name="Verdict">The verdict.</param>
    /// <param name="Calls">Calls to a model made for it.</param>
    /// <param name="CostUsd">What they cost.</param>
    public sealed record Reached(Verdict Verdict, int Calls = 0, decimal CostUsd = 0) : Judgement;

    /// <summary>The judge is down, over budget or gives invalid answers: the pair stays proposed and is judged by the next run.</summary>
    /// <param name="Code">A stable reason: <c>unavailable</c>, <c>over_budget</c>, <c>deadline</c>, <c>malformed</c>, <c>refused</c>.</param>
    /// <param name="Detail">One sentence for an operator, without market text.</param>
    /// <param name="Calls">Calls made in vain.</param>
    /// <param name="CostUsd">What they cost.</param>
    public sealed record Deferred(string Code, string Detail, int Calls = 0, decimal CostUsd = 0) : Judgement
    {
        /// <summary>The rules' verdict for the meantime; null when the judge has none.</summary>
        public Verdict? Rules { get; init; }
    }
}

/// <summary>Says whether two markets resolve identically.</summary>
public interface IJudge
{
    /// <summary>The judge's name, as verdicts carry it.</summary>
    string Name { get; }

    /// <summary>Its version.</summary>
    string Version { get; }

    /// <summary>The version of its prompt; null without one.</summary>
    string? PromptVersion { get; }

    /// <summary>This judge's spending on a model; null when it uses none.</summary>
    JudgeSpend? Spend => null;

    /// <summary>Judges one pair. Failures of the judge are <see cref="Judgement.Deferred"/>, not exceptions.</summary>
    Task<Judgement> Judge(Pair pair, CancellationToken cancel);
}
