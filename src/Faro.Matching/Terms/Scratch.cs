using System.Runtime.InteropServices;
using System.Text;
using Faro.Matching.Questions;

namespace Faro.Matching.Terms;

/// <summary>What one reading collects; kept per thread so that a catalog is read with few allocations.</summary>
internal sealed class Scratch
{
    private static readonly HashSet<string> OrdinaryCapitals = new(StringComparer.Ordinal) { "will", "who", "what", "which", "how", "when", "best", "top", "winner", "most", "no", "yes", "the", "market", "before", "wil", "election", "race", "party", "and", "end", "state" };

    // Levels are compared as numbers; the words around them need not agree.
    private static readonly HashSet<string> Comparators = new(StringComparer.Ordinal)
    {
        "more", "above", "least", "over", "below", "between", "exceed", "higher", "fewer", "less", "greater", "inches", "degrees",
    };

    private readonly List<Threshold> levels = [];
    private readonly List<int> hashes = [];

    public List<Token> Tokens { get; } = [];

    /// <summary>All tokens read so far, of every field.</summary>
    public List<Token> All { get; } = [];

    /// <summary>For each token of <see cref="All"/>: the word that covers it, or -1 where a date does.</summary>
    public List<int> WordAt { get; } = [];

    /// <summary>The stretches of <see cref="All"/>: a field, or a sentence of the rules.</summary>
    public List<Stretch> Stretches { get; } = [];

    public List<Word> Words { get; } = [];

    public bool[] Used { get; set; } = new bool[1024];

    public List<(DateSpan Date, int At)> FoundDates { get; } = [];

    public List<FoundDate> Dates { get; } = [];

    public List<(int From, int To, Field Part)> Sentences { get; } = [];

    public List<(string Text, Field Field)> Clocks { get; } = [];

    public StringBuilder Folded { get; } = new();

    public HashSet<string> VoidRules { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Clauses { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Sources { get; } = new(StringComparer.Ordinal);

    public bool TitleStartsWithWill { get; set; }

    public void Clear()
    {
        Tokens.Clear();
        All.Clear();
        WordAt.Clear();
        Stretches.Clear();
        Words.Clear();
        Dates.Clear();
        Sentences.Clear();
        Clocks.Clear();
        Folded.Clear();
        VoidRules.Clear();
        Clauses.Clear();
        Sources.Clear();
        TitleStartsWithWill = false;
    }

    /// <summary>The words of one field; the first stretch only (a field's words stand together).</summary>
    public ReadOnlySpan<Word> Part(Field field)
    {
        var words = CollectionsMarshal.AsSpan(Words);
        var from = 0;
        while (from < words.Length && words[from].Field != field)
            from++;
        var to = from;
        while (to < words.Length && words[to].Field == field)
            to++;
        return words[from..to];
    }

    public IReadOnlyList<Threshold> Thresholds(Field field)
    {
        levels.Clear();
        ThresholdReader.Read(Part(field), levels);
        return levels.Count == 0 ? [] : [.. levels.Distinct()];
    }

    public QuestionWord[] QuestionWords(bool outcomeNamed, IReadOnlySet<int> names)
    {
        var found = new List<QuestionWord>(16);
        var titleCase = TitleCase();
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Field > Field.Outcome || w.Kind is WordKind.Number or WordKind.Domain || IsTicker(w) || IsPartysLetter(w))
                continue;
            // A small word with a capital inside a sentence is part of a name: "Time Person of the Year".
            var named = w.Kind == WordKind.Stop && !titleCase && w.Text.Length > 2 && w.Has(TokenMark.Capital) && !w.Has(TokenMark.SentenceStart)
                && !OrdinaryCapitals.Contains(w.Text);
            if (w.Kind == WordKind.Stop && !named || Comparators.Contains(w.Text))
                continue;
            var text = w.Kind == WordKind.Plain ? Stemmer.Stem(w.Text) : w.Text;
            if (text.Length < 2 && !(w.Field == Field.Outcome && outcomeNamed))
                continue;
            var proper = w.Kind is WordKind.Plain or WordKind.Stop && w.Has(TokenMark.Capital) && !w.Has(TokenMark.SentenceStart) && !OrdinaryCapitals.Contains(w.Text)
                || w.Kind is WordKind.Entity or WordKind.State or WordKind.City or WordKind.Country or WordKind.District;
            var seen = found.FindIndex(f => f.Text == text);
            if (seen < 0)
                found.Add(new QuestionWord(text, proper, w.Text, w.Kind, w.Has(TokenMark.Capital)) { InName = names.Contains(w.From) });
            else if (proper)
                found[seen] = found[seen] with { Proper = true };
        }

        return [.. found];
    }

    public IReadOnlyList<decimal> Numbers()
    {
        List<decimal>? numbers = null;
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Field <= Field.Outcome && w.Kind == WordKind.Number && !w.Has(TokenMark.Clock) && !(w.From + 1 < All.Count && All[w.From + 1].Text is "am" or "pm") && !(numbers ??= []).Contains(w.Value))
                numbers.Add(w.Value);
        }

        return numbers ?? [];
    }

    // "(NRC)" after the words whose first letters it is made of
    private bool IsAcronym(in Word w)
    {
        if (w.Count != 1 || w.Text.Length is < 2 or > 6 || !w.Has(TokenMark.Colon))
            return false;
        var letter = w.Text.Length - 1;
        for (var i = w.From - 1; i >= 0 && i > w.From - 12 && letter >= 0; i--)
        {
            if (All[i].Text.Length > 0 && All[i].Text[0] == w.Text[letter])
                letter--;
            else if (All[i].Text is not ("of" or "the" or "and" or "for"))
                return false;
        }

        return letter < 0;
    }

    // "Palantir (PLTR)": the name's own ticker behind it, made of its letters, or behind what the tables know as priced.
    private bool IsTicker(in Word w)
    {
        if (w.Kind != WordKind.Plain || w.Count != 1 || w.Text.Length is < 2 or > 5 || !w.Has(TokenMark.Colon) || !w.Has(TokenMark.Capital) || w.From == 0 || WordAt[w.From - 1] < 0)
            return false;
        var before = Words[WordAt[w.From - 1]];
        if (before.Kind == WordKind.Instrument || before.Text.StartsWith("entity:co.", StringComparison.Ordinal))
            return true;
        var begin = w.From;
        while (begin > 0 && w.From - begin < 5 && All[begin - 1].Has(TokenMark.Capital) && !All[begin - 1].Has(TokenMark.SentenceEnd) && WordAt[begin - 1] >= 0 && Words[WordAt[begin - 1]].Field == w.Field)
            begin--;
        for (; begin < w.From; begin++)
        {
            var at = 0;
            for (var i = begin; i < w.From && at < w.Text.Length; i++)
            {
                foreach (var c in All[i].Text)
                {
                    if (at < w.Text.Length && c == w.Text[at])
                        at++;
                    else if (at == 0)
                        break; // it begins as the name begins
                }
            }

            if (at == w.Text.Length)
                return true;
        }

        return false;
    }

    // "Moderate Party (M)": the letter by which a ballot knows it.
    private bool IsPartysLetter(in Word w) =>
        w.Text.Length == 1 && w.From > 1 && w.Has(TokenMark.Colon) && w.Has(TokenMark.Capital) && (All[w.From - 1].Text is "party" && All[w.From - 2].Text.StartsWith(w.Text, StringComparison.Ordinal)
            || w.Field == Field.Outcome && w.Text is "i" or "d" or "r" or "l" or "g" && (w.From + 1 >= All.Count || WordAt.Count > w.From + 1 && Words[^1].From >= w.From));

    public QuestionWord[] ConditionWords()
    {
        var found = new List<QuestionWord>(24);
        var tail = -1; // one past the last token of a clause that only says when or by whom it is reported
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Field == Field.Condition && w.From >= tail && Tail(w) is var end and > 0)
                tail = end;
            if (w.Field != Field.Condition || w.From < tail || w.Kind is WordKind.Number or WordKind.Domain or WordKind.Stop || w.Text.Length < 2 || IsAcronym(w) || IsTicker(w))
                continue;
            var text = w.Kind == WordKind.Plain ? Stemmer.Stem(w.Text) : w.Text;
            if (!found.Exists(f => f.Text == text))
                found.Add(new QuestionWord(text, w.Has(TokenMark.Capital) && !w.Has(TokenMark.SentenceStart), w.Text, w.Kind, w.Has(TokenMark.Capital)) { Where = IsWhere(w), Letters = Letters(w) });
        }

        return [.. found];
    }

    // "in Vienna", "at Alexandra Palace"
    private bool IsWhere(in Word w)
    {
        var i = w.From;
        while (i > 0 && All[i].Has(TokenMark.Capital) && !All[i - 1].Has(TokenMark.SentenceEnd) && w.From - i < 4)
            i--;
        return i < w.From && All[i].Text is "in" or "at";
    }

    // "Rapid Support Forces": the letters by which the other side may know it.
    private string Letters(in Word w)
    {
        if (!w.Has(TokenMark.Capital) || All[w.From].IsNumber)
            return "";
        int from = w.From, to = w.From;
        while (from > 0 && w.From - from < 8 && InRun(from - 1) && !All[from - 1].Has(TokenMark.SentenceEnd))
            from--;
        while (to + 1 < All.Count && to - w.From < 8 && InRun(to + 1) && !All[to].Has(TokenMark.SentenceEnd))
            to++;
        var letters = new System.Text.StringBuilder();
        for (var i = from; i <= to; i++)
        {
            if (All[i].Has(TokenMark.Capital) && All[i].Text.Length > 1)
                letters.Append(All[i].Text[0]);
        }

        return letters.Length >= 3 ? letters.ToString() : "";
    }

    private bool InRun(int i) => All[i].Has(TokenMark.Capital) && !All[i].IsNumber || All[i].Text is "of" or "the" or "and" or "for" or "s";

    // "whose final is scheduled for …", "as confirmed by …": to the end of the sentence, or to the comma before what follows. 0 for other words.
    private int Tail(in Word w)
    {
        var whose = w.Text is "whose";
        if (!whose && !(w.Text is "act:confirm" or "confirmed" or "reported" or "report" && w.From > 0 && All[w.From - 1].Text is "as" && w.From + 1 < All.Count && All[w.From + 1].Text is "by" or "in"))
            return 0;
        var scheduled = !whose;
        var i = w.From;
        for (; i < All.Count; i++)
        {
            scheduled |= All[i].Text is "scheduled" or "published" or "expected" or "announced" or "held";
            if (All[i].Has(TokenMark.SentenceEnd) || i + 1 < All.Count && All[i + 1].Text is "before" or "then" or "otherwise")
                break;
        }

        return scheduled ? i + 1 : 0;
    }

    // Whether the title writes nearly every word with a capital, so that capitals say nothing.
    private bool TitleCase()
    {
        int words = 0, capitals = 0;
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Field != Field.Title || w.Kind == WordKind.Number || w.Text.Length < 4)
                continue;
            words++;
            if (w.Has(TokenMark.Capital))
                capitals++;
        }

        return words > 2 && capitals * 10 >= words * 9;
    }

    /// <summary>Codes of a kind in title, label, event and condition; those inside a name are left out.</summary>
    public string[] Codes(WordKind kind, IReadOnlySet<int>? names)
    {
        SortedSet<string>? codes = null;
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Kind != kind || w.Field > Field.Condition)
                continue;
            if (names is not null && names.Contains(w.From))
                continue;
            (codes ??= new SortedSet<string>(StringComparer.Ordinal)).Add(w.Text[(w.Text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }

        return codes is null ? [] : [.. codes];
    }

    /// <summary>Ranks named in the fields: "2nd", "third".</summary>
    public string[] Ranks(Field first = Field.Title, Field last = Field.Outcome)
    {
        SortedSet<string>? ranks = null;
        var picked = false;
        var leads = false;
        List<string>? numbered = null;
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Field < first || w.Field > last)
                continue;
            picked |= w.Text is "act:draft" or "seed" or "overall" or "pick";
            var rank = w.Has(TokenMark.Ordinal) && w.Text.Length == 3 ? w.Text : w.Text switch { "second" => "2nd", "third" => "3rd", "fourth" => "4th", "fifth" => "5th", _ => null };
            // "#1 pick"
            if (rank is null && w.Kind == WordKind.Number && (w.Has(TokenMark.Hash) || w.From + 1 < All.Count && All[w.From + 1].Text is "seed" or "pick") && w.Value is >= 1 and <= 64 && w.Value == decimal.Truncate(w.Value))
                (numbered ??= []).Add(Ordinal((int)w.Value));
            leads |= rank is "1st" || w.Text is "act:first" or "first";
            if (rank is not null and not "1st")
                (ranks ??= new SortedSet<string>(StringComparer.Ordinal)).Add(rank);
        }

        // "First" is a rank only among picks and seeds; elsewhere it is the place that everybody means.
        if (picked && numbered is not null)
            (ranks ??= new SortedSet<string>(StringComparer.Ordinal)).UnionWith(numbered);
        if (picked && leads)
            (ranks ??= new SortedSet<string>(StringComparer.Ordinal)).Add("1st");
        return ranks is null ? [] : [.. ranks];
    }

    private static string Ordinal(int n) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{n}{(n % 100 is >= 11 and <= 13 ? "th" : (n % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}");

    public string[] AllCodes(WordKind kind)
    {
        SortedSet<string>? codes = null;
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Kind == kind)
                (codes ??= new SortedSet<string>(StringComparer.Ordinal)).Add(w.Text[(w.Text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }

        return codes is null ? [] : [.. codes];
    }

    /// <summary>Places of the question. A place inside a person's or a team's name is no place.</summary>
    public string[] Places(IReadOnlySet<int> names)
    {
        SortedSet<string>? codes = null;
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.IsPlace && w.Field <= Field.Condition && !names.Contains(w.From))
                (codes ??= new SortedSet<string>(StringComparer.Ordinal)).Add(w.Text);
        }

        return codes is null ? [] : [.. codes];
    }

    public int[] Hashes(bool nearOnly)
    {
        hashes.Clear();
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(Words))
        {
            if (w.Kind == WordKind.Stop && !w.Has(TokenMark.Capital) || nearOnly && w.Field > Field.Condition)
                continue;
            hashes.Add(MarketTerms.StableHash(w.Kind == WordKind.Plain ? Stemmer.Stem(w.Text) : w.Text));
            if (w.Kind is WordKind.Plain or WordKind.Stop)
                hashes.Add(MarketTerms.StableHash(w.Text));
            else if ((w.Has(TokenMark.Capital) || w.Kind == WordKind.Instrument) && w.Kind is not WordKind.Number)
            {
                // A name is looked for by its own words, whatever they are known as.
                for (var k = w.From; k < w.From + w.Count; k++)
                    hashes.Add(MarketTerms.StableHash(All[k].Text));
            }
        }

        if (!nearOnly)
            AddInitials();
        hashes.Sort();
        var span = CollectionsMarshal.AsSpan(hashes);
        var n = 0;
        for (var i = 0; i < span.Length; i++)
        {
            if (n == 0 || span[n - 1] != span[i])
                span[n++] = span[i];
        }

        return span[..n].ToArray();
    }

    // "National Hurricane Center" is also the NHC.
    private void AddInitials()
    {
        Span<char> letters = stackalloc char[6];
        foreach (var st in Stretches)
        {
            var n = 0;
            for (var i = st.From; i < st.To; i++)
            {
                var t = All[i];
                if (t.Has(TokenMark.Capital) && !t.IsNumber && t.Text.Length > 1 && n < letters.Length)
                {
                    letters[n++] = t.Text[0];
                    if (n >= 2)
                        hashes.Add(MarketTerms.StableHash(TextFolding.Pooled(letters[..n])));
                    for (var from = 1; from <= n - 3; from++)
                        hashes.Add(MarketTerms.StableHash(TextFolding.Pooled(letters[from..n]))); // "Freddie Mac Primary Mortgage Market Survey" is also the PMMS
                }
                else if (t.Text is not ("of" or "the" or "and" or "for"))
                {
                    n = 0;
                }
            }
        }
    }

    /// <summary>The deadline, the most trusted field first, and every other date of the question.</summary>
    public (DateOnly? Deadline, IReadOnlyList<DateSpan> Dates) Window()
    {
        DateOnly? deadline = null;
        var at = Field.Source;
        var dates = new List<DateSpan>();
        foreach (var (date, field, scheduled, _) in Dates)
        {
            if (field > Field.Condition)
                continue;
            if (date.Role == DateRole.Deadline)
            {
                if (!scheduled && (deadline is null || field < at || field == at && date.Until > deadline))
                    (deadline, at) = (date.Until, field);
                continue;
            }

            if (date.Role != DateRole.Start && !dates.Contains(date))
                dates.Add(date);
        }

        return (deadline, dates);
    }

    /// <summary>The clock time of the question: the title's, else the condition's, unless it only says "end of day".</summary>
    public string? Clock()
    {
        foreach (var (text, _) in Clocks)
        {
            if (text is not ("11:59" or "23:59" or "12:00" or "00:00" or "11:59pm"))
                return text;
        }

        return Clocks.Count > 0 && Clocks[0].Text == "12:00" ? "12:00" : null;
    }
}

/// <summary>A stretch of tokens: a field, or a sentence of the rules.</summary>
/// <param name="Field">The part it plays.</param>
/// <param name="Part">The text that contains it.</param>
/// <param name="From">Its first token.</param>
/// <param name="To">One past its last.</param>
internal readonly record struct Stretch(Field Field, TextPart Part, int From, int To);

/// <summary>A date and its place in the text.</summary>
/// <param name="Date">The date.</param>
/// <param name="Field">The field.</param>
/// <param name="Scheduled">Whether its sentence speaks of a schedule.</param>
/// <param name="At">Its first token in the whole reading.</param>
internal readonly record struct FoundDate(DateSpan Date, Field Field, bool Scheduled, int At);
