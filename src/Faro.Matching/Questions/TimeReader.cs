using System.Runtime.InteropServices;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Questions;

/// <summary>Reads when: days of games, instants with their zone, the last day that counts, the season.</summary>
internal static class TimeReader
{
    private static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal)
    {
        ["JAN"] = 1,
        ["FEB"] = 2,
        ["MAR"] = 3,
        ["APR"] = 4,
        ["MAY"] = 5,
        ["JUN"] = 6,
        ["JUL"] = 7,
        ["AUG"] = 8,
        ["SEP"] = 9,
        ["OCT"] = 10,
        ["NOV"] = 11,
        ["DEC"] = 12,
    };

    /// <summary>The days that the text names, or those of the ticker.</summary>
    public static List<Read<DateOnly>> Days(Scratch s, MarketText market)
    {
        var days = new List<Read<DateOnly>>(3);
        foreach (var d in CollectionsMarshal.AsSpan(s.Dates))
        {
            if (d.Date.IsDay && d.Date.Role is DateRole.On or DateRole.Named or DateRole.Within && d.Field <= Field.Condition && !d.Date.YearUnknown && !days.Exists(x => x.Value == d.Date.From))
                days.Add(new Read<DateOnly>(d.Date.From, SlotState.Read, Quote(s, d.At)));
        }

        if (days.Count == 0 && market.Venue == Venue.Kalshi && TickerDay(market.MarketId) is { } day)
            days.Add(new Read<DateOnly>(day.Day, SlotState.Defaulted, new Quotation(TextPart.Ticker, day.At, day.At + 7)));
        if (days.Count == 0 && market.StartsAt is null && SportsRecord.Game(market.Slug) is { } game)
            days.Add(new Read<DateOnly>(game.Day, SlotState.Defaulted, new Quotation(TextPart.StartsAt, 0, 0)));
        return days;
    }

    /// <summary>The spans of at most this many days in the first of the texts that has any: what the question is about, not when it is published.</summary>
    public static IReadOnlyList<DateSpan> Asked(Scratch s, int days)
    {
        foreach (var field in (ReadOnlySpan<Field>)[Field.Title, Field.Outcome, Field.Condition, Field.Event, Field.Subtitle])
        {
            List<DateSpan>? found = null;
            foreach (var d in CollectionsMarshal.AsSpan(s.Dates))
            {
                if (d.Field == field && !d.Scheduled && !d.Date.YearUnknown && d.Date.Role is not DateRole.Start && d.Date.Until.DayNumber - d.Date.From.DayNumber <= days && !(found ??= []).Contains(d.Date))
                    found.Add(d.Date);
            }

            if (found is not null)
                return found;
        }

        return [];
    }

    /// <summary>The months or quarters asked about. Rules decide, not titles: "the November report" may be the one that tells of October.</summary>
    public static IReadOnlyList<DateSpan> Periods(Scratch s)
    {
        var asked = Asked(s, 92);
        if (asked.Count == 0 || asked.Any(d => d.IsDay))
            return asked;
        List<DateSpan> paid = [];
        foreach (var d in CollectionsMarshal.AsSpan(s.Dates))
        {
            if (d.Field == Field.Condition && !d.Date.YearUnknown && !d.Date.IsDay && d.Date.Until.DayNumber - d.Date.From.DayNumber <= 92)
                paid.Add(d.Date);
        }

        return paid.Count > 0 && !paid.Any(d => asked.Any(a => a.Overlaps(d))) ? paid : asked;
    }

    /// <summary>A date such as <c>26MAY15</c> in a ticker.</summary>
    public static (DateOnly Day, int At)? TickerDay(string ticker)
    {
        for (var i = ticker.IndexOf('-', StringComparison.Ordinal) + 1; i > 0 && i + 7 <= ticker.Length; i = ticker.IndexOf('-', i) + 1)
        {
            if (int.TryParse(ticker.AsSpan(i, 2), out var year) && Months.TryGetValue(ticker.Substring(i + 2, 3), out var month)
                && int.TryParse(ticker.AsSpan(i + 5, 2), out var day) && day >= 1 && day <= DateTime.DaysInMonth(2000 + year, month))
                return (new DateOnly(2000 + year, month, day), i);
        }

        return null;
    }

    /// <summary>The moments that the text names with a day, a time and a zone, in UTC.</summary>
    public static List<Read<DateTime>> Instants(Scratch s)
    {
        var found = new List<Read<DateTime>>(2);
        foreach (var st in s.Stretches)
        {
            if (st.Field > Field.Rules)
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                if (Clock(s, st, i, out var minutes, out var next) && Zone(s, st, next) is { } zone && NearestDay(s, st, i) is { } day)
                {
                    var at = Utc(day.Date.Exclusive ? day.Date.Until : day.Date.From, minutes, zone);
                    if (!found.Exists(f => f.Value == at))
                        found.Add(new Read<DateTime>(at, SlotState.Read, new Quotation(st.Part, s.All[i].At, s.All[Math.Min(next, st.To) - 1].End)));
                    i = next - 1;
                }
            }
        }

        return found;
    }

    private static bool Clock(Scratch s, Stretch st, int i, out int minutes, out int next)
    {
        minutes = 0;
        next = i + 1;
        var t = s.All[i];
        if (t.Text is "noon")
        {
            minutes = 12 * 60;
            return true;
        }

        int hour, minute = 0;
        var half = "";
        if (t.Has(TokenMark.Clock) && t.Text.Contains(':', StringComparison.Ordinal))
        {
            var parts = t.Text.Split(':');
            if (!int.TryParse(parts[0], out hour) || !int.TryParse(parts[1], out minute))
                return false;
            if (next < st.To && s.All[next].Text is "am" or "pm")
                half = s.All[next++].Text;
        }
        else if (t.Has(TokenMark.Clock) && t.Text.Length is 3 or 4 && int.TryParse(t.Text[..^2], out hour))
        {
            half = t.Text[^2..];
        }
        else if (t.IsNumber && t.Value is >= 1 and <= 12 && next < st.To && s.All[next].Text is "am" or "pm")
        {
            hour = (int)t.Value;
            half = s.All[next++].Text;
        }
        else
        {
            return false;
        }

        if (hour > 24 || minute > 59)
            return false;
        minutes = (half switch { "pm" when hour < 12 => hour + 12, "am" when hour == 12 => 0, _ => hour }) * 60 + minute;
        return true;
    }

    private static string? Zone(Scratch s, Stretch st, int i)
    {
        for (var k = i; k < st.To && k < i + 4; k++)
        {
            switch (s.All[k].Text)
            {
                case "et" or "est" or "edt" or "eastern":
                    return "et";
                case "ct" or "cst" or "cdt":
                    return "ct";
                case "pt" or "pst" or "pdt":
                    return "pt";
                case "utc" or "gmt":
                    return "utc";
            }
        }

        return null;
    }

    private static FoundDate? NearestDay(Scratch s, Stretch st, int at)
    {
        FoundDate? best = null;
        foreach (var d in CollectionsMarshal.AsSpan(s.Dates))
        {
            if (d.At >= st.From && d.At < st.To && !d.Date.YearUnknown && (d.Date.IsDay || d.Date.Role is DateRole.Deadline)
                && (best is null || Math.Abs(d.At - at) < Math.Abs(best.Value.At - at)))
                best = d;
        }

        return best;
    }

    private static DateTime Utc(DateOnly day, int minutes, string zone)
    {
        var offset = zone switch
        {
            "et" => Summer(day) ? 4 : 5,
            "ct" => Summer(day) ? 5 : 6,
            "pt" => Summer(day) ? 7 : 8,
            _ => 0,
        };
        return day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddMinutes(minutes + (offset * 60));
    }

    /// <summary>The day in New York at an instant.</summary>
    public static DateOnly EasternDay(DateTime utc)
    {
        var guess = DateOnly.FromDateTime(utc.AddHours(-5));
        return DateOnly.FromDateTime(utc.AddHours(Summer(guess) ? -4 : -5));
    }

    // Daylight time in the United States: from the second Sunday in March to the first in November.
    private static bool Summer(DateOnly day)
    {
        var march = new DateOnly(day.Year, 3, 1);
        var begins = march.AddDays((7 - (int)march.DayOfWeek) % 7 + 7);
        var november = new DateOnly(day.Year, 11, 1);
        var ends = november.AddDays((7 - (int)november.DayOfWeek) % 7);
        return day >= begins && day < ends;
    }

    /// <summary>The first day that no longer counts: the rules' own, else the label's, else the title's.</summary>
    /// <param name="s">The reading.</param>
    /// <param name="race">Whether the outcomes are two names: then the limit may stand where neither comes first.</param>
    /// <param name="begins">The first day that counts, of a window no longer than a quarter: "in March".</param>
    public static Read<DateOnly>? Window(Scratch s, bool race, out DateOnly? begins)
    {
        begins = null;
        FoundDate? best = null;
        foreach (var field in (ReadOnlySpan<Field>)[Field.Condition, Field.Outcome, Field.Title, Field.Event, Field.Subtitle, Field.Rules, Field.Fallback])
        {
            if (field >= Field.Rules && !race)
                break;
            foreach (var d in CollectionsMarshal.AsSpan(s.Dates))
            {
                if (d.Field == field && d.Date.Role == DateRole.Deadline && !d.Scheduled && !Term(s, d.At) && (best is null || d.Date.Until > best.Value.Date.Until))
                    best = d;
            }

            if (best is { } found)
                return new Read<DateOnly>(found.Date.Until, SlotState.Read, Quote(s, found.At));
        }

        // "in 2026" ends where 2026 ends.
        foreach (var field in (ReadOnlySpan<Field>)[Field.Condition, Field.Outcome, Field.Title, Field.Event])
        {
            foreach (var d in CollectionsMarshal.AsSpan(s.Dates))
            {
                if (d.Field == field && (d.Date.Role is DateRole.Within || d.Date.Role is DateRole.On && d.Date.IsDay) && !d.Scheduled && !(d.Date.IsDay && Term(s, d.At)) && (best is null || d.Date.Until > best.Value.Date.Until))
                    best = d;
            }

            if (best is { } found)
            {
                if (found.Date.Until.DayNumber - found.Date.From.DayNumber <= 92)
                    begins = found.Date.From;
                return new Read<DateOnly>(found.Date.Until, SlotState.Read, Quote(s, found.At));
            }
        }

        return null;
    }

    /// <summary>The season, edition or year: the title's, else the label's, the event's, the rules'; else that of the ticker, else that of the close.</summary>
    public static Read<Edition>? Edition(Scratch s, MarketText market)
    {
        foreach (var field in (ReadOnlySpan<Field>)[Field.Title, Field.Condition, Field.Outcome, Field.Event, Field.Subtitle])
        {
            Edition? found = null;
            var at = 0;
            foreach (var d in CollectionsMarshal.AsSpan(s.Dates))
            {
                if (d.Field != field || d.Scheduled || d.Date.YearUnknown || d.Date.Role is DateRole.Start)
                    continue;
                // "before 2027" names the end of a window, not an edition.
                if (d.Date.Role is DateRole.Deadline && d.Date.From is { Month: 12, Day: 31 })
                    continue;
                // A term begins in the year after the vote that fills it.
                var year = d.Date.From.Year - (Term(s, d.At) ? 1 : 0);
                if (found is { } f && year == f.To + 1 && d.At - at <= 1)
                    found = f with { To = year };
                else if (found is null)
                    (found, at) = (new Edition(year, year), d.At);
            }

            if (found is { } one && one.From == one.To && Span(s, one.From) is { } whole)
                return whole;
            if (found is { } read)
                return new Read<Edition>(read, SlotState.Read, Quote(s, at));
            if (Ordinal(s, field) is { } counted)
                return counted;
        }

        if (market.Venue == Venue.Kalshi)
        {
            var ticker = market.MarketId;
            for (var i = ticker.IndexOf('-', StringComparison.Ordinal) + 1; i > 0 && i + 2 <= ticker.Length; i = ticker.IndexOf('-', i) + 1)
            {
                if (int.TryParse(ticker.AsSpan(i, 2), out var year) && year is >= 20 and <= 60 && (i + 2 == ticker.Length || !char.IsAsciiDigit(ticker[i + 2])))
                    return new Read<Edition>(new Edition(2000 + year, 2000 + year), SlotState.Defaulted, new Quotation(TextPart.Ticker, i, i + 2));
                if (i + 4 <= ticker.Length && int.TryParse(ticker.AsSpan(i, 4), out year) && year is >= 2020 and <= 2060)
                    return new Read<Edition>(new Edition(year, year), SlotState.Defaulted, new Quotation(TextPart.Ticker, i, i + 4));
            }
        }

        return market.EndsAt is { } end ? new Read<Edition>(new Edition(end.Year, end.Year), SlotState.Defaulted, new Quotation(TextPart.EndsAt, 0, 0)) : null;
    }

    // "The 2026 season" of a market that also says "2026–27".
    private static Read<Edition>? Span(Scratch s, int year)
    {
        var dates = CollectionsMarshal.AsSpan(s.Dates);
        for (var i = 0; i + 1 < dates.Length; i++)
        {
            var (a, b) = (dates[i], dates[i + 1]);
            if (a.Field == b.Field && a.Field <= Field.Condition && b.At - a.At <= 1 && a.Date is { YearUnknown: false, From: { Month: 1, Day: 1 } } && b.Date.From.Year == a.Date.From.Year + 1
                && b.Date.From is { Month: 1, Day: 1 } && (a.Date.From.Year == year || b.Date.From.Year == year) && a.Date.Until == b.Date.From)
                return new Read<Edition>(new Edition(a.Date.From.Year, b.Date.From.Year), SlotState.Read, Quote(s, a.At));
        }

        return null;
    }

    private static bool Term(Scratch s, int at)
    {
        var begins = false;
        for (var k = at - 1; k >= 0 && k > at - 7; k--)
        {
            begins |= s.All[k].Text is "beginning" or "begins" or "starting" or "begin";
            if (s.All[k].Text is "term" && begins)
                return true;
        }

        return false;
    }

    // "Super Bowl LX", "the 98th Academy Awards": counted, not dated.
    private static Read<Edition>? Ordinal(Scratch s, Field field)
    {
        foreach (var st in s.Stretches)
        {
            if (st.Field != field)
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                var word = s.WordAt[i] < 0 ? default : s.Words[s.WordAt[i]];
                if (word.Text is "league:nfl/title" && i + 1 < st.To && Number(s.All[i + 1]) is var n and > 40 and < 100)
                    return new Read<Edition>(new Edition(1966 + n, 1966 + n), SlotState.Read, new Quotation(st.Part, s.All[i].At, s.All[i + 1].End));
                if (s.All[i].Has(TokenMark.Ordinal) && i + 1 < st.To && s.WordAt[i + 1] >= 0 && Base(s.Words[s.WordAt[i + 1]].Text) is var first and > 0)
                {
                    var year = first + (int)s.All[i].Value;
                    return new Read<Edition>(new Edition(year, year), SlotState.Read, new Quotation(st.Part, s.All[i].At, s.All[i + 1].End));
                }
            }
        }

        return null;
    }

    private static int Base(string award) => award switch
    {
        "entity:oscar" => 1928,
        "entity:grammy" => 1958,
        "entity:emmy" => 1948,
        "entity:goldenglobe" => 1943,
        "entity:award.bafta" => 1947,
        _ => 0,
    };

    private static int Number(Token t)
    {
        if (t.IsNumber)
            return (int)t.Value;
        var value = 0;
        for (var i = 0; i < t.Text.Length; i++)
        {
            var here = Roman(t.Text[i]);
            if (here == 0)
                return 0;
            value += i + 1 < t.Text.Length && Roman(t.Text[i + 1]) > here ? -here : here;
        }

        return value;
    }

    private static int Roman(char c) => c switch { 'i' => 1, 'v' => 5, 'x' => 10, 'l' => 50, 'c' => 100, _ => 0 };

    internal static Quotation Quote(Scratch s, int at)
    {
        foreach (var st in s.Stretches)
        {
            if (at < st.From || at >= st.To)
                continue;
            var end = at + 1;
            while (end < st.To && s.WordAt[end] < 0 && end < at + 5)
                end++;
            return new Quotation(st.Part, s.All[at].At, s.All[end - 1].End);
        }

        return default;
    }
}
