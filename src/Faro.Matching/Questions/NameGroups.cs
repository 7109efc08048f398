using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>
/// The names of a sentence in their order, those that "and" joins as one group: who does it comes before the verb, to whom
/// behind it, and within a group the order says nothing.
/// </summary>
internal sealed record NameGroups(IReadOnlyList<IReadOnlySet<string>> Groups)
{
    /// <summary>Nothing named.</summary>
    public static NameGroups None { get; } = new([]);

    /// <summary>The names of the paying condition, or of the title where that has none.</summary>
    public static NameGroups Read(Scratch s)
    {
        var condition = Of(s, Field.Condition);
        return condition.Groups.Count > 0 ? condition : Of(s, Field.Title);
    }

    /// <summary>Whether both name the same, and how: null when they name others, or only one.</summary>
    public static bool? SameOrder(NameGroups a, NameGroups b)
    {
        var (x, y) = (a.Groups.SelectMany(g => g).Order(StringComparer.Ordinal).ToArray(), b.Groups.SelectMany(g => g).Order(StringComparer.Ordinal).ToArray());
        if (x.Length < 2 || !x.SequenceEqual(y) || x.Distinct().Count() < x.Length)
            return null;
        return a.Groups.Count == b.Groups.Count && a.Groups.Zip(b.Groups).All(g => g.First.SetEquals(g.Second));
    }

    /// <summary>How many names there are.</summary>
    public int Count => Groups.Sum(g => g.Count);

    /// <summary>The name that comes first.</summary>
    public IReadOnlySet<string> First => Groups.Count > 0 ? Groups[0] : new HashSet<string>();

    /// <inheritdoc/>
    public override string ToString() => string.Join(" … ", Groups.Select(g => string.Join(" and ", g.Select(n => n[(n.IndexOf(':', StringComparison.Ordinal) + 1)..]))));

    private static NameGroups Of(Scratch s, Field field)
    {
        foreach (var st in s.Stretches)
        {
            if (st.Field != field)
                continue;
            var groups = new List<IReadOnlySet<string>>();
            var open = false; // whether the next name belongs to the group before it
            for (var i = st.From; i < st.To; i++)
            {
                if (!IsName(s, i))
                {
                    open = groups.Count > 0 && s.All[i].Text is "and" && (i > st.From && IsName(s, i - 1)) || open && s.All[i].Text is "the";
                    continue;
                }

                var name = NameAt(s, ref i);
                while (i + 1 < st.To && IsPlain(s, i) && IsPlain(s, i + 1) && !s.All[i].Has(TokenMark.SentenceEnd))
                {
                    i++;
                    name += " " + NameAt(s, ref i);
                }

                if (open)
                    ((HashSet<string>)groups[^1]).Add(name);
                else
                    groups.Add(new HashSet<string>(StringComparer.Ordinal) { name });
                open = false;
            }

            if (groups.Count > 0)
                return new NameGroups(groups);
        }

        return None;
    }

    private static string NameAt(Scratch s, ref int i)
    {
        var word = s.Words[s.WordAt[i]];
        i = word.From + word.Count - 1;
        return word.Text;
    }

    private static bool IsPlain(Scratch s, int i) => IsName(s, i) && s.Words[s.WordAt[i]].Kind == WordKind.Plain;

    private static bool IsName(Scratch s, int i) => s.WordAt[i] >= 0 && s.Words[s.WordAt[i]] is var word
        && (word.Kind is WordKind.Country or WordKind.State or WordKind.City || word.Kind is WordKind.Plain or WordKind.Entity && s.All[i].Has(TokenMark.Capital) && !s.All[i].Has(TokenMark.SentenceStart));
}
