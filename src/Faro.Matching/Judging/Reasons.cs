using System.Text;
using Faro.Matching.Questions;

namespace Faro.Matching.Judging;

/// <summary>Writes a proof as plain sentences.</summary>
internal static class Reasons
{
    public static string Of(Proof proof)
    {
        var text = new StringBuilder();
        switch (proof.Standing)
        {
            case Standing.Proved:
                text.Append("The markets resolve identically: ");
                text.AppendJoin(", ", proof.Slots.Where(s => s.Outcome is SlotOutcome.Agrees or SlotOutcome.Converted && s.Slot != SlotName.Wording).Select(s => Name(s.Slot)).Distinct());
                text.Append(" are read on both sides and equal.");
                if (proof.Polarity == Polarity.Inverted)
                    text.Append(" YES of one is NO of the other.");
                break;
            case Standing.Refuted:
                text.Append("The markets settle differently.");
                foreach (var s in proof.Slots.Where(s => s.Outcome == SlotOutcome.Differs).Take(4))
                    text.Append(' ').Append(Sentence(s));
                break;
            default:
                text.Append("No difference is certain, but it is not proved that the markets resolve identically.");
                foreach (var s in proof.Slots.Where(s => s.Outcome == SlotOutcome.Doubt).Take(4))
                    text.Append(' ').Append(Sentence(s));
                break;
        }

        var risks = proof.Standing == Standing.Refuted ? [] : proof.Slots.Where(s => s.Outcome == SlotOutcome.Risk).Select(s => s.Code).Distinct().ToArray();
        if (risks.Length > 0)
            text.Append(" They may diverge on: ").AppendJoin(", ", risks).Append('.');
        return text.ToString();
    }

    private static string Sentence(SlotComparison s) =>
        s.Left.Length == 0 && s.Right.Length == 0 ? $"Neither names the {Name(s.Slot)}."
        : s.Left.Length == 0 ? $"Only the second names the {Name(s.Slot)}: {s.Right}."
        : s.Right.Length == 0 ? $"Only the first names the {Name(s.Slot)}: {s.Left}."
        : $"The {Name(s.Slot)}: {s.Left} there, {s.Right} here.".Replace(" there,", " in the first,", StringComparison.Ordinal).Replace(" here.", " in the second.", StringComparison.Ordinal);

    private static string Name(SlotName slot) => slot switch
    {
        SlotName.GameNumber => "number of the game",
        SlotName.Settlement => "announcement rule",
        SlotName.Window => "deadline",
        SlotName.Feed => "price source",
        SlotName.Sex => "men's or women's competition",
        _ => slot.ToString().ToLowerInvariant(),
    };
}
