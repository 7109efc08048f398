using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Collects what the comparisons find and draws the sum.</summary>
internal sealed class ProofBuilder(MarketTerms left, MarketTerms right)
{
    /// <summary>The weight of a doubt that is one of spelling, or of near synonyms: alone, it leaves the pair above a model's floor.</summary>
    public const decimal Slight = 0.04m;

    private readonly List<SlotComparison> slots = [];
    private decimal doubt;

    public MarketTerms A { get; } = left;

    public MarketTerms B { get; } = right;

    public Question Qa => A.Asked;

    public Question Qb => B.Asked;

    /// <summary>The family of the pair: the more special of the two.</summary>
    public Family Family { get; set; }

    /// <summary>The sport that both sides play, when it is shown.</summary>
    public string? Sport { get; set; }

    public Polarity Polarity { get; set; } = Polarity.Direct;

    /// <summary>Whether the pair is refuted on grounds that make the rest idle.</summary>
    public bool Hopeless { get; set; }

    /// <summary>Whether one side names no opponent: then the side and the exact day have to tell the game.</summary>
    public bool OneSidedFixture { get; set; }

    /// <summary>Whether the names differ by a slip of the pen only: their words are doubted once, as names.</summary>
    public bool Misspelt { get; set; }

    /// <summary>Sides of the fixture that one market calls by part of the other's name; they are one where both sides of it fit.</summary>
    public List<(NameTerm Left, NameTerm Right)> Sides { get; } = [];

    public void Flip() => Polarity = Polarity switch { Polarity.Direct => Polarity.Inverted, Polarity.Inverted => Polarity.Direct, _ => Polarity };

    public void Agree(SlotName slot, string left, string right, Quotation? leftAt = null, Quotation? rightAt = null, bool converted = false) =>
        slots.Add(new SlotComparison(slot, converted ? SlotOutcome.Converted : SlotOutcome.Agrees, "", left, right, leftAt, rightAt));

    public void Agree<T>(SlotName slot, Read<T> left, Read<T> right, bool converted = false) =>
        Agree(slot, $"{left.Value}", $"{right.Value}", left.Quotation, right.Quotation, converted);

    public void Risk(SlotName slot, string code, string left, string right, Quotation? leftAt = null, Quotation? rightAt = null) =>
        slots.Add(new SlotComparison(slot, SlotOutcome.Risk, code, left, right, leftAt, rightAt));

    /// <summary>Something is not shown; the weight is taken from the likelihood.</summary>
    public void Doubt(SlotName slot, string code, string left, string right, decimal weight, Quotation? leftAt = null, Quotation? rightAt = null)
    {
        slots.Add(new SlotComparison(slot, SlotOutcome.Doubt, code, left, right, leftAt, rightAt));
        doubt += weight;
    }

    public void Differ(SlotName slot, string code, string left, string right, Quotation? leftAt = null, Quotation? rightAt = null) =>
        slots.Add(new SlotComparison(slot, SlotOutcome.Differs, code, left, right, leftAt, rightAt));

    public void Differ<T>(SlotName slot, string code, Read<T> left, Read<T> right) =>
        Differ(slot, code, $"{left.Value}", $"{right.Value}", left.Quotation, right.Quotation);

    public bool Agrees(SlotName slot) => slots.Exists(s => s.Slot == slot && s.Outcome is SlotOutcome.Agrees or SlotOutcome.Converted) && !slots.Exists(s => s.Slot == slot && s.Outcome is SlotOutcome.Doubt or SlotOutcome.Differs);

    public bool Doubted => doubt > 0;

    public Proof Done()
    {
        if (OneSidedFixture)
        {
            // A side plays one game a day.
            if (Agrees(SlotName.Subject) && Agrees(SlotName.Day) && Sport is "soccer" or "amfootball" or "basketball" or "hockey")
                Agree(SlotName.Participants, "its one game of the day", "its one game of the day", converted: true);
            else
                Doubt(SlotName.Participants, FindingCodes.Entity, "", "", 0.2m);
        }

        if (!Hopeless)
        {
            foreach (var need in Families.Needs(Family))
            {
                if (!slots.Exists(s => s.Slot == need))
                    Doubt(need, FindingCodes.AbsentClause, "", "", 0.2m);
            }
        }

        var ordered = slots.OrderByDescending(s => s.Outcome).ToArray();
        if (slots.Exists(s => s.Outcome == SlotOutcome.Differs))
            return new Proof(Standing.Refuted, Family, ordered, Polarity.Unknown, 0.02m);
        if (Polarity == Polarity.Unknown)
            doubt += 0.5m;
        if (doubt > 0)
            return new Proof(Standing.NotProved, Family, ordered, Polarity, Math.Clamp(0.8m - doubt, 0.1m, 0.8m));
        var risks = slots.Count(s => s.Outcome == SlotOutcome.Risk);
        return new Proof(Standing.Proved, Family, ordered, Polarity, Math.Max(0.9m, 0.98m - (0.01m * risks)));
    }
}
