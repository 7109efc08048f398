using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Finds the two sides of a fixture: "X vs Y", "X at Y", "the match between X and Y".</summary>
internal static class FixtureReader
{
    private static readonly HashSet<string> FixtureStops = new(StringComparer.Ordinal)
    {
        "winner", "winners", "win", "wins", "match", "game", "games", "total", "totals", "spread", "spreads", "moneyline", "map", "set", "half", "quarter", "round", "o", "over", "under", "vs", "v",
        "by", "to", "in", "on", "draw", "series", "both", "end", "1h", "2h", "combine", "score", "first", "will", "if", "who", "tie", "professional", "women", "men", "doubleheader", "handicap", "corners",
    };

    /// <summary>Adds the fixtures of a stretch, and marks the words of their sides.</summary>
    public static void Read(Scratch s, Stretch st, List<Fixture> into, HashSet<int> taken)
    {
        for (var i = st.From + 1; i + 1 < st.To; i++)
        {
            var text = s.All[i].Text;
            if (text is not ("vs" or "v" or "versus" or "at" or "against" or "and" or "or") || s.All[i - 1].Has(TokenMark.SentenceEnd) && text is not ("vs" or "v"))
                continue;
            var between = text is "and" && Between(s, st, i);
            if (text is "and" && !between || text is "or" || text is "v" && !s.All[i + 1].Has(TokenMark.Capital))
                continue;
            var begin = Backwards(s, st, i - 1);
            if (text is "against" && begin == i)
                begin = BeforeVerb(s, st, i);
            var stop = text is "against" && begin < i ? FirstLower(s, begin, i) : i;
            var right = i + 1;
            if (right < st.To - 1 && s.All[right].Text is "the")
                right++;
            var end = Forwards(s, st, right);
            if (begin >= stop || end <= right || text is "at" && right != i + 1)
                continue;
            var one = NameTerm.Of(NameReader.Words(s, begin, stop));
            var other = NameTerm.Of(NameReader.Words(s, right, end));
            if (one is null || other is null)
                continue;
            if (text is "at" && (one.Ids.Count == 0 || other.Ids.Count == 0) && st.Field is not (Field.Title or Field.Event or Field.Condition))
                continue;
            NameReader.Mark(taken, begin, stop);
            NameReader.Mark(taken, right, end);
            var known = into.FindIndex(f => f.One.Words.SequenceEqual(one.Words) && f.Other.Words.SequenceEqual(other.Words));
            if (known >= 0 && into[known].Quotation.Part == TextPart.EventTitle)
                into.RemoveAt(known); // the rules name it too: a better place to quote
            else if (known >= 0)
                continue;
            into.Add(new Fixture(one, other, new Quotation(st.Part, s.All[begin].At, s.All[end - 1].End)));
            i = end - 1;
        }
    }

    private static bool Between(Scratch s, Stretch st, int and)
    {
        for (var k = and - 1; k >= st.From && k > and - 9; k--)
        {
            if (s.All[k].Text is "between")
                return true;
            if (!s.All[k].Has(TokenMark.Capital) && !NameReader.Particles.Contains(s.All[k].Text) && s.All[k].Text is not "the")
                return false;
        }

        return false;
    }

    // "if Vitality win Map 1 against Spirit": the name before the verb.
    private static int BeforeVerb(Scratch s, Stretch st, int against)
    {
        for (var k = against - 1; k > st.From && k > against - 9; k--)
        {
            if (s.All[k].Text is "win" or "wins" or "advances" or "advance")
                return Backwards(s, st, k - 1);
            // "in the Detroit Tigers' game on May 14 against the Toronto Blue Jays"
            if (s.All[k].Text is "game" or "match" && s.All[k - 1].Has(TokenMark.Capital))
                return Backwards(s, st, k - 1);
        }

        return against;
    }

    private static int FirstLower(Scratch s, int begin, int end)
    {
        var i = begin;
        while (i < end && (s.All[i].Has(TokenMark.Capital) || NameReader.Particles.Contains(s.All[i].Text) || s.All[i].IsNumber))
            i++;
        return i;
    }

    // The first word of the name that ends at i; i + 1 when there is none.
    private static int Backwards(Scratch s, Stretch st, int i)
    {
        var begin = i + 1;
        for (; i >= st.From && begin - i <= 7; i--)
        {
            var t = s.All[i];
            if (s.WordAt[i] < 0 || t.Has(TokenMark.SentenceEnd) || FixtureStops.Contains(t.Text) && t.Text is not ("first" or "men" or "women") || t.Has(TokenMark.Dollar) || t.Has(TokenMark.Percent))
                break;
            var particle = !t.Has(TokenMark.Capital) && !t.IsNumber;
            if (particle && !(NameReader.Particles.Contains(t.Text) && i > st.From && s.All[i - 1].Has(TokenMark.Capital)) && t.Text is not "and" || t.Text is "the" or "if" or "will" or "wil" or "can")
                break;
            if (t.Text is "and" && !(i > st.From && s.All[i - 1].Text is "trinidad" or "antigua" or "bosnia" or "brighton" or "william" or "kitts"))
                break;
            if (NameReader.KindAt(s, i) == WordKind.League && begin <= i)
                break;
            begin = i;
            if (t.Has(TokenMark.Colon) && !(NameReader.IsStateCode(s, i, i) || NameReader.IsSide(s, i)) || t.Has(TokenMark.Break) || t.Has(TokenMark.Comma))
                break;
        }

        while (begin < st.To && s.All[begin].IsNumber && begin + 1 < st.To && !s.All[begin + 1].Has(TokenMark.Capital))
            begin++;
        return begin;
    }

    private static int Forwards(Scratch s, Stretch st, int i)
    {
        var from = i;
        for (; i < st.To && i - from < 7; i++)
        {
            var t = s.All[i];
            if (s.WordAt[i] < 0 || i > from && (t.Has(TokenMark.Colon) || t.Has(TokenMark.Break) || t.Has(TokenMark.Comma)) && !NameReader.IsStateCode(s, i, from) && !NameReader.IsSide(s, i) || FixtureStops.Contains(t.Text))
                break;
            if (NameReader.KindAt(s, i) == WordKind.League && (i > from || s.Words[s.WordAt[i]].Count > 1))
                break;
            if (t.IsNumber)
            {
                if (t.Has(TokenMark.Dollar) || t.Has(TokenMark.Percent) || i == from && !(i + 1 < st.To && s.All[i + 1].Has(TokenMark.Capital)))
                    break;
                if (t.Has(TokenMark.SentenceEnd))
                    return i + 1;
                continue;
            }

            if (!t.Has(TokenMark.Capital) && !(NameReader.Particles.Contains(t.Text) && i > from && i + 1 < st.To && s.All[i + 1].Has(TokenMark.Capital))
                && !(t.Text is "and" && i > from && s.All[i - 1].Text is "trinidad" or "antigua" or "bosnia" or "brighton" or "william"))
                break;
            if (t.Has(TokenMark.SentenceEnd))
                return i + 1;
        }

        return i;
    }
}
