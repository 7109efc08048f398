using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Recorded;
using Faro.Testing;
using Xunit.Abstractions;

namespace Faro.Sandbox.Tests;

public sealed class RecordedCatalogTests(ITestOutputHelper output)
{
    [Fact]
    public void Files_are_told_apart_by_name_and_records_by_shape()
    {
        var directory = Directory.CreateTempSubdirectory("sandbox-catalog");
        try
        {
            void Write(string name, params string[] lines)
            {
                using Stream file = File.Create(Path.Combine(directory.FullName, name));
                using var writer = new StreamWriter(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file);
                foreach (var line in lines)
                    writer.WriteLine(line);
            }

            Write("polymarket-gamma-markets-x.jsonl.gz",
                """{"id":"10","question":"A?","conditionId":"0x11","events":[{"id":"5","title":"E","slug":"e","updatedAt":"2026-01-01"}],"updatedAt":"2026-01-01","odd":{"kept":[1.50]}}""",
                """{"id":"10","question":"A, newer?","conditionId":"0x11","events":[{"id":"5","title":"E2","slug":"e","updatedAt":"2026-01-02"}],"updatedAt":"2026-01-02"}""",
                """{"id":"11","question":"Alone?","conditionId":"0x12"}""",
                """{"question":"no id"}""",
                "{broken");
            Write("kalshi-v2-events-x.jsonl", """{"event_ticker":"EV","series_ticker":"S","title":"T","category":"World"}""");
            Write("kalshi-v2-markets-x.jsonl",
                """{"ticker":"EV-A","event_ticker":"EV","title":"t","status":"active","close_time":"2026-12-09T19:00:00Z","yes_bid_dollars":"0.4000","yes_ask_dollars":"0.4200"}""",
                """{"ticker":"KXMVE-1","event_ticker":"KXMVE","mve_collection_ticker":"R","title":"yes a,yes b"}""");
            Write("normalised-things.jsonl", "{}", "{}");
            Write("other.jsonl", "{}");
            var (content, files) = RecordedCatalog.Load(directory.FullName);
            foreach (var file in files)
                output.WriteLine(file.ToString());
            Assert.Equal(3, files.Single(f => f.File.StartsWith("polymarket", StringComparison.Ordinal)).Used);
            Assert.Equal(2, files.Single(f => f.File.StartsWith("polymarket", StringComparison.Ordinal)).NotUsed);
            Assert.Equal((0, 2), (files.Single(f => f.File.StartsWith("normalised", StringComparison.Ordinal)).Used, files.Single(f => f.File.StartsWith("normalised", StringComparison.Ordinal)).NotUsed));
            Assert.Equal(["5", "11"], content.Polymarket.Select(g => g.Event.Facts.Id));
            Assert.Equal("E2", content.Polymarket[0].Event.Facts.Title);
            Assert.Single(content.Parlays);
            var dflow = JsonDocument.Parse(content.Kalshi[0].Markets[0].Translated!.Json).RootElement;
            Assert.Equal(1796842800, dflow.GetProperty("closeTime").GetInt64());
            Assert.Equal("0.4000", dflow.GetProperty("yesBid").GetString());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Will Lakeview win the cup?", "Will Hillside Town win the cup?", "Will … win the cup?")]
    [InlineData("Will … win the cup?", "Will Seaport win the cup?", "Will … win the cup?")]
    [InlineData("Will Lakeview win?", "Will Lakeview win?", "Will Lakeview win?")]
    [InlineData("Rain in May?", "Snow at dawn", "Rain in May?")]
    [InlineData("Up or down today", "Up or down", "Up or down …")]
    public void An_event_that_was_not_recorded_is_called_what_its_markets_have_in_common(string first, string second, string title) =>
        Assert.Equal(title, KalshiRecordings.CommonTitle(first, second));

    [Theory]
    [InlineData("""{"a":1,"events":[{"x":"]"}],"b":2}""", """{"a":1,"b":2}""", """[{"x":"]"}]""")]
    [InlineData("""{"events":[],"b":2}""", """{"b":2}""", "[]")]
    [InlineData("""{"b":2, "events": 3 }""", """{"b":2 }""", "3")]
    [InlineData("""{"events":null}""", "{}", "null")]
    [InlineData("""{"a":{"events":1}}""", """{"a":{"events":1}}""", null)]
    public void A_member_is_cut_out_and_the_rest_stays_byte_for_byte(string json, string rest, string? value)
    {
        var left = JsonEdit.Remove(System.Text.Encoding.UTF8.GetBytes(json), "events", out var cut);
        Assert.Equal(rest, System.Text.Encoding.UTF8.GetString(left));
        Assert.Equal(value, cut is null ? null : System.Text.Encoding.UTF8.GetString(cut));
    }

    [SharedDataFact("data")]
    public async Task The_recorded_catalogs_are_served_whole()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { CatalogDirectory = SharedData.File("data"), Parlays = 0 });
        foreach (var line in host.Report.Lines())
            output.WriteLine(line);
        Assert.Equal(2929, host.Report.PolymarketMarkets); // 1,655 + 343 - 4 recorded twice + 935 from the CLOB list
        Assert.Equal(4613, host.Report.KalshiMarkets); // 4,534 + 79 known from DFlow only
        Assert.Equal(300, host.Report.KalshiParlays);
        using var http = new HttpClient();
        var poly = await Twins.WalkGamma(http, host.Addresses.Gamma, "events", "limit=100");
        Assert.Equal(2929, poly.SelectMany(e => e.GetProperty("markets").EnumerateArray()).Select(m => m.GetProperty("id").GetString()).Distinct().Count());
        var kalshi = await Twins.WalkDFlow(http, host.Addresses.DFlow, "events", "limit=200&withNestedMarkets=true");
        Assert.Equal(4613, kalshi.SelectMany(e => e.GetProperty("markets").EnumerateArray()).Select(m => m.GetProperty("ticker").GetString()).Distinct().Count());
    }

    [SharedDataFact("data")]
    public async Task Records_keep_every_member_as_recorded()
    {
        var directory = SharedData.File("data");
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { CatalogDirectory = directory });
        using var http = new HttpClient();
        var served = (await Twins.WalkGamma(http, host.Addresses.Gamma, "markets", "limit=100")).ToDictionary(m => m.GetProperty("id").GetString()!);
        var compared = 0;
        foreach (var path in Directory.EnumerateFiles(directory, "polymarket-gamma-markets-*.gz"))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                using var recorded = JsonDocument.Parse(line);
                var now = served[recorded.RootElement.GetProperty("id").GetString()!];
                if (now.TryGetProperty("updatedAt", out var at) && at.GetString() != (recorded.RootElement.TryGetProperty("updatedAt", out var was) ? was.GetString() : null))
                    continue; // a newer record of the same market is served
                foreach (var member in recorded.RootElement.EnumerateObject().Where(m => m.Name != "events"))
                    Assert.Equal(member.Value.GetRawText(), now.GetProperty(member.Name).GetRawText());
                compared++;
            }
        }

        Assert.InRange(compared, 1600, 1655);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(5001)]
    public async Task A_multiplied_catalog_has_exactly_so_many_markets_and_no_id_twice(int target)
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { MultiplyTo = target, Parlays = 0 });
        Assert.Equal(target, host.Report.PolymarketMarkets + host.Report.KalshiMarkets + host.Report.ForesightMarkets);
        using var http = new HttpClient();
        var poly = (await Twins.WalkGamma(http, host.Addresses.Gamma, "events", "limit=100")).SelectMany(e => e.GetProperty("markets").EnumerateArray()).ToList();
        Assert.Equal(host.Report.PolymarketMarkets, poly.Count);
        foreach (var member in (string[])["id", "conditionId", "slug", "question", "clobTokenIds", "questionID"])
            Assert.Equal(poly.Count, poly.Select(m => m.GetProperty(member).GetString()).Distinct().Count());
        Assert.All(poly, m => Assert.Equal(66, m.GetProperty("conditionId").GetString()!.Length));
        var kalshi = (await Twins.WalkDFlow(http, host.Addresses.DFlow, "markets", "limit=200")).ToList();
        Assert.Equal(host.Report.KalshiMarkets, kalshi.Select(m => m.GetProperty("ticker").GetString()).Distinct().Count());
        Assert.Equal(kalshi.Count, kalshi.Select(m => m.GetProperty("accounts").EnumerateObject().First().Value.GetProperty("yesMint").GetString()).Distinct().Count());

        // Every variant is found by each of its ids, like any market.
        foreach (var m in poly.Skip(poly.Count - 3))
        {
            var id = m.GetProperty("id").GetString();
            Assert.Equal(id, (await Twins.Read(http, host.Addresses.Gamma, $"/markets/{id}")).GetProperty("id").GetString());
            var by = await Twins.Read(http, host.Addresses.Gamma, $"/markets?condition_ids={m.GetProperty("conditionId").GetString()}");
            Assert.Equal(id, by[0].GetProperty("id").GetString());
            var token = JsonSerializer.Deserialize<string[]>(m.GetProperty("clobTokenIds").GetString()!)![1];
            var book = await Twins.Read(http, host.Addresses.Clob, $"/book?token_id={token}");
            Assert.Equal(m.GetProperty("conditionId").GetString(), book.GetProperty("market").GetString());
        }

        foreach (var m in kalshi.Skip(kalshi.Count - 3))
        {
            var mint = m.GetProperty("accounts").EnumerateObject().Last().Value.GetProperty("noMint").GetString();
            Assert.Equal(m.GetProperty("ticker").GetString(), (await Twins.Read(http, host.Addresses.DFlow, $"/api/v1/market/by-mint/{mint}")).GetProperty("ticker").GetString());
        }

        Assert.True(host.Catalog.Close("kalshi", kalshi[^1].GetProperty("ticker").GetString()!));
        Assert.Equal("closed", (await Twins.Read(http, host.Addresses.DFlow, $"/api/v1/market/{kalshi[^1].GetProperty("ticker").GetString()}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_walk_over_a_hundred_thousand_markets_takes_seconds()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { MultiplyTo = 100_000, Parlays = 0 });
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });
        var watch = Stopwatch.StartNew();
        long bytes = 0;
        var pages = 0;
        var cursor = "";
        do
        {
            var page = await http.GetByteArrayAsync(new Uri(host.Addresses.Gamma, $"/events/keyset?limit=100&closed=false{(cursor.Length > 0 ? "&after_cursor=" + Uri.EscapeDataString(cursor) : "")}"));
            bytes += page.Length;
            pages++;
            cursor = Tail(page);
        }
        while (cursor.Length > 0);
        output.WriteLine($"{host.Report.PolymarketMarkets} markets, {pages} pages, {bytes / 1_000_000} MB in {watch.ElapsedMilliseconds} ms; {GC.GetTotalMemory(true) / 1_000_000} MB live");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");

        static string Tail(byte[] page)
        {
            var end = System.Text.Encoding.ASCII.GetString(page.AsSpan(Math.Max(0, page.Length - 100)));
            var at = end.LastIndexOf("\"next_cursor\":\"", StringComparison.Ordinal);
            return at < 0 ? "" : end[(at + 15)..^2];
        }
    }
}
