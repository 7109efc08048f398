using System.Collections.Frozen;
using Faro.Matching.Knowledge;

namespace Faro.Matching.Terms;

/// <summary>What part a word plays in a question.</summary>
internal enum WordKind : byte
{
    Plain,
    Stop,
    Party,
    Office,
    Act,
    Scope,
    Entity,
    State,
    City,
    Country,
    District,
    Number,
    Domain,

    /// <summary>A competition, <c>league:nfl/title</c>: code and unit.</summary>
    League,

    /// <summary>What is priced: an index, a fund, a coin, a commodity.</summary>
    Instrument,

    /// <summary>Where a value is read.</summary>
    Feed,

    /// <summary>A weather station.</summary>
    Station,
}

/// <summary>A word or phrase under its one name.</summary>
internal readonly record struct Word(string Text, WordKind Kind, Field Field, TokenMark Marks, decimal Value)
{
    public bool Has(TokenMark mark) => (Marks & mark) != 0;

    public bool IsPlace => Kind is WordKind.State or WordKind.City or WordKind.Country;

    /// <summary>The first of its tokens in the reading.</summary>
    public int From { get; init; }

    /// <summary>Whether it says the opposite: "lose" for "win".</summary>
    public bool Negative { get; init; }

    /// <summary>How many tokens it spans.</summary>
    public int Count { get; init; }

    /// <summary>The text without the name of its kind: <c>us</c> of <c>entity:us</c>.</summary>
    public string Code => Text[(Text.IndexOf(':', StringComparison.Ordinal) + 1)..];
}

/// <summary>The phrases that mean one thing: read once from the embedded word lists, matched longest first.</summary>
internal sealed class Lexicon
{
    private readonly FrozenDictionary<string, Entry[]> byFirst;

    private Lexicon(FrozenDictionary<string, Entry[]> byFirst, FrozenSet<string> states)
    {
        this.byFirst = byFirst;
        StateCodes = states;
    }

    public static Lexicon Shared { get; } = Load();

    /// <summary>Two-letter codes of the states.</summary>
    public FrozenSet<string> StateCodes { get; }

    /// <summary>Reads the tokens of one field into words; tokens that a date used are left out.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="used">Those that a date used.</param>
    /// <param name="field">Their field.</param>
    /// <param name="into">The words.</param>
    /// <param name="first">The place of the first token in the whole reading.</param>
    public void Canonicalize(ReadOnlySpan<Token> tokens, ReadOnlySpan<bool> used, Field field, List<Word> into, int first = 0)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            ref readonly var token = ref tokens[i];
            if (used[i])
                continue;
            if (TryDistrict(tokens, used, i, out var seat))
            {
                into.Add(new Word(TextFolding.Pooled($"{token.Text}-{seat:00}"), WordKind.District, field, token.Marks, 0) { From = first + i, Count = 2 });
                into.Add(new Word(TextFolding.Pooled("state:" + token.Text), WordKind.State, field, TokenMark.None, 0) { From = first + i, Count = 1 });
                i++;
                continue;
            }

            if (byFirst.TryGetValue(token.Text, out var entries) && Match(entries, tokens, used, i) is { } entry)
            {
                var marks = token.Marks | (tokens[i + entry.Phrase.Length - 1].Marks & TokenMark.SentenceEnd);
                // A negation is part of the phrase only where the phrase says so.
                into.Add(new Word(entry.Kind == WordKind.Stop ? token.Text : entry.Canonical, entry.Kind, field, marks, 0) { From = first + i, Count = entry.Phrase.Length, Negative = entry.Kind == WordKind.Act && token.Text is "lose" or "loses" or "losing" });
                i += entry.Phrase.Length - 1;
                continue;
            }

            var kind = token.IsNumber || token.Has(TokenMark.Clock) ? WordKind.Number : token.Text.Contains('.') ? WordKind.Domain : WordKind.Plain;
            into.Add(new Word(token.Text, kind, field, token.Marks, token.Value) { From = first + i, Count = 1 });
        }
    }

    // "CA-11", "AK-AL"; without the hyphen only before "house" or "district": "ca 22 house seat".
    private bool TryDistrict(ReadOnlySpan<Token> tokens, ReadOnlySpan<bool> used, int i, out int seat)
    {
        seat = 0;
        if (tokens[i].Text.Length != 2 || i + 1 >= tokens.Length || used[i + 1] || !StateCodes.Contains(tokens[i].Text))
            return false;
        var next = tokens[i + 1];
        if (next.IsNumber && next.Value is >= 1 and <= 60 && next.Value == decimal.Truncate(next.Value))
            seat = (int)next.Value;
        else if (next.Text != "al" || !tokens[i].Has(TokenMark.Capital))
            return false;
        return next.Has(TokenMark.Joined) && tokens[i].Has(TokenMark.Capital)
            || seat > 0 && i + 2 < tokens.Length && tokens[i + 2].Text is "house" or "district" or "congressional" or "seat";
    }

    private static Entry? Match(Entry[] entries, ReadOnlySpan<Token> tokens, ReadOnlySpan<bool> used, int i)
    {
        foreach (var entry in entries)
        {
            if (entry.Capital && !tokens[i].Has(TokenMark.Capital) || i + entry.Phrase.Length > tokens.Length)
                continue;
            var k = 1;
            while (k < entry.Phrase.Length && !used[i + k] && ReferenceEqualsOrEqual(tokens[i + k].Text, entry.Phrase[k])
                && !tokens[i + k - 1].Has(TokenMark.SentenceEnd))
            {
                k++;
            }

            if (k == entry.Phrase.Length)
                return entry;
        }

        return null;
    }

    private static bool ReferenceEqualsOrEqual(string a, string b) => ReferenceEquals(a, b) || string.Equals(a, b, StringComparison.Ordinal);

    private static Lexicon Load()
    {
        var entries = new Dictionary<string, List<Entry>>(StringComparer.Ordinal);
        var states = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in KnowledgeFiles.Lines("words.txt").Concat(KnowledgeFiles.Lines("places.txt")).Concat(KnowledgeFiles.Lines("instruments.txt")))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var left = line[..equals].Trim();
            var kindName = left[..left.IndexOf(' ', StringComparison.Ordinal)];
            var name = left[(kindName.Length + 1)..].Trim();
            var kind = Enum.Parse<WordKind>(kindName, ignoreCase: true);
            if (kind == WordKind.State)
                states.Add(name);
            foreach (var phrase in KnowledgeFiles.Parts(line[(equals + 1)..]))
                Add(entries, phrase, string.Intern(kindName + ":" + name), kind);
        }

        foreach (var (phrase, name) in Competitions.Phrases)
            Add(entries, phrase, string.Intern("league:" + name), WordKind.League);
        return new Lexicon(
            entries.ToFrozenDictionary(e => e.Key, e => e.Value.OrderByDescending(x => x.Phrase.Length).ToArray(), StringComparer.Ordinal),
            states.ToFrozenSet(StringComparer.Ordinal));
    }

    private static void Add(Dictionary<string, List<Entry>> entries, string text, string canonical, WordKind kind)
    {
        var phrase = text.TrimStart('^').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => TextFolding.Pooled(w)).ToArray();
        if (!entries.TryGetValue(phrase[0], out var list))
            entries.Add(phrase[0], list = []);
        list.Add(new Entry(phrase, canonical, kind, text[0] == '^'));
    }

    private sealed record Entry(string[] Phrase, string Canonical, WordKind Kind, bool Capital);
}
