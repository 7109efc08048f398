using System.Collections.Frozen;
using Faro.Matching.Knowledge;
using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Words of the form in which venues put questions and rules: they narrow nothing, so one side may leave them out.</summary>
internal static class FormWords
{
    private static readonly FrozenSet<string> Everywhere = Words(KnowledgeFiles.Lines("form.txt"));

    private static readonly FrozenSet<string> Played = Words(KnowledgeFiles.Lines("gameform.txt"));

    private static readonly FrozenDictionary<string, FrozenSet<string>> ByFamily = KnowledgeFiles.Lines("familyform.txt")
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .GroupBy(cells => cells[0], cells => cells[1], StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, Words, StringComparer.Ordinal);

    /// <summary>Whether a word is one of form in nearly every family; a statistic has a part named after the government.</summary>
    public static bool Always(ProofBuilder p, QuestionWord w) => Holds(Everywhere, w) && !(p.Family == Family.Macro && w.Raw is "government");

    /// <summary>Whether a word of the rules only says how a game is played.</summary>
    public static bool OfGames(QuestionWord w) => Holds(Played, w);

    /// <summary>Whether a word of the rules is one of form in the pair's family.</summary>
    public static bool OfFamily(ProofBuilder p, QuestionWord w) =>
        Group(p.Family) is { } group && ByFamily.TryGetValue(group, out var words) && Holds(words, w)
        || p.Family == Family.Macro && p.A.Predicate == "gdp" && ByFamily.TryGetValue("growth", out var growth) && Holds(growth, w);

    private static string? Group(Family family) => family switch
    {
        Family.GameProposition => "proposition",
        _ when family.IsGame() || family == Family.Series => "game",
        Family.Futures or Family.Award => "contest",
        Family.Election or Family.Nominee => "vote",
        Family.PriceAt or Family.PriceTouch or Family.UpOrDown => "price",
        Family.Macro => "macro",
        Family.RateDecision or Family.RateCount => "rate",
        Family.Weather => "weather",
        Family.Ranking => "chart",
        Family.Departure => "departure",
        Family.Count => "count",
        Family.Mention => "mention",
        _ => null,
    };

    private static bool Holds(FrozenSet<string> words, QuestionWord w) => words.Contains(w.Raw) || words.Contains(w.Text);

    private static FrozenSet<string> Words(IEnumerable<string> lines) =>
        lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).SelectMany(word => new[] { word, Stemmer.Stem(word) }).ToFrozenSet(StringComparer.Ordinal);
}
