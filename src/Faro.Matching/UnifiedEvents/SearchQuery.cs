using System.Text.RegularExpressions;
using Npgsql;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// What is searched for, read from a line that a person types: words, each of which must be there (or its beginning, or what it is also
/// written as), <c>"words in a row"</c>, <c>or</c> between two, <c>-</c> before what must not be there. The order of words is of no
/// matter. Reading is pure; the looking is the database's.
/// </summary>
public sealed partial record SearchQuery
{
    private const int MostWords = 32;
    private const int ShortestLikened = 4;
    private const int Long = 8;

    /// <summary>
    /// How like a word must be, to be said on the connection before one is looked for: the database's own 0.6 passes over a letter that
    /// is missing from a short word.
    /// </summary>
    internal const string Threshold = "select set_config('pg_trgm.word_similarity_threshold', '0.45', false)";

    private readonly IReadOnlyList<Clause> _clauses;
    private readonly bool _likened;

    private SearchQuery(IReadOnlyList<Clause> clauses, IReadOnlyList<string> noise, bool likened)
    {
        _clauses = clauses;
        _likened = likened;
        Noise = noise;
    }

    /// <summary>Words that are in nearly every text, so that they find nothing and are passed over.</summary>
    public IReadOnlyList<string> Noise { get; }

    /// <summary>Whether nothing is left to look for.</summary>
    public bool IsEmpty => _clauses.Count == 0;

    /// <summary>Reads a line.</summary>
    public static SearchQuery Read(string line)
    {
        var clauses = new List<Clause>();
        var noise = new List<string>();
        var joined = false;
        foreach (var part in Parts().Matches(line).Take(4 * MostWords).Select(m => m.Value))
        {
            if (part.Equals("or", StringComparison.OrdinalIgnoreCase))
            {
                joined = clauses.Count > 0;
                continue;
            }

            var unwanted = part[0] == '-';
            var phrase = part.Contains('"', StringComparison.Ordinal);
            var words = SearchWords.Split(part).ToList();
            foreach (var item in phrase && words.Count > 1 ? [string.Join(' ', words)] : words)
            {
                if (clauses.Count == MostWords)
                    break;
                if (!phrase && SearchTerms.IsNoise(item))
                    noise.Add(item);
                else if (joined && clauses[^1].Unwanted == unwanted)
                    clauses[^1] = clauses[^1] with { Items = [.. clauses[^1].Items, new Item(item, phrase)] };
                else
                    clauses.Add(new Clause(unwanted, [new Item(item, phrase)]));
                joined = false;
            }
        }

        return new SearchQuery(clauses, noise, likened: false);
    }

    /// <summary>The same for similar spellings; null if no word is long enough to be compared by similarity.</summary>
    internal SearchQuery? Likened() =>
        !_likened && _clauses.Any(c => !c.Unwanted && c.Items.Any(i => i.CanBeLikened)) ? new SearchQuery(_clauses, Noise, likened: true) : null;

    /// <summary>The condition in SQL over the columns <c>search</c> and <c>words</c>.</summary>
    internal string Condition(Func<NpgsqlParameter, string> add) => IsEmpty ? "false"
        : _likened ? string.Join(" and ", _clauses.Select(c => $"(search @@ {Sql(c, add)}{string.Concat(Likenesses(c).Select(w => Like(w, add)))})"))
        : $"search @@ ({All(add)})";

    /// <summary>How well a row fits, in SQL. What nearly fits, fits by how near it is.</summary>
    internal string Rank(Func<NpgsqlParameter, string> add)
    {
        if (IsEmpty)
            return "0";
        var rank = $"ts_rank('{{0.02,0.1,0.4,1.0}}', search, {All(add)})";
        return _likened
            ? string.Join(" + ", _clauses.SelectMany(Likenesses).Select(w => $"word_similarity({add(Text(w))}, words)").Prepend(rank))
            : rank;
    }

    // Of a longer word more must agree.
    private static string Like(string word, Func<NpgsqlParameter, string> add)
    {
        var text = add(Text(word));
        return word.Length < Long ? $" or words %> {text}" : $" or (words %> {text} and word_similarity({text}, words) >= 0.5)";
    }

    private string All(Func<NpgsqlParameter, string> add) => string.Join(" && ", _clauses.Select(c => Sql(c, add)));

    private string Sql(Clause clause, Func<NpgsqlParameter, string> add)
    {
        var stemmed = string.Join(" | ", clause.Items.SelectMany(i => i.Stemmed(_likened)));
        var begun = string.Join(" | ", clause.Items.Select(i => i.Begun).OfType<string>());
        var sql = begun.Length == 0
            ? $"to_tsquery('english', {add(Text(stemmed))})"
            : $"(to_tsquery('english', {add(Text(stemmed))}) || to_tsquery('simple', {add(Text(begun))}))";
        return clause.Unwanted ? $"!!{sql}" : sql;
    }

    private static IEnumerable<string> Likenesses(Clause clause) => clause.Unwanted ? [] : clause.Items.Where(i => i.CanBeLikened).Select(i => i.Text);

    private static NpgsqlParameter<string> Text(string text) => new() { TypedValue = text };

    [GeneratedRegex("-?\"[^\"]*\"?|[^\\s\"]+")]
    private static partial Regex Parts();

    private sealed record Clause(bool Unwanted, IReadOnlyList<Item> Items);

    private sealed record Item(string Text, bool Phrase)
    {
        public bool CanBeLikened => !Phrase && Text.Length >= ShortestLikened && Text.All(char.IsLetter);

        /// <summary>The beginning of a word, which finds it while it is being typed; of one letter, nothing.</summary>
        public string? Begun => Phrase || Text.Length < 2 ? null : $"{Text}:*";

        public IEnumerable<string> Stemmed(bool likened)
        {
            yield return Row(Text);
            if (Phrase)
                yield break;
            if (SearchWords.Expanded(Text) is { } number)
                yield return number;
            foreach (var other in SearchTerms.AlsoWritten(Text))
                yield return Row(other);
            // Two letters in each other's place are the slip that likeness sees least.
            for (var i = 0; likened && CanBeLikened && i + 1 < Text.Length; i++)
            {
                if (Text[i] != Text[i + 1])
                    yield return $"{Text[..i]}{Text[i + 1]}{Text[i]}{Text[(i + 2)..]}";
            }
        }

        private static string Row(string words) => $"({string.Join(" <-> ", SearchWords.Split(words))})";
    }
}
