using System.Text.Json;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests;

public sealed class BookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly MarketRef Market = new(Venue.Kalshi, "KX-1");

    [Theory]
    [InlineData("dflow-orderbook.json", "dflow-orderbook.json")]
    [InlineData("dflow-orderbook-fractional.json", "dflow-orderbook-fractional.json")]
    [InlineData("dflow-orderbook-one-sided.json", "dflow-orderbook-one-sided.json")]
    [InlineData("dflow-orderbook-empty.json", "dflow-orderbook-empty.json")]
    [InlineData("kalshi-orderbook.json", "dflow-orderbook.json")]
    [InlineData("kalshi-orderbook-2025-cents.json", "dflow-orderbook.json")]
    [InlineData("kalshi-orderbook-2025-null-side.json", "dflow-orderbook-one-sided.json")]
    public void Kalshi_ladders_give_what_was_expected(string fixture, string expected)
    {
        var book = KalshiBookParser.Parse(TestData.Fixture("kalshi/" + fixture), Market, Now)!;
        var want = TestData.FixtureJson("kalshi/expected.json").GetProperty("orderbooks").GetProperty(expected);
        foreach (var (outcome, name) in new[] { (Outcome.Yes, "yes"), (Outcome.No, "no") })
        {
            var view = book.View(outcome);
            var side = want.GetProperty(name).GetProperty("book");
            Assert.Equal(Levels(side.GetProperty("bids")), view.Bids);
            Assert.Equal(Levels(side.GetProperty("asks")), view.Asks);
            var quote = want.GetProperty(name).GetProperty("quote");
            Assert.Equal(Dollars(quote.GetProperty("bid")), view.BestBid?.Dollars);
            Assert.Equal(Dollars(quote.GetProperty("ask")), view.BestAsk?.Dollars);
        }
    }

    [Fact]
    public void A_polymarket_book_is_sorted_whatever_its_order()
    {
        var parsed = PolymarketBookParser.Parse(TestData.Fixture("polymarket/clob-book.json"), Market, Now)!;
        var book = parsed.Book;
        Assert.Equal("78935885360228105796154169752283327144964789880748014056741479059726355205703", parsed.TokenId);
        Assert.Equal([6200, 6100, 6000, 5800, 4500, 100], book.Bids.Select(l => l.Price.TenThousandths));
        Assert.Equal([6300, 6400, 6500, 6700, 8000, 9900], book.Asks.Select(l => l.Price.TenThousandths));
        Assert.Equal(2210.44m, book.Bids[2].Shares.Count);
        Assert.Equal((Price.Cent, Shares.Floor(5m)), (book.Tick!.Value, book.MinimumShares!.Value));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1795211047512), book.ChangedAt);
        Assert.Equal(Now, book.ObservedAt);
    }

    [Fact]
    public void A_foresight_book_reads()
    {
        var book = ForesightBookParser.Parse(TestData.Utf8("""
            {"condition_id":"0xab","chain_id":56,"timestamp":"2026-11-21T11:59:59.000Z",
             "bids":[{"price":"0.54","remainingSize":"123.45"}],"asks":[{"price":"0.56","remainingSize":"1"},{"price":"0.55","remainingSize":"2.000001"}]}
            """), Market, Now)!;
        Assert.Equal(Level(5400, 123_450_000), Assert.Single(book.Bids));
        Assert.Equal([Level(5500, 2_000_001), Level(5600, 1_000_000)], book.Asks);
        Assert.Equal(Now.AddSeconds(-1), book.ChangedAt);
    }

    [RecordedFact]
    public void Recorded_books_read()
    {
        var read = 0;
        foreach (var line in TestData.Lines("order-books.jsonl.gz"))
        {
            using var record = JsonDocument.Parse(line);
            var response = record.RootElement.GetProperty("response");
            var body = TestData.Utf8(response.GetRawText());
            if (record.RootElement.GetProperty("venue").GetString() == "polymarket")
                Assert.NotNull(PolymarketBookParser.Parse(body, Market, Now));
            else if (response.TryGetProperty("orderbook_fp", out _))
                Assert.False(KalshiBookParser.Parse(body, Market, Now)!.IsCrossed);
            else
                continue; // the recorder's own shape of 2024, not an answer of the venue
            read++;
        }
        Assert.True(read >= 3);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"orderbook\":{}}")]
    [InlineData("{\"yes_bids\":[1]}")]
    [InlineData("{\"yes_bids\":{\"0.62\":\"many\"}}")]
    [InlineData("{\"yes_bids\":{\"0.62345\":1}}")]
    [InlineData("{\"orderbook_fp\":{\"yes_dollars\":[[\"0.5\"]]}}")]
    [InlineData("{\"yes_bids\":{\"\\ud800\":1}}")]
    [InlineData("{\"yes_bids\":{\"0.5\":99999999999999999999}}")]
    [InlineData("not json")]
    public void What_is_no_book_is_null(string body) => Assert.Null(KalshiBookParser.Parse(TestData.Utf8(body), Market, Now));

    [Fact]
    public void Levels_at_the_ends_and_empty_ones_fall_away_and_equal_prices_join()
    {
        var book = Book.Create(Market,
            [Level(0, 5), Level(5000, 1), Level(5000, 2), Level(4000, 0), Level(4000, -3), Level(10_000, 1)],
            [Level(10_000, 5), Level(6000, long.MaxValue), Level(6000, 7)], Now);
        Assert.Equal([Level(5000, 3)], book.Bids);
        Assert.Equal([Level(6000, long.MaxValue)], book.Asks);
    }

    [Theory] // the event's YES and NO in a market that asks the same, and in one that asks the opposite
    [InlineData(Outcome.Yes, false, 6200, 6400)]
    [InlineData(Outcome.No, false, 3600, 3800)]
    [InlineData(Outcome.Yes, true, 3600, 3800)]
    [InlineData(Outcome.No, true, 6200, 6400)]
    public void Views(Outcome outcome, bool inverted, int bid, int ask)
    {
        var view = Book.Create(Market, [Level(6200, 5), Level(6000, 6)], [Level(6400, 7), Level(7000, 8)], Now).View(outcome, inverted);
        Assert.Equal((bid, ask), (view.BestBid!.Value.TenThousandths, view.BestAsk!.Value.TenThousandths));
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("0.40×100", "", 40.0)]
    [InlineData("", "0.99×100", 1.0)]
    [InlineData("0.40×100 0.01×1000", "0.45×200 0.90×10", 161.0)]
    public void What_rests_on_a_book_is_each_bid_at_its_price_and_each_ask_at_the_other_outcomes(string bids, string asks, double? dollars)
    {
        var book = Book.Create(new MarketRef(Venue.Kalshi, "K"), Levels(bids), Levels(asks), DateTimeOffset.UnixEpoch);
        Assert.Equal((decimal?)dollars, book.Depth?.Dollars);
        Assert.Equal(book.Depth, book.Mirror().Depth);

        static IEnumerable<BookLevel> Levels(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('×'))
            .Select(l => new BookLevel(Price.FromDollars(decimal.Parse(l[0], System.Globalization.CultureInfo.InvariantCulture))!.Value, Shares.Floor(decimal.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void A_book_beyond_what_can_be_counted_has_no_depth() =>
        Assert.Null(Book.Create(new MarketRef(Venue.Kalshi, "K"), [new(new Price(9999), Shares.Most), new(new Price(9998), Shares.Most)], [], DateTimeOffset.UnixEpoch).Depth);

    [Fact]
    public void Mirroring_twice_is_nothing_and_keeps_the_order_and_the_crossing()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var book = Book.Create(Market, Levels(random), Levels(random), Now);
            var mirror = book.Mirror();
            Assert.True(book.IsCrossed == mirror.IsCrossed, $"seed {seed}");
            Assert.True(mirror.Bids.Zip(mirror.Bids.Skip(1)).All(p => p.First.Price > p.Second.Price), $"seed {seed}");
            Assert.True(mirror.Asks.Zip(mirror.Asks.Skip(1)).All(p => p.First.Price < p.Second.Price), $"seed {seed}");
            Assert.Equal(book.Bids.Select(l => (Price.One - l.Price.TenThousandths, l.Shares)), mirror.Asks.Select(l => (l.Price.TenThousandths, l.Shares)));
            Assert.Equal((book.Bids, book.Asks), (mirror.Mirror().Bids, mirror.Mirror().Asks), new SameLevels());
        }
    }

    [Fact]
    public void Damaged_books_never_throw()
    {
        foreach (var fixture in new[] { "kalshi/dflow-orderbook.json", "kalshi/kalshi-orderbook.json", "polymarket/clob-book.json" })
            for (var seed = 0; seed < 800; seed++)
            {
                var random = new Random(seed);
                var body = TestData.Fixture(fixture);
                for (var n = 0; n < 3; n++)
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                try
                {
                    var book = fixture.StartsWith("poly", StringComparison.Ordinal)
                        ? PolymarketBookParser.Parse(body, Market, Now)?.Book
                        : KalshiBookParser.Parse(body, Market, Now);
                    Assert.True(book is null || book.Bids.Concat(book.Asks).All(l => l.Shares > Shares.None));
                }
                catch (Exception e) when (e is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"{fixture}, seed {seed}: {e}");
                }
            }
    }

    private static BookLevel Level(int price, long size) => new(new Price(price), Shares.FromMicro(size));

    private static List<BookLevel> Levels(Random random) =>
        Enumerable.Range(0, random.Next(30)).Select(_ => Level(random.Next(-1, 10_002), random.Next(-1, 100))).ToList();

    private static IEnumerable<BookLevel> Levels(JsonElement side) => side.EnumerateArray().Select(l => new BookLevel(
        Price.FromDollars(Dollars(l.GetProperty("price"))!.Value)!.Value, Shares.Floor(Dollars(l.GetProperty("size"))!.Value)));

    private static decimal? Dollars(JsonElement text) =>
        text.ValueKind == JsonValueKind.Null ? null : decimal.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private sealed class SameLevels : IEqualityComparer<(IReadOnlyList<BookLevel>, IReadOnlyList<BookLevel>)>
    {
        public bool Equals((IReadOnlyList<BookLevel>, IReadOnlyList<BookLevel>) x, (IReadOnlyList<BookLevel>, IReadOnlyList<BookLevel>) y) =>
            x.Item1.SequenceEqual(y.Item1) && x.Item2.SequenceEqual(y.Item2);

        public int GetHashCode((IReadOnlyList<BookLevel>, IReadOnlyList<BookLevel>) obj) => 0;
    }
}
