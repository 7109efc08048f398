using Faro.Matching.Knowledge;

namespace Faro.Matching.Questions;

/// <summary>What two names are to each other.</summary>
internal enum Likeness
{
    /// <summary>Two persons, teams or things.</summary>
    Different,

    /// <summary>It cannot be shown either way.</summary>
    Unclear,

    /// <summary>The same but for a slip of the pen: a letter doubled, two letters in the wrong order.</summary>
    Misspelt,

    /// <summary>One and the same.</summary>
    Same,
}

/// <summary>Whether two names are one person or team. What cannot be shown is unclear, never the same.</summary>
internal static class NameRules
{
    private static readonly HashSet<string> Particles = new(StringComparer.Ordinal) { "de", "da", "do", "di", "del", "van", "von", "der", "den", "la", "le", "el", "al", "dos", "das", "y", "e", "ter", "of", "du", "and", "the" };

    private static readonly (string Short, string Long)[] Nicknames = LoadNicknames();

    /// <summary>Compares two names.</summary>
    /// <param name="a">One name.</param>
    /// <param name="b">The other.</param>
    /// <param name="sport">The sport both play, when it is known: it tells the Panthers of one league from those of another.</param>
    /// <param name="persons">Whether the names are persons': then a surname alone may stand for the whole.</param>
    public static Likeness Compare(NameTerm a, NameTerm b, string? sport, bool persons)
    {
        if (a.IsDraw || b.IsDraw)
            return a.IsDraw && b.IsDraw ? Likeness.Same : Likeness.Different;
        if (a.IsRest || b.IsRest)
            return a.IsRest && b.IsRest ? Likeness.Unclear : Likeness.Different;
        if (a.Side == b.Side && (Initials(a.Words, b.Words) || Initials(b.Words, a.Words)))
            return Likeness.Same;
        if (a.Side != b.Side)
            return persons ? Likeness.Unclear : Likeness.Different;
        if ((!persons || IsCountry(a) && IsCountry(b)) && ByTables(a, b, sport) is { } known)
            return known;
        if (a.Generation != b.Generation)
            return a.Generation.Length > 0 && b.Generation.Length > 0 ? Likeness.Different : SamePerson(a.Core, b.Core) == Likeness.Different ? Likeness.Different : Likeness.Unclear;
        if (SameWords(a.Core, b.Core))
            return Likeness.Same;
        return persons ? SamePerson(Canonical(a.Core), Canonical(b.Core)) : SameTeam(a, b);
    }

    /// <summary>"SNP" for "Scottish National Party": the first letters of three words or more.</summary>
    private static bool Initials(IReadOnlyList<string> letters, IReadOnlyList<string> words)
    {
        if (letters is not [{ Length: >= 3 and <= 6 } code] || words.Count < code.Length)
            return false;
        var at = 0;
        foreach (var w in words)
        {
            if (at < code.Length && w[0] == code[at])
                at++;
            else if (w is not ("of" or "the" or "for" or "and"))
                return false;
        }

        return at == code.Length;
    }

    /// <summary>Whether two given names are one: a short form, another spelling of the same name.</summary>
    public static bool SameGiven(string a, string b) => a == b || Nicknames.Any(n => n.Short == a && n.Long == b || n.Long == a && n.Short == b);

    private static Likeness? ByTables(NameTerm a, NameTerm b, string? sport)
    {
        IReadOnlyList<string> x = a.Ids, y = b.Ids;
        if (x.Count == 0 || y.Count == 0)
            return null;
        if (sport is not null)
        {
            var p = x.Where(i => Entities.Plays(i, sport)).ToArray();
            var q = y.Where(i => Entities.Plays(i, sport)).ToArray();
            if (p.Length == 0 || q.Length == 0)
                return SameWords(a.Core, b.Core) ? Likeness.Same : null;
            (x, y) = (p, q);
        }

        var common = x.Intersect(y, StringComparer.Ordinal).ToArray();
        if (common.Length == 0)
            return Likeness.Different;
        // "Los Angeles" alone may be either of two; a name of one table entry is that entry.
        return x.Count == 1 || y.Count == 1 || SameWords(a.Core, b.Core) || common.Select(Kind).Distinct().Count() == common.Length ? Likeness.Same : Likeness.Unclear;
    }

    private static bool IsCountry(NameTerm name) => name.Ids.Any(i => i.StartsWith("country/", StringComparison.Ordinal) || i.StartsWith("entity/", StringComparison.Ordinal));

    private static string Kind(string id) => id[..id.IndexOf('/', StringComparison.Ordinal)];

    private static Likeness SameTeam(NameTerm a, NameTerm b)
    {
        var x = Entities.WithoutAffixes(a.Core);
        var y = Entities.WithoutAffixes(b.Core);
        if (SameWords(x, y))
            return Likeness.Same;
        if (x.Count == y.Count && x.Zip(y).Count(w => w.First != w.Second) == 1 && x.Zip(y).All(w => w.First == w.Second || Slip(w.First, w.Second)))
            return Likeness.Misspelt;
        return x.All(y.Contains) || y.All(x.Contains) || x.Intersect(y).Any(w => w.Length > 3) ? Likeness.Unclear : Likeness.Different;
    }

    /// <summary>Given name and surname: an initial, a short form, a middle name and the order of the two may differ; the surname may not.</summary>
    private static Likeness SamePerson(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if (SameWords(a, b))
            return Likeness.Same;
        var x = a.Where(w => !Particles.Contains(w)).ToList();
        var y = b.Where(w => !Particles.Contains(w)).ToList();
        if (x.Count == 0 || y.Count == 0)
            return Likeness.Unclear;
        if (x.Count > y.Count)
            (x, y) = (y, x);
        if (x.Count == 1)
            return x[0] == y[^1] || y.Count == 3 && x[0] == y[1] ? Likeness.Same : y.Contains(x[0]) || y.Exists(w => Slip(w, x[0])) ? Likeness.Unclear : Likeness.Different;
        if (x.Count == y.Count && x.Order(StringComparer.Ordinal).SequenceEqual(y.Order(StringComparer.Ordinal)))
            return Likeness.Same; // "Xi Jinping", "Jinping Xi"
        var surname = x[^1] == y[^1] ? Likeness.Same : SpeltAlike(x[^1], y[^1]) ? Likeness.Same : Slip(x[^1], y[^1]) ? Likeness.Unclear : Likeness.Different;
        if (surname == Likeness.Same)
            return Given(x, y);
        // "Alejandro Davidovich", "Iván Cepeda": the first of two surnames
        if (x.Count < y.Count && x.SequenceEqual(y.Take(x.Count)))
            return Likeness.Same;
        if (x.Count == y.Count && surname == Likeness.Unclear && x.Take(x.Count - 1).SequenceEqual(y.Take(x.Count - 1)))
            return Likeness.Misspelt;
        return Likeness.Different;
    }

    private static Likeness Given(List<string> x, List<string> y)
    {
        var (p, q) = (x[0], y[0]);
        if (p == q || p.Length == 1 && q[0] == p[0] || q.Length == 1 && p[0] == q[0])
            return MiddleAgrees(x, y);
        foreach (var (s, l) in Nicknames)
        {
            if (p == s && q == l || p == l && q == s)
                return Likeness.Same;
        }

        // A middle name used as the first one: "J. Robert Smith" and "Robert Smith".
        if (x.Count < y.Count && y.Skip(1).Take(y.Count - 2).Contains(p) || x.Count > 2 && x.Skip(1).Take(x.Count - 2).Contains(q))
            return Likeness.Same;
        if (p.Length > 3 && q.Length > 3 && Single(p) == Single(q))
            return MiddleAgrees(x, y); // "Greg", "Gregg"
        if (Slip(p, q) && x.Count == y.Count)
            return Likeness.Misspelt;
        return Slip(p, q) || p.Length > 3 && q.Length > 3 && OneLetter(p, q) ? Likeness.Unclear : Likeness.Different;
    }

    private static Likeness MiddleAgrees(List<string> x, List<string> y)
    {
        if (x.Count == 2 || y.Count == 2)
            return Likeness.Same;
        var m = x.Skip(1).Take(x.Count - 2).ToArray();
        var n = y.Skip(1).Take(y.Count - 2).ToArray();
        return m.All(w => n.Any(v => v == w || v[0] == w[0] && (v.Length == 1 || w.Length == 1))) ? Likeness.Same : Likeness.Unclear;
    }

    /// <summary>Whether two surnames are one in two spellings: a last z for an s, as in Gonzales.</summary>
    private static bool SpeltAlike(string a, string b) =>
        a.Length == b.Length && a.Length > 4 && a[..^1] == b[..^1] && a[^1] is 'z' or 's' && b[^1] is 'z' or 's';

    /// <summary>Whether one could be a slip of the pen for the other: doubled letters, two letters in the wrong order. Another letter is another name.</summary>
    private static bool Slip(string a, string b)
    {
        if (a.Length < 4 || b.Length < 4)
            return false;
        if (Single(a) == Single(b))
            return true;
        if (a.Length != b.Length)
            return false;
        var i = 0;
        while (i < a.Length && a[i] == b[i])
            i++;
        return i + 1 < a.Length && a[i] == b[i + 1] && a[i + 1] == b[i] && a[(i + 2)..] == b[(i + 2)..];
    }

    private static bool OneLetter(string a, string b)
    {
        if (a.Length > b.Length)
            (a, b) = (b, a);
        if (b.Length - a.Length > 1)
            return false;
        var i = 0;
        while (i < a.Length && a[i] == b[i])
            i++;
        return a.Length == b.Length ? a[Math.Min(a.Length, i + 1)..] == b[Math.Min(b.Length, i + 1)..] : a[i..] == b[(i + 1)..];
    }

    private static string Single(string word) => string.Concat(word.Where((c, i) => i == 0 || word[i - 1] != c));

    private static bool SameWords(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        a.SequenceEqual(b, StringComparer.Ordinal) || string.Equals(string.Concat(a), string.Concat(b), StringComparison.Ordinal);

    // "AOC": a name in use for a longer one.
    private static IReadOnlyList<string> Canonical(IReadOnlyList<string> name)
    {
        var joined = string.Join(' ', name);
        return PersonsInUse.TryGetValue(joined, out var full) ? full : name;
    }

    private static Dictionary<string, string[]> PersonsInUse => Persons.Value;

    private static readonly Lazy<Dictionary<string, string[]>> Persons = new(() =>
    {
        var names = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var line in KnowledgeFiles.Lines("persons.tsv"))
        {
            var cells = KnowledgeFiles.Cells(line, 3);
            if (cells[0] != "name")
                continue;
            foreach (var other in KnowledgeFiles.Parts(cells[2]))
                names[other] = cells[1].Split(' ');
        }

        return names;
    });

    private static (string, string)[] LoadNicknames() =>
    [
        .. KnowledgeFiles.Lines("persons.tsv").Select(l => KnowledgeFiles.Cells(l, 3)).Where(c => c[0] == "short")
            .SelectMany(c => KnowledgeFiles.Parts(c[2]).Select(s => (s, c[1]))),
    ];
}
