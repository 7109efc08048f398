using System.Globalization;

namespace Faro.Matching.Terms;

/// <summary>A set of numbers that a question asks about: an interval with a unit.</summary>
/// <param name="Low">The lower end; null when open.</param>
/// <param name="LowIncluded">Whether the lower end itself counts.</param>
/// <param name="High">The upper end; null when open.</param>
/// <param name="HighIncluded">Whether the upper end itself counts.</param>
/// <param name="Unit"><c>usd</c>, <c>percent</c>, <c>bps</c>, a counted thing, or empty when none is named.</param>
/// <param name="Compared">Whether it had a comparing word; without one the number is taken as exact.</param>
public sealed record Threshold(decimal? Low, bool LowIncluded, decimal? High, bool HighIncluded, string Unit, bool Compared)
{
    /// <summary>Whether the question asks for one exact number.</summary>
    public bool IsExact => Low is { } low && High == low;

    /// <summary>The same interval on the grid of what is counted: 46.5 points cannot be scored, and rates move in steps of 25 bp.</summary>
    internal Threshold OnGrid()
    {
        var step = Unit switch
        {
            "bps" => 25m,
            "degrees" or "inches" or "miles" or "hours" or "minutes" or "days" or "weeks" or "months" or "acres" or "tons" or "tonnes" or "f" or "c" => 0m,
            "percent" or "usd" or "" => Halves() ? 1m : 0m,
            _ => 1m,
        };
        return step == 0 ? this : OnSteps(step);
    }

    /// <summary>The same interval with its ends on whole steps, both counting.</summary>
    internal Threshold OnSteps(decimal step)
    {
        var low = Low;
        var lowIncluded = LowIncluded;
        if (low is { } l && !IsExact)
        {
            var up = decimal.Ceiling(l / step) * step;
            low = up == l && !lowIncluded ? l + step : up;
            lowIncluded = true;
        }

        var high = High;
        var highIncluded = HighIncluded;
        if (high is { } h && !IsExact)
        {
            var down = decimal.Floor(h / step) * step;
            high = down == h && !highIncluded ? h - step : down;
            highIncluded = true;
        }

        return this with { Low = low, LowIncluded = lowIncluded, High = high, HighIncluded = highIncluded };
    }

    private bool Halves() => Unit.Length == 0 && ((Low ?? 0.5m) % 1 == 0.5m) && ((High ?? 0.5m) % 1 == 0.5m);

    /// <inheritdoc/>
    public override string ToString()
    {
        var unit = Unit.Length == 0 ? "" : " " + Unit;
        string N(decimal v) => v.ToString("0.############", CultureInfo.InvariantCulture);
        if (IsExact)
            return N(Low!.Value) + unit;
        if (Low is { } l && High is { } h)
            return $"{N(l)} to {N(h)}{unit}";
        if (Low is { } low)
            return (LowIncluded ? "at least " : "more than ") + N(low) + unit;
        return (HighIncluded ? "at most " : "less than ") + N(High ?? 0) + unit;
    }
}

/// <summary>Finds the numbers that set a level: "above 3.5%", "25+ bps", "between 5 and 7 seats".</summary>
internal static class ThresholdReader
{
    private static readonly HashSet<string> Counted = new(StringComparer.Ordinal)
    {
        "points", "seats", "votes", "goals", "games", "runs", "people", "times", "sets", "maps", "corners", "cards", "kills", "degrees", "miles", "barrels",
        "tweets", "posts", "followers", "views", "subscribers", "users", "jobs", "deaths", "cases", "states", "countries", "months", "days", "weeks",
        "hours", "minutes", "yards", "touchdowns", "rebounds", "assists", "strikeouts", "wins", "losses", "cuts", "hikes", "executions", "earthquakes", "hurricanes",
        "inches", "inch", "f", "c", "members", "justices", "tonnes", "tons", "units", "launches", "flights", "passengers", "acres", "ships", "medals",
    };

    public static void Read(ReadOnlySpan<Word> words, List<Threshold> into)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Kind != WordKind.Number)
            {
                if (words[i].Text == "no" && NoMoves(words, i) is { } none)
                    into.Add(none);
                continue;
            }

            var value = words[i].Value;
            var next = i + 1;
            while (next < words.Length && Scale(words[next].Text) is var s and > 0)
            {
                value *= s;
                next++;
            }

            var high = value;
            var range = false;
            var unit = Unit(words, i, next);
            var last = i;
            // "4.00-4.25%", "4.00 to 4.25", "between 4 and 5"
            var second = next < words.Length && words[next].Text is "to" or "and" or "or" or "degrees" ? next + 1 : next;
            if (second < words.Length && words[second].Text is "to" or "and" or "or")
                second++;
            if (second < words.Length && second < words.Length && words[second].Kind == WordKind.Number
                && (words[second].Has(TokenMark.Joined) && second == next || second > next && (words[second - 1].Text == "to" || Before(words, i, "between") || words[second - 1].Text == "or" && words[second].Value == value + 1)))
            {
                high = words[second].Value;
                var after = second + 1;
                while (after < words.Length && Scale(words[after].Text) is var s2 and > 0)
                {
                    high *= s2;
                    after++;
                }

                var u2 = Unit(words, second, after);
                if (unit.Length == 0)
                    unit = u2;
                if (next == i + 1 && after > second + 1 && value < high / 1000)
                    value *= Scale(words[second + 1].Text);
                range = high > value;
                last = range ? second : i;
            }

            if (range)
            {
                into.Add(new Threshold(value, true, high, true, unit, true));
                i = last;
                continue;
            }

            if (Before(words, i, "scope:exact"))
            {
                into.Add(new Threshold(value, true, value, true, unit, true));
                continue;
            }

            var (low, included) = Comparison(words, i, next, out var compared);
            if (!compared && unit.Length == 0)
                continue;
            into.Add(!compared ? new Threshold(value, true, value, true, unit, false)
                : low ? new Threshold(value, included, null, false, unit, true)
                : new Threshold(null, false, value, included, unit, true));
        }
    }

    // "no Fed rate cuts": none of them.
    private static Threshold? NoMoves(ReadOnlySpan<Word> words, int i)
    {
        for (var k = i + 1; k < words.Length && k < i + 5 && words[k].Kind is not WordKind.Stop; k++)
        {
            if (words[k].Text is "act:decrease" or "act:increase")
                return new Threshold(0, true, 0, true, words[k].Text == "act:decrease" ? "cuts" : "hikes", false);
        }

        return null;
    }

    private static decimal Scale(string word) => word switch
    {
        "thousand" => 1_000m,
        "million" or "mln" => 1_000_000m,
        "billion" or "bln" => 1_000_000_000m,
        "trillion" => 1_000_000_000_000m,
        _ => 0,
    };

    private static string Unit(ReadOnlySpan<Word> words, int i, int next)
    {
        if (words[i].Has(TokenMark.Dollar))
            return "usd";
        if (words[i].Has(TokenMark.Percent))
            return "percent";
        for (var k = next; k < words.Length && k < next + 3; k++)
        {
            switch (words[k].Text)
            {
                case "entity:percent":
                    return "percent";
                case "entity:basispoints":
                    return "bps";
                case "act:decrease" when words[i].Value < 20 && IsPlainInteger(words[i]) && !(k > i + 1 && words[k - 1].Text == "or"):
                    return "cuts";
                case "act:increase" when words[i].Value < 20 && IsPlainInteger(words[i]):
                    return "hikes";
                case "entity:fed" or "entity:rate" or "rate":
                    continue;
                case "act:tweet":
                    return "tweets";
                case "dollars":
                    return "usd";
                case "or" or "more" or "fewer" or "less" or "additional" or "electoral" or "total" or "higher" or "act:decrease":
                    continue;
            }

            if (Counted.Contains(words[k].Text))
                return words[k].Text is "inch" ? "inches" : words[k].Text;
            if (k > next || words[k].Kind is not (WordKind.Plain or WordKind.Entity))
                return "";
        }

        return "";
    }

    private static bool IsPlainInteger(Word w) => w.Value == decimal.Truncate(w.Value) && w.Text.Length < 3;

    private static bool Before(ReadOnlySpan<Word> words, int i, string text) => i > 0 && words[i - 1].Text == text;

    // "at or above", "at or below"
    private static bool OrAt(ReadOnlySpan<Word> words, int k) => k > 1 && words[k - 1].Text == "or" && words[k - 2].Text == "at" || OrEqual(words, k);

    // "equal to or above", "equal to or greater than"
    private static bool OrEqual(ReadOnlySpan<Word> words, int k) => k > 2 && words[k - 1].Text == "or" && words[k - 2].Text == "to" && words[k - 3].Text == "equal";

    // The direction (true: upwards) and whether the number itself counts.
    private static (bool Low, bool Included) Comparison(ReadOnlySpan<Word> words, int i, int next, out bool compared)
    {
        compared = true;
        var w = words[i];
        if (w.Has(TokenMark.Plus))
            return (true, true);
        if (w.Has(TokenMark.Greater))
            return (true, w.Has(TokenMark.OrEqual));
        if (w.Has(TokenMark.Less))
            return (false, w.Has(TokenMark.OrEqual));
        for (var k = next; k < words.Length && k < next + 3; k++)
        {
            if (words[k].Text != "or" || k + 1 >= words.Length)
                continue;
            switch (words[k + 1].Text)
            {
                case "more" or "above" or "higher" or "greater" or "over" or "better" or "larger":
                    return (true, true);
                case "less" or "fewer" or "below" or "act:decrease" or "under" or "smaller":
                    return (false, true);
            }
        }

        for (int k = i - 1, steps = 0; k >= 0 && steps < 3; k--, steps++)
        {
            if (words[k].Has(TokenMark.SentenceEnd) && steps > 0)
                break;
            switch (words[k].Text)
            {
                case "above" or "over" or "higher" when OrAt(words, k):
                    return (true, true);
                case "below" or "under" when OrAt(words, k):
                    return (false, true);
                case "to" when k > 2 && words[k - 1].Text == "equal" && words[k - 2].Text == "or" && words[k - 3].Text is "than":
                    return (words[Math.Max(0, k - 4)].Text is "greater" or "more" or "higher", true);
                case "above" or "over" or "exceed" or "exceeds" or "exceeding" or "surpass" or "surpasses" or "beyond":
                    return (true, false);
                case "than" when k > 0:
                    switch (words[k - 1].Text)
                    {
                        case "more" or "greater" or "higher" or "larger" or "better":
                            return k > 1 && words[k - 2].Text is "no" or "not" ? (false, true) : (true, OrEqual(words, k - 1));
                        case "less" or "fewer" or "act:decrease" or "smaller" or "worse":
                            return k > 1 && words[k - 2].Text is "no" or "not" ? (true, true) : (false, OrEqual(words, k - 1));
                    }

                    break;
                case "least" or "minimum":
                    return (true, true);
                case "most" or "maximum" when k > 0 && words[k - 1].Text == "at":
                    return (false, true);
                case "below" or "under" or "beneath":
                    return (false, false);
                case "act:total":
                    return (true, false);
                case "act:hit":
                    return (true, true);
                case "the" or "a" or "at" or "about" or "be" or "of" or "is" or "by":
                    continue;
                default:
                    compared = false;
                    return (true, true);
            }
        }

        compared = false;
        return (true, true);
    }
}
