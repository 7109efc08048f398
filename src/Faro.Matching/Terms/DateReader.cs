namespace Faro.Matching.Terms;

/// <summary>How a date is used in a sentence.</summary>
public enum DateRole
{
    /// <summary>A day, month or year that is only named.</summary>
    Named,

    /// <summary>The last moment that counts: "by", "before", "until".</summary>
    Deadline,

    /// <summary>The first moment that counts: "after", "from", "between … and".</summary>
    Start,

    /// <summary>On that very day.</summary>
    On,

    /// <summary>Within that month or year.</summary>
    Within,
}

/// <summary>A date as a half-open span of days.</summary>
/// <param name="Role">How the sentence uses it.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The day after the last. For a deadline: the first day that no longer counts.</param>
public readonly record struct DateSpan(DateRole Role, DateOnly From, DateOnly Until)
{
    /// <summary>For a deadline: whether the day named is the first that no longer counts ("before"), not the last that does ("by").</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether the span is one day.</summary>
    public bool IsDay => Until.DayNumber - From.DayNumber == 1;

    /// <summary>Whether the spans share a day.</summary>
    public bool Overlaps(DateSpan other)
    {
        var (a, b) = Aligned(this, other);
        return a.From < b.Until && b.From < a.Until;
    }

    /// <summary>Whether the text named no year; such a span is compared by month and day.</summary>
    internal bool YearUnknown => From.Year == DateReader.UnknownYear;

    /// <summary>Both spans in one year, if one of them names none.</summary>
    internal static (DateSpan, DateSpan) Aligned(DateSpan a, DateSpan b)
    {
        if (a.YearUnknown == b.YearUnknown)
            return (a, b);
        return a.YearUnknown ? (a.In(b.From.Year), b) : (a, b.In(a.From.Year));
    }

    private DateSpan In(int year)
    {
        var months = (year - From.Year) * 12;
        return this with { From = From.AddMonths(months), Until = Until.AddMonths(months) };
    }

    /// <inheritdoc/>
    public override string ToString() => YearUnknown ? $"{(Role == DateRole.Deadline ? "before " : "")}{(Role == DateRole.Deadline ? Until : From):MM-dd}" : Role == DateRole.Deadline ? $"before {Until:yyyy-MM-dd}"
        : IsDay ? $"{From:yyyy-MM-dd}" : $"{From:yyyy-MM-dd} to {Until.AddDays(-1):yyyy-MM-dd}";
}

/// <summary>Finds the dates in a list of tokens.</summary>
internal static class DateReader
{
    /// <summary>Stands for a year that the text does not name (a leap year, so that every day exists).</summary>
    public const int UnknownYear = 4;

    private static readonly HashSet<string> Occasions = new(StringComparer.Ordinal)
    {
        "meeting", "meetings", "election", "elections", "midterm", "midterms", "primary", "primaries", "ceremony", "awards", "game", "match", "season", "fomc", "decision",
        "presidential", "general", "cycle", "world", "olympics", "super", "draft", "nominee", "nomination", "race", "contest", "caucus", "runoff", "special", "parliamentary", "statement",
    };

    private static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal)
    {
        ["january"] = 1,
        ["jan"] = 1,
        ["february"] = 2,
        ["feb"] = 2,
        ["march"] = 3,
        ["mar"] = 3,
        ["april"] = 4,
        ["apr"] = 4,
        ["may"] = 5,
        ["june"] = 6,
        ["jun"] = 6,
        ["july"] = 7,
        ["jul"] = 7,
        ["august"] = 8,
        ["aug"] = 8,
        ["september"] = 9,
        ["sep"] = 9,
        ["sept"] = 9,
        ["october"] = 10,
        ["oct"] = 10,
        ["november"] = 11,
        ["nov"] = 11,
        ["december"] = 12,
        ["dec"] = 12,
    };

    /// <summary>Reads all dates; marks the tokens that belong to one.</summary>
    /// <param name="tokens">The tokens of one field.</param>
    /// <param name="used">Set for each token that is part of a date.</param>
    /// <param name="anchor">Completes dates without a year: the nearest such date is taken. Null leaves them out.</param>
    /// <param name="into">The dates and the index of the token each begins at.</param>
    public static void Read(ReadOnlySpan<Token> tokens, Span<bool> used, DateOnly? anchor, List<(DateSpan Date, int At)> into)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Has(TokenMark.IsoDate))
            {
                var v = (int)tokens[i].Value;
                var day = new DateOnly(v / 10_000, v / 100 % 100, v % 100);
                used[i] = true;
                Add(tokens, used, i, i, day, day.AddDays(1), year: false, into);
                continue;
            }

            if (tokens[i].Text is "christmas" && tokens[i].Has(TokenMark.Capital))
            {
                i = ReadChristmas(tokens, used, i, anchor, into);
                continue;
            }

            if (TryMonth(tokens, i, out var month))
            {
                i = ReadMonth(tokens, used, i, month, anchor, into);
                continue;
            }

            if (IsYear(tokens[i]) && !(i > 0 && tokens[i - 1].Text is "russell") && !(i + 1 < tokens.Length && tokens[i + 1].Text is "points" or "votes" or "seats"))
            {
                var y = (int)tokens[i].Value;
                used[i] = true;
                if (i > 0 && tokens[i - 1].Text.Length == 2 && tokens[i - 1].Text[0] == 'q' && tokens[i - 1].Text[1] is >= '1' and <= '4')
                {
                    var from = new DateOnly(y, ((tokens[i - 1].Text[1] - '1') * 3) + 1, 1);
                    used[i - 1] = true;
                    Add(tokens, used, i - 1, i, from, from.AddMonths(3), year: false, into);
                    continue;
                }

                if (Quarter(tokens, i) is var (quarter, at) && quarter > 0)
                {
                    var from = new DateOnly(y, ((quarter - 1) * 3) + 1, 1);
                    for (var k = at; k < i; k++)
                        used[k] = true;
                    Add(tokens, used, at, i, from, from.AddMonths(3), year: false, into);
                    continue;
                }

                Add(tokens, used, i, i, new DateOnly(y, 1, 1), new DateOnly(y + 1, 1, 1), year: true, into);
                if (i + 1 < tokens.Length && tokens[i + 1].IsNumber && tokens[i + 1].Has(TokenMark.Joined) && tokens[i + 1].Value == (y + 1) % 100)
                {
                    used[i + 1] = true; // "2025-26"
                    Add(tokens, used, i, i + 1, new DateOnly(y + 1, 1, 1), new DateOnly(y + 2, 1, 1), year: true, into);
                    i++;
                }
            }
        }
    }

    // "the third quarter of 2027", "Q3 of 2027": the quarter and its first token; 0 when there is none before the year.
    private static (int Quarter, int At) Quarter(ReadOnlySpan<Token> tokens, int year)
    {
        var k = year - 1;
        if (k > 0 && tokens[k].Text is "of")
            k--;
        if (k < 0 || tokens[k].Has(TokenMark.SentenceEnd))
            return (0, 0);
        if (tokens[k].Text is "q1" or "q2" or "q3" or "q4")
            return (tokens[k].Text[1] - '0', k);
        if (k == 0 || tokens[k].Text is not "quarter")
            return (0, 0);
        return (tokens[k - 1].Text switch { "first" or "1st" => 1, "second" or "2nd" => 2, "third" or "3rd" => 3, "fourth" or "4th" => 4, _ => 0 }, k - 1);
    }

    private static bool TryMonth(ReadOnlySpan<Token> tokens, int i, out int month)
    {
        if (!Months.TryGetValue(tokens[i].Text, out month))
            return false;
        if (!tokens[i].Has(TokenMark.Capital))
            return tokens[i].Text.Length > 3 && month != 5 && month != 3;
        if (month != 5 && month != 3)
            return true;
        if (i + 1 < tokens.Length && tokens[i + 1].Text is "madness")
            return false;
        // "May" and "March" are also words: a date follows or a preposition precedes.
        return i + 1 < tokens.Length && (DayOf(tokens[i + 1]) > 0 || IsYear(tokens[i + 1]))
            || i > 0 && (tokens[i - 1].Text is "in" or "by" or "before" or "after" or "of" or "the" or "until" or "through" or "their" or "for" or "on"
                || DayOf(tokens[i - 1]) > 0)
            || i + 1 < tokens.Length && tokens[i + 1].Text is "meeting";
    }

    private static int ReadMonth(ReadOnlySpan<Token> tokens, Span<bool> used, int i, int month, DateOnly? anchor, List<(DateSpan, int)> into)
    {
        int first = i, last = i, day = 0, year = 0;
        if (i > 0 && !used[i - 1] && DayOf(tokens[i - 1]) > 0 && !tokens[i - 1].Has(TokenMark.SentenceEnd)
            && !(i + 1 < tokens.Length && DayOf(tokens[i + 1]) > 0))
        {
            day = DayOf(tokens[i - 1]); // "9 January 2026"
            first = i - 1;
        }
        else if (i + 1 < tokens.Length && DayOf(tokens[i + 1]) is > 0 and var d && !tokens[i].Has(TokenMark.SentenceEnd))
        {
            day = d;
            last = i + 1;
            // "March 17 - 18, 2026": the later day is the decision's
            if (last + 1 < tokens.Length && tokens[last + 1].IsNumber && DayOf(tokens[last + 1]) > day && last + 2 < tokens.Length && IsYear(tokens[last + 2]))
            {
                last++;
                day = DayOf(tokens[last]);
            }
        }

        if (last + 1 < tokens.Length && IsYear(tokens[last + 1]) && !tokens[last].Has(TokenMark.SentenceEnd))
        {
            last++;
            year = (int)tokens[last].Value;
        }

        for (var k = first; k <= last; k++)
            used[k] = true;
        if (year == 0)
        {
            year = anchor is { } a ? NearestYear(a, month, day == 0 ? 15 : day) : UnknownYear;
        }

        if (day > DateTime.DaysInMonth(year, month))
            return last;
        var from = new DateOnly(year, month, Math.Max(1, day));
        Add(tokens, used, first, last, from, day > 0 ? from.AddDays(1) : from.AddMonths(1), year: false, into);
        return last;
    }

    private static int ReadChristmas(ReadOnlySpan<Token> tokens, Span<bool> used, int i, DateOnly? anchor, List<(DateSpan, int)> into)
    {
        var last = i + 1 < tokens.Length && tokens[i + 1].Text is "day" or "eve" ? i + 1 : i;
        var day = last > i && tokens[last].Text == "eve" ? 24 : 25;
        var year = anchor is { } a ? NearestYear(a, 12, day) : UnknownYear;
        var next = last + 1 < tokens.Length && tokens[last + 1].Text == "in" ? last + 2 : last + 1;
        if (next < tokens.Length && IsYear(tokens[next]))
        {
            year = (int)tokens[next].Value;
            last = next;
        }

        for (var k = i; k <= last; k++)
            used[k] = true;
        var from = new DateOnly(year, 12, day);
        Add(tokens, used, i, last, from, from.AddDays(1), year: false, into);
        return last;
    }

    private static int NearestYear(DateOnly anchor, int month, int day)
    {
        var best = anchor.Year;
        var distance = int.MaxValue;
        for (var y = anchor.Year - 1; y <= anchor.Year + 1; y++)
        {
            var gap = Math.Abs(new DateOnly(y, month, Math.Min(day, 28)).DayNumber - anchor.DayNumber);
            if (gap < distance)
                (best, distance) = (y, gap);
        }

        return best;
    }

    private static void Add(
        ReadOnlySpan<Token> tokens, Span<bool> used, int first, int last, DateOnly from, DateOnly until, bool year, List<(DateSpan, int)> into)
    {
        var (role, inclusive) = Role(tokens, first);
        // "after the June 2026 meeting" names the meeting; it sets no limit.
        if (role is DateRole.Start or DateRole.Deadline or DateRole.Within or DateRole.On && last + 1 < tokens.Length && !tokens[last].Has(TokenMark.SentenceEnd) && Attributive(tokens, last))
            role = DateRole.Named;
        if (role == DateRole.Deadline)
        {
            // "before 2027" ends where 2027 begins; "by December 31" includes that day; "by 2027" is read as "before".
            var limit = EndOf(tokens, first) || inclusive && !year ? until : from;
            into.Add((new DateSpan(DateRole.Deadline, limit.AddDays(-1), limit) { Exclusive = limit == from }, first));
            return;
        }

        if (role == DateRole.Start)
        {
            into.Add((new DateSpan(DateRole.Start, from, from.AddDays(1)), first));
            return;
        }

        into.Add((new DateSpan(role, from, until), first));
    }

    private static bool Attributive(ReadOnlySpan<Token> tokens, int last)
    {
        for (var k = last + 1; k < tokens.Length && k <= last + 2; k++)
        {
            if (Occasions.Contains(tokens[k].Text))
                return true;
            if (!tokens[k].Has(TokenMark.Capital))
                return false;
        }

        return false;
    }

    // Looks back over small words for the preposition that rules the date.
    private static (DateRole Role, bool Inclusive) Role(ReadOnlySpan<Token> tokens, int first)
    {
        for (int k = first - 1, steps = 0; k >= 0 && steps < 6; k--, steps++)
        {
            var t = tokens[k];
            if (t.Has(TokenMark.SentenceEnd))
                return (DateRole.Named, false);
            switch (t.Text)
            {
                case "before" or "prior":
                    // "on or before" includes the day.
                    return (DateRole.Deadline, k > 1 && tokens[k - 1].Text == "or");
                case "by" or "until" or "till" or "through" or "thru":
                    return (DateRole.Deadline, true);
                case "than" when k > 0 && tokens[k - 1].Text == "later":
                    return (DateRole.Deadline, true);
                case "ending":
                    // "the year ending in November" is a period, not a limit
                    return k > 0 && tokens[k - 1].Text is "year" or "month" or "months" or "quarter" or "period" or "week" ? (DateRole.Within, true) : (DateRole.Deadline, true);
                case "after" or "since" or "from" or "between":
                    return (DateRole.Start, true);
                case "and" or "to" when Opens(tokens, k):
                    return (DateRole.Deadline, true);
                case "on" or "for":
                    return (DateRole.On, true);
                case "in" or "during" or "within":
                    return (DateRole.Within, true);
                case "the" or "of" or "end" or "at" or "eod" or "eoy" or "midnight" or "close" or "date" or "on" or "or" or "start" or "beginning" or "et" or "est"
                    or "edt" or "utc" or "pm" or "am" or "day" or "year" or "calendar" or "end-of-day":
                    continue;
                default:
                    if (t.Has(TokenMark.Clock) || t.Text is "monday" or "tuesday" or "wednesday" or "thursday" or "friday" or "saturday" or "sunday")
                        continue;
                    return (DateRole.Named, false);
            }
        }

        return (DateRole.Named, false);
    }

    // "between December 4, 2025, and May 31, 2026"
    private static bool Opens(ReadOnlySpan<Token> tokens, int k)
    {
        for (var j = k - 1; j >= 0 && j > k - 14; j--)
        {
            if (tokens[j].Has(TokenMark.SentenceEnd))
                return false;
            if (tokens[j].Text is "between" or "from")
                return true;
        }

        return false;
    }

    private static bool EndOf(ReadOnlySpan<Token> tokens, int first)
    {
        for (var k = first - 1; k >= 0 && k >= first - 3; k--)
        {
            if (tokens[k].Text is "end" or "eoy")
                return true;
        }

        return false;
    }

    private static int DayOf(Token t)
    {
        if (t.IsNumber)
            return t.Value is >= 1 and <= 31 && t.Value == decimal.Truncate(t.Value) && (t.Marks & (TokenMark.Dollar | TokenMark.Percent | TokenMark.Plus)) == 0
                ? (int)t.Value : 0;
        return t.Value is >= 1 and <= 31 && t.Text.Length <= 4 && (t.Text.EndsWith("th", StringComparison.Ordinal) || t.Text.EndsWith("st", StringComparison.Ordinal)
            || t.Text.EndsWith("nd", StringComparison.Ordinal) || t.Text.EndsWith("rd", StringComparison.Ordinal)) ? (int)t.Value : 0;
    }

    private static bool IsYear(Token t) =>
        t.IsNumber && t.Text.Length == 4 && t.Value is >= 1990 and <= 2099
        && (t.Marks & (TokenMark.Dollar | TokenMark.Percent | TokenMark.Plus | TokenMark.Less | TokenMark.Greater | TokenMark.Hash)) == 0;
}
