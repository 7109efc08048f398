using System.Diagnostics;
using System.Text;
using Faro.Matching;
using Faro.Matching.Blocking;
using Faro.Matching.Judging;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Bench;

/// <summary>Blocking and judging over two venues' worth of markets: real ones, multiplied with their names varied.</summary>
internal static class BlockingBench
{
    private const int Changed = 100;

    // Words with a capital that are not names: varied, they would no longer be read as what they are.
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "Will", "This", "The", "What", "Who", "When", "Which", "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December", "Yes", "No", "If", "Democratic", "Republican", "Party", "Senate", "House", "Governor", "President", "Otherwise",
    };

    public static void Run(BenchContext bench, IReadOnlyList<MarketText> real, int each)
    {
        var texts = new[] { Venue.Polymarket, Venue.Kalshi }.Select(v => Multiply([.. real.Where(m => m.Venue == v).DistinctBy(m => m.Ref)], each)).ToArray();
        var index = new CandidateIndex();
        var filing = Stopwatch.StartNew();
        var terms = new List<MarketTerms>(each);
        foreach (var text in texts.SelectMany(t => t))
        {
            var read = TermsExtractor.Read(text);
            index.Put(read);
            if (text.Venue == Venue.Polymarket)
                terms.Add(read);
        }

        filing.Stop();
        var asking = Stopwatch.StartNew();
        var most = 0;
        long found = 0;
        var pairs = new List<(MarketTerms Left, MarketRef Right)>();
        foreach (var t in terms)
        {
            var candidates = index.CandidatesOf(t);
            most = Math.Max(most, candidates.Count);
            found += candidates.Count;
            foreach (var c in candidates)
                pairs.Add((t, c.Market));
        }

        asking.Stop();
        var all = texts.SelectMany(t => t).ToDictionary(t => t.Ref);
        var judging = Stopwatch.StartNew();
        var linked = 0;
        foreach (var (left, right) in pairs)
            linked += RulesJudge.Decide(new Pair(all[left.Market], left, all[right], index.TermsOf(right)!)).Links ? 1 : 0;
        judging.Stop();
        var again = Stopwatch.StartNew();
        foreach (var text in texts[1].Take(Changed))
        {
            var read = TermsExtractor.Read(text with { Rules = text.Rules + " Amended." });
            index.Put(read);
            foreach (var c in index.CandidatesOf(read))
                linked += RulesJudge.Decide(new Pair(all[c.Market], index.TermsOf(c.Market)!, text, read)).Links ? 1 : 0;
        }

        again.Stop();
        using var process = Process.GetCurrentProcess();
        Print("matching.blocking_seconds", Seconds(filing) + Seconds(asking), "s", "<= 60",
            $"{each} x {each} markets: read and filed {Seconds(filing)} s, asked {Seconds(asking)} s; {found} candidates, at most {most} a market");
        Print("matching.judging_seconds", Seconds(filing) + Seconds(asking) + Seconds(judging), "s", "<= 60", $"reading, filing, asking and judging together; {pairs.Count} pairs judged in {Seconds(judging)} s, {linked} linked");
        Print("matching.changed_ms", decimal.Round((decimal)again.Elapsed.TotalMilliseconds, 1), "ms", "<= 2000", $"{Changed} changed markets read, filed, asked and judged");
        Print("matching.blocking_peak_mib", process.PeakWorkingSet64 / 1024 / 1024, "MiB", "<= 1536", "peak of the whole process, texts included");

        void Print(string name, decimal value, string unit, string? goal, string note) =>
            bench.Print(new BenchLine(name, value, unit, null, null, goal, 1, note));
    }

    private static decimal Seconds(Stopwatch watch) => decimal.Round((decimal)watch.Elapsed.TotalSeconds, 2);

    private static List<MarketText> Multiply(List<MarketText> real, int count)
    {
        var made = new List<MarketText>(count);
        for (var i = 0; i < count && real.Count > 0; i++)
        {
            var market = real[i % real.Count];
            var copy = i / real.Count;
            made.Add(copy == 0 ? market : market with
            {
                MarketId = $"{market.MarketId}~{copy}",
                Title = Vary(market.Title, copy)!,
                OutcomeName = Vary(market.OutcomeName, copy),
                EventTitle = Vary(market.EventTitle, copy),
                Rules = Vary(market.Rules, copy),
            });
        }

        return made;
    }

    /// <summary>The same words at both venues become the same other words, so that true pairs stay true pairs.</summary>
    private static string? Vary(string? text, int copy)
    {
        if (text is null)
            return null;
        var varied = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            var from = i;
            while (i < text.Length && char.IsAsciiLetter(text[i]))
                i++;
            if (i == from)
            {
                varied.Append(text[i++]);
                continue;
            }

            var word = text[from..i];
            varied.Append(word);
            if (word.Length > 2 && char.IsUpper(word[0]) && !Kept.Contains(word))
            {
                for (var n = copy; n > 0; n /= 20)
                    varied.Append("bcdfghjklmnpqrstvwxz"[n % 20]);
            }
        }

        return varied.ToString();
    }
}
