using System.Globalization;
using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Whether both markets ask for the same numbers.</summary>
internal static class LevelProof
{
    private static readonly Threshold[] AnyMove = [new(25, true, null, false, "bps", true)];

    public static void Compare(ProofBuilder p)
    {
        if (p.Family is Family.Game or Family.PartOfGame or Family.Series)
            return; // the figures of a game that is only won say nothing
        if (p.A.Predicate == "rate_hold" && p.B.Predicate == "rate_hold")
        {
            p.Agree(SlotName.Level, "no change", "no change"); // "a hike of 0 bp" is no change
            return;
        }

        // The record's own line against the words': which of them holds is not ours to guess.
        foreach (var t in (MarketTerms[])[p.A, p.B])
        {
            if (t.Line is { } line && t.Thresholds.Count > 0 && !t.AllThresholds.Any(x => Bounds(x).Contains(Math.Abs(line))) && t.Thresholds.All(x => !x.OnGrid().Equals(new Threshold(Math.Abs(line), false, null, false, x.Unit, true).OnGrid())))
                p.Doubt(SlotName.Level, FindingCodes.Threshold, t == p.A ? $"line {line}" : Words(p.A.Thresholds), t == p.A ? Words(p.B.Thresholds) : $"line {line}", 0.4m);
        }

        var (left, right) = (Asked(p.A), Asked(p.B));
        if (left.Count == 0 && right.Count == 0)
            return;
        // Rules that pay at another level than the title names: an edit that left the title behind. Which of them holds is not ours to guess.
        if (Contradicts(p.A) || Contradicts(p.B))
        {
            p.Differ(SlotName.Level, FindingCodes.Threshold, Both(p.A), Both(p.B));
            return;
        }

        if (left.Count == 0 || right.Count == 0)
        {
            OneSided(p, left, right);
            return;
        }

        if (p.Family is Family.Total or Family.TeamTotal && Counted(p.A) is { Count: > 0 } one && Counted(p.B) is { Count: > 0 } other && !one.Overlaps(other))
        {
            p.Differ(SlotName.Measure, FindingCodes.Unit, string.Join(", ", one), string.Join(", ", other));
            return;
        }

        foreach (var x in left)
        {
            foreach (var y in right)
            {
                if (Meets(p, x, y, out var edge))
                {
                    if (edge)
                        p.Risk(SlotName.Level, FindingCodes.Comparator, x.ToString(), y.ToString());
                    p.Agree(SlotName.Level, x.ToString(), y.ToString(), converted: x != y);
                    return;
                }
            }
        }

        Conflict(p, left[0], right[0]);
    }

    private static void OneSided(ProofBuilder p, IReadOnlyList<Threshold> left, IReadOnlyList<Threshold> right)
    {
        var (one, other) = left.Count > 0 ? (left, p.B) : (right, p.A);
        if (one.Any(t => other.AllThresholds.Any(o => Meets(p, t, o, out _))) || one.All(t => !t.Compared && other.Mentions(Number(t))))
            p.Agree(SlotName.Level, Words(left), Words(right), converted: true);
        else if (one.All(t => !t.Compared || other.Mentions(Number(t))))
            p.Doubt(SlotName.Level, FindingCodes.Threshold, Words(left), Words(right), 0.25m);
        else
            p.Differ(SlotName.Level, FindingCodes.Threshold, Words(left), Words(right));
    }

    private static void Conflict(ProofBuilder p, Threshold x, Threshold y)
    {
        if (Complement(x, y) || Adjacent(p, x, y) || Adjacent(p, y, x))
        {
            // "Jazz (+6.5)" against "Thunder by more than 6.5": that the sides are opposite says already that the outcomes are.
            if (!(p.Family == Family.Spread && p.Qa.MarginSign != p.Qb.MarginSign && p.Agrees(SlotName.Subject)))
                p.Flip();
            p.Agree(SlotName.Level, x.ToString(), y.ToString(), converted: true);
            return;
        }

        var code = x.Unit.Length > 0 && y.Unit.Length > 0 && x.Unit != y.Unit ? FindingCodes.Unit
            : x.Low is not null && x.High is null && y.High is not null && y.Low is null || x.High is not null && x.Low is null && y.Low is not null && y.High is null ? FindingCodes.Direction
            : Bounds(x).Intersect(Bounds(y)).Any() ? FindingCodes.Comparator : FindingCodes.Threshold;
        p.Differ(SlotName.Level, code, x.ToString(), y.ToString());
    }

    private static HashSet<string> Counted(MarketTerms t) => t.AllThresholds.Select(x => x.Unit).Where(u => u.Length > 0 && u != "minutes").ToHashSet(StringComparer.Ordinal);

    // "Raises rates" without a size is a rise by any step.
    private static IReadOnlyList<Threshold> Asked(MarketTerms t) =>
        t.Asked.Family == Family.RateCount ? [.. t.AllThresholds.Where(x => x.Unit is "cuts" or "hikes" or "times").Select(x => x with { Unit = "" })] :
        t.Thresholds.Count == 0 && t.Predicate is "rate_rise" or "rate_cut" && t.Asked.Family == Family.RateDecision ? AnyMove : t.Thresholds;

    private static bool Contradicts(MarketTerms t)
    {
        foreach (var asked in t.Thresholds)
        {
            if (!asked.Compared || asked.Unit.Length == 0)
                return false;
            var paid = t.ConditionThresholds.Where(c => c.Compared && c.Unit == asked.Unit).ToList();
            if (paid.Count == 0 || paid.Any(c => c.OnGrid() == asked.OnGrid()) || paid.Any(c => Bounds(c).Any(b => Bounds(asked).Any(d => Math.Abs(b - d) <= Step(b)))) || t.Asked.Family == Family.Weather && paid.Any(c => c.OnSteps(1m) == asked.OnSteps(1m)))
                return false;
        }

        return t.Thresholds.Count > 0;
    }

    private static bool Meets(ProofBuilder p, Threshold x, Threshold y, out bool edge)
    {
        edge = false;
        // Points of a vote are points of a hundred; nine wins are nine games won.
        if (p.Family.IsCivic())
            (x, y) = (Percent(x), Percent(y));
        if (p.Family == Family.Count && x.Unit is "wins" or "games" && y.Unit is "wins" or "games" && p.A.Predicates.Contains("win_game") | p.A.Predicates.Contains("total") && p.Qa.Leagues.Count > 0 && p.Qb.Leagues.Count > 0)
            (x, y) = (x with { Unit = "games" }, y with { Unit = "games" });
        if (x.Unit.Length > 0 && y.Unit.Length > 0 && x.Unit != y.Unit)
            return false;
        var unit = x.Unit.Length > 0 ? x.Unit : y.Unit;
        // "Raise it to $30" leaves open what the rules say: at least.
        if (x.Compared != y.Compared && unit == "usd")
            return Bounds(x).Intersect(Bounds(y)).Any();
        var (a, b) = ((x with { Unit = unit }).OnGrid(), (y with { Unit = unit }).OnGrid());
        // Reports give whole degrees and tenths of an inch.
        if (p.Family == Family.Weather)
            (a, b) = (x.OnSteps(unit is "inches" or "inch" ? 0.1m : 1m), y.OnSteps(unit is "inches" or "inch" ? 0.1m : 1m));
        // Figures on a coarse grid that both markets or the rules name: a rate in steps of a quarter, a statistic to one decimal, a score in whole points.
        if (unit is "percent" or "" && GridOf(p, x, y) is { } step)
            (a, b) = ((x with { Unit = unit }).OnSteps(step), (y with { Unit = unit }).OnSteps(step));
        // What is counted one by one: "15 or more storms" is "more than 14".
        if (p.Family is Family.Count or Family.Event && unit.Length == 0 && Whole(x) && Whole(y) && (p.A.Counted.Overlaps(p.B.Counted) || p.Family == Family.Count && (p.B.Counted.Count == 0 && CountsSame(p.A, p.B) || p.A.Counted.Count == 0 && CountsSame(p.B, p.A))) && Paid(p.A, x) && Paid(p.B, y))
            (a, b) = (x.OnSteps(1m), y.OnSteps(1m));
        if (a.Low == b.Low && a.High == b.High && a.LowIncluded == b.LowIncluded && a.HighIncluded == b.HighIncluded)
        {
            // "Exactly on the edge goes to the upper bracket" makes "more than" into "at least".
            return !(x.Unit == "percent" && x.Low is not null && !x.LowIncluded && p.A.Clauses.Contains("boundary_to_upper") != p.B.Clauses.Contains("boundary_to_upper"));
        }

        // On a fine grid (prices, takings in dollars) the edge itself has no chance worth naming: "at least 7,000" is "above 6,999.99".
        if (!Fine(p, unit, x) || !Near(x.Low, y.Low) || !Near(x.High, y.High))
            return false;
        edge = true;
        return true;
    }

    // "3,500 or more measles cases", "the number of cases is above 3,499"
    private static bool CountsSame(MarketTerms counting, MarketTerms other) => counting.Counted.Any(n => other.MentionsNear(n) || other.MentionsNear(Stemmer.Stem(n)));

    // The rules pay at the level that the label names, where they name any.
    private static bool Paid(MarketTerms t, Threshold level)
    {
        var paid = t.ConditionThresholds.Where(c => c.Compared).ToList();
        return paid.Count == 0 || paid.Any(c => (c with { Unit = "" }).OnSteps(1m) == level.OnSteps(1m));
    }

    private static Threshold Percent(Threshold t) => t.Unit == "points" ? t with { Unit = "percent" } : t;

    private static decimal? GridOf(ProofBuilder p, Threshold x, Threshold y)
    {
        if (p.Family == Family.Count && p.A.MentionsNear("entity:fed") && p.B.MentionsNear("entity:fed") && On(x, 0.25m) && On(y, 0.25m))
            return 0.25m;
        if (p.Family == Family.Macro && p.A.Predicate is "inflation" or "pce" or "unemployment" or "gdp" && On(x, 0.1m) && On(y, 0.1m))
            return 0.1m;
        if (p.A.MentionsNear("entity:rottentomatoes") && p.B.MentionsNear("entity:rottentomatoes") && Whole(x) && Whole(y))
            return 1m;
        return null;
    }

    private static bool On(Threshold t, decimal step) => Bounds(t).All(b => b % step == 0);

    private static bool Fine(ProofBuilder p, string unit, Threshold x) =>
        p.Family is Family.PriceAt or Family.PriceTouch || unit == "usd" && (x.Low ?? x.High ?? 0) >= 1_000;

    private static bool Near(decimal? a, decimal? b) => a is null == b is null && (a is null || Math.Abs(a.Value - b!.Value) <= Math.Min(Step(a.Value), Step(b.Value)));

    // The finest step that venues write: a cent, or the last place of a number with more places.
    private static decimal Step(decimal v)
    {
        var places = (decimal.GetBits(v)[3] >> 16) & 0xFF;
        return places <= 2 ? 0.01m : (decimal)Math.Pow(10, -places);
    }

    // "above 3" against "3 or below": the exact opposite.
    private static bool Complement(Threshold x, Threshold y)
    {
        if (x.Unit.Length > 0 && y.Unit.Length > 0 && x.Unit != y.Unit)
            return false;
        var unit = x.Unit.Length > 0 ? x.Unit : y.Unit;
        (x, y) = (x with { Unit = unit }, y with { Unit = unit });
        return Opposite(x, y) || Opposite(y, x);
    }

    // "Under 2.90" against "above 2.899", where prices are given to a thousandth: there is no third value between them.
    private static bool Adjacent(ProofBuilder p, Threshold down, Threshold up) =>
        p.Family is Family.PriceAt && (down.Unit == up.Unit || down.Unit.Length == 0 || up.Unit.Length == 0) && down is { Low: null, High: { } high, HighIncluded: false } && up is { High: null, Low: { } low, LowIncluded: false }
        && high > low && high - low == Math.Min(Step(low), Step(high)) && Step(low) < 0.01m;

    private static bool Opposite(Threshold up, Threshold down) =>
        up.Low is { } l && up.High is null && down.High is { } h && down.Low is null && l == h && up.LowIncluded != down.HighIncluded
        || up.Low is not null && down.High is not null && (up.OnGrid() is { Low: { } gl, High: null, LowIncluded: true } && down.OnGrid() is { High: { } gh, Low: null, HighIncluded: true }
            && up.Unit is not ("usd" or "percent") && (up.Unit.Length > 0 || Whole(up) && Whole(down)) && gl - gh == (up.Unit == "bps" ? 25 : 1));

    private static bool Whole(Threshold t) => Bounds(t).All(b => b == decimal.Truncate(b));

    private static IEnumerable<decimal> Bounds(Threshold t) => new[] { t.Low, t.High }.Where(v => v is not null).Select(v => v!.Value);

    private static string Number(Threshold t) => (t.Low ?? t.High ?? 0).ToString("0.############", CultureInfo.InvariantCulture);

    private static string Both(MarketTerms t) => Contradicts(t) ? $"{Words(t.Thresholds)}, rules: {Words(t.ConditionThresholds)}" : Words(t.Thresholds);

    private static string Words(IEnumerable<Threshold> levels) => string.Join(", ", levels.Select(x => x.ToString()));
}
