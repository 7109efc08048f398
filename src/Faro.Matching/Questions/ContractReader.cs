using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Reads the month of a futures contract: its code ("CLZ6") or its name ("the December contract").</summary>
internal static class ContractReader
{
    private const string Letters = "fghjkmnquvxz";

    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    public static Read<int>? Read(Scratch s)
    {
        Read<int>? named = null;
        foreach (var st in s.Stretches)
        {
            if (st.Field is not (Field.Title or Field.Event or Field.Condition or Field.Rules))
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                var t = s.All[i];
                var quote = new Quotation(st.Part, t.At, t.End);
                if (Code(t.Text) is { } month)
                    return new Read<int>(month, SlotState.Read, quote);
                if (named is null && Month(t) is { } name && Contract(s, st, i))
                    named = new Read<int>(name, SlotState.Read, quote);
            }
        }

        return named;
    }

    private static int? Code(string text) =>
        text.Length is 4 or 5 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetterOrDigit(text[1]) && char.IsAsciiDigit(text[3]) && (text.Length == 4 || char.IsAsciiDigit(text[4])) && Letters.IndexOf(text[2], StringComparison.Ordinal) is >= 0 and var at
            ? at + 1 : null;

    private static int? Month(Token t) =>
        t.Text.Length >= 3 && t.Has(TokenMark.Capital) && Array.FindIndex(Months, m => m == t.Text || m.Length > 3 && t.Text == m[..3] || t.Text == "sept" && m[0] == 's') is >= 0 and var at ? at + 1 : null;

    // "December contract", "January 2027 contract", "the December 2026 crude oil futures"; a day behind the month makes it a date.
    private static bool Contract(Scratch s, Stretch st, int i)
    {
        for (var k = i + 1; k < st.To && k < i + 8 && !s.All[k - 1].Has(TokenMark.SentenceEnd); k++)
        {
            var t = s.All[k];
            if (t.Text is "contract" or "contracts" or "futures" or "delivery" || k == i + 1 && t.Text is "settle" or "settlement")
                return true;
            if (t.IsNumber && t.Value <= 31 || t.Text is "on" or "in" or "at")
                return false;
        }

        return false;
    }
}
