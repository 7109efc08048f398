using Faro.Matching.Questions;
using Faro.Matching.Terms;

namespace Faro.Matching.Blocking;

/// <summary>A quick second look at a shortlisted market: how far the two questions know each other's words and agree on what is exact.</summary>
internal static class Affinity
{
    public static double Of(MarketTerms a, MarketTerms b)
    {
        var factor = 0.2 + Share(a, b) + Share(b, a);
        if (a.Asked.Names.Outcome is { } x && b.Asked.Names.Outcome is { } y && NameRules.Compare(x.Name, y.Name, null, persons: true) == Likeness.Different
            && NameRules.Compare(x.Name, y.Name, null, persons: false) == Likeness.Different)
            factor *= 0.4;
        if (a.Deadline is { } p && b.Deadline is { } q && Math.Abs(p.DayNumber - q.DayNumber) > 1)
            factor *= 0.7;
        if (a.Districts.Count > 0 && b.Districts.Count > 0 && a.Districts[0] != b.Districts[0])
            factor *= 0.4;
        if (a.Predicate is { } m && b.Predicate is { } n)
            factor *= m == n ? 1.2 : 0.7;
        if (a.Thresholds.Count > 0 && b.Thresholds.Count > 0)
            factor *= a.Thresholds[0].Low == b.Thresholds[0].Low && a.Thresholds[0].High == b.Thresholds[0].High ? 1.2 : 0.6;
        return factor;
    }

    private static double Share(MarketTerms a, MarketTerms b)
    {
        if (a.Question.Length == 0)
            return 0;
        double known = 0, all = 0;
        foreach (var w in a.Question)
        {
            var weight = w.Proper ? 2.0 : 1.0;
            all += weight;
            if (b.MentionsNear(w.Text))
                known += weight;
        }

        return known / all;
    }
}
