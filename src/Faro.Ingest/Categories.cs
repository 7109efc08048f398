namespace Faro.Ingest;

/// <summary>
/// The categories that lists are filtered by: one small vocabulary over all venues, each of which has its own words. The
/// venue's word is kept as <c>venue_category</c>. An unknown word becomes <see cref="Other"/>; no word stays none.
/// </summary>
public static class Categories
{
    /// <summary>A category that the vocabulary does not name.</summary>
    public const string Other = "other";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal);

    static Categories()
    {
        Add("elections", "elections", "election", "us election", "us elections", "global elections", "world elections", "primaries", "midterms", "mayoral elections");
        Add("politics", "politics", "us politics", "u.s. politics", "us-current-affairs", "current affairs", "congress", "trump", "trump presidency", "us government", "government", "policy", "courts", "legal", "law");
        Add("world", "world", "geopolitics", "global politics", "foreign policy", "international", "middle east", "ukraine", "israel", "iran", "china", "russia", "war");
        Add("economics", "economics", "economy", "economic policy", "macro", "macro indicators", "fed", "fed rates", "inflation", "jobs");
        Add("business", "business", "finance", "financials", "companies", "company", "stocks", "commodities", "earnings", "ipo", "ipos", "transportation", "housing", "real estate");
        Add("crypto", "crypto", "cryptocurrency", "crypto prices", "bitcoin", "ethereum", "nfts", "nft", "defi", "airdrops");
        Add("sports", "sports", "sport", "soccer", "football", "basketball", "baseball", "hockey", "tennis", "golf", "mma", "ufc", "boxing", "motorsport", "formula 1", "f1", "cricket", "rugby", "olympics", "chess", "poker", "games",
            "nba", "nba playoffs", "nfl", "nfl playoffs", "super bowl", "mlb", "nhl", "ncaa", "wnba", "fifa world cup", "esports", "e-sports");
        Add("culture", "culture", "pop culture", "pop-culture", "entertainment", "art", "arts", "music", "movies", "film", "tv", "television", "celebrities", "awards", "oscars", "social", "social media", "creators", "mentions");
        Add("tech", "tech", "technology", "big tech", "ai", "artificial intelligence", "openai", "science and technology", "software", "internet");
        Add("science", "science", "space", "health", "medicine", "pandemics", "coronavirus", "covid", "covid-19");
        Add("climate", "climate", "weather", "climate and weather", "climate & science", "climate & weather", "natural disasters", "environment");
        Add(Other, Other, "all", "misc", "general");
    }

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["elections", "politics", "world", "economics", "business", "crypto", "sports", "culture", "tech", "science", "climate", Other];

    /// <summary>The category for a venue's word; null when the venue has none.</summary>
    public static string? Of(string? venueCategory) =>
        string.IsNullOrWhiteSpace(venueCategory) ? null : Words.GetValueOrDefault(venueCategory.Trim().ToLowerInvariant(), Other);

    private static void Add(string category, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            Words.Add(word, category);
    }
}
