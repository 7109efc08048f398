using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Venues;

namespace Faro.Matching.Terms;

/// <summary>What a market's words say, taken apart. An empty list or null means that the text does not say: absent is a value of its own.</summary>
public sealed record MarketTerms
{
    /// <summary>The version of the extractor; part of the hash, so that pairs are judged again by a better reading.</summary>
    public const string Version = "terms-7";

    /// <summary>The market.</summary>
    public required MarketRef Market { get; init; }

    /// <summary>The question that the market asks, slot by slot.</summary>
    public Questions.Question Asked { get; init; } = Questions.Question.None;

    /// <summary>What has to happen, as one code (<c>party_nominee</c>, <c>rate_cut</c>, <c>win_game</c>, …); null when it is none of the known ones.</summary>
    public string? Predicate { get; init; }

    /// <summary>The levels asked for in the title or the outcome's label; where these name none, those of the paying condition.</summary>
    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    /// <summary>The first day that no longer counts, when the question has a deadline.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>Days, months and years the question names, other than the deadline.</summary>
    public required IReadOnlyList<DateSpan> Dates { get; init; }

    /// <summary>A time of day with its zone, where the question depends on one.</summary>
    public string? Clock { get; init; }

    /// <summary>Political parties of the question (codes).</summary>
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>Offices and chambers of the question (codes).</summary>
    public required IReadOnlyList<string> Offices { get; init; }

    /// <summary>States, countries and cities of the question (codes).</summary>
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>Electoral districts of the question, such as <c>ca-11</c>.</summary>
    public required IReadOnlyList<string> Districts { get; init; }

    /// <summary>Narrowing words of the question: round, regulation time, global, supporting, … (codes).</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Ranks of the question: <c>2nd</c>, <c>3rd</c>.</summary>
    public required IReadOnlyList<string> Ranks { get; init; }

    /// <summary>Ranks of the paying condition.</summary>
    internal IReadOnlyList<string> PaidRanks { get; init; } = [];

    /// <summary>Named resolution sources: hosts and known names.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>What happens on cancellation, postponement, a tie: codes such as <c>cancelled:fifty_fifty</c>.</summary>
    public required IReadOnlyList<string> VoidRules { get; init; }

    /// <summary>Clauses that move the settlement: codes such as <c>announcement_counts</c>, <c>death_excluded</c>, <c>on_inauguration</c>.</summary>
    public required IReadOnlyList<string> Clauses { get; init; }

    /// <summary>When the game begins, as the venue's record says; null when it does not.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The day in New York on which the game begins by the venue's record; null when the record does not say.</summary>
    public DateOnly? StartDay { get; init; }

    /// <summary>What the record's strike names although no word of the market does; null when the words name it too.</summary>
    public string? StrayStrike { get; init; }

    /// <summary>The line of a spread or total in the venue's record.</summary>
    public decimal? Line { get; init; }

    /// <summary>Whether at most one market of the venue's own event can pay; null when the venue does not say.</summary>
    public bool? Exclusive { get; init; }

    /// <summary>Whether the question is asked in the negative.</summary>
    public bool Negated { get; init; }

    /// <summary>Whether the market joins several propositions (a parlay).</summary>
    public bool Compound { get; init; }

    /// <summary>Whether the venue gave rules at all. Without them nothing shows that two markets resolve identically.</summary>
    public bool HasRules { get; init; }

    /// <summary>
    /// What was read, as a hash: SHA-256 over the terms in one form and every folded word of the title and rules, under the extractor's
    /// version. It says whether a pair was judged on the same reading; what the venue wrote is known by <see cref="Ingest.TermsHasher"/>'s hash.
    /// </summary>
    public required string ReadingHash { get; init; }

    /// <summary>The words of the title and the outcome's label that carry meaning.</summary>
    internal QuestionWord[] Question { get; init; } = [];

    /// <summary>The words of the paying condition that carry meaning.</summary>
    internal QuestionWord[] ConditionWords { get; init; } = [];

    /// <summary>Plain numbers of the title and the label: no dates, no times of day.</summary>
    internal IReadOnlyList<decimal> Numbers { get; init; } = [];

    /// <summary>What is counted one by one: plural nouns behind the numbers of title and paying condition.</summary>
    internal IReadOnlySet<string> Counted { get; init; } = new HashSet<string>();

    /// <summary>Hashes of the words of title, label, event and paying condition; sorted.</summary>
    internal int[] Near { get; init; } = [];

    /// <summary>Hashes of all words; sorted.</summary>
    internal int[] All { get; init; } = [];

    /// <summary>Every level named anywhere in the paying condition and the title.</summary>
    internal IReadOnlyList<Threshold> AllThresholds { get; init; } = [];

    /// <summary>The levels of the paying condition alone.</summary>
    internal IReadOnlyList<Threshold> ConditionThresholds { get; init; } = [];

    /// <summary>Narrowing words anywhere in the rules.</summary>
    internal IReadOnlyList<string> AllScopes { get; init; } = [];

    /// <summary>Predicates that title and condition allow, the first being <see cref="Predicate"/>.</summary>
    internal IReadOnlyList<string> Predicates { get; init; } = [];

    /// <summary>Distinct keys under which blocking finds the market.</summary>
    internal string[] BlockingKeys { get; init; } = [];

    internal bool Mentions(string word) => Array.BinarySearch(All, StableHash(word)) >= 0;

    internal bool MentionsNear(string word) => Array.BinarySearch(Near, StableHash(word)) >= 0;

    internal bool AsksFor(string word)
    {
        foreach (var q in Question)
        {
            if (string.Equals(q.Text, word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    internal static int StableHash(string word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
            hash = (hash ^ c) * 16777619u;
        return (int)hash;
    }

    internal static string HashOf(StringBuilder canonical)
    {
        Span<byte> digest = stackalloc byte[32];
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(canonical.Length));
        try
        {
            var length = 0;
            foreach (var chunk in canonical.GetChunks())
                length += Encoding.UTF8.GetBytes(chunk.Span, bytes.AsSpan(length));
            SHA256.HashData(bytes.AsSpan(0, length), digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return Convert.ToHexStringLower(digest);
    }

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A meaningful word of a question.</summary>
/// <param name="Text">The word under its one name, its ending cut.</param>
/// <param name="Proper">Whether it is a name.</param>
/// <param name="Raw">The word as written, folded.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Capital">Whether it is written with a capital.</param>
internal readonly record struct QuestionWord(string Text, bool Proper, string Raw, WordKind Kind, bool Capital)
{
    /// <summary>Whether it is part of a person's or a team's name.</summary>
    public bool InName { get; init; }

    /// <summary>The first letters of the name that it is a word of, three or more; empty for others.</summary>
    public string Letters { get; init; } = "";

    /// <summary>Whether it says where: a name behind "in" or "at".</summary>
    public bool Where { get; init; }
}
