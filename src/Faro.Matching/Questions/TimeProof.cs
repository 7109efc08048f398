using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Days of games, instants, windows, seasons.</summary>
internal static class TimeProof
{
    // Two sides meet once in days, or once in a tournament: a late start is the next day in another zone. Elsewhere the next day has another game.
    private static readonly HashSet<string> OnceInDays = new(StringComparer.Ordinal) { "soccer", "tennis", "mma", "boxing", "amfootball", "rugby", "rugbyleague", "aussierules", "f1" };

    public static void Compare(ProofBuilder p)
    {
        switch (p.Family)
        {
            case Family.Game or Family.PartOfGame or Family.Spread or Family.Total or Family.TeamTotal or Family.GameProposition:
                GameDay(p);
                break;
            case Family.Futures or Family.Award or Family.Election or Family.Nominee or Family.Series:
                Editions(p);
                if (p.Family is Family.Futures or Family.Award)
                    Instants(p, needed: false);
                break;
            case Family.RateDecision:
                Meeting(p);
                break;
            case Family.Macro:
                Period(p, months: true);
                break;
            case Family.Ranking or Family.Weather or Family.PriceAt:
                Period(p, months: false);
                Instants(p, p.Family == Family.PriceAt && Coin(p));
                break;
            case Family.UpOrDown:
                Instants(p, needed: true);
                break;
            default:
                Windows(p);
                Hours(p);
                break;
        }
    }

    private static void GameDay(ProofBuilder p)
    {
        var x = GameDays(p.A, p.Qa);
        var y = GameDays(p.B, p.Qb);
        if (x.Count == 0 || y.Count == 0)
        {
            p.Doubt(SlotName.Day, FindingCodes.Date, Words(x), Words(y), 0.2m);
            return;
        }

        foreach (var d in x)
        {
            if (y.FirstOrDefault(e => e.Value == d.Value) is { } same)
            {
                p.Agree(SlotName.Day, d, same, converted: d.State == SlotState.Defaulted || same.State == SlotState.Defaulted);
                return;
            }
        }

        var gap = x.Min(d => y.Min(e => Math.Abs(d.Value.DayNumber - e.Value.DayNumber)));
        if (gap == 1 && p.Sport is { } sport && OnceInDays.Contains(sport) && p.Agrees(SlotName.Participants))
        {
            p.Agree(SlotName.Day, Words(x), Words(y), x[0].Quotation, y[0].Quotation, converted: true);
            return;
        }

        p.Differ(SlotName.Day, FindingCodes.Date, Words(x), Words(y), x[0].Quotation, y[0].Quotation);
    }

    // The day as written; with a time of day, also the day that it is where the game is played west of New York.
    private static List<Read<DateOnly>> GameDays(MarketTerms t, Question q)
    {
        var days = new List<Read<DateOnly>>(q.Days);
        if (q.Instants.Count > 0 && days.Count > 0)
        {
            // A day with its time is the game's own; other days of the text are those of deadlines and of the season.
            var eastern = q.Instants.Select(i => new Read<DateOnly>(TimeReader.EasternDay(i.Value), i.State, i.Quotation)).ToArray();
            days.RemoveAll(d => !eastern.Any(e => Math.Abs(e.Value.DayNumber - d.Value.DayNumber) <= 1) || eastern.Any(e => e.Value == d.Value.AddDays(-1)) && q.Instants.Count == 1 && d.State == SlotState.Defaulted);
            foreach (var i in q.Instants)
            {
                var east = TimeReader.EasternDay(i.Value);
                if (!days.Exists(d => d.Value == east))
                    days.Add(new Read<DateOnly>(east, SlotState.Read, i.Quotation));
                // Half past midnight in New York is the evening before on the Pacific.
                if (TimeReader.EasternDay(i.Value.AddHours(-3)) is var west && west != east)
                    days.Add(new Read<DateOnly>(west, SlotState.Defaulted, i.Quotation));
            }
        }
        else if (t.StartsAt is { } start && days.Count > 0 && days.Exists(d => Math.Abs(d.Value.DayNumber - DateOnly.FromDateTime(start.UtcDateTime).DayNumber) <= 1) && start.TimeOfDay != TimeSpan.Zero)
        {
            var east = TimeReader.EasternDay(start.UtcDateTime);
            if (!days.Exists(d => d.Value == east))
                days.Add(new Read<DateOnly>(east, SlotState.Defaulted, new Quotation(TextPart.StartsAt, 0, 0)));
        }

        // The record's own start stands in where no word names a day.
        if (days.Count == 0 && t.StartDay is { } recorded)
            days.Add(new Read<DateOnly>(recorded, SlotState.Defaulted, new Quotation(TextPart.StartsAt, 0, 0)));
        return days;
    }

    private static void Editions(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Edition, p.Qb.Edition);
        if (x is null || y is null)
        {
            p.Doubt(SlotName.Edition, FindingCodes.Date, $"{x?.Value}", $"{y?.Value}", 0.2m, x?.Quotation, y?.Quotation);
            return;
        }

        var guessed = x.State == SlotState.Defaulted || y.State == SlotState.Defaulted;
        if (x.Value.Fits(y.Value))
        {
            p.Agree(SlotName.Edition, x, y, guessed);
        }
        else if (guessed && (x is { State: SlotState.Defaulted, Quotation.Part: TextPart.EndsAt } || y is { State: SlotState.Defaulted, Quotation.Part: TextPart.EndsAt }))
        {
            // A close may lie years after what is asked about; one that lies before it cannot.
            var (named, close) = x.State == SlotState.Defaulted && x.Quotation.Part == TextPart.EndsAt ? (y, x) : (x, y);
            if (close.Value.To < named.Value.From)
                p.Differ(SlotName.Edition, FindingCodes.Date, x, y);
            else
                p.Doubt(SlotName.Edition, FindingCodes.Date, $"{x.Value}", $"{y.Value}", 0.2m, x.Quotation, y.Quotation);
        }
        else
        {
            p.Differ(SlotName.Edition, FindingCodes.Date, x, y);
        }
    }

    private static void Meeting(ProofBuilder p)
    {
        var x = Months(p.A, p.Qa);
        var y = Months(p.B, p.Qb);
        if (x.Count == 0 || y.Count == 0)
            p.Doubt(SlotName.Day, FindingCodes.Date, string.Join(", ", x), string.Join(", ", y), 0.3m);
        else if (x.Overlaps(y))
            p.Agree(SlotName.Day, string.Join(", ", x), string.Join(", ", y));
        else
            p.Differ(SlotName.Day, FindingCodes.Date, string.Join(", ", x), string.Join(", ", y));
    }

    private static HashSet<string> Months(MarketTerms t, Question q) =>
        (q.Months.Count > 0 ? q.Months : t.Dates).Where(d => d.Until.DayNumber - d.From.DayNumber <= 31 && !d.YearUnknown).Select(d => $"{d.From.Year}-{d.From.Month:00}").ToHashSet(StringComparer.Ordinal);

    private static void Period(ProofBuilder p, bool months)
    {
        var limit = months ? 92 : 1;
        // A chart is named by its day at one venue and by its publication at the other; elsewhere the title's period decides.
        var x = p.Family == Family.Ranking ? Spans(p.A, limit) : [.. months ? p.Qa.Months : p.Qa.AskedDays];
        var y = p.Family == Family.Ranking ? Spans(p.B, limit) : [.. months ? p.Qb.Months : p.Qb.AskedDays];
        if (x.Length == 0 || y.Length == 0)
        {
            x = Spans(p.A, 366);
            y = Spans(p.B, 366);
        }

        if (x.Length == 0 || y.Length == 0)
            p.Doubt(SlotName.Day, FindingCodes.Date, Words(x), Words(y), 0.25m);
        else if (x.Any(d => y.Any(e => d.From == e.From && d.Until == e.Until)))
            p.Agree(SlotName.Day, Words(x), Words(y));
        else if (months && x.Any(d => y.Any(e => d.Overlaps(e) && Math.Max(d.Until.DayNumber - d.From.DayNumber, e.Until.DayNumber - e.From.DayNumber) <= 31)))
            p.Agree(SlotName.Day, Words(x), Words(y), converted: true);
        else
            p.Differ(SlotName.Day, FindingCodes.Date, Words(x), Words(y));
    }

    private static DateSpan[] Spans(MarketTerms t, int days) =>
        [.. t.Dates.Where(d => d.Until.DayNumber - d.From.DayNumber <= days && !d.YearUnknown).Concat(t.Deadline is { } u && u.Year > DateReader.UnknownYear ? [new DateSpan(DateRole.Deadline, u.AddDays(-1), u)] : [])];

    private static void Instants(ProofBuilder p, bool needed)
    {
        var (x, y) = (p.Qa.Instants, p.Qb.Instants);
        if (x.Count == 0 && y.Count == 0 && !needed)
            return;
        if (x.Count == 0 || y.Count == 0)
        {
            if (needed)
                p.Doubt(SlotName.Instant, FindingCodes.SettlementInstant, Words(x), Words(y), 0.3m);
            else
                p.Risk(SlotName.Instant, FindingCodes.SettlementInstant, Words(x), Words(y));
            return;
        }

        // Where two instants are named (from … to …), both have to be the same.
        if (x.Select(i => i.Value).ToHashSet().SetEquals(y.Select(i => i.Value)) || x.Count == 1 && y.Any(j => j.Value == x[0].Value) && p.Family != Family.UpOrDown || y.Count == 1 && x.Any(j => j.Value == y[0].Value) && p.Family != Family.UpOrDown)
            p.Agree(SlotName.Instant, Words(x), Words(y), x[0].Quotation, y[0].Quotation);
        else
            p.Differ(SlotName.Instant, FindingCodes.SettlementInstant, Words(x), Words(y), x[0].Quotation, y[0].Quotation);
    }

    // A count, a price of what no table knows: read at another hour it is another number. The last minute of a day only ends the day.
    private static void Hours(ProofBuilder p)
    {
        var (x, y) = (Within(p.Qa), Within(p.Qb));
        if (x.Length == 0 || y.Length == 0 || x.Any(i => y.Any(j => j.Value == i.Value)))
            return;
        if (p.Family is Family.Count or Family.Unknown or Family.Mention)
            p.Differ(SlotName.Instant, FindingCodes.SettlementInstant, Words(x), Words(y), x[0].Quotation, y[0].Quotation);
        else
            p.Risk(SlotName.Instant, FindingCodes.SettlementInstant, Words(x), Words(y), x[0].Quotation, y[0].Quotation);
    }

    private static Read<DateTime>[] Within(Question q) => [.. q.Instants.Where(i => TimeReader.EasternDay(i.Value.AddMinutes(1)) == TimeReader.EasternDay(i.Value) && i.Value.TimeOfDay < new TimeSpan(23, 59, 0))];

    private static bool Coin(ProofBuilder p) => p.Qa.Instruments.Any(i => i.Value.StartsWith("coin.", StringComparison.Ordinal) || i.Value is "btc" or "eth" or "sol" or "xrp" or "doge" or "shib" or "bnb" or "ada" or "avax" or "ltc" or "bch" or "link" or "hype");

    private static void Windows(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Window, p.Qb.Window);
        if (x is null && y is null)
        {
            // No limit on either side: the edition has to hold them together.
            var (e, f) = (p.Qa.Edition, p.Qb.Edition);
            if (e is { State: SlotState.Read } && f is { State: SlotState.Read })
            {
                if (e.Value.Fits(f.Value))
                    p.Agree(SlotName.Window, e, f);
                else
                    p.Differ(SlotName.Window, FindingCodes.Date, e, f);
            }
            else if (p.Family is not Family.Appointment)
            {
                p.Doubt(SlotName.Window, FindingCodes.Date, "", "", 0.2m);
            }

            return;
        }

        if (x is null || y is null)
        {
            // Seats are counted after one vote: its year says when.
            if (p.Family == Family.Count && p.A.Thresholds.Concat(p.B.Thresholds).Any(t => t.Unit is "seats" or "votes") && p.Qa.Edition is { State: SlotState.Read } e && p.Qb.Edition is { State: SlotState.Read } f && e.Value.Fits(f.Value))
            {
                p.Agree(SlotName.Window, e, f, converted: true);
                return;
            }

            // "On January 4", "as of January 4": one side's day is the other's window.
            if (p.Qa.Days.FirstOrDefault(d => d.Value.AddDays(1) == (x ?? y)!.Value && p.Qb.Days.Any(e => e.Value == d.Value)) is { } day)
            {
                p.Agree(SlotName.Window, $"on {day.Value:yyyy-MM-dd}", $"on {day.Value:yyyy-MM-dd}", day.Quotation, p.Qb.Days.First(e => e.Value == day.Value).Quotation);
                return;
            }

            // "(December 18–20, 2026)", "from Dec 18 to Dec 20, 2026": one stretch of days.
            if (p.Family == Family.Count && (x is null ? p.A : p.B).Dates.FirstOrDefault(d => d.Until == (x ?? y)!.Value && !d.IsDay) is { From.Year: > 1 } span)
            {
                p.Agree(SlotName.Window, x is null ? span.ToString() : $"before {x.Value:yyyy-MM-dd}", y is null ? span.ToString() : $"before {y.Value:yyyy-MM-dd}", x?.Quotation, y?.Quotation, converted: true);
                return;
            }

            // One occasion of a year: "the 2027 State of the Union".
            if (p.Family == Family.Mention && p.Qa.Edition is { State: SlotState.Read } occasion && p.Qb.Edition is { State: SlotState.Read } same && occasion.Value.Fits(same.Value) && (x ?? y)!.Value is { Month: 1, Day: 1 })
            {
                p.Agree(SlotName.Window, occasion, same, converted: true);
                return;
            }

            // One occasion, named by its day at both venues.
            if (p.Family == Family.Mention && p.Qa.Days.FirstOrDefault(d => p.Qb.Days.Any(e => e.Value == d.Value)) is { } said)
            {
                p.Agree(SlotName.Window, $"on {said.Value:yyyy-MM-dd}", $"on {said.Value:yyyy-MM-dd}", said.Quotation, p.Qb.Days.First(e => e.Value == said.Value).Quotation);
                return;
            }

            p.Doubt(SlotName.Window, FindingCodes.Date, x is null ? "" : $"before {x.Value:yyyy-MM-dd}", y is null ? "" : $"before {y.Value:yyyy-MM-dd}", 0.25m, x?.Quotation, y?.Quotation);
            return;
        }

        var (a, b) = (x.Value, y.Value);
        if (a.Year == DateReader.UnknownYear)
            a = a.AddYears(b.Year - a.Year);
        else if (b.Year == DateReader.UnknownYear)
            b = b.AddYears(a.Year - b.Year);
        // One vote, by its day at one venue and by its year at the other.
        if (a != b && p.Family == Family.Count && p.A.Predicate == "win_election" && p.B.Predicate == "win_election" && (a is { Month: 1, Day: 1 } || b is { Month: 1, Day: 1 })
            && p.Qa.Edition is { State: SlotState.Read } one && p.Qb.Edition is { State: SlotState.Read } other && one.Value.Fits(other.Value) && a.AddDays(-1).Year == b.AddDays(-1).Year)
        {
            p.Agree(SlotName.Window, one, other, converted: true);
            return;
        }

        if (a == b && p.Qa.WindowFrom != p.Qb.WindowFrom && (p.Qa.WindowFrom ?? p.Qb.WindowFrom) is { Day: 1 } && p.Family is not (Family.Mention or Family.Count))
            p.Doubt(SlotName.Window, FindingCodes.Date, Begins(p.Qa), Begins(p.Qb), 0.3m, x.Quotation, y.Quotation);
        else if (a == b)
            p.Agree(SlotName.Window, $"before {a:yyyy-MM-dd}", $"before {b:yyyy-MM-dd}", x.Quotation, y.Quotation);
        else
            p.Differ(SlotName.Window, FindingCodes.Date, $"before {a:yyyy-MM-dd}", $"before {b:yyyy-MM-dd}", x.Quotation, y.Quotation);
    }

    private static string Begins(Question q) => q.WindowFrom is { } from ? $"from {from:yyyy-MM-dd}" : "";

    private static string Words(IEnumerable<Read<DateOnly>> days) => string.Join(", ", days.Select(d => $"{d.Value:yyyy-MM-dd}").Distinct());

    private static string Words(IEnumerable<Read<DateTime>> instants) => string.Join(", ", instants.Select(i => $"{i.Value:yyyy-MM-dd HH:mm}Z"));

    private static string Words(IEnumerable<DateSpan> spans) => string.Join(", ", spans.Select(s => s.ToString()).Distinct());
}
