using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>What came of comparing one slot.</summary>
public enum SlotOutcome
{
    /// <summary>Read on both sides and equal.</summary>
    Agrees,

    /// <summary>Equal after a conversion: a complement, a whole-number grid, "by the 31st" and "before the 1st", a time zone.</summary>
    Converted,

    /// <summary>A difference that changes no likely outcome.</summary>
    Risk,

    /// <summary>Not shown to be equal: unread on a side, or other words. A model may lift it.</summary>
    Doubt,

    /// <summary>Read on both sides and different: final.</summary>
    Differs,
}

/// <summary>One slot of both questions.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Code">The stable code of the difference; empty where the slot agrees.</param>
/// <param name="Left">The left side's value; empty when it says nothing.</param>
/// <param name="Right">The right side's value.</param>
/// <param name="LeftAt">The place of the left value; null when the market has none.</param>
/// <param name="RightAt">The place of the right value.</param>
public sealed record SlotComparison(SlotName Slot, SlotOutcome Outcome, string Code, string Left, string Right, Quotation? LeftAt, Quotation? RightAt);

/// <summary>How two questions stand to each other.</summary>
public enum Standing
{
    /// <summary>Every slot that the family needs is read on both sides and equal: they resolve identically.</summary>
    Proved,

    /// <summary>Nothing differs for sure, and something is not shown.</summary>
    NotProved,

    /// <summary>A slot differs: they settle differently.</summary>
    Refuted,
}

/// <summary>Whether two markets ask the same question, slot by slot.</summary>
/// <param name="Standing">The result.</param>
/// <param name="Family">The family of the question; that of the left side where the two differ.</param>
/// <param name="Slots">Every slot compared: differences first, then doubts, risks, agreements.</param>
/// <param name="Polarity">Whether the outcomes agree directly or inverted.</param>
/// <param name="Likelihood">0 … 1: how close an unproved pair is to a proof; a proved one is above 0.9, a refuted one near nothing.</param>
public sealed record Proof(Standing Standing, Family Family, IReadOnlyList<SlotComparison> Slots, Polarity Polarity, decimal Likelihood)
{
    /// <summary>Compares two markets. Pure; symmetric but for the order of the words.</summary>
    public static Proof Of(MarketTerms left, MarketTerms right)
    {
        var p = new ProofBuilder(left, right);
        GateProof.Compare(p);
        if (!p.Hopeless)
        {
            ContestProof.Compare(p);
            NameProof.Compare(p);
            TimeProof.Compare(p);
            LevelProof.Compare(p);
            CivicProof.Compare(p);
            FactProof.Compare(p);
            TurnProof.Compare(p);
            ClauseProof.Compare(p);
            WordingProof.Compare(p);
        }

        return p.Done();
    }
}
