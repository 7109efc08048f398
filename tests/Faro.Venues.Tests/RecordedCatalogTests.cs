using System.Diagnostics;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using Xunit.Abstractions;

namespace Faro.Venues.Tests;

/// <summary>The recorded catalogs: every record is a market or a counted rejection, and the rejections are known.</summary>
public sealed class RecordedCatalogTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> NoCategories = [];

    [RecordedFact]
    public void Gamma_markets()
    {
        var records = TestData.Lines("polymarket-gamma-markets-2026-01-31-to-02-13.jsonl.gz");
        var parsed = GammaParser.Parse(TestData.Page("[", records, "]"));
        Assert.Null(parsed.Failure);
        Assert.Equal(records.Count, parsed.Page.Markets.Count + parsed.Page.Rejected.Count);
        Assert.All(parsed.Page.Rejected, r => Assert.Equal("not_binary", r.Code));
        Assert.Equal(28, parsed.Page.Rejected.Count);
        Assert.True(parsed.Page.Markets.Count(m => m.Status == MarketStatus.Trading) > 800);
        Measure(TestData.Page("[", records, "]"), records.Count, body => GammaParser.Parse(body));
    }

    [RecordedFact]
    public void Gamma_events()
    {
        var parsed = GammaParser.Parse(TestData.Page("{\"events\":[", TestData.Lines("polymarket-gamma-events-2025-06-11.jsonl.gz"), "]}"));
        Assert.Null(parsed.Failure);
        Assert.Equal(100, parsed.Page.Events.Count);
        Assert.Equal(343, parsed.Page.Markets.Count + parsed.Page.Rejected.Count);
        Assert.Empty(parsed.Page.Rejected);
        Assert.All(parsed.Page.Markets, m => Assert.NotNull(m.Category));
    }

    [RecordedFact]
    public void Kalshi_markets()
    {
        var records = TestData.Lines("kalshi-v2-markets-2026-02-22.jsonl.gz");
        var parsed = KalshiParser.Parse(TestData.Page("{\"markets\":[", records, "],\"cursor\":\"\"}"), NoCategories);
        Assert.Null(parsed.Failure);
        Assert.Equal(4534, parsed.Page.Markets.Count);
        Assert.Empty(parsed.Page.Rejected);
        Assert.Equal(4224, parsed.Page.Markets.Count(m => m.Status == MarketStatus.Trading));
        Assert.Equal(9, parsed.Page.Markets.Count(m => m.Resolution == Resolution.Split));
        Measure(TestData.Page("{\"markets\":[", records, "],\"cursor\":\"\"}"), records.Count, body => KalshiParser.Parse(body, NoCategories));
    }

    [RecordedFact]
    public void Kalshi_parlays()
    {
        var records = TestData.Lines("kalshi-v2-markets-first-pages-2026-02-13-and-03-07.jsonl.gz");
        var parsed = KalshiParser.Parse(TestData.Page("{\"markets\":[", records, "]}"), NoCategories);
        Assert.Empty(parsed.Page.Markets);
        Assert.Equal(300, parsed.Page.Rejected.Count(r => r.Code == "parlay"));
    }

    [RecordedFact]
    public void Kalshi_events_of_the_retired_generation()
    {
        var parsed = KalshiParser.Parse(
            TestData.Page("{\"events\":[", TestData.Lines("kalshi-v1-events-2026-02-12.jsonl.gz"), "]}"), NoCategories);
        Assert.Equal(100, parsed.Page.Events.Count);
        Assert.Equal(548, parsed.Page.Markets.Count + parsed.Page.Rejected.Count); // its markets have no ticker: rejected, each
    }

    [RecordedFact]
    public void DFlow_events()
    {
        var parsed = KalshiParser.Parse(
            TestData.Page("{\"events\":[", TestData.Lines("dflow-events-2025-12-to-2026-01.jsonl.gz"), "]}"), NoCategories);
        Assert.Null(parsed.Failure);
        Assert.Empty(parsed.Page.Rejected);
        Assert.Equal(112, parsed.Page.Markets.Count);
        Assert.Equal(63, parsed.Page.Markets.Count(m => m.Status == MarketStatus.Trading));
        Assert.All(parsed.Page.Markets, m => Assert.NotNull(m.Trading));
    }

    private void Measure(byte[] body, int markets, Action<byte[]> parse)
    {
        for (var i = 0; i < 3; i++)
            parse(body);
        // Processor time, not wall time: other work on the machine then hardly matters.
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var rounds = 0;
        while (clock.ElapsedMilliseconds < 700)
        {
            parse(body);
            rounds++;
        }
        process.Refresh();
        var seconds = (process.TotalProcessorTime - before).TotalSeconds;
        output.WriteLine($"{rounds * markets / seconds:0} markets a processor second, {rounds * (double)body.Length / seconds / 1e6:0} MB");
    }
}
