using Faro.Matching.Questions;

namespace Faro.Matching.Terms;

/// <summary>The keys under which blocking files a market: its meaningful words, its days, its levels.</summary>
internal static class BlockingKeysReader
{
    public static string[] Read(
        ReadOnlySpan<Word> words, IReadOnlyList<DateSpan> dates, DateOnly? deadline, IReadOnlyList<Threshold> thresholds, IReadOnlyList<NameTerm> named)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (ref readonly var w in words)
        {
            if (w.Field > Field.Condition || w.Kind is WordKind.Stop or WordKind.Number or WordKind.Domain)
                continue;
            keys.Add(w.Kind == WordKind.Plain ? Stemmer.Stem(w.Text) : w.Text);
        }

        foreach (var name in named)
        {
            foreach (var w in name.Words)
                keys.Add(Stemmer.Stem(w));
        }

        foreach (var d in dates)
        {
            if (d.IsDay)
                keys.Add("d:" + MarketTerms.Day(d.From));
            else
                keys.Add(d.Until.DayNumber - d.From.DayNumber > 31 ? "y:" + d.From.Year : $"m:{d.From.Year}-{d.From.Month:00}");
        }

        if (deadline is { } until)
            keys.Add("by:" + MarketTerms.Day(until));
        foreach (var t in thresholds)
            keys.Add("n:" + (t.Low ?? t.High ?? 0).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture));
        return [.. keys.Order(StringComparer.Ordinal)];
    }
}
