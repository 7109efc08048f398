using System.Text;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Venues.Tests.Http;

public sealed class BookClientTests
{
    private const string Token = "78935885360228105796154169752283327144964789880748014056741479059726355205703";
    private static readonly VenueHttpOptions Quick = new()
    {
        QuoteTimeout = TimeSpan.FromSeconds(20),
        RetryDelay = TimeSpan.FromMilliseconds(5),
    };

    private static readonly BookKey Shutdown = new(new MarketRef(Venue.Polymarket, "0xcae0"), Token, "2");
    private static readonly BookKey Hold = new(new MarketRef(Venue.Kalshi, "KXFEDDECISION-26DEC-H0"));

    [Fact]
    public async Task One_polymarket_book()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, Fixture("polymarket/clob-book.json")));
        using var client = Polymarket(venue.Url);
        var book = await client.GetBook(Shutdown, default);
        Assert.Equal(6200, book.BestBid!.Value.TenThousandths);
        Assert.Equal($"GET /book?token_id={Token}", Assert.Single(venue.Requests));
    }

    [Fact]
    public async Task No_orderbook_exists_is_an_empty_book_not_a_failure()
    {
        await using var venue = await FakeVenue.Start((http, _) =>
            FakeVenue.Json(http, "{\"error\":\"No orderbook exists for the requested token id\"}", 404));
        using var client = Polymarket(venue.Url);
        var book = await client.GetBook(Shutdown, default);
        Assert.Equal((null, null), (book.BestBid, book.BestAsk));
    }

    [Fact]
    public async Task Another_tokens_book_is_refused()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, Fixture("polymarket/clob-book.json")));
        using var client = Polymarket(venue.Url);
        Assert.Equal("bad_answer", (await Assert.ThrowsAsync<VenueException>(() => client.GetBook(Shutdown with { YesToken = "1" }, default))).Code);
    }

    [Fact]
    public async Task Several_polymarket_books_in_one_call_and_the_left_out_one_is_missing()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, $"[{Fixture("polymarket/clob-book.json")}]"));
        using var client = Polymarket(venue.Url);
        var other = new BookKey(new MarketRef(Venue.Polymarket, "0xother"), "77", "78");
        var books = await client.GetBooks([Shutdown, other], default);
        Assert.Equal([Shutdown.Market], books.Keys);
        Assert.Equal($"[{{\"token_id\":\"{Token}\"}},{{\"token_id\":\"77\"}}]", Assert.Single(venue.Bodies));
    }

    [Fact]
    public async Task The_parameters_of_a_market()
    {
        await using var venue = await FakeVenue.Start((http, n) => n == 1
            ? FakeVenue.Json(http, "{\"c\":\"0xCAE0\",\"t\":[{\"t\":\"11\",\"o\":\"Yes\"},{\"t\":\"22\",\"o\":\"No\"}],\"mts\":0.0025,\"mos\":5,\"nr\":true,\"fd\":{\"r\":0.04,\"e\":1,\"to\":true},\"ao\":true,\"itode\":true}")
            : FakeVenue.Json(http, "{\"error\":\"market not found\"}", 404));
        using var client = Polymarket(venue.Url);
        var terms = (await client.GetTerms("0xcae0", default))!;
        Assert.Equal(("0xcae0", new Price(25), 5m, true, 0.04m, 1m), (terms.ConditionId, terms.Tick, terms.MinimumShares, terms.NegRisk, terms.FeeRate, terms.FeeExponent));
        Assert.Equal([new PolymarketToken("11", "Yes"), new PolymarketToken("22", "No")], terms.Tokens);
        Assert.True(terms is { AcceptingOrders: true, DelaysTakers: true });
        Assert.Null(await client.GetTerms("0xnone", default));
    }

    [Fact]
    public async Task A_torn_kalshi_book_is_read_once_more()
    {
        await using var venue = await FakeVenue.Start((http, n) => FakeVenue.Json(http, n == 1
            ? "{\"yes_bids\":{\"0.7000\":5},\"no_bids\":{\"0.4000\":5}}"
            : Fixture("kalshi/dflow-orderbook.json")));
        using var client = Kalshi(venue.Url, FakeVenue.Nobody());
        Assert.Equal(6400, (await client.GetBook(Hold, default)).BestAsk!.Value.TenThousandths);
        Assert.Equal(["GET /api/v1/orderbook/KXFEDDECISION-26DEC-H0", "GET /api/v1/orderbook/KXFEDDECISION-26DEC-H0"], venue.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(503)]
    public async Task With_DFlow_away_the_book_comes_from_Kalshi(int status)
    {
        await using var dflow = await FakeVenue.Start((http, _) => FakeVenue.Json(http, "{\"code\":\"not_found\",\"msg\":\"\"}", status));
        await using var kalshi = await FakeVenue.Start((http, _) => FakeVenue.Json(http, Fixture("kalshi/kalshi-orderbook.json")));
        using var client = Kalshi(dflow.Url, kalshi.Url);
        Assert.Equal(6200, (await client.GetBook(Hold, default)).BestBid!.Value.TenThousandths);
        Assert.Equal("GET /trade-api/v2/markets/KXFEDDECISION-26DEC-H0/orderbook", Assert.Single(kalshi.Requests));
    }

    [Fact]
    public async Task A_market_without_a_book_anywhere_is_empty()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, "{}", 404));
        using var client = Kalshi(venue.Url, venue.Url);
        var books = await client.GetBooks([Hold], default);
        Assert.Empty(books[Hold.Market].Bids);
    }

    [Fact]
    public async Task Foresight_book_and_single_market()
    {
        const string condition = "0xab00000000000000000000000000000000000000000000000000000000000001";
        var page = TestData.FixtureJson("foresight/markets-page.json");
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, http.Request.Path.Value!.EndsWith("/book", StringComparison.Ordinal)
            ? "{\"bids\":[{\"price\":\"0.54\",\"remainingSize\":\"3\"}],\"asks\":[]}"
            : page.GetProperty("data")[0].GetRawText()));
        using var client = new ForesightClient(new ForesightOptions { Url = venue.Url }, Quick, TimeProvider.System, NullLogger.Instance);
        var market = new MarketRef(Venue.Foresight, ForesightIds.MarketId(condition, 56));
        Assert.Equal(5400, (await client.GetBook(new BookKey(market), default)).BestBid!.Value.TenThousandths);
        Assert.Equal(100, (await client.GetMarket(market, default))!.Trading!.FeeRateBps);
        Assert.Equal([$"GET /v1/markets/{condition}/book?chain_id=56", $"GET /v1/markets/{condition}?chain_id=56"], venue.Requests);
        // The venue may answer with another market than the one asked for: never sign for that.
        await Assert.ThrowsAsync<VenueException>(() => client.GetMarket(market with { MarketId = ForesightIds.MarketId(condition, 57) }, default));
    }

    private static string Fixture(string path) => Encoding.UTF8.GetString(TestData.Fixture(path));

    private static PolymarketClient Polymarket(Uri url) =>
        new(new PolymarketOptions { ClobUrl = url }, Quick, TimeProvider.System, NullLogger.Instance);

    private static KalshiClient Kalshi(Uri dflow, Uri kalshi) =>
        new(new KalshiOptions { DFlowUrl = dflow, KalshiUrl = kalshi }, Quick, TimeProvider.System, NullLogger.Instance);
}
