using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Sandbox.Recorded;
using Faro.Testing;
using Xunit.Abstractions;

namespace Faro.Sandbox.Tests;

/// <summary>
/// The loader of recorded catalogs is total: whatever a line holds, it is used or counted with a reason, and what is used can be
/// served. Each member of each recorded shape is dropped, emptied and given every other type in turn; then many at once.
/// </summary>
public sealed class LoaderFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const string Half = "\"\\ud83d\""; // half a surrogate pair

    /// <summary>What takes a member's place: every JSON type, and the values that arithmetic and dates break on.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e40", "99999999999999999999", "9223372036854775807", "1.5", "\"\"", "\" \"", "\"x\"", "\"1e28\"", "\"-5\"",
        "\"0x\"", "\"0001-01-01T00:00:00Z\"", "\"[\"", "\"[{}]\"", "\"[null,5]\"", Half, "\"\\u0000\"", "[]", "[null]", "[[]]", "[{}]", "[5]", "{}", "{\"x\":null}",
    ];

    private readonly TempFolder _folder = new("faro-test-loader");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Shapes() => new()
    {
        { "polymarket-gamma-markets-x.jsonl", "polymarket/gamma-markets-page.json", "" },
        { "polymarket-gamma-events-x.jsonl", "polymarket/gamma-events-page.json", "events" },
        { "polymarket-clob-sampling-markets-x.jsonl", "", "" },
        { "kalshi-v2-events-x.jsonl", "kalshi/kalshi-events-page.json", "events" },
        { "kalshi-v2-markets-x.jsonl", "kalshi/kalshi-markets-page.json", "markets" },
        { "dflow-events-x.jsonl", "kalshi/dflow-events-page1.json", "events" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void No_member_of_any_shape_can_stop_the_loader(string file, string fixture, string list)
    {
        var records = Records(fixture, list);
        var lines = records.SelectMany(Mutants).ToList();
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {records.Count} records, {lines.Count} mutants");
        var random = new Random(seed);
        foreach (var record in records)
        {
            for (var i = 0; i < 200; i++)
                lines.Add(Shaken(record, random));
        }

        var read = Load(file, [.. lines.Select(Renamed)]);
        output.WriteLine(read.ToString());
        Assert.Equal(lines.Count, read.Used + read.NotUsed);
        Assert.True(read.NotUsed == 0 || read.Note.Any(char.IsDigit), read.Note);
        Assert.True(read.Used > lines.Count / 2, $"too few are used: {read}");
    }

    [Theory]
    [InlineData("polymarket-gamma-markets-x.jsonl", "not JSON", "not in the venue's record shape")]
    [InlineData("polymarket-gamma-markets-x.jsonl", "[1]", "not a JSON object")]
    [InlineData("polymarket-gamma-markets-x.jsonl", """{"id":" ","question":"A?"}""", "without id or question")]
    [InlineData("polymarket-gamma-markets-x.jsonl", """{"id":"1","question":"A?","description":"\ud83d"}""", "with a broken character")]
    [InlineData("polymarket-gamma-events-x.jsonl", """{"id":"1","markets":{}}""", "without id or markets")]
    [InlineData("polymarket-clob-sampling-markets-x.jsonl", """{"condition_id":"0xzz00000000000000000000000000000000000000000000000000000000000000","question":"A?"}""", "without condition id or question")]
    [InlineData("kalshi-v2-events-x.jsonl", """{"event_ticker":null}""", "without event_ticker")]
    [InlineData("kalshi-v2-markets-x.jsonl", """{"ticker":"A"}""", "without ticker or event_ticker")]
    [InlineData("dflow-events-x.jsonl", """{"ticker":"A","markets":null}""", "without ticker or markets")]
    public void A_record_that_is_not_used_has_its_reason(string file, string line, string reason)
    {
        var read = Load(file, [line, line]);
        Assert.Equal((0, 2, $"2 {reason}"), (read.Used, read.NotUsed, read.Note));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v":[]}""")]
    public void A_DFlow_market_with_odd_accounts_is_served_without_mints(string accounts)
    {
        File.WriteAllText(_folder.Path("dflow-events-x.jsonl"), $$"""{"ticker":"E","title":"T","markets":[{"ticker":"E-1","title":"t","status":"active","accounts":{{accounts}}}]}""");
        var (content, _) = RecordedCatalog.Load(_folder.Directory);
        var market = content.Kalshi.Single().Markets.Single();
        Assert.Empty(market.Facts.Tokens);
        Assert.False(market.Facts.Initialized);
    }

    [Theory]
    [InlineData("""[{"slug":"x","title":"x"}]""")]
    [InlineData("""[{"id":null}]""")]
    [InlineData("[null]")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_Gamma_market_whose_event_has_no_id_is_under_an_event_of_its_own(string events)
    {
        File.WriteAllText(_folder.Path("polymarket-gamma-markets-x.jsonl"), $$"""{"id":"7","question":"A?","events":{{events}}}""");
        var (content, _) = RecordedCatalog.Load(_folder.Directory);
        Assert.Equal("7", content.Polymarket.Single().Event.Facts.Id);
    }

    [Fact]
    public void A_nested_market_that_is_not_used_is_counted_and_its_siblings_are_served()
    {
        var read = Load("dflow-events-x.jsonl", ["""{"ticker":"E","markets":[{"title":"no ticker"},null,{"ticker":"E-1"}]}"""]);
        Assert.Equal((1, 0, 2, "inside of used records 2 without ticker"), (read.Used, read.NotUsed, read.NestedNotUsed, read.Note));
    }

    [Fact]
    public void A_file_that_ends_in_the_middle_is_used_up_to_there()
    {
        using (var whole = new MemoryStream())
        {
            using (var gzip = new System.IO.Compression.GZipStream(whole, System.IO.Compression.CompressionLevel.NoCompression, leaveOpen: true))
            {
                for (var i = 0; i < 3_000; i++)
                    gzip.Write(Encoding.UTF8.GetBytes($$"""{"ticker":"E-{{i}}","event_ticker":"E"}""" + "\n"));
            }

            File.WriteAllBytes(_folder.Path("kalshi-v2-markets-x.jsonl.gz"), whole.ToArray()[..(int)(whole.Length / 2)]);
        }

        File.WriteAllText(_folder.Path("kalshi-v2-markets-y.jsonl.gz"), "no gzip at all");
        var (_, files) = RecordedCatalog.Load(_folder.Directory);
        output.WriteLine(string.Join('\n', files));
        Assert.InRange(files[0].Used, 1, 2_999);
        Assert.Contains("the rest cannot be read", files[1].Note, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_is_used_can_be_served_to_the_end(string file, string fixture, string list)
    {
        File.WriteAllLines(_folder.Path(file), Records(fixture, list).SelectMany(Mutants).Select((m, i) => Renamed(m, i)));
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { CatalogDirectory = _folder.Directory, Parlays = 0 });
        using var http = new HttpClient();
        if (file.StartsWith("polymarket", StringComparison.Ordinal))
        {
            var events = await Twins.WalkGamma(http, host.Addresses.Gamma, "events", "limit=100");
            Assert.Equal(host.Report.PolymarketMarkets, events.Sum(e => e.GetProperty("markets").GetArrayLength()));
            _ = await Twins.WalkGamma(http, host.Addresses.Gamma, "markets", "limit=100");
        }
        else
        {
            var events = await Twins.WalkDFlow(http, host.Addresses.DFlow, "events", "limit=200&withNestedMarkets=true");
            var own = await Twins.WalkKalshi(http, host.Addresses.Kalshi, "events", "limit=200&with_nested_markets=true");
            Assert.Equal(events.Count, own.Count);
            if (file != "kalshi-v2-events-x.jsonl")
                Assert.Equal(host.Report.KalshiMarkets, events.Sum(e => e.GetProperty("markets").GetArrayLength()));
        }

        Assert.All(host.Uses(), use => Assert.Equal(0, use.NotRead));
    }

    private CatalogFile Load(string file, IReadOnlyList<string> lines)
    {
        File.WriteAllLines(_folder.Path(file), lines);
        return RecordedCatalog.Load(_folder.Directory).Files.Single();
    }

    private static List<string> Records(string fixture, string list)
    {
        if (fixture.Length == 0)
            return [JsonNode.Parse(ClobRecord)!.ToJsonString()];
        using var page = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.File("tests", "Faro.Venues.Tests", "Fixtures", fixture)));
        var records = list.Length == 0 && page.RootElement.ValueKind == JsonValueKind.Array ? page.RootElement : page.RootElement.GetProperty(list.Length == 0 ? "markets" : list);
        return [.. records.EnumerateArray().Select(r => JsonSerializer.Serialize(r))];
    }

    /// <summary>The record with each of its members dropped, and replaced by each of the values; at every depth.</summary>
    private static IEnumerable<string> Mutants(string record)
    {
        foreach (var place in Places(JsonNode.Parse(record)!, []))
        {
            yield return Mutant(record, place, null);
            foreach (var value in Values)
                yield return Mutant(record, place, value);
        }
    }

    /// <summary>A quarter of the places at once.</summary>
    private static string Shaken(string record, Random random)
    {
        var shaken = record;
        foreach (var place in Places(JsonNode.Parse(record)!, []).Where(_ => random.Next(12) == 0).Take(12))
        {
            if (Find(JsonNode.Parse(shaken.Replace(Half, "\"half\"", StringComparison.Ordinal)), place[..^1]) is not null)
                shaken = Mutant(shaken, place, random.Next(4) == 0 ? null : Values[random.Next(Values.Length)]);
        }

        return shaken;
    }

    /// <summary>The values are spliced in as text: a tree could not hold half a surrogate pair.</summary>
    private static string Mutant(string record, object[] place, string? value)
    {
        const string Mark = "\"@@value@@\"";
        var tree = JsonNode.Parse(record.Replace(Half, "\"@@half@@\"", StringComparison.Ordinal))!;
        var owner = Find(tree, place[..^1]);
        if (owner is JsonObject o && place[^1] is string name)
        {
            if (value is null)
                o.Remove(name);
            else
                o[name] = "@@value@@";
        }
        else if (owner is JsonArray a && place[^1] is int i && i < a.Count)
        {
            if (value is null)
                a.RemoveAt(i);
            else
                a[i] = "@@value@@";
        }

        return tree.ToJsonString().Replace(Mark, value, StringComparison.Ordinal).Replace("\"@@half@@\"", Half, StringComparison.Ordinal);
    }

    private static JsonNode? Find(JsonNode? tree, object[] place)
    {
        foreach (var step in place)
            tree = tree is JsonObject o && step is string name ? o[name] : tree is JsonArray a && step is int i && i < a.Count ? a[i] : null;
        return tree;
    }

    private static IEnumerable<object[]> Places(JsonNode? node, object[] at)
    {
        IEnumerable<(object Step, JsonNode? Child)> children = node switch
        {
            JsonObject o => o.Select(m => ((object)m.Key, m.Value)),
            JsonArray a => a.Take(2).Select((c, i) => ((object)i, c)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            object[] place = [.. at, step];
            yield return place;
            foreach (var deeper in Places(child, place))
                yield return deeper;
        }
    }

    /// <summary>Gives each mutant ids of its own, nested ones too: what is recorded twice is not read twice.</summary>
    private static string Renamed(string mutant, int number)
    {
        var tree = JsonNode.Parse(mutant.Replace(Half, "\"@@half@@\"", StringComparison.Ordinal))!;
        Rename(tree, number);
        return tree.ToJsonString().Replace("\"@@half@@\"", Half, StringComparison.Ordinal);
    }

    private static void Rename(JsonNode? node, int number)
    {
        foreach (var (name, child) in node is JsonObject o ? [.. o] : Array.Empty<KeyValuePair<string, JsonNode?>>())
        {
            if (name is "id" or "ticker" or "event_ticker" or "condition_id" && child is JsonValue v && v.TryGetValue<string>(out var id) && id.Length > 2 && id[0] != '@')
                node![name] = name == "condition_id" ? "0x" + number.ToString("x8", null).PadRight(64, '0') : $"{id}N{number}";
            Rename(child, number);
        }

        foreach (var child in node as JsonArray ?? [])
            Rename(child, number);
    }

    private const string ClobRecord = """
        {"enable_order_book":true,"active":true,"closed":false,"archived":false,"accepting_orders":true,"accepting_order_timestamp":"2026-02-02T20:44:21Z",
        "minimum_order_size":5,"minimum_tick_size":0.01,"condition_id":"0xb48621f7eba07b0a3eeabc6afb09ae42490239903997b9d412b0f69aeb040c8b",
        "question_id":"0x1ac2d1f9cf5bb1d75ac2d1f9cf5bb1d75ac2d1f9cf5bb1d75ac2d1f9cf5bb1d7","question":"Will it rain?","description":"Rules.",
        "market_slug":"will-it-rain","end_date_iso":"2026-11-05T00:00:00Z","game_start_time":"2026-11-05T00:00:00Z","seconds_delay":0,"neg_risk":false,
        "neg_risk_market_id":"","neg_risk_request_id":"","image":"","icon":"","is_50_50_outcome":false,
        "tokens":[{"token_id":"67458767289404585234744660199191729864690000000000000000000000000001","outcome":"Yes","price":0.42,"winner":false},
        {"token_id":"67458767289404585234744660199191729864690000000000000000000000000002","outcome":"No","price":0.58,"winner":false}],
        "tags":["Weather","All"]}
        """;
}
