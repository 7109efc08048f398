using System.IO.Compression;
using System.Text.Json;
using Faro.Conformance.Evaluation;
using Faro.Matching.Blocking;
using Faro.Matching.Judging;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Tests.Evaluation;

public sealed class RecordedCatalogs
{
    private static string[] Catalogs =>
    [
        Path("kalshi-v2-markets-2026-02-22.jsonl.gz"), Path("kalshi-v2-events-2026-02-22.jsonl.gz"),
        Path("polymarket-gamma-markets-2026-01-31-to-02-13.jsonl.gz"), Path("polymarket-clob-sampling-markets-2026-02.jsonl.gz"),
    ];

    [RecordedDataFact]
    public async Task Blocking_brings_the_labelled_pairs_together_in_the_recorded_catalogs()
    {
        var report = await MatchingEvaluation.Run(Path("pairs-dev.jsonl"), new RulesJudge(), Catalogs);
        Assert.True(report.Blocking!.Markets > 7_000, $"{report.Blocking.Markets} markets");
        Assert.True(report.Blocking.Found.Value >= 0.98, $"{report.Blocking.Found}: {string.Join(", ", report.Blocking.Missed)}");
    }

    [RecordedDataFact]
    public void Where_the_venues_have_next_to_nothing_in_common_next_to_nothing_is_linked()
    {
        var texts = Rows(Path("normalised-both-venues-2025-06-24.jsonl.gz")).Select(r => new MarketText
        {
            Venue = r.GetProperty("platform").GetString() == "kalshi" ? Venue.Kalshi : Venue.Polymarket,
            MarketId = r.GetProperty("id").GetString()!,
            Title = r.GetProperty("title").GetString()!,
            // This record kept no rules: the title stands in for them, so that the judge may link at all.
            Rules = r.GetProperty("title").GetString()!,
            EndsAt = DateTimeOffset.TryParse(r.GetProperty("close_time").GetString(), out var d) ? d : null,
        }).DistinctBy(m => m.Ref).ToDictionary(m => m.Ref);
        var terms = texts.ToDictionary(t => t.Key, t => TermsExtractor.Read(t.Value));
        var index = new CandidateIndex();
        foreach (var t in terms.Values)
            index.Put(t);
        var linked = new List<string>();
        foreach (var (id, t) in terms.Where(t => t.Key.Venue == Venue.Polymarket))
        {
            foreach (var c in index.CandidatesOf(t))
            {
                if (RulesJudge.Decide(new Pair(texts[id], t, texts[c.Market], terms[c.Market])).Links)
                    linked.Add($"{texts[id].Title} | {texts[c.Market].Title}");
            }
        }

        Assert.True(linked.Count <= 2, string.Join('\n', linked));
    }

    [RecordedDataFact]
    public void Parlays_are_read_as_several_propositions()
    {
        var titles = Rows(Path("kalshi-v2-markets-first-pages-2026-02-13-and-03-07.jsonl.gz")).Select(r => r.GetProperty("title").GetString()!).Where(t => t.Contains(','));
        var read = titles.Select(t => TermsExtractor.Read(new MarketText { Venue = Venue.Kalshi, MarketId = t, Title = t }).Compound).ToArray();
        Assert.True(read.Count(c => c) >= read.Length * 0.98, $"{read.Count(c => c)} of {read.Length}");
    }

    private static string Path(string name) => System.IO.Path.Combine(Data.Shared!, "data", name);

    private static IEnumerable<JsonElement> Rows(string path)
    {
        using var plain = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
            yield return JsonDocument.Parse(line).RootElement.Clone();
    }
}
