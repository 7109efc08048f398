using System.Collections.Frozen;

namespace Faro.Matching.UnifiedEvents;

/// <summary>What people type for what venues write, and the words that say nothing.</summary>
internal static class SearchTerms
{
    /// <summary>Abbreviations and tickers, each with its meaning: either finds both.</summary>
    private static readonly string[][] Alike =
    [
        ["btc", "bitcoin", "xbt"], ["eth", "ethereum", "ether"], ["sol", "solana"], ["xrp", "ripple"], ["doge", "dogecoin"], ["ltc", "litecoin"], ["bnb", "binance coin"],
        ["fed", "federal reserve", "fomc"], ["ecb", "european central bank"], ["boe", "bank of england"], ["boj", "bank of japan"], ["rba", "reserve bank of australia"],
        ["boc", "bank of canada"], ["rbnz", "reserve bank of new zealand"], ["snb", "swiss national bank"], ["pboc", "people's bank of china"], ["imf", "international monetary fund"],
        ["cpi", "inflation", "consumer price index"], ["gdp", "gross domestic product"], ["nfp", "payrolls", "jobs report"], ["rates", "interest rate"],
        ["potus", "president", "presidential"], ["vp", "vice president"], ["scotus", "supreme court"], ["gop", "republican"], ["dem", "dems", "democratic", "democrat"], ["sec", "securities and exchange commission"],
        ["govt", "gov", "government"], ["pm", "prime minister"], ["uk", "united kingdom", "britain"], ["us", "usa", "united states"], ["eu", "european union"], ["uae", "united arab emirates"],
        ["nyc", "new york city"], ["la", "los angeles"], ["sf", "san francisco"], ["dc", "washington"],
        ["nba", "pro basketball"], ["wnba", "women's pro basketball"], ["nfl", "pro football"], ["mlb", "pro baseball"], ["nhl", "pro hockey"], ["epl", "english premier league", "premier league"],
        ["ucl", "champions league"], ["ncaa", "college basketball", "march madness"], ["cbb", "college basketball"], ["cfb", "college football"], ["f1", "formula 1", "formula one"], ["sb", "super bowl", "pro football championship"],
        ["wc", "world cup"], ["ufc", "mma"], ["ai", "artificial intelligence"], ["agi", "artificial general intelligence"], ["ipo", "ipos"], ["etf", "etfs"], ["gta", "grand theft auto"],
        ["aoc", "ocasio cortez"], ["rfk", "robert kennedy", "robert f kennedy"], ["djt", "trump"], ["maga", "trump"], ["elon", "musk"], ["oscars", "academy awards", "oscar"], ["hormuz", "strait of hormuz"],
        ["mtg", "marjorie taylor greene"], ["sbf", "bankman fried"], ["mbs", "mohammed bin salman"],
        ["mvp", "most valuable player"], ["roy", "rookie of the year"], ["dpoy", "defensive player of the year"], ["opec", "organization of the petroleum exporting countries"],
        ["tx", "texas"], ["fl", "florida"], ["ny", "new york"], ["nj", "new jersey"], ["az", "arizona"], ["nc", "north carolina"], ["sc", "south carolina"], ["nh", "new hampshire"],
        ["afd", "alternative for germany"], ["dprk", "north korea"],
        ["bibi", "netanyahu"], ["zelensky", "zelenskyy", "zelenskiy"], ["kyiv", "kiev"], ["openai", "chatgpt", "gpt"], ["spx", "s p 500"], ["twitter", "x"],
    ];

    private static readonly FrozenDictionary<string, string[]> Others = Alike
        .SelectMany(group => group.Where(w => !w.Contains(' ', StringComparison.Ordinal)).Select(w => (Word: w, Others: group.Where(o => o != w))))
        .GroupBy(p => p.Word, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => g.SelectMany(p => p.Others).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    /// <summary>The words that the database's English takes for noise.</summary>
    private static readonly FrozenSet<string> Noise = FrozenSet.ToFrozenSet(
    [
        "i", "me", "my", "myself", "we", "our", "ours", "ourselves", "you", "your", "yours", "yourself", "yourselves", "he", "him", "his", "himself", "she", "her", "hers", "herself",
        "it", "its", "itself", "they", "them", "their", "theirs", "themselves", "what", "which", "who", "whom", "this", "that", "these", "those", "am", "is", "are", "was", "were", "be",
        "been", "being", "have", "has", "had", "having", "do", "does", "did", "doing", "a", "an", "the", "and", "but", "if", "or", "because", "as", "until", "while", "of", "at", "by",
        "for", "with", "about", "against", "between", "into", "through", "during", "before", "after", "above", "below", "to", "from", "up", "down", "in", "out", "on", "off", "over",
        "under", "again", "further", "then", "once", "here", "there", "when", "where", "why", "how", "all", "any", "both", "each", "few", "more", "most", "other", "some", "such", "no",
        "nor", "not", "only", "own", "same", "so", "than", "too", "very", "s", "t", "can", "will", "just", "don", "should", "now",
    ], StringComparer.Ordinal);

    /// <summary>What a word is also written as.</summary>
    public static IReadOnlyList<string> AlsoWritten(string word) => Others.TryGetValue(word, out var others) ? others : [];

    /// <summary>Whether a word says nothing.</summary>
    public static bool IsNoise(string word) => Noise.Contains(word);
}
