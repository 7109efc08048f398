using System.Collections.Frozen;
using Faro.Matching.Terms;

namespace Faro.Matching.Knowledge;

/// <summary>
/// Teams, clubs, schools and countries under every name that venues use for them. An id is <c>league/city-nickname</c>,
/// <c>club/name</c>, <c>school/name</c> or <c>country/code</c>. A name that two teams of one league share means neither.
/// </summary>
internal static class Entities
{
    private static readonly (FrozenDictionary<string, string[]> ByName, FrozenSet<string> Nicknames) Tables = Load();

    private static readonly HashSet<string> Affixes = new(StringComparer.Ordinal)
    {
        "fc", "cf", "ssc", "ac", "as", "sc", "rcd", "rc", "cd", "ud", "sv", "fsv", "tsg", "tsv", "bsc", "ss", "us", "asd", "afc", "ca", "cr", "ec", "se", "if", "fk", "sk", "nk", "bk", "kv", "krc",
        "ogc", "hsc", "losc", "aj", "vfb", "vfl", "cp", "bc", "club", "calcio", "balompie", "de futbol", "futbol", "football", "1", "jk", "sl", "rsc", "acf", "saudi",
    };

    /// <summary>The ids that a name may stand for; empty when the tables do not know it.</summary>
    /// <param name="words">The folded words of the name.</param>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return [];
        if (Tables.ByName.TryGetValue(Key(words, 0, words.Count), out var ids))
            return ids;
        // "Kansas State Wildcats", "Stetson Hatters (W)"
        for (var cut = 1; cut <= 3 && cut < words.Count; cut++)
        {
            if (Tables.Nicknames.Contains(Key(words, words.Count - cut, words.Count)) && Tables.ByName.TryGetValue(Key(words, 0, words.Count - cut), out var schools)
                && schools.Where(s => s.StartsWith("school/", StringComparison.Ordinal)).ToArray() is { Length: > 0 } found)
                return found;
        }

        var (from, to) = Core(words);
        return (from > 0 || to < words.Count) && Tables.ByName.TryGetValue(Key(words, from, to), out var clubs) ? clubs : [];
    }

    /// <summary>The words without club affixes and founding years at either end.</summary>
    public static IReadOnlyList<string> WithoutAffixes(IReadOnlyList<string> words)
    {
        var (from, to) = Core(words);
        return from == 0 && to == words.Count ? words : [.. words.Skip(from).Take(to - from)];
    }

    /// <summary>The competition that an id's first part names, if it is one.</summary>
    public static string? LeagueOf(string id) => id[..id.IndexOf('/', StringComparison.Ordinal)] is var league && Competitions.Find(league) is not null ? league : null;

    /// <summary>Whether teams under this id play the sport.</summary>
    public static bool Plays(string id, string sport)
    {
        var kind = id[..id.IndexOf('/', StringComparison.Ordinal)];
        return kind switch
        {
            "club" => sport is "soccer" or "basketball" or "handball" or "volleyball" or "hockey",
            "org" => Competitions.IsEsport(sport),
            "school" => sport is not ("soccer" or "tennis" or "mma" or "boxing" or "f1" or "golf"),
            "country" => true,
            _ => Competitions.Find(kind)?.Sport == sport,
        };
    }

    private static (int From, int To) Core(IReadOnlyList<string> words)
    {
        var from = 0;
        var to = words.Count;
        while (to - from > 1 && IsAffix(words[to - 1]))
            to--;
        while (to - from > 1 && IsAffix(words[from]))
            from++;
        return (from, to);
    }

    private static bool IsAffix(string word) =>
        Affixes.Contains(word) || word.Length is 2 or 4 && word.All(char.IsAsciiDigit) && (word.Length == 2 || word[0] is '1' or '2');

    private static string Key(IReadOnlyList<string> words, int from, int to)
    {
        if (to - from == 1)
            return words[from];
        return string.Join(' ', words.Skip(from).Take(to - from).Select((w, i) => w switch
        {
            "saint" => "st",
            "st" when i == to - from - 1 => "state",
            "utd" => "united",
            _ => w,
        }).Where(w => w is not "and"));
    }

    private static (FrozenDictionary<string, string[]>, FrozenSet<string>) Load()
    {
        var names = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var nicknames = new HashSet<string>(StringComparer.Ordinal);
        Teams(names);
        foreach (var line in KnowledgeFiles.Lines("schools.tsv"))
            School(line, names, nicknames);
        foreach (var line in KnowledgeFiles.Lines("clubs.tsv"))
        {
            var cells = KnowledgeFiles.Cells(line, 2);
            var reserve = cells[0].StartsWith("reserve:", StringComparison.Ordinal);
            var org = cells[0].StartsWith("org:", StringComparison.Ordinal);
            var first = reserve ? cells[0][8..] : org ? cells[0][4..] : cells[0];
            var id = (reserve ? "club/reserve-" : org ? "org/" : "club/") + string.Join('-', Fold(first));
            foreach (var name in reserve ? KnowledgeFiles.Parts(cells[1]) : [first, .. KnowledgeFiles.Parts(cells[1])])
                Add(names, Fold(name), id);
        }

        foreach (var line in KnowledgeFiles.Lines("places.txt").Where(l => l.StartsWith("country ", StringComparison.Ordinal)))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var id = "country/" + line[8..equals].Trim();
            foreach (var name in KnowledgeFiles.Parts(line[(equals + 1)..]))
                Add(names, Fold(name.TrimStart('^')), id);
        }

        // Institutions and persons under several names: "ECB", "European Central Bank".
        foreach (var line in KnowledgeFiles.Lines("words.txt").Where(l => l.StartsWith("entity ", StringComparison.Ordinal)))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            foreach (var name in KnowledgeFiles.Parts(line[(equals + 1)..]))
                Add(names, Fold(name.TrimStart('^')), "entity/" + line[7..equals].Trim());
        }

        foreach (var name in new[] { "USA", "United States", "US", "U.S.", "United States of America", "USMNT" })
            Add(names, Fold(name), "country/us");
        Add(names, ["georgia"], "country/ge");
        return (names.ToFrozenDictionary(n => n.Key, n => n.Value.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal), nicknames.ToFrozenSet(StringComparer.Ordinal));
    }

    private static void Teams(Dictionary<string, HashSet<string>> names)
    {
        var rows = KnowledgeFiles.Lines("teams.tsv").Select(l => KnowledgeFiles.Cells(l, 4)).ToArray();
        foreach (var row in rows)
        {
            var id = $"{row[0]}/{string.Join('-', Fold(KnowledgeFiles.Parts(row[1])[0]))}-{string.Join('-', Fold(row[2]))}";
            var nickname = Fold(row[2]);
            var shared = rows.Count(r => r[0] == row[0] && KnowledgeFiles.Parts(r[1])[0] == KnowledgeFiles.Parts(row[1])[0]) > 1;
            if (rows.Count(r => r[0] == row[0] && r[2] == row[2]) == 1 && nickname is not [("fc" or "sc" or "cf" or "united" or "city" or "real" or "inter")])
                Add(names, nickname, id);
            foreach (var city in KnowledgeFiles.Parts(row[1]).Select(Fold))
            {
                Add(names, [.. city, .. nickname], id);
                if (!shared)
                    Add(names, city, id);
                // Kalshi: "New York G", "Chicago WS"
                Add(names, [.. city, string.Concat(nickname.Select(n => n[0]))], id);
            }

            foreach (var other in KnowledgeFiles.Parts(row[3]))
                Add(names, Fold(other), id);
        }
    }

    private static void School(string line, Dictionary<string, HashSet<string>> names, HashSet<string> nicknames)
    {
        var cells = KnowledgeFiles.Cells(line, 3);
        var id = "school/" + string.Join('-', Fold(cells[0]));
        var nickname = Fold(cells[1]);
        nicknames.Add(string.Join(' ', nickname));
        foreach (var name in (string[])[cells[0], .. KnowledgeFiles.Parts(cells[2])])
        {
            Add(names, Fold(name), id);
            Add(names, [.. Fold(name), .. nickname], id);
            var bracket = name.IndexOf('(', StringComparison.Ordinal);
            if (bracket > 0)
                Add(names, [.. Fold(name[..bracket]), .. nickname], id);
        }
    }

    private static void Add(Dictionary<string, HashSet<string>> names, string[] words, string id)
    {
        if (words.Length == 0)
            return;
        var key = Key(words, 0, words.Length);
        if (!names.TryGetValue(key, out var ids))
            names.Add(key, ids = new HashSet<string>(StringComparer.Ordinal));
        ids.Add(id);
    }

    private static string[] Fold(string name)
    {
        var tokens = new List<Token>();
        Tokenizer.Read(name, tokens);
        return [.. tokens.Select(t => t.Text)];
    }
}
