using System.Collections.Frozen;

namespace Faro.Matching.Knowledge;

/// <summary>A competition as the tables know it.</summary>
/// <param name="Code">Its short name.</param>
/// <param name="Sport">Its sport.</param>
/// <param name="Sex"><c>m</c>, <c>f</c>, or empty when both play it.</param>
internal sealed record Competition(string Code, string Sport, string Sex);

/// <summary>Competitions by code and by the series that Kalshi lists them under.</summary>
internal static class Competitions
{
    private static readonly (FrozenDictionary<string, Competition> ByCode, (string Series, string Code, string Unit)[] Series, (string Phrase, string Name)[] Phrases) Tables = Load();

    /// <summary>Phrases, each with the name <c>code/unit</c> that it means.</summary>
    public static IReadOnlyList<(string Phrase, string Name)> Phrases => Tables.Phrases;

    private static readonly HashSet<string> Esports = new(StringComparer.Ordinal) { "cs2", "lol", "dota2", "valorant", "rl", "ow", "cod", "r6", "sc2", "hok", "mlbb", "pubg", "apex", "fortnite", "eafc", "esports" };

    /// <summary>Whether a sport is an electronic game.</summary>
    public static bool IsEsport(string sport) => Esports.Contains(sport);

    // Codes that Polymarket's addresses of games begin with, where they are not the competition's own.
    private static readonly FrozenDictionary<string, string> Slugs = KnowledgeFiles.Lines("slugs.txt").Select(l => l.Split('=', StringSplitOptions.TrimEntries)).ToFrozenDictionary(c => c[0], c => c[1], StringComparer.Ordinal);

    /// <summary>The competition that an address of a game begins with.</summary>
    public static Competition? OfSlug(string code) => Find(Slugs.GetValueOrDefault(code, code));

    public static Competition? Find(string code) => Tables.ByCode.GetValueOrDefault(code);

    /// <summary>The competition and unit that a Kalshi ticker's series names; null when no known series begins it.</summary>
    public static (Competition Competition, string Unit)? OfTicker(string ticker)
    {
        var dash = ticker.IndexOf('-', StringComparison.Ordinal);
        var series = dash < 0 ? ticker : ticker[..dash];
        foreach (var (prefix, code, unit) in Tables.Series)
        {
            // Only a whole series, or one that goes on with the kind of market: KXNBA is also the beginning of KXNBAEAST.
            if (series.StartsWith(prefix, StringComparison.Ordinal) && (!Ambiguous.Contains(prefix) || IsKind(series.AsSpan(prefix.Length))))
                return (Tables.ByCode[code], unit);
        }

        return null;
    }

    // Beginnings that other words have too: KXFO is the French Open and the beginning of a foldable phone.
    private static readonly FrozenSet<string> Ambiguous = new[] { "KXAO", "KXFO", "KXSB", "KXWC", "KXWO", "KXOW", "KXRL", "KXR6", "KXDEL", "KXEURO", "KXINDY", "KXLIV", "KXCOD", "KXLOL", "KXUSO", "KXUPL", "KXUSL", "KXWSL", "KXBCL", "KXCBA", "KXAFL", "KXRPL", "KXT20" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Kinds =
    [
        "GAME", "MATCH", "MEN", "WOMEN", "WMEN", "SINGLES", "DOUBLES", "CHAMP", "WIN", "TOTAL", "SPREAD", "TEAM", "BTTS", "FINAL", "SERIES", "MVP", "TITLE", "TOUR", "MAP", "SET", "SCORE", "ROUND", "GROUP", "QUAL", "TOP", "FIRST", "HALF", "HOST",
        "BACK", "CORNER", "GOAL", "ADVANCE", "POLE", "PODIUM", "RACE", "EAST", "WEST", "FIGHT", "BEST", "REACH", "EXACT",
    ];

    private static bool IsKind(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || char.IsAsciiDigit(rest[0]) || rest is "M" or "W")
            return true;
        foreach (var kind in Kinds)
        {
            if (rest.StartsWith(kind, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static (FrozenDictionary<string, Competition>, (string, string, string)[], (string, string)[]) Load()
    {
        var codes = new Dictionary<string, Competition>(StringComparer.Ordinal);
        var series = new List<(string Series, string Code, string Unit)>();
        var phrases = new List<(string, string)>();
        foreach (var line in KnowledgeFiles.Lines("competitions.tsv"))
        {
            var cells = KnowledgeFiles.Cells(line, 6);
            codes.TryAdd(cells[0], new Competition(cells[0], cells[1], cells[2]));
            foreach (var prefix in KnowledgeFiles.Parts(cells[4]))
                series.Add((prefix, cells[0], cells[3]));
            foreach (var phrase in KnowledgeFiles.Parts(cells[5]))
                phrases.Add((phrase, cells[0] + "/" + cells[3]));
        }

        return (codes.ToFrozenDictionary(StringComparer.Ordinal), [.. series.OrderByDescending(s => s.Series.Length).ThenBy(s => s.Series, StringComparer.Ordinal)], [.. phrases]);
    }
}
