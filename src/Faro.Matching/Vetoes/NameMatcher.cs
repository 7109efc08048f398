using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>Whether two names mean one person, team or thing: initials, spelling slips, club affixes, a city for its team.</summary>
internal static class NameMatcher
{
    private static readonly HashSet<string> Affixes = new(StringComparer.Ordinal)
    {
        "fc", "cf", "ssc", "ac", "as", "sc", "rcd", "rc", "cd", "ud", "sv", "fsv", "tsg", "tsv", "bsc", "ss", "asd", "afc", "calcio", "balompie", "futbol", "club", "football",
        "de", "del", "da", "do", "di", "la", "el", "al", "le", "of", "the", "and", "s", "cp", "bc", "bk", "if", "fk", "sk", "nk", "kv", "krc", "ogc", "hsc", "losc", "aj", "vfb", "vfl",
        "esports", "gaming", "team", "mr", "mrs", "dr", "sen", "rep", "gov", "sir", "party", "us", "entity:us", "1", "i", "scope:women",
    };

    private static readonly HashSet<string> Generations = new(StringComparer.Ordinal) { "jr", "sr", "ii", "iii", "iv", "junior", "senior" };

    private static readonly (string Short, string Long)[] Nicknames =
    [
        ("joe", "joseph"), ("mike", "michael"), ("jim", "james"), ("jimmy", "james"), ("bob", "robert"), ("rob", "robert"), ("bill", "william"), ("will", "william"),
        ("tom", "thomas"), ("tim", "timothy"), ("dan", "daniel"), ("danny", "daniel"), ("dave", "david"), ("steve", "steven"), ("steve", "stephen"), ("chris", "christopher"),
        ("matt", "matthew"), ("nick", "nicholas"), ("tony", "anthony"), ("alex", "alexander"), ("ben", "benjamin"), ("sam", "samuel"), ("ted", "edward"), ("ed", "edward"),
        ("pete", "peter"), ("greg", "gregory"), ("jeff", "jeffrey"), ("ken", "kenneth"), ("ron", "ronald"), ("don", "donald"), ("rick", "richard"), ("dick", "richard"),
        ("andy", "andrew"), ("drew", "andrew"), ("josh", "joshua"), ("jon", "jonathan"), ("kate", "katherine"), ("katie", "katherine"), ("liz", "elizabeth"), ("beth", "elizabeth"),
        ("jen", "jennifer"), ("kathy", "kathleen"), ("pat", "patrick"), ("ray", "raymond"), ("larry", "lawrence"), ("jerry", "gerald"), ("marty", "martin"), ("vince", "vincent"),
        ("zach", "zachary"), ("max", "maxwell"), ("gabe", "gabriel"), ("manny", "manuel"), ("sue", "susan"), ("debbie", "deborah"), ("becky", "rebecca"), ("charlie", "charles"),
    ];

    public static bool Same(NameTerm a, NameTerm b) => Same(a.Words, b.Words);

    public static bool Same(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if (a.Count == 1 && b.Count == 1 && a[0] == b[0])
            return true;
        if ((a.Count == 1 && a[0] == "act:draw") != (b.Count == 1 && b[0] == "act:draw"))
            return false;
        if (!SameGeneration(a, b))
            return false;
        var left = Core(a);
        var right = Core(b);
        if (left.Count > right.Count)
            (left, right) = (right, left);
        if (left.Count == 0)
            return false;
        if (Within(left, right))
            return true;
        return SamePerson(left, right) || TeamByCity(left, right) || TeamByCity(right, left) || Joined(left, right);
    }

    /// <summary>Whether all words of the name stand in a market's title, event or condition.</summary>
    public static bool StandsIn(NameTerm name, MarketTerms terms)
    {
        var core = Core(name.Words);
        if (core.Count == 0)
            return false;
        foreach (var w in core)
        {
            if (!terms.MentionsNear(w) && !terms.MentionsNear(Stemmer.Stem(w)))
                return false;
        }

        foreach (var w in name.Words)
        {
            if (Generations.Contains(w) && !terms.MentionsNear(w))
                return false;
        }

        return true;
    }

    /// <summary>At most one slip (two in long words): insertion, deletion, substitution or swap of neighbours.</summary>
    public static bool Alike(string a, string b)
    {
        if (a == b)
            return true;
        var longest = Math.Max(a.Length, b.Length);
        var allowed = longest >= 8 ? 2 : longest >= 5 ? 1 : 0;
        if (allowed == 0 || Math.Abs(a.Length - b.Length) > allowed || a.Contains(':', StringComparison.Ordinal) || b.Contains(':', StringComparison.Ordinal) || char.IsAsciiDigit(a[0]))
            return false;
        return Distance(a, b) <= allowed;
    }

    private static bool SameGeneration(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        foreach (var g in Generations)
        {
            if (a.Contains(g) != b.Contains(g))
                return false;
        }

        return true;
    }

    private static List<string> Core(IReadOnlyList<string> name)
    {
        var core = new List<string>(name.Count);
        foreach (var w in name)
        {
            if (!Affixes.Contains(w) && !Generations.Contains(w) && !(w.Length <= 4 && char.IsAsciiDigit(w[0]) && int.TryParse(w, out _)))
                core.Add(w);
        }

        return core.Count > 0 ? core : [.. name];
    }

    private static bool Within(List<string> small, List<string> large)
    {
        var exact = 0;
        foreach (var w in small)
        {
            if (large.Contains(w))
            {
                exact++;
                continue;
            }

            if (small.Count == 1 && (small[0].Length < 8 || large.Count > 1) || !large.Exists(l => Alike(l, w)))
                return false;
        }

        if (exact == 0 && small.Count > 1)
            return small.Count == large.Count;
        // A single common word does not stand for a longer name of several.
        return small.Count > 1 || large.Count == 1 || small[0].Length > 2 && (large[^1] == small[0] || large[0] == small[0]);
    }

    private static bool SamePerson(List<string> a, List<string> b)
    {
        if (a.Count < 2 || b.Count < 2 || !Alike(a[^1], b[^1]))
            return false;
        var (x, y) = (a[0], b[0]);
        if (x == y)
            return a[^1] == b[^1] || a.Count == b.Count;
        if (a[^1] != b[^1])
            return false;
        if (x.Length == 1 && y[0] == x[0] || y.Length == 1 && x[0] == y[0])
            return true;
        foreach (var (s, l) in Nicknames)
        {
            if (x == s && y == l || x == l && y == s)
                return true;
        }

        // A middle name used as the first one: "j robert smith" and "robert smith".
        return a.Contains(y) || b.Contains(x);
    }

    private static bool TeamByCity(List<string> team, List<string> city)
    {
        var nickname = team[^1];
        if (!Lexicon.Shared.Teams.TryGetValue(nickname, out var places))
            return false;
        foreach (var place in places)
        {
            var code = CodeOf(place);
            var rest = new List<string>(city);
            if (code is not null ? rest.Remove(code) : place.All(rest.Remove))
            {
                if (rest.Count == 0 || rest.Count == 1 && nickname.StartsWith(rest[0], StringComparison.Ordinal))
                    return true;
            }
        }

        return false;
    }

    private static string? CodeOf(string[] place)
    {
        var tokens = place.Select(p => new Token(p, TokenMark.Capital, 0)).ToArray();
        var words = new List<Word>();
        Lexicon.Shared.Canonicalize(tokens, new bool[tokens.Length], Field.Outcome, words);
        return words.Count == 1 ? words[0].Text : null;
    }

    // "jae myung" and "jaemyung"
    private static bool Joined(List<string> a, List<string> b) => string.Concat(a) == string.Concat(b);

    private static int Distance(string a, string b)
    {
        Span<int> previous = stackalloc int[b.Length + 1];
        Span<int> current = stackalloc int[b.Length + 1];
        Span<int> older = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], older[j - 2] + 1);
            }

            previous.CopyTo(older);
            current.CopyTo(previous);
        }

        return previous[b.Length];
    }
}
