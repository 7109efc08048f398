using System.Net;
using Faro.Sandbox.BuiltIn;

namespace Faro.Sandbox.Tests;

public sealed class WalkTests(Twins twins) : IClassFixture<Twins>
{
    private SandboxAddresses At => twins.Host.Addresses;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(5000)]
    public async Task Gamma_walk_sees_each_event_and_market_once(int limit)
    {
        var events = await Twins.WalkGamma(twins.Http, At.Gamma, "events", $"limit={limit}&closed=false");
        var markets = events.SelectMany(e => e.GetProperty("markets").EnumerateArray()).Select(m => m.GetProperty("id").GetString()).ToList();
        Assert.Equal(events.Count, events.Select(e => e.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(twins.Host.Report.PolymarketMarkets, markets.Count);
        Assert.Equal(markets.Count, markets.Distinct().Count());
    }

    [Fact]
    public async Task Gamma_clamps_a_keyset_page_to_100_and_says_the_event_with_each_market()
    {
        var page = await twins.Get(At.Gamma, "/markets/keyset?limit=100000");
        Assert.True(page.GetProperty("markets").GetArrayLength() <= 100);
        Assert.All(page.GetProperty("markets").EnumerateArray(), m => Assert.Equal(1, m.GetProperty("events").GetArrayLength()));
        var all = await Twins.WalkGamma(twins.Http, At.Gamma, "markets", "limit=33");
        Assert.Equal(twins.Host.Report.PolymarketMarkets, all.Count);
    }

    [Theory]
    [InlineData("/events/keyset?limit=abc", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/events/keyset?after_cursor=nonsense", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/events?offset=-1", HttpStatusCode.OK)]
    [InlineData("/events/999999999", HttpStatusCode.NotFound)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task Gamma_answers_odd_requests_as_the_venue_does(string path, HttpStatusCode status)
    {
        using var answer = await twins.Http.GetAsync(new Uri(At.Gamma, path));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    public async Task DFlow_walk_sees_each_event_once_and_nests_markets_only_for_the_camel_case_name(int limit)
    {
        var events = await Twins.WalkDFlow(twins.Http, At.DFlow, "events", $"limit={limit}&withNestedMarkets=true");
        var tickers = events.SelectMany(e => e.GetProperty("markets").EnumerateArray()).Select(m => m.GetProperty("ticker").GetString()).ToList();
        Assert.Equal(twins.Host.Report.KalshiMarkets, tickers.Count);
        Assert.Equal(tickers.Count, tickers.Distinct().Count());
        var plain = await Twins.WalkDFlow(twins.Http, At.DFlow, "events", "limit=200&with_nested_markets=true");
        Assert.All(plain, e => Assert.False(e.TryGetProperty("markets", out _)));
    }

    [Fact]
    public async Task DFlow_finds_a_market_by_ticker_by_each_mint_and_in_a_batch()
    {
        var page = await twins.Get(At.DFlow, "/api/v1/markets?limit=5");
        foreach (var market in page.GetProperty("markets").EnumerateArray())
        {
            var ticker = market.GetProperty("ticker").GetString()!;
            Assert.Equal(ticker, (await twins.Get(At.DFlow, $"/api/v1/market/{ticker}")).GetProperty("ticker").GetString());
            foreach (var account in market.GetProperty("accounts").EnumerateObject())
            {
                foreach (var name in (string[])["yesMint", "noMint", "marketLedger"])
                {
                    var mint = account.Value.GetProperty(name).GetString();
                    Assert.Equal(ticker, (await twins.Get(At.DFlow, $"/api/v1/market/by-mint/{mint}")).GetProperty("ticker").GetString());
                }
            }
        }
    }

    [Fact]
    public async Task An_unfiltered_walk_of_Kalshi_markets_drowns_in_parlays()
    {
        var first = await twins.Get(At.Kalshi, "/trade-api/v2/markets?limit=1000");
        Assert.All(first.GetProperty("markets").EnumerateArray(), m => Assert.StartsWith("KXMVE", m.GetProperty("ticker").GetString(), StringComparison.Ordinal));
        var all = await Twins.WalkKalshi(twins.Http, At.Kalshi, "markets", "limit=999");
        Assert.Equal(twins.Host.Report.KalshiParlays + twins.Host.Report.KalshiMarkets, all.Select(m => m.GetProperty("ticker").GetString()).Distinct().Count());
        var real = await Twins.WalkKalshi(twins.Http, At.Kalshi, "markets", "limit=77&mve_filter=exclude");
        Assert.Equal(twins.Host.Report.KalshiMarkets, real.Select(m => m.GetProperty("ticker").GetString()).Distinct().Count());
        var only = await Twins.WalkKalshi(twins.Http, At.Kalshi, "markets", "limit=1000&mve_filter=only");
        Assert.Equal(twins.Host.Report.KalshiParlays, only.Count);
    }

    [Fact]
    public async Task Kalshi_events_nest_their_markets_and_hold_no_parlay()
    {
        var events = await Twins.WalkKalshi(twins.Http, At.Kalshi, "events", "limit=9&with_nested_markets=true&status=open");
        var tickers = events.SelectMany(e => e.GetProperty("markets").EnumerateArray()).Select(m => m.GetProperty("ticker").GetString()!).ToList();
        Assert.Equal(twins.Host.Report.KalshiMarkets, tickers.Distinct().Count());
        Assert.DoesNotContain(tickers, t => t.StartsWith("KXMVE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Foresight_walk_sees_each_market_once()
    {
        var rows = await Twins.WalkForesight(twins.Http, At.Foresight, "chain_id=31337&limit=7");
        Assert.Equal(twins.Host.Report.ForesightMarkets, rows.Select(m => m.GetProperty("condition_id").GetString()).Distinct().Count());
        using var missing = await twins.Http.GetAsync(new Uri(At.Foresight, "/v1/markets/0x00?chain_id=31337"));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var without = await twins.Http.GetAsync(new Uri(At.Foresight, "/v1/markets/0x00"));
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
    }

    [Fact]
    public async Task Answers_are_gzipped_on_request()
    {
        using var plain = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(At.Gamma, "/events/keyset?limit=50"));
        request.Headers.Add("Accept-Encoding", "gzip");
        using var answer = await plain.SendAsync(request);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public void The_built_in_catalog_is_the_same_in_every_run() => Assert.Equal(
        PolyWriter.Write(BuiltInCatalog.Draft().Poly).SelectMany(g => g.Markets).Select(m => Convert.ToHexString(m.Json.Json)),
        BuiltInCatalog.Content.Polymarket.SelectMany(g => g.Markets).Select(m => Convert.ToHexString(m.Json.Json)));
}
