using System.Runtime.InteropServices;
using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Reads feeds and instruments, quantifiers, what an announcement does, blanks that nobody filled.</summary>
internal static class FactReader
{
    /// <summary>The codes of a kind, each once.</summary>
    public static List<Read<string>> Codes(Scratch s, WordKind kind, Field last)
    {
        var found = new List<Read<string>>(1);
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(s.Words))
        {
            if (w.Kind != kind || w.Field > last && !(last == Field.Source))
                continue;
            var code = w.Code;
            if (!found.Exists(f => f.Value == code))
                found.Add(new Read<string>(code, SlotState.Read, TimeReader.Quote(s, w.From)));
        }

        return found;
    }

    /// <summary>What is priced. A fund named together with its index is the fund.</summary>
    public static List<Read<string>> Instruments(Scratch s)
    {
        var found = Codes(s, WordKind.Instrument, Field.Condition);
        if (found.Exists(f => f.Value.StartsWith("fund.", StringComparison.Ordinal)))
            found.RemoveAll(f => !f.Value.StartsWith("fund.", StringComparison.Ordinal));
        return found;
    }

    /// <summary>Words that widen or narrow who or what counts: another, new, any, all, each, next.</summary>
    public static List<Read<string>> Quantifiers(Scratch s)
    {
        var found = new List<Read<string>>(1);
        foreach (var st in s.Stretches)
        {
            if (st.Field > Field.Condition)
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                var t = s.All[i].Text;
                var code = t switch
                {
                    "both" when st.Field == Field.Condition => null,
                    "all" when st.Field == Field.Condition && !(i + 2 < st.To && s.All[i + 1].Text is "of" or "the" && s.All[i + 2].Text is "the" or "following") => null,
                    "all" when i + 1 < st.To && s.All[i + 1].Text is not ("of" or "critics" or "items" or "star" or "time") => "all",
                    "both" => "both",
                    "new" when st.Field == Field.Condition && i + 1 < st.To && s.All[i + 1].Text is "person" or "individual" or "leader" or "non" => "new",
                    "other" when i + 1 < st.To && s.All[i + 1].Text is "than" => "new",
                    "new" when i > st.From && s.All[i - 1].Text is "next" && i + 1 < st.To && KindOf(s, i + 1) == WordKind.Office => "new",
                    _ => null,
                };
                if (code is not null && !found.Exists(f => f.Value == code))
                    found.Add(new Read<string>(code, SlotState.Read, new Quotation(st.Part, s.All[i].At, s.All[i].End)));
            }
        }

        return found;
    }

    private static WordKind KindOf(Scratch s, int i) => s.WordAt[i] < 0 ? WordKind.Number : s.Words[s.WordAt[i]].Kind;

    /// <summary>Whether an announcement is what is asked for, is enough, or is not enough.</summary>
    public static (Settlement Settlement, Quotation At) Settle(Scratch s)
    {
        var result = Settlement.Unsaid;
        Quotation at = default;
        foreach (var st in s.Stretches)
        {
            if (st.Field is Field.Source or Field.Fallback && !Has(s, st, "sufficient"))
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                if (s.All[i].Text is not ("announce" or "announces" or "announced" or "announcement" or "announcements" or "announcing"))
                    continue;
                if (Confirms(s, st, i))
                    continue;
                var quote = new Quotation(st.Part, s.All[i].At, s.All[i].End);
                if (NotEnough(s, st, i) || i >= st.From + 2 && (s.All[i - 1].Text is "merely" or "mere" || s.All[i - 2].Text is "merely" or "mere"))
                    return (Settlement.NotEnough, quote);
                if (st.Field is Field.Title or Field.Outcome && result == Settlement.Unsaid)
                    (result, at) = (Settlement.Asked, quote);
                else if (st.Field is Field.Condition && Either(s, st))
                    (result, at) = (Settlement.Enough, quote);
                else if (st.Field is Field.Condition && result == Settlement.Unsaid)
                    (result, at) = (Settlement.Asked, quote);
                else if (st.Field is Field.Rules or Field.Fallback && (Has(s, st, "immediately") || Has(s, st, "sufficient") || Has(s, st, "regardless") || Has(s, st, "qualify") || Has(s, st, "count")) && result != Settlement.Asked)
                    (result, at) = (Settlement.Enough, quote);
            }
        }

        return (result, at);
    }

    // "as confirmed by a filing or an announcement": where it is read.
    private static bool Confirms(Scratch s, Stretch st, int at)
    {
        for (var k = at - 1; k > st.From && k > at - 8; k--)
        {
            if (s.All[k].Text is "by" && s.All[k - 1].Text is "confirmed" or "reported" or "evidenced")
                return true;
        }

        return false;
    }

    // "An announcement … is not sufficient"; not "insufficient without an announcement".
    private static bool NotEnough(Scratch s, Stretch st, int at)
    {
        for (var k = at - 1; k >= st.From && k >= at - 4; k--)
        {
            if (s.All[k].Text is "without")
                return false;
        }

        for (var k = at + 1; k < st.To && k < at + 18; k++)
        {
            if (s.All[k].Text is "insufficient")
                return true;
            if (s.All[k].Text is "not" or "doesnt" or "wont" or "isnt")
            {
                for (var m = k + 1; m < st.To && m < k + 5; m++)
                {
                    if (s.All[m].Text is "sufficient" or "suffice" or "count" or "qualify" or "enough" or "constitute" or "resolve" or "trigger")
                        return true;
                }
            }
        }

        return false;
    }

    // "has either announced … or has actually left"
    private static bool Either(Scratch s, Stretch st) => Has(s, st, "or") && (Has(s, st, "left") || Has(s, st, "leaves") || Has(s, st, "leave") || Has(s, st, "actually") || Has(s, st, "resigns"));

    private static bool Has(Scratch s, Stretch st, string word)
    {
        for (var i = st.From; i < st.To; i++)
        {
            if (s.All[i].Text == word)
                return true;
        }

        return false;
    }

    /// <summary>A blank of a template that nobody filled: <c>|| Count ||</c>, <c>{{strike}}</c>, <c>{Date}</c>, <c>[TEAM]</c>, <c>&lt;team&gt;</c>, <c>___</c>.</summary>
    public static Quotation? Blank(MarketText market)
    {
        foreach (var (text, part) in ((string?, TextPart)[])[(market.Rules, TextPart.Rules), (market.RulesSecondary, TextPart.RulesSecondary)])
        {
            if (text is not null && BlankIn(text) is var (at, end) && end > 0)
                return new Quotation(part, at, end);
        }

        return null;
    }

    private static (int At, int End) BlankIn(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '|' when i + 1 < text.Length && text[i + 1] == '|':
                    return (i, Math.Min(text.Length, i + 2));
                case '{' when text.IndexOf('}', i) is var end and > 0 && end - i < 60 && text.AsSpan(i, end - i).IndexOfAny('"', ':') < 0:
                    return (i, end + 1);
                case '[' when text.IndexOf(']', i) is var end and > 0 && end - i is > 1 and < 40 && (end + 1 >= text.Length || text[end + 1] != '(') && IsBlankName(text.AsSpan(i + 1, end - i - 1)):
                    return (i, end + 1);
                case '<' when text.IndexOf('>', i) is var end and > 0 && end - i is > 1 and < 40 && char.IsAsciiLetter(text[i + 1]) && !IsTag(text.AsSpan(i + 1, end - i - 1)):
                    return (i, end + 1);
                case '_' when i + 2 < text.Length && text[i + 1] == '_' && text[i + 2] == '_':
                    return (i, i + 3);
                case '%' when i + 2 < text.Length && text[i + 1] is '(' or 's' && i > 0 && text[i - 1] == ' ' && (i + 2 >= text.Length || !char.IsAsciiLetter(text[i + 2])):
                    return (i, i + 2);
                case 'T' when string.CompareOrdinal(text, i, "TBD", 0, 3) == 0 && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && (i + 3 >= text.Length || !char.IsLetterOrDigit(text[i + 3])):
                    return (i, i + 3);
            }
        }

        return (0, 0);
    }

    // "[TEAM]", "[insert date]", "[X]": a field's name, not a remark of the author.
    private static bool IsBlankName(ReadOnlySpan<char> name) =>
        name.Length > 0 && !name.Contains("sic", StringComparison.OrdinalIgnoreCase) && !char.IsAsciiDigit(name[0])
        && (IsUpper(name) || name.StartsWith("insert", StringComparison.OrdinalIgnoreCase) || name.Equals("date", StringComparison.OrdinalIgnoreCase) || name.Equals("team", StringComparison.OrdinalIgnoreCase)
            || name.Equals("name", StringComparison.OrdinalIgnoreCase) || name.Equals("strike", StringComparison.OrdinalIgnoreCase) || name.Equals("player", StringComparison.OrdinalIgnoreCase) || name.Equals("count", StringComparison.OrdinalIgnoreCase) || name.Equals("candidate", StringComparison.OrdinalIgnoreCase));

    private static bool IsUpper(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterUpper(c) || c is '_' or ' ' or '-' || char.IsAsciiDigit(c)))
                return false;
        }

        return true;
    }

    private static bool IsTag(ReadOnlySpan<char> name)
    {
        var end = name.IndexOfAny(' ', '/');
        var tag = end > 0 ? name[..end] : name;
        return tag.Equals("p", StringComparison.OrdinalIgnoreCase) || tag.Equals("br", StringComparison.OrdinalIgnoreCase) || tag.Equals("b", StringComparison.OrdinalIgnoreCase) || tag.Equals("i", StringComparison.OrdinalIgnoreCase)
            || tag.Equals("a", StringComparison.OrdinalIgnoreCase) || tag.Equals("li", StringComparison.OrdinalIgnoreCase) || tag.Equals("ul", StringComparison.OrdinalIgnoreCase) || tag.Equals("strong", StringComparison.OrdinalIgnoreCase)
            || tag.Equals("em", StringComparison.OrdinalIgnoreCase) || tag.Equals("div", StringComparison.OrdinalIgnoreCase) || tag.Equals("span", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("http", StringComparison.OrdinalIgnoreCase);
    }
}
