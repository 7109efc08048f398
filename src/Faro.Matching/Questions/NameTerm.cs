using Faro.Matching.Knowledge;

namespace Faro.Matching.Questions;

/// <summary>A person, a team or a thing as a market names it.</summary>
public sealed record NameTerm
{
    private static readonly HashSet<string> Titles = new(StringComparer.Ordinal)
    {
        "mr", "mrs", "ms", "dr", "sen", "senator", "rep", "representative", "gov", "governor", "sir", "justice", "judge", "king", "queen", "prince", "president", "pope", "coach", "the", "mayor", "secretary",
    };

    private static readonly HashSet<string> Generations = new(StringComparer.Ordinal) { "jr", "sr", "ii", "iii", "iv", "junior", "senior" };

    private static readonly HashSet<string> Organisations = new(StringComparer.Ordinal) { "team", "esports", "esport", "gaming", "clan", "party", "club" };

    private NameTerm(IReadOnlyList<string> words) => Words = words;

    /// <summary>The folded words as they stand.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Which side of a club: empty for the first team, else <c>reserve</c>, <c>u21</c>, <c>women</c>, <c>academy</c>.</summary>
    public string Side { get; private init; } = "";

    /// <summary><c>jr</c>, <c>sr</c>, <c>iii</c>; empty without one.</summary>
    public string Generation { get; private init; } = "";

    /// <summary>The words that name: without side, generation, form of address.</summary>
    public IReadOnlyList<string> Core { get; private init; } = [];

    /// <summary>What the tables know under this name.</summary>
    internal IReadOnlyList<string> Ids { get; private init; } = [];

    /// <summary>Whether it is the draw.</summary>
    public bool IsDraw => Words is [("tie" or "draw")];

    /// <summary>Whether it means everything that is not named.</summary>
    public bool IsRest => Words.Count > 0 && (Words[0] is "other" or "others" or "none" or "nobody" or "neither" or "field" or "another" or "someone" or "anyone"
        || Words is ["any", "other", ..] or ["all", "others"] or ["the", "field"] or ["no", "one"] or ["no", "other", ..] or ["a", "different", ..]);

    /// <summary>Takes folded words apart. Null when nothing is left of them.</summary>
    public static NameTerm? Of(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return null;
        var core = new List<string>(words.Count);
        string side = "", generation = "";
        for (var i = 0; i < words.Count; i++)
        {
            var w = words[i];
            if (SideOf(words, i) is { } s)
                side = s;
            else if (Generations.Contains(w) && i > 0 && i == words.Count - 1)
                generation = w switch { "junior" => "jr", "senior" => "sr", _ => w };
            else if (w is not "s" && !(core.Count == 0 && i < words.Count - 1 && Titles.Contains(w)) && !(words.Count > 1 && Organisations.Contains(w)))
                core.Add(w);
        }

        if (core.Count == 0)
            core.AddRange(words);
        var ids = Entities.Find(words);
        if (ids.Count == 0 && (side.Length > 0 || core.Count < words.Count))
            ids = Entities.Find(core);
        return new NameTerm(words) { Side = side, Generation = generation, Core = core, Ids = ids };
    }

    /// <summary>The same name without the word for its side.</summary>
    internal NameTerm FirstSide() => Side.Length == 0 ? this : this with { Side = "" };

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Words);

    private static string? SideOf(IReadOnlyList<string> words, int i)
    {
        var w = words[i];
        if (w.Length == 3 && w[0] == 'u' && char.IsAsciiDigit(w[1]) && char.IsAsciiDigit(w[2]))
            return w;
        if (w.Length == 2 && i > 0 && words[i - 1] is "u" or "under" && w.All(char.IsAsciiDigit))
            return "u" + w;
        return w switch
        {
            "u" or "under" when i + 1 < words.Count && words[i + 1].Length == 2 && words[i + 1].All(char.IsAsciiDigit) => "",
            "ii" or "b" when i == words.Count - 1 && i > 0 && words.Count <= 4 => "reserve",
            "reserves" or "reserve" or "castilla" or "jong" or "primavera" or "futuro" or "promesas" or "amateure" => "reserve",
            "atletic" when i > 0 => "reserve",
            "next" when i + 1 < words.Count && words[i + 1] == "gen" => "reserve",
            "gen" when i > 0 && words[i - 1] == "next" => "reserve",
            "youth" or "juvenil" => "youth",
            "academy" or "academia" or "nxt" when i > 0 => "academy",
            "women" or "womens" or "ladies" or "femenino" or "femenina" or "feminine" or "feminin" or "femminile" or "frauen" or "feminino" or "wfc" => "women",
            "w" when i == words.Count - 1 && words.Count > 1 => "women",
            _ => null,
        };
    }
}
