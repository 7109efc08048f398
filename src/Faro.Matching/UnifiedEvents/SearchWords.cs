using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Faro.Venues;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// The words that an event is found by: those of every member, without accents, in one column. Full text and likeness are the
/// database's own, over that column; what a client asks for is written the same way. Pure.
/// </summary>
internal static class SearchWords
{
    /// <summary>
    /// The vector: words stemmed and as they are (so that the beginning of a word finds it while it is being typed), then the rules.
    /// </summary>
    public const string Vector =
        "setweight(to_tsvector('english'::regconfig, coalesce(words,'')), 'A') || setweight(to_tsvector('simple'::regconfig, coalesce(words,'')), 'B')"
        + " || setweight(to_tsvector('english'::regconfig, coalesce((data ->> 'description'),'')), 'D')";

    /// <summary>A vector holds words up to a size; the titles of a venue are far shorter.</summary>
    private const int MaxWords = 400;
    private const int MaxLength = 60;

    /// <summary>Latin letters with an accent and what they are without. A table, because a host without ICU decomposes none.</summary>
    private static readonly FrozenDictionary<char, string> Plain = new (string Plain, string Accented)[]
    {
        ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęěẹẻẽếềểễệ"), ("g", "ĝğġģ"), ("h", "ĥħ"),
        ("i", "ìíîïĩīĭįıǐỉị"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŋ"), ("o", "òóôõöøōŏőǒọỏốồổỗộớờởỡợơ"), ("oe", "œ"), ("r", "ŕŗř"),
        ("s", "śŝşšș"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűųǔụủứừửữựư"), ("w", "ŵ"), ("y", "ýÿŷỳỵỷỹ"), ("z", "źżž"),
    }.SelectMany(p => p.Accented.Select(c => KeyValuePair.Create(c, p.Plain))).ToFrozenDictionary();

    /// <summary>The words of an event, each once, those of the title first.</summary>
    public static string Of(UnifiedEventView e)
    {
        var words = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        Add(e.Title);
        foreach (var market in e.Markets)
        {
            Add(market.Title);
            Add(market.OutcomeName);
            Add(market.OutcomeLabels.Yes);
            Add(market.OutcomeLabels.No);
            Add(market.GroupTitle);
            Add(market.Slug);
            Add(market.EventSlug);
            Add(market.VenueCategory);
            if (market.Venue == Venue.Kalshi.Name())
                Ticker(market.VenueMarketId);
        }

        return string.Join(' ', words);

        void Add(string? text)
        {
            if (text is null)
                return;
            foreach (var word in Split(text))
            {
                if (words.Count < MaxWords && word.Length <= MaxLength && known.Add(word))
                    words.Add(word);
                if (words.Count < MaxWords && Expanded(word) is { } number && known.Add(number))
                    words.Add(number);
            }
        }

        // KXNBAGAME-26FEB08MINDEN: the series names the sport, the rest is dates and codes.
        void Ticker(string ticker)
        {
            var series = ticker.Split('-')[0];
            Add(series);
            if (series.StartsWith("KX", StringComparison.Ordinal))
                Add(series[2..]);
        }
    }

    /// <summary>A text's words in lower case, without accents: letters and digits, a point only inside a number.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var folded = Fold(text);
        var word = new StringBuilder();
        for (var i = 0; i < folded.Length; i++)
        {
            var c = folded[i];
            if (char.IsLetterOrDigit(c))
                word.Append(c);
            else if (Between(folded, i) && c == '.')
                word.Append('.');
            else if ((Between(folded, i) && c == ',' && Thousands(folded, i)) || c is '\'' or '’')
                continue; // 100,000 is one number, O'Hara one name
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    /// <summary>The number that 100k or 1.5m means; null for other words.</summary>
    public static string? Expanded(string word)
    {
        var factor = word[^1] switch { 'k' => 1_000m, 'm' => 1_000_000m, 'b' => 1_000_000_000m, _ => 0m };
        return factor > 0m && word.Length is > 1 and < 8 && decimal.TryParse(word.AsSpan(..^1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (number * factor).ToString("0.#####", CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Lower case without accents.</summary>
    public static string Fold(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var lower = char.ToLowerInvariant(c);
            if (Plain.TryGetValue(lower, out var plain))
                folded.Append(plain);
            else if (lower is < '\u0300' or > '\u036F') // a combining accent
                folded.Append(lower);
        }

        return folded.ToString();
    }

    private static bool Between(string text, int i) => i > 0 && i + 1 < text.Length && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]);

    private static bool Thousands(string text, int i) =>
        i + 3 < text.Length && char.IsDigit(text[i + 2]) && char.IsDigit(text[i + 3]) && (i + 4 == text.Length || !char.IsDigit(text[i + 4]));
}
