using Faro.Matching.Terms;

namespace Faro.Matching.Vetoes;

/// <summary>Whether both markets ask for the same numbers.</summary>
internal static class LevelRules
{
    private static readonly Threshold[] AnyMove = [new(25, true, null, false, "bps", true)];

    public static Polarity Compare(MarketTerms a, MarketTerms b, Polarity polarity, FindingList findings)
    {
        if (a.Predicate == "rate_hold" && b.Predicate == "rate_hold")
            return polarity; // "a hike of 0 bp" is no change
        var (left, right) = (Asked(a), Asked(b));
        if (left.Count == 0 && right.Count == 0)
            return polarity;
        // Rules that pay at another level than the title names: an edit that left the title behind. Which of them holds is not ours to guess.
        if (Contradicts(a) || Contradicts(b))
        {
            findings.Veto(FindingCodes.Threshold, Both(a), Both(b));
            return polarity;
        }

        if (left.Count == 0 || right.Count == 0)
        {
            var (one, other) = a.Thresholds.Count > 0 ? (a, b) : (b, a);
            // A move without a size, or a number the other's condition repeats, is no contradiction.
            if (one.Thresholds.Any(t => other.AllThresholds.Any(o => Meets(t, o))) || one.Thresholds.All(t => other.Mentions(Number(t))))
                findings.Risk(FindingCodes.Threshold, Levels(a), Levels(b));
            else
                findings.Veto(FindingCodes.Threshold, Levels(a), Levels(b));
            return polarity;
        }

        foreach (var x in left)
        {
            foreach (var y in right)
            {
                if (Meets(x, y))
                {
                    // "Exactly on the edge goes to the upper bracket" makes "more than" into "at least".
                    if (x.Unit == "percent" && x.Low is not null && !x.LowIncluded && a.Clauses.Contains("boundary_to_upper") != b.Clauses.Contains("boundary_to_upper"))
                        findings.Veto(FindingCodes.Comparator, Edge(a, x), Edge(b, y));
                    if (x.OnGrid() != y.OnGrid() && x.Compared && y.Compared && x != y)
                        findings.Risk(FindingCodes.Rounding, x.ToString(), y.ToString());
                    return polarity;
                }
            }
        }

        var (p, q) = (left[0], right[0]);
        if (Complement(p, q))
            return polarity switch { Polarity.Direct => Polarity.Inverted, Polarity.Inverted => Polarity.Direct, _ => polarity };
        if (p.Unit.Length > 0 && q.Unit.Length > 0 && p.Unit != q.Unit)
            findings.Veto(FindingCodes.Unit, p.ToString(), q.ToString());
        else if (p.Low is not null && p.High is null && q.High is not null && q.Low is null || p.High is not null && p.Low is null && q.Low is not null && q.High is null)
            findings.Veto(FindingCodes.Direction, p.ToString(), q.ToString());
        else if (Bounds(p).Intersect(Bounds(q)).Any())
            findings.Veto(FindingCodes.Comparator, p.ToString(), q.ToString());
        else
            findings.Veto(FindingCodes.Threshold, p.ToString(), q.ToString());
        return polarity;
    }

    // "Raises rates" without a size is a rise by any step.
    private static IReadOnlyList<Threshold> Asked(MarketTerms t) =>
        t.Thresholds.Count == 0 && t.Predicate is "rate_rise" or "rate_cut" ? AnyMove : t.Thresholds;

    /// <summary>Whether both name a level and it is the same one; null when one names none.</summary>
    public static bool? Agree(MarketTerms a, MarketTerms b)
    {
        var (left, right) = (Asked(a), Asked(b));
        return left.Count == 0 || right.Count == 0 ? null : left.Any(x => right.Any(y => Meets(x, y)));
    }

    private static bool Contradicts(MarketTerms t)
    {
        foreach (var asked in t.Thresholds)
        {
            if (!asked.Compared || asked.Unit.Length == 0)
                return false;
            var paid = t.ConditionThresholds.Where(c => c.Compared && c.Unit == asked.Unit).ToList();
            if (paid.Count == 0 || paid.Any(c => Bounds(c).Intersect(Bounds(asked)).Any()))
                return false;
        }

        return t.Thresholds.Count > 0;
    }

    private static bool Meets(Threshold x, Threshold y)
    {
        if (x.Unit.Length > 0 && y.Unit.Length > 0 && x.Unit != y.Unit)
            return false;
        var unit = x.Unit.Length > 0 ? x.Unit : y.Unit;
        // "Raise it to $30" leaves open what the rules say: at least.
        if (x.Compared != y.Compared && unit == "usd")
            return Bounds(x).Intersect(Bounds(y)).Any();
        var (p, q) = ((x with { Unit = unit }).OnGrid(), (y with { Unit = unit }).OnGrid());
        return p.Low == q.Low && p.High == q.High && p.LowIncluded == q.LowIncluded && p.HighIncluded == q.HighIncluded;
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

    private static bool Opposite(Threshold up, Threshold down) =>
        up.Low is { } l && up.High is null && down.High is { } h && down.Low is null && l == h && up.LowIncluded != down.HighIncluded
        || up.OnGrid() is { Low: { } gl, High: null, LowIncluded: true } && down.OnGrid() is { High: { } gh, Low: null, HighIncluded: true }
            && up.Unit is not ("usd" or "percent" or "") && gl - gh == (up.Unit == "bps" ? 25 : 1);

    private static string Edge(MarketTerms t, Threshold level) => level + (t.Clauses.Contains("boundary_to_upper") ? ", the edge itself counts" : "");

    private static IEnumerable<decimal> Bounds(Threshold t) => new[] { t.Low, t.High }.Where(v => v is not null).Select(v => v!.Value);

    private static string Number(Threshold t) => (t.Low ?? t.High ?? 0).ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);

    private static string Both(MarketTerms t) => Contradicts(t) ? $"{Levels(t)}, rules: {FindingList.Words(t.ConditionThresholds.Select(x => x.ToString()))}" : Levels(t);

    private static string Levels(MarketTerms t) => FindingList.Words(t.Thresholds.Select(x => x.ToString()));
}
