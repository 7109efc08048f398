using System.Text.Json;
using Faro.Sandbox.BuiltIn;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;
using Xunit.Abstractions;

namespace Faro.Sandbox.Tests;

public sealed class BuiltInCatalogTests(ITestOutputHelper output)
{
    private static IEnumerable<MarketFacts> Facts(IEnumerable<EventGroup> groups) => groups.SelectMany(g => g.Markets).Select(m => m.Facts);

    [Fact]
    public void Six_hundred_markets_over_three_venues_with_ids_of_their_own()
    {
        var content = BuiltInCatalog.Content;
        int[] counts = [Facts(content.Polymarket).Count(), Facts(content.Kalshi).Count(), Facts(content.Foresight).Count()];
        output.WriteLine($"{string.Join(" + ", counts)} = {counts.Sum()}");
        Assert.InRange(counts.Sum(), 500, 700);
        Assert.All(counts, c => Assert.InRange(c, 100, 280));
        foreach (var venue in (IReadOnlyList<EventGroup>[])[content.Polymarket, content.Kalshi, content.Foresight])
        {
            var ids = Facts(venue).Select(f => f.Id).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
            var tokens = Facts(venue).SelectMany(f => f.Tokens).ToList();
            Assert.Equal(tokens.Count, tokens.Distinct().Count());
            Assert.All(Facts(venue), f => Assert.True(f.Tradable));
        }

        Assert.Equal(counts[0], Facts(content.Polymarket).Select(f => f.ConditionId).Distinct().Count());
        Assert.Equal(counts[0], Facts(content.Polymarket).Select(f => f.Slug).Distinct().Count());
    }

    [Fact]
    public void Every_market_is_open_after_the_anchor_and_quotes_inside_zero_and_one()
    {
        var content = BuiltInCatalog.Content;
        foreach (var f in Facts(content.Polymarket).Concat(Facts(content.Kalshi)).Concat(Facts(content.Foresight)))
        {
            Assert.True(f.ClosesAt > Derived.Anchor.ToUnixTimeSeconds(), f.Id);
            Assert.True(f.OpensAt < f.ClosesAt, f.Id);
            Assert.True(f.Bid > Price.Zero && f.Ask < Price.One && f.Bid < f.Ask, f.Id);
            var book = BookSketch.Of(f, 0);
            Assert.NotEmpty(book.Bids);
            Assert.NotEmpty(book.Asks);
            Assert.True(book.Bids[0].Price < book.Asks[0].Price, f.Id);
        }
    }

    [Fact]
    public void Truth_names_markets_that_exist_at_least_eighty_of_each_kind()
    {
        var content = BuiltInCatalog.Content;
        var poly = Facts(content.Polymarket).Select(f => f.ConditionId!).ToHashSet();
        var kalshi = Facts(content.Kalshi).Select(f => f.Id).ToHashSet();
        var fore = Facts(content.Foresight).Select(f => f.Id).ToHashSet();
        var same = BuiltInCatalog.Truth.Where(t => t.Label == "same").ToList();
        var near = BuiltInCatalog.Truth.Where(t => t.Label == "near").ToList();
        output.WriteLine($"{same.Count} same ({same.Count(t => t.Inverted)} inverted), {near.Count} near");
        Assert.InRange(same.Count, 80, 150);
        Assert.InRange(near.Count, 80, 150);
        Assert.Contains(same, t => t.Inverted);
        foreach (var pair in BuiltInCatalog.Truth)
        {
            Assert.Equal(2, new[] { pair.Polymarket, pair.Kalshi, pair.Foresight }.Count(x => x is not null));
            Assert.True(pair.Polymarket is null || poly.Contains(pair.Polymarket), pair.PairId);
            Assert.True(pair.Kalshi is null || kalshi.Contains(pair.Kalshi), pair.PairId);
            Assert.True(pair.Foresight is null || fore.Contains(pair.Foresight), pair.PairId);
            Assert.NotEmpty(pair.Why);
        }

        var keys = BuiltInCatalog.Truth.Select(t => (t.Polymarket, t.Kalshi, t.Foresight)).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void The_embedded_truth_file_is_what_the_families_say()
    {
        // To write it anew after a change of the families: SANDBOX_TRUTH=path/to/truth.jsonl dotnet test
        if (Environment.GetEnvironmentVariable("SANDBOX_TRUTH") is { Length: > 0 } path)
            File.WriteAllText(path, BuiltInCatalog.TruthJsonl);
        using var reader = new StreamReader(typeof(BuiltInCatalog).Assembly.GetManifestResourceStream("truth.jsonl")!);
        Assert.Equal(BuiltInCatalog.TruthJsonl, reader.ReadToEnd());
    }

    [Fact]
    public void Same_is_transitive_and_never_contradicts_near()
    {
        var group = new Dictionary<string, string>();
        string Root(string x) => group.TryGetValue(x, out var up) && up != x ? Root(up) : x;
        foreach (var t in BuiltInCatalog.Truth.Where(t => t.Label == "same"))
        {
            var ends = Ends(t);
            group[Root(ends[0])] = Root(ends[1]);
        }

        Assert.All(BuiltInCatalog.Truth.Where(t => t.Label == "near"), t => Assert.NotEqual(Root(Ends(t)[0]), Root(Ends(t)[1])));

        static string[] Ends(TruthPair t) =>
            [.. new[] { t.Polymarket is null ? null : "p/" + t.Polymarket, t.Kalshi is null ? null : "k/" + t.Kalshi, t.Foresight is null ? null : "f/" + t.Foresight }.OfType<string>()];
    }

    [Fact]
    public void The_records_carry_the_members_of_the_venues_records()
    {
        using var poly = JsonDocument.Parse(BuiltInCatalog.Content.Polymarket[0].Markets[0].Json.Json);
        foreach (var name in (string[])["id", "question", "conditionId", "slug", "description", "outcomes", "clobTokenIds", "endDate", "negRisk", "orderPriceMinTickSize", "version"])
            Assert.True(poly.RootElement.TryGetProperty(name, out _), name);
        var market = BuiltInCatalog.Content.Kalshi[0].Markets[0];
        using var dflow = JsonDocument.Parse(market.Translated!.Json);
        Assert.Equal(JsonValueKind.Number, dflow.RootElement.GetProperty("closeTime").ValueKind);
        Assert.Equal(2, dflow.RootElement.GetProperty("accounts").EnumerateObject().Count());
    }
}
