using System.Collections.Frozen;
using Faro.Matching.Knowledge;
using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>
/// Words that may well mean the same: of one set of near synonyms, or of one root. They show nothing by themselves, and a
/// difference that consists of them alone is what a model is asked about.
/// </summary>
internal static class NearWords
{
    private const int ShortestRoot = 4;

    // The longest first: "ratification" is cut to "ratif" as "ratify" is.
    private static readonly string[] Endings =
    [
        "ization", "isation", "ication", "ations", "ation", "ition", "ments", "ment", "ances", "ance", "ences", "ence", "ities", "ively", "ity", "ional", "ions", "ion", "ally", "als", "ers", "ors",
        "ies", "ing", "ive", "ize", "ise", "ify", "ery", "al", "er", "or", "ed", "es", "ly", "y", "e", "s",
    ];

    private static readonly FrozenDictionary<string, int[]> Sets = KnowledgeFiles.Lines("near.txt")
        .SelectMany((line, set) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => new[] { w, Stemmer.Stem(w) }).Distinct().Select(word => (word, set)))
        .GroupBy(x => x.word, x => x.set, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    private static readonly FrozenSet<string> Filler = KnowledgeFiles.Lines("filler.txt")
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether what is left over on both sides is one thing in other words: each word has its like on the other side, or narrows next to nothing.</summary>
    public static bool Answer(IReadOnlyList<QuestionWord> left, IReadOnlyList<QuestionWord> right) =>
        left.All(w => IsFiller(w) || right.Any(o => Alike(w, o))) && right.All(w => IsFiller(w) || left.Any(o => Alike(w, o)));

    private static bool IsFiller(QuestionWord w) => IsPlain(w) && Filler.Contains(w.Raw);

    private static bool Alike(QuestionWord a, QuestionWord b) =>
        IsPlain(a) && IsPlain(b) && (Root(a.Raw) == Root(b.Raw) || Of(a).Intersect(Of(b)).Any());

    private static bool IsPlain(QuestionWord w) => w.Kind is WordKind.Plain or WordKind.Act && !w.Proper && !w.InName;

    private static int[] Of(QuestionWord w) => Sets.GetValueOrDefault(w.Raw) ?? Sets.GetValueOrDefault(w.Text) ?? [];

    private static string Root(string word)
    {
        foreach (var ending in Endings)
        {
            if (word.Length - ending.Length >= ShortestRoot && word.EndsWith(ending, StringComparison.Ordinal))
                return word[..^ending.Length];
        }

        return word;
    }
}
