using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>Whether both markets mean the same deadline, day, month and year.</summary>
internal static class DateRules
{
    // Contests held on a set day: a date in their text is the day, not a limit that could expire.
    private static readonly HashSet<string> Scheduled = new(StringComparer.Ordinal)
    {
        "party_nominee", "win_election", "award_nomination", "win_award", "champion", "win_game", "draw", "total", "spread", "primary_first", "most_seats",
        "rate_rise", "rate_cut", "rate_hold", "btts", "margin", "advance", "next_in_office",
    };

    public static bool? Compare(MarketTerms a, MarketTerms b, FindingList findings)
    {
        var scheduled = a.Predicate is not null && Scheduled.Contains(a.Predicate) || b.Predicate is not null && Scheduled.Contains(b.Predicate);
        var deadline = Deadlines(a, b, scheduled, findings);
        if (deadline == false)
            return false;
        // One venue waits for the inauguration, the other for the call of the race: the same election.
        var inaugural = a.Predicate == "win_election" && b.Predicate == "win_election" && a.Clauses.Concat(b.Clauses).Contains("on_inauguration");
        var days = inaugural ? null : Days(a, b, findings);
        if (days == false)
            return false;
        return Years(a, b, findings) ? (deadline ?? days) : false;
    }

    /// <summary>Whether neither side has a limit that the other lacks.</summary>
    public static bool BothTimed(MarketTerms a, MarketTerms b)
    {
        var scheduled = a.Predicate is not null && Scheduled.Contains(a.Predicate) || b.Predicate is not null && Scheduled.Contains(b.Predicate);
        return scheduled || (a.Deadline ?? Implied(a)) is null == (b.Deadline ?? Implied(b)) is null;
    }

    private static bool? Deadlines(MarketTerms a, MarketTerms b, bool scheduled, FindingList findings)
    {
        var x = a.Deadline ?? (scheduled ? null : Implied(a));
        var y = b.Deadline ?? (scheduled ? null : Implied(b));
        if (x is { Year: DateReader.UnknownYear } u && y is { } v)
            x = u.AddYears(v.Year - u.Year);
        else if (y is { Year: DateReader.UnknownYear } w && x is { } z)
            y = w.AddYears(z.Year - w.Year);
        if (x is not { } p || y is not { } q)
        {
            if (!scheduled && (x is null) != (y is null))
                findings.Risk(FindingCodes.AbsentClause, x is { } l ? "before " + MarketTerms.Day(l) : Finding.Absent, y is { } r ? "before " + MarketTerms.Day(r) : Finding.Absent);
            return null;
        }

        var gap = Math.Abs(p.DayNumber - q.DayNumber);
        if (gap == 0)
            return true;
        if (scheduled && a.Predicate == b.Predicate && gap <= 31 || gap == 1)
        {
            findings.Risk(FindingCodes.SettlementInstant, "before " + MarketTerms.Day(p), "before " + MarketTerms.Day(q));
            return true;
        }

        findings.Veto(FindingCodes.Date, "before " + MarketTerms.Day(p), "before " + MarketTerms.Day(q));
        return false;
    }

    // "in 2026" ends where 2026 ends.
    private static DateOnly? Implied(MarketTerms t)
    {
        DateOnly? end = null;
        foreach (var d in t.Dates)
        {
            if (d.Role == DateRole.Within && (end is null || d.Until > end))
                end = d.Until;
        }

        return end;
    }

    private static bool? Days(MarketTerms a, MarketTerms b, FindingList findings)
    {
        var x = a.Dates.Where(d => d.IsDay).ToArray();
        var y = b.Dates.Where(d => d.IsDay).ToArray();
        if (x.Length > 0 && y.Length > 0)
        {
            if (x.Any(d => y.Any(d.Overlaps)))
                return true;
            var near = x.Any(d => y.Any(e => Gap(d, e) <= 1));
            if (near && a.Participants.Count == 2 | b.Participants.Count == 2 && (a.Predicate is "win_game" or "draw"))
            {
                findings.Risk(FindingCodes.SettlementInstant, Spans(x), Spans(y));
                return true;
            }

            if (near && (a.Predicate?.StartsWith("rate_", StringComparison.Ordinal) ?? false))
                return true;
            findings.Veto(FindingCodes.Date, Spans(x), Spans(y));
            return false;
        }

        // A month on one side must hold the day of the other.
        var months = a.Dates.Where(d => !d.IsDay && d.Until.DayNumber - d.From.DayNumber <= 92).ToArray();
        var others = b.Dates.Where(d => !d.IsDay && d.Until.DayNumber - d.From.DayNumber <= 92).ToArray();
        var left = x.Concat(months).ToArray();
        var right = y.Concat(others).ToArray();
        if (left.Length == 0 || right.Length == 0)
        {
            // A year as a whole against one meeting of it.
            if (left.Length != right.Length && (a.Predicate?.StartsWith("rate_", StringComparison.Ordinal) ?? false) && (left.Length > 0 ? b : a).Dates.Count > 0)
            {
                findings.Veto(FindingCodes.Date, Spans(a.Dates), Spans(b.Dates));
                return false;
            }

            return null;
        }

        if (left.Any(d => right.Any(d.Overlaps)))
            return true;
        findings.Veto(FindingCodes.Date, Spans(left), Spans(right));
        return false;
    }

    private static int Gap(DateSpan x, DateSpan y)
    {
        var (a, b) = DateSpan.Aligned(x, y);
        return Math.Abs(a.From.DayNumber - b.From.DayNumber);
    }

    private static bool Years(MarketTerms a, MarketTerms b, FindingList findings)
    {
        var x = YearsOf(a);
        var y = YearsOf(b);
        if (x.Count == 0 || y.Count == 0 || x.Overlaps(y))
            return true;
        findings.Veto(FindingCodes.Date, string.Join(", ", x), string.Join(", ", y));
        return false;
    }

    private static HashSet<int> YearsOf(MarketTerms t)
    {
        var years = new HashSet<int>();
        foreach (var d in t.Dates)
        {
            if (d.YearUnknown)
                continue;
            years.Add(d.From.Year);
            years.Add(d.Until.AddDays(-1).Year);
        }

        if (t.Deadline is { Year: > DateReader.UnknownYear } until)
        {
            years.Add(until.AddDays(-1).Year);
            years.Add(until.Year);
        }

        return years;
    }

    private static string Spans(IEnumerable<DateSpan> spans) => string.Join(", ", spans.Select(s => s.ToString()).Distinct());
}
