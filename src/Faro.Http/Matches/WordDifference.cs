namespace Faro.Http.Matches;

/// <summary>A run of words that is in both texts, or only in one of them.</summary>
public sealed record DifferenceAnswer
{
    /// <summary>Which text has these words: both, or only the first or second.</summary>
    [Input.OneOf("both", "first", "second")]
    public required string In { get; init; }

    /// <summary>The words, with the whitespace after them.</summary>
    public required string Text { get; init; }
}

/// <summary>
/// Which words differ between two texts: the runs of both in order. Those in both or the first, joined, are the first
/// text; those in both or the second are the second, except for whitespace.
/// </summary>
internal static class WordDifference
{
    /// <summary>Beyond this many pairs of words the differing middle is returned as one run each.</summary>
    private const int MostPairs = 4_000_000;

    public static IReadOnlyList<DifferenceAnswer> Of(string first, string second)
    {
        var (a, b) = (Words(first), Words(second));
        var start = 0;
        while (start < a.Count && start < b.Count && Same(a[start], b[start]))
            start++;
        var (endA, endB) = (a.Count, b.Count);
        while (endA > start && endB > start && Same(a[endA - 1], b[endB - 1]))
            (endA, endB) = (endA - 1, endB - 1);

        var marks = new List<(string In, string Word)>();
        marks.AddRange(a.Take(start).Select(w => ("both", w)));
        Middle(a[start..endA], b[start..endB], marks);
        marks.AddRange(a.Skip(endA).Select(w => ("both", w)));
        return Stretches(marks);
    }

    /// <summary>The longest common subsequence, word by word.</summary>
    private static void Middle(List<string> a, List<string> b, List<(string In, string Word)> marks)
    {
        var (i, j) = (0, 0);
        if ((long)a.Count * b.Count <= MostPairs)
        {
            var common = new ushort[a.Count + 1, b.Count + 1];
            for (var x = a.Count - 1; x >= 0; x--)
            {
                for (var y = b.Count - 1; y >= 0; y--)
                    common[x, y] = Same(a[x], b[y]) ? (ushort)(common[x + 1, y + 1] + 1) : Math.Max(common[x + 1, y], common[x, y + 1]);
            }

            while (i < a.Count && j < b.Count)
            {
                if (Same(a[i], b[j]))
                {
                    marks.Add(("both", a[i++]));
                    j++;
                }
                else if (common[i + 1, j] >= common[i, j + 1])
                {
                    marks.Add(("first", a[i++]));
                }
                else
                {
                    marks.Add(("second", b[j++]));
                }
            }
        }

        marks.AddRange(a.Skip(i).Select(w => ("first", w)));
        marks.AddRange(b.Skip(j).Select(w => ("second", w)));
    }

    private static List<DifferenceAnswer> Stretches(List<(string In, string Word)> marks)
    {
        var stretches = new List<DifferenceAnswer>();
        for (var i = 0; i < marks.Count;)
        {
            var from = i;
            while (i < marks.Count && marks[i].In == marks[from].In)
                i++;
            stretches.Add(new DifferenceAnswer { In = marks[from].In, Text = string.Concat(marks.Skip(from).Take(i - from).Select(m => m.Word)) });
        }

        return stretches;
    }

    /// <summary>Blanks do not differ.</summary>
    private static bool Same(string one, string other) => one.AsSpan().TrimEnd().SequenceEqual(other.AsSpan().TrimEnd());

    /// <summary>Words, each with the whitespace after it; whitespace before the first belongs to it.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var from = i;
            while (i < text.Length && (!char.IsWhiteSpace(text[i]) || i == from))
                i++;
            while (i < text.Length && char.IsWhiteSpace(text[i]))
                i++;
            words.Add(text[from..i]);
        }

        return words;
    }
}
