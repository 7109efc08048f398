using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Venues.Tests.Http;

/// <summary>The catalog walks over real sockets: paging, and what a venue in trouble does.</summary>
public sealed class CatalogClientTests
{
    private static readonly VenueHttpOptions Quick = new()
    {
        CatalogTimeout = TimeSpan.FromSeconds(20),
        RetryDelay = TimeSpan.FromMilliseconds(5),
        MaxRetryDelay = TimeSpan.FromSeconds(3),
        MaxBodyBytes = 1024 * 1024,
    };

    [Fact]
    public async Task Gamma_is_walked_until_the_cursor_is_gone()
    {
        await using var venue = await FakeVenue.Start((http, n) => FakeVenue.Json(http, n switch
        {
            1 => GammaPage("1", "next one"),
            2 => GammaPage("2", "c2"),
            _ => GammaPage("3", null),
        }));
        using var client = Polymarket(venue.Url);
        var pages = await Collect(client, CatalogScope.Open);
        Assert.Equal(["1", "2", "3"], pages.SelectMany(p => p.Events).Select(e => e.EventId));
        Assert.Equal(
            [
                "GET /events/keyset?limit=100&closed=false&order=id&ascending=true",
                "GET /events/keyset?limit=100&closed=false&order=id&ascending=true&after_cursor=next%20one",
                "GET /events/keyset?limit=100&closed=false&order=id&ascending=true&after_cursor=c2",
            ],
            venue.Requests);
        Assert.Contains("Faro", venue.LastHeaders["User-Agent"], StringComparison.Ordinal);
        Assert.Contains("gzip", venue.LastHeaders["Accept-Encoding"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gamma_without_ordering_is_walked_without_it()
    {
        await using var venue = await FakeVenue.Start((http, n) => n == 1
            ? FakeVenue.Json(http, "{\"type\":\"validation error\",\"error\":\"order\"}", 422)
            : FakeVenue.Json(http, GammaPage("1", null)));
        using var client = Polymarket(venue.Url);
        Assert.Single(await Collect(client, CatalogScope.RecentlyClosed));
        Assert.DoesNotContain("order=", venue.Requests.Last(), StringComparison.Ordinal);
        Assert.Contains("closed=true&end_date_min=", venue.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_goes_in_a_circle_ends_the_walk_as_a_failure()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, GammaPage("1", "again")));
        using var client = Polymarket(venue.Url);
        var failure = await Assert.ThrowsAsync<VenueException>(() => Collect(client, CatalogScope.Open));
        Assert.Equal("bad_answer", failure.Code);
        Assert.Equal(2, venue.Requests.Count);
    }

    [Fact]
    public async Task A_compressed_page_reads()
    {
        await using var venue = await FakeVenue.Start(async (http, _) =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(TestData.Fixture("polymarket/gamma-events-page.json").AsMemory()[..^2]);
            await zip.WriteAsync(TestData.Utf8("}").AsMemory());
        });
        using var client = Polymarket(venue.Url);
        await using var pages = client.Walk(CatalogScope.Open, default).GetAsyncEnumerator();
        Assert.True(await pages.MoveNextAsync());
        Assert.Equal(6, pages.Current.Markets.Count);
    }

    [Fact]
    public async Task Too_many_requests_are_repeated_after_the_time_the_venue_names()
    {
        await using var venue = await FakeVenue.Start((http, n) =>
        {
            if (n > 1)
                return FakeVenue.Json(http, GammaPage("1", null));
            http.Response.Headers.RetryAfter = "1";
            return FakeVenue.Json(http, "{\"error\":\"Too Many Requests\"}", 429);
        });
        using var client = Polymarket(venue.Url);
        var clock = Stopwatch.StartNew();
        Assert.Single(await Collect(client, CatalogScope.Open));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.95, 15);
    }

    [Fact]
    public async Task A_long_Retry_After_is_reported_not_waited_for()
    {
        await using var venue = await FakeVenue.Start((http, _) =>
        {
            http.Response.Headers.RetryAfter = "600";
            return FakeVenue.Json(http, "{}", 429);
        });
        using var client = Polymarket(venue.Url);
        var failure = await Assert.ThrowsAsync<VenueException>(() => Collect(client, CatalogScope.Open));
        Assert.Equal(("rate_limited", TimeSpan.FromSeconds(600)), (failure.Code, failure.RetryAfter!.Value));
        Assert.Single(venue.Requests);
    }

    [Fact]
    public async Task Trouble_passes_and_the_walk_goes_on()
    {
        await using var venue = await FakeVenue.Start((http, n) => n <= 2
            ? FakeVenue.Html(http, 502)
            : FakeVenue.Json(http, GammaPage("1", null)));
        using var client = Polymarket(venue.Url);
        Assert.Single(await Collect(client, CatalogScope.Open));
        Assert.Equal(3, venue.Requests.Count);
    }

    [Theory]
    [InlineData("html403", "blocked", 1)]
    [InlineData("json403", "http_403", 1)]
    [InlineData("html200", "bad_answer", 4)]
    [InlineData("broken", "bad_answer", 1)]
    [InlineData("cut", "unreachable", 4)]
    [InlineData("huge", "too_large", 1)]
    [InlineData("hugeStream", "too_large", 1)]
    [InlineData("redirect", "bad_answer", 1)]
    [InlineData("slow", "timeout", 4)]
    [InlineData("500", "http_500", 4)]
    public async Task A_venue_in_trouble_is_a_venue_exception_with_its_code(string trouble, string code, int requests)
    {
        await using var venue = await FakeVenue.Start(async (http, _) =>
        {
            switch (trouble)
            {
                case "html403": await FakeVenue.Html(http, 403); break;
                case "json403": await FakeVenue.Json(http, "{\"code\":\"forbidden\",\"msg\":\"no\"}", 403); break;
                case "html200": await FakeVenue.Html(http, 200); break;
                case "broken": await FakeVenue.Json(http, "{\"events\":[{\"id\":\"1\""); break;
                case "500": await FakeVenue.Json(http, "{}", 500); break;
                case "slow": await Task.Delay(5000, http.RequestAborted); break;
                case "redirect": http.Response.Redirect("http://example.com/"); break;
                case "huge":
                    http.Response.ContentType = "application/json";
                    http.Response.ContentLength = 2 * 1024 * 1024;
                    await http.Response.WriteAsync("[");
                    break;
                case "hugeStream":
                    http.Response.ContentType = "application/json";
                    var block = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
                    for (var i = 0; i < 40; i++)
                        await http.Response.Body.WriteAsync(block);
                    break;
                case "cut":
                    http.Response.ContentType = "application/json";
                    await http.Response.WriteAsync("{\"events\":[");
                    await http.Response.Body.FlushAsync();
                    http.Abort();
                    break;
            }
        });
        var options = trouble == "slow" ? Quick with { CatalogTimeout = TimeSpan.FromMilliseconds(150) } : Quick;
        using var client = new PolymarketClient(new PolymarketOptions { GammaUrl = venue.Url }, options, TimeProvider.System, NullLogger.Instance);
        var failure = await Assert.ThrowsAsync<VenueException>(() => Collect(client, CatalogScope.Open));
        Assert.Equal((Venue.Polymarket, code), (failure.Venue, failure.Code));
        Assert.Equal(requests, venue.Requests.Count);
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable()
    {
        using var client = Polymarket(FakeVenue.Nobody());
        var failure = await Assert.ThrowsAsync<VenueException>(() => Collect(client, CatalogScope.Open));
        Assert.Equal("unreachable", failure.Code);
    }

    [Fact]
    public async Task Cancelling_is_cancelling_not_a_venue_failure()
    {
        await using var venue = await FakeVenue.Start((http, _) => Task.Delay(10_000, http.RequestAborted));
        using var client = Polymarket(venue.Url);
        using var cancel = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in client.Walk(CatalogScope.Open, cancel.Token))
                Assert.NotNull(page);
        });
    }

    [Fact]
    public async Task A_venue_that_keeps_failing_is_left_alone()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, "{}", 500));
        var options = Quick with { CatalogRetries = 0, CircuitMinimumCalls = 4, CircuitPause = TimeSpan.FromMinutes(5) };
        using var client = new PolymarketClient(new PolymarketOptions { GammaUrl = venue.Url }, options, TimeProvider.System, NullLogger.Instance);
        var codes = new List<string>();
        for (var i = 0; i < 8; i++)
            codes.Add((await Assert.ThrowsAsync<VenueException>(() => Collect(client, CatalogScope.Open))).Code);
        Assert.Equal(["http_500", "http_500", "http_500", "http_500", "circuit_open", "circuit_open", "circuit_open", "circuit_open"], codes);
        Assert.Equal(4, venue.Requests.Count);
    }

    [Fact]
    public async Task DFlow_is_walked_by_offset_for_each_open_status_and_repeats_are_dropped()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, http.Request switch
        {
            { Path.Value: "/api/v1/series" } => Encoding.UTF8.GetString(TestData.Fixture("kalshi/dflow-series.json")),
            { Query: var q } when q["status"] == "active" && q["cursor"].Count == 0 => Fixture("kalshi/dflow-events-page1.json"),
            { Query: var q } when q["status"] == "active" => Fixture("kalshi/dflow-events-page2.json"),
            { Query: var q } when q["status"] == "inactive" => Fixture("kalshi/dflow-events-page1.json").Replace("\"cursor\": 3", "\"cursor\": 0", StringComparison.Ordinal),
            _ => "{\"events\":[],\"cursor\":null}",
        }));
        var options = new KalshiOptions { DFlowUrl = venue.Url, KalshiUrl = FakeVenue.Nobody(), DFlowApiKey = new Secret("k-1") };
        using var client = new KalshiClient(options, Quick, TimeProvider.System, NullLogger.Instance);
        var pages = await Collect(client, CatalogScope.Open);
        var markets = pages.SelectMany(p => p.Markets).ToList();
        Assert.Equal(9, markets.Count);
        Assert.Equal(4, pages.Sum(p => p.Events.Count));
        Assert.Equal("economics", markets[0].Category);
        Assert.Equal(
            [
                "GET /api/v1/series",
                "GET /api/v1/events?withNestedMarkets=true&limit=200&status=active",
                "GET /api/v1/events?withNestedMarkets=true&limit=200&status=active&cursor=3",
                "GET /api/v1/events?withNestedMarkets=true&limit=200&status=initialized",
                "GET /api/v1/events?withNestedMarkets=true&limit=200&status=inactive",
            ],
            venue.Requests);
        Assert.Equal("k-1", venue.LastHeaders["x-api-key"]);
    }

    [Theory]
    [InlineData("404")]
    [InlineData("403")]
    [InlineData("410")]
    [InlineData("html403")]
    [InlineData("nobody")]
    [InlineData("timeout")]
    [InlineData("empty")]
    public async Task With_DFlow_away_Kalshi_itself_is_read(string away)
    {
        await using var dflow = await FakeVenue.Start((http, _) => away switch
        {
            "html403" => FakeVenue.Html(http, 403),
            "timeout" => Task.Delay(5000, http.RequestAborted),
            "empty" => FakeVenue.Json(http, http.Request.Path == "/api/v1/series" ? "{\"series\":[]}" : "{\"events\":[]}"),
            "nobody" => Task.CompletedTask,
            _ => FakeVenue.Json(http, "{\"code\":\"not_found\",\"msg\":\"gone\"}", int.Parse(away)),
        });
        await using var kalshi = await FakeVenue.Start((http, _) => FakeVenue.Json(http, http.Request.Query switch
        {
            var q when q["status"] != "open" => "{\"events\":[],\"cursor\":\"\"}",
            var q when q["cursor"].Count == 0 => Fixture("kalshi/kalshi-events-page.json"),
            _ => "{\"events\":[],\"cursor\":\"\"}",
        }));
        var options = new KalshiOptions
        {
            DFlowUrl = away == "nobody" ? FakeVenue.Nobody() : dflow.Url,
            KalshiUrl = away == "404" ? kalshi.Url : new Uri(kalshi.Url, "trade-api/v2"), // with its path or without
        };
        var http = Quick with { CatalogRetries = 1, CatalogTimeout = TimeSpan.FromMilliseconds(away == "timeout" ? 200 : 20_000) };
        using var client = new KalshiClient(options, http, TimeProvider.System, NullLogger.Instance);
        Assert.Equal(3, (await Collect(client, CatalogScope.Open)).Sum(p => p.Markets.Count));
        Assert.Equal("GET /trade-api/v2/events?with_nested_markets=true&limit=200&status=open", kalshi.Requests.First());
        Assert.Equal(
            "GET /trade-api/v2/events?with_nested_markets=true&limit=200&status=open&cursor=CgYI8Nv5xwYSE0tYRkVEREVDSVNJT04tMjZERUM",
            kalshi.Requests.ElementAt(1));
    }

    [Fact]
    public async Task Both_Kalshi_sources_away_is_one_failure_that_names_both()
    {
        await using var dflow = await FakeVenue.Start((http, _) => FakeVenue.Json(http, "{}", 410));
        await using var kalshi = await FakeVenue.Start((http, _) => FakeVenue.Html(http, 403));
        using var client = new KalshiClient(
            new KalshiOptions { DFlowUrl = dflow.Url, KalshiUrl = kalshi.Url }, Quick, TimeProvider.System, NullLogger.Instance);
        var failure = await Assert.ThrowsAsync<VenueException>(() => Collect(client, CatalogScope.Open));
        Assert.Equal("blocked", failure.Code);
        Assert.Contains("410", failure.Message, StringComparison.Ordinal);
        Assert.Contains("403", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_fallback_DFlows_failure_is_the_walks()
    {
        await using var dflow = await FakeVenue.Start((http, _) => FakeVenue.Json(http, "{}", 410));
        using var client = new KalshiClient(
            new KalshiOptions { DFlowUrl = dflow.Url, Fallback = false }, Quick, TimeProvider.System, NullLogger.Instance);
        Assert.Equal("http_410", (await Assert.ThrowsAsync<VenueException>(() => Collect(client, CatalogScope.Open))).Code);
    }

    [Fact]
    public async Task Kalshis_series_give_the_category_that_events_no_longer_have()
    {
        await using var kalshi = await FakeVenue.Start((http, _) => FakeVenue.Json(http, http.Request switch
        {
            { Path.Value: "/trade-api/v2/series" } => "{\"series\":[{\"ticker\":\"KXFEDDECISION\",\"category\":\"Economics\"}]}",
            { Query: var q } when q["status"] == "open" => Fixture("kalshi/kalshi-events-page.json")
                .Replace("\"category\": \"Economics\",", "", StringComparison.Ordinal)
                .Replace("CgYI8Nv5xwYSE0tYRkVEREVDSVNJT04tMjZERUM", "", StringComparison.Ordinal),
            _ => "{\"events\":[],\"cursor\":\"\"}",
        }));
        using var client = new KalshiClient(
            new KalshiOptions { Source = KalshiSource.Kalshi, KalshiUrl = kalshi.Url }, Quick, TimeProvider.System, NullLogger.Instance);
        Assert.All((await Collect(client, CatalogScope.Open)).SelectMany(p => p.Markets), m => Assert.Equal("economics", m.Category));
    }

    [Fact]
    public async Task Foresight_is_walked_and_missing_tokens_are_asked_for_once()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, http.Request switch
        {
            { Path.Value: var path } when path!.EndsWith("/tokens", StringComparison.Ordinal) => Fixture("foresight/tokens.json"),
            { Query: var q } when q["status"] == "OPEN" && q["cursor"].Count == 0 => Fixture("foresight/markets-page.json"),
            _ => "{\"data\":[],\"next_cursor\":null,\"has_more\":false}",
        }));
        using var client = new ForesightClient(new ForesightOptions { Url = venue.Url }, Quick, TimeProvider.System, NullLogger.Instance);
        var markets = (await Collect(client, CatalogScope.Open)).SelectMany(p => p.Markets).ToList();
        Assert.Equal(3, markets.Count);
        Assert.Equal("55", markets[2].Trading!.YesToken);
        await Collect(client, CatalogScope.Open);
        Assert.Single(venue.Requests, r => r.Contains("/tokens", StringComparison.Ordinal));
        Assert.Contains("GET /v1/markets?chain_id=56&status=OPEN&limit=100&cursor=abc", venue.Requests);
    }

    private static string Fixture(string path) => Encoding.UTF8.GetString(TestData.Fixture(path));

    private static PolymarketClient Polymarket(Uri url) =>
        new(new PolymarketOptions { GammaUrl = url }, Quick, TimeProvider.System, NullLogger.Instance);

    private static string GammaPage(string id, string? cursor) =>
        $"{{\"events\":[{{\"id\":\"{id}\",\"title\":\"T\",\"markets\":[]}}]" + (cursor is null ? "}" : $",\"next_cursor\":\"{cursor}\"}}");

    private static async Task<List<CatalogPage>> Collect(IMarketSource source, CatalogScope scope)
    {
        var pages = new List<CatalogPage>();
        await foreach (var page in source.Walk(scope, default))
            pages.Add(page);
        return pages;
    }
}
