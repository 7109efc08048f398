using System.Net;
using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests.Polymarket;

public sealed class PolymarketTradingTests
{
    private const string Hash = "0xcf571a860c34de8424467bb32e8f066ad94f2c769c9211d6d3587ed0932c61c7";

    [Fact]
    public void Accepted_answers()
    {
        var expected = new Dictionary<string, SubmitState>
        {
            ["live"] = SubmitState.Resting,
            ["matched"] = SubmitState.Matched,
            ["matched-hash-later"] = SubmitState.Matched,
            ["delayed"] = SubmitState.Delayed,
        };
        foreach (var (name, answer, body) in Cases("polymarket/order-accepted.json"))
        {
            var accepted = Assert.IsType<SubmitReply.Accepted>(PolymarketErrors.Submit(answer));
            Assert.Equal(expected[name], accepted.State);
            Assert.Equal(body!.Value.GetProperty("orderID").GetString(), accepted.VenueOrderId.Text);
            Assert.Equal(name.StartsWith("matched", StringComparison.Ordinal) ? 1 : 0, accepted.TradeIds.Count);
            Assert.Equal(name == "matched" ? 1 : 0, accepted.TransactionHashes.Count);
        }
    }

    [Fact]
    public void Refused_answers()
    {
        var expected = new Dictionary<string, (string Code, bool Retryable)>
        {
            ["tick"] = ("bad_tick", false),
            ["min-size"] = ("below_minimum", false),
            ["balance"] = ("insufficient_balance", false),
            ["market-precision"] = ("bad_amounts", false),
            ["fok"] = ("fok_not_filled", false),
            ["fak"] = ("no_match", false),
            ["signer-not-key-owner"] = ("signer_mismatch", false),
            ["wrong-order-version"] = ("order_version_mismatch", false),
            ["bad-l2-headers"] = ("unauthorized", false),
            ["engine-restart"] = ("engine_restarting", true),
            ["post-only-mode"] = ("post_only_mode", true),
            ["cancel-only"] = ("cancel_only", true),
            ["rate-limited"] = ("rate_limited", true),
            ["cloudflare"] = ("blocked", false),
            ["refused-with-200"] = ("insufficient_balance", false),
        };
        var seen = 0;
        foreach (var (name, answer, _) in Cases("polymarket/order-rejected.json"))
        {
            var rejected = Assert.IsType<SubmitReply.Rejected>(PolymarketErrors.Submit(answer));
            Assert.Equal((name, expected[name]), (name, (rejected.Code, rejected.Retryable)));
            if (name == "post-only-mode")
                Assert.Equal(TimeSpan.FromSeconds(79), rejected.RetryAfter);
            seen++;
        }
        Assert.Equal(expected.Count, seen);
    }

    [Theory] // what the page's table says of the rest
    [InlineData(400, "{\"error\":\"order 0x12 is invalid. Duplicated.\"}", "unknown duplicate")]
    [InlineData(400, "{\"error\":\"order match delayed due to market conditions\"}", "unknown match_delayed")]
    [InlineData(500, "{\"error\":\"could not insert order\"}", "unknown http_500")]
    [InlineData(502, "<html>", "unknown http_502")]
    [InlineData(503, "{\"error\":\"upstream connect error\"}", "unknown http_503")]
    [InlineData(503, "{\"error\":\"Trading is currently disabled. Try later.\"}", "rejected trading_disabled")]
    [InlineData(408, "", "unknown http_408")]
    [InlineData(200, "not json", "unknown bad_answer")]
    [InlineData(200, "{}", "unknown bad_answer")]
    [InlineData(200, "{\"success\":true,\"errorMsg\":\"\",\"orderID\":\"0xAB\",\"status\":\"unmatched\"}", "unknown unknown_status")]
    [InlineData(200, "{\"success\":false,\"errorMsg\":\"something new\",\"orderID\":\"\"}", "rejected refused")]
    [InlineData(200, "{\"success\":true,\"errorMsg\":\"\",\"orderID\":\"0xAB\",\"status\":\"LIVE\"}", "accepted 0xab")]
    [InlineData(400, "{\"error\":\"invalid post-only order: order crosses book\"}", "rejected post_only_would_cross")]
    [InlineData(400, "{\"error\":\"the market is not yet ready to process new orders\"}", "rejected market_not_ready")]
    [InlineData(400, "{\"error\":\"a sentence of next year\"}", "rejected http_400")]
    [InlineData(404, "{}", "rejected http_404")]
    [InlineData(302, "", "unknown bad_answer")]
    public void Other_answers(int status, string body, string expected) =>
        Assert.Equal(expected, Describe(PolymarketErrors.Submit(Answer(status, body))));

    [Fact]
    public void Cancel_answers()
    {
        foreach (var (name, answer, _) in Cases("polymarket/cancel.json"))
        {
            var id = name is "already-matched" or "mixed" ? "0x3d674dee39b887589f2c7ba1ee51a5a1c752373ab3677cf5812f1e322f361693" : Hash;
            var reply = PolymarketErrors.Cancel(answer, id);
            Assert.Equal(name switch
            {
                "canceled" => "cancelled",
                "not-canceled" => "not_found",
                "already-matched" or "mixed" => "already_matched",
                _ => "http_400",
            }, reply is CancelReply.Refused r ? r.Code : reply is CancelReply.Cancelled ? "cancelled" : reply.ToString());
        }
        Assert.IsType<CancelReply.Unknown>(PolymarketErrors.Cancel(Answer(200, "{\"canceled\":[],\"not_canceled\":{}}"), Hash));
        Assert.IsType<CancelReply.Unknown>(PolymarketErrors.Cancel(Answer(500, "{}"), Hash));
    }

    [Theory]
    [InlineData("LIVE", "0", VenueOrderState.Open)]
    [InlineData("ORDER_STATUS_LIVE", "2", VenueOrderState.PartiallyFilled)]
    [InlineData("matched", "5", VenueOrderState.Matched)]
    [InlineData("ORDER_STATUS_CANCELED", "2", VenueOrderState.Cancelled)]
    [InlineData("CANCELED_MARKET_RESOLVED", "0", VenueOrderState.Cancelled)]
    [InlineData("INVALID", "0", VenueOrderState.Failed)]
    [InlineData("DELAYED", "0", VenueOrderState.Delayed)]
    [InlineData("DREAMING", "0", null)]
    public void Order_states(string status, string matched, VenueOrderState? expected)
    {
        var order = PolymarketOrderParser.Order(TestData.Utf8(
            $"{{\"id\":\"{Hash}\",\"status\":\"{status}\",\"original_size\":\"5\",\"size_matched\":\"{matched}\",\"associate_trades\":[\"t1\"]}}"), 5);
        Assert.Equal(expected, order?.State);
    }

    [Theory] // told size, matched; known size -> filled
    [InlineData("5", "2.5", 5, 2.5)]
    [InlineData("5000000", "2500000", 5, 2.5)]
    [InlineData("5000000", "2500000", 5_000_000, 2_500_000)]
    [InlineData("5", "2.5", null, 2.5)]
    public void Two_units_for_one_size(string told, string matched, int? known, double filled) =>
        Assert.Equal((decimal)filled, PolymarketOrderParser.Order(TestData.Utf8(
            $"{{\"id\":\"{Hash}\",\"status\":\"LIVE\",\"original_size\":\"{told}\",\"size_matched\":\"{matched}\"}}"), known)!.FilledShares);

    [Fact]
    public void Fills_as_taker_and_as_maker()
    {
        var body = TestData.Utf8($$"""
            {"limit":100,"count":3,"next_cursor":"LTE=","data":[
             {"id":"t1","taker_order_id":"{{Hash.ToUpperInvariant().Replace('X', 'x')}}","size":"10","price":"0.62","status":"TRADE_STATUS_CONFIRMED","match_time":"1795211047","transaction_hash":"0x1"},
             {"id":"t2","taker_order_id":"0xother","size":"30","price":"0.40","status":"MINED","maker_orders":[
               {"order_id":"0xfirst","matched_amount":"20","price":"0.40"},{"order_id":"{{Hash}}","matched_amount":"10","price":"0.61"}]},
             {"id":"t3","taker_order_id":"0xother","size":"5","price":"0.40","status":"FAILED","maker_orders":[]}]}
            """);
        var (fills, next) = PolymarketOrderParser.Trades(body, Hash, 20)!.Value;
        Assert.Null(next);
        Assert.Equal([("t1", 10m, 0.62m, FillState.Settled, true), ("t2", 10m, 0.61m, FillState.Matched, false)],
            fills.Select(f => (f.FillId, f.Shares, f.TokenPrice, f.State, f.IsTaker!.Value)));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795211047), fills[0].At);
    }

    [Theory] // a trade of ours beside one of somebody else's, which may be whatever it likes
    [InlineData("{\"id\":\"t\",\"taker_order_id\":\"0xother\",\"status\":\"DREAMED\"}")]
    [InlineData("{\"id\":\"t\",\"taker_order_id\":\"0xother\"}")]
    [InlineData("{\"taker_order_id\":\"\\ud800\",\"status\":7}")]
    [InlineData("{\"id\":null,\"taker_order_id\":7,\"maker_orders\":[{\"order_id\":\"0xother\",\"price\":\"9\"},null,7]}")]
    [InlineData("null")]
    [InlineData("[]")]
    public void What_is_foreign_on_a_page_of_trades_hides_nothing(string foreign)
    {
        var ours = $"{{\"id\":\"t1\",\"taker_order_id\":\"{Hash}\",\"size\":\"10\",\"price\":\"0.62\",\"status\":\"CONFIRMED\"}}";
        var (fills, _) = PolymarketOrderParser.Trades(TestData.Utf8($"{{\"data\":[{foreign},{ours}]}}"), Hash, 20)!.Value;
        Assert.Equal((10m, FillState.Settled), (Assert.Single(fills).Shares, fills[0].State));
    }

    [Theory] // one of ours that cannot be read: the page says nothing, for a guess would be about money
    [InlineData("\"taker_order_id\":\"HASH\",\"size\":\"10\",\"price\":\"0.62\",\"status\":\"DREAMED\"")]
    [InlineData("\"taker_order_id\":\"HASH\",\"size\":\"10\",\"price\":\"0.62\"")]
    [InlineData("\"taker_order_id\":\"HASH\",\"size\":\"10\",\"price\":\"1.62\",\"status\":\"MINED\"")]
    [InlineData("\"taker_order_id\":\"0xother\",\"status\":\"MINED\",\"maker_orders\":[{\"order_id\":\"HASH\",\"price\":\"0.5\"}]")]
    public void A_trade_of_ours_that_cannot_be_read_makes_the_page_unreadable(string members) =>
        Assert.Null(PolymarketOrderParser.Trades(TestData.Utf8($"{{\"data\":[{{\"id\":\"t\",{members.Replace("HASH", Hash, StringComparison.Ordinal)}}}]}}"), Hash, 20));

    [Fact] // a public report: a new status of somebody else's trade made the page unreadable
    public void A_page_with_a_foreign_trade_of_an_unknown_status_gives_our_fill()
    {
        var order = "0x" + string.Concat(Enumerable.Repeat("ab", 32));
        var (fills, next) = PolymarketOrderParser.Trades(TestData.Fixture("cases/foreign-trade-status.json"), order, 10)!.Value;
        Assert.Null(next);
        Assert.Equal((10m, 0.5m, FillState.Settled), (Assert.Single(fills).Shares, fills[0].TokenPrice, fills[0].State));
    }

    [Fact] // a public report: an order that ended with a part filled is called MATCHED all the same
    public void An_order_that_is_matched_in_part_is_over_with_its_part()
    {
        var order = PolymarketOrderParser.Order(TestData.Fixture("cases/order-matched-part.json"), 10)!;
        Assert.Equal((VenueOrderState.Matched, 10m, 4m), (order.State, order.Shares, order.FilledShares));
        var leg = new PreparedLeg
        {
            LegId = Guid.Empty,
            Venue = Venue.Polymarket,
            MarketId = "m",
            VenueOutcome = Outcome.Yes,
            TokenId = "1",
            Shares = Shares.Floor(10),
            LimitPrice = new Price(5000),
            Notional = Money.FloorDollars(5),
            Digest = "",
            Signer = "",
            OrderType = "FAK",
            ExpiresAt = DateTimeOffset.MaxValue,
        };
        var standing = Faro.Venues.Polymarket.Trading.Standing(
            new AskedLeg { Prepared = leg, Id = order.VenueOrderId, Side = Side.Buy }, order, null);
        var fill = Assert.Single(standing.Fills);
        Assert.Equal((Shares.Floor(4), Money.FloorDollars(2), LegEnd.Completed), (fill.Shares, fill.Notional, standing.End));
        Assert.False(leg.IsWhole(fill.Shares, fill.Notional));
    }

    [Fact]
    public void New_fills_cost_what_the_trades_say_to_the_millionth()
    {
        VenueFill Trade(string id, decimal shares, decimal price) => new()
        {
            FillId = id,
            VenueOrderId = VenueOrderId.OrderHash(Hash),
            Shares = shares,
            TokenPrice = price,
            State = FillState.Matched,
        };
        var leg = new PreparedLeg
        {
            LegId = Guid.Empty,
            Venue = Venue.Polymarket,
            MarketId = "m",
            VenueOutcome = Outcome.Yes,
            TokenId = "1",
            Shares = Shares.Floor(20),
            LimitPrice = new Price(9000),
            Notional = Money.FloorDollars(18),
            Digest = "",
            Signer = "",
            OrderType = "FAK",
            ExpiresAt = DateTimeOffset.MaxValue,
        };
        var order = new VenueOrder { VenueOrderId = VenueOrderId.OrderHash(Hash), State = VenueOrderState.Matched, FilledShares = 13 };
        var standing = Faro.Venues.Polymarket.Trading.Standing(
            new AskedLeg { Prepared = leg, Id = order.VenueOrderId, Side = Side.Buy }, order, [Trade("a", 10, 0.333m), Trade("b", 3, 0.4m)]);
        Assert.Equal(Money.FloorDollars(4.53m), Assert.Single(standing.Fills).Notional);
    }

    [Theory]
    [InlineData("polymarket/data-positions-v1.json")]
    [InlineData("polymarket/data-positions-v2.json")]
    public void Positions(string fixture)
    {
        var (positions, rows, next) = PolymarketPositions.Parse(TestData.Fixture(fixture))!.Value;
        Assert.True(positions.Count > 0 && positions.Count <= rows);
        Assert.Null(next);
        var first = positions[0];
        Assert.Equal(new MarketRef(Venue.Polymarket, "0xcae0cc0b1a2ee8a9df5442668838e8551cb438769114259a4c6de01ab88ffc89"), first.Market);
        Assert.Equal((120m, 0.61m, 0.625m, 75m, Outcome.Yes, "Yes", false),
            (first.Shares, first.AveragePrice!.Value, first.CurrentPrice!.Value, first.CurrentValue!.Value, first.Outcome!.Value, first.OutcomeLabel, first.Redeemable!.Value));
    }

    [Fact]
    public void Values()
    {
        var values = TestData.FixtureJson("polymarket/data-value.json").GetProperty("responses").EnumerateArray()
            .Select(r => PolymarketPositions.Value(TestData.Utf8(r.GetProperty("body").GetRawText())));
        Assert.Equal([118.60875m, 0m, 95.75m], values);
        Assert.Equal(0m, PolymarketPositions.Value(TestData.Utf8("[]")));
        Assert.Equal(0m, PolymarketPositions.Value(TestData.Utf8("{\"data\":null}")));
        Assert.Null(PolymarketPositions.Value(TestData.Utf8("{\"error\":\"x\"}")));
    }

    internal static string Describe(SubmitReply reply) => reply switch
    {
        SubmitReply.Accepted a => $"accepted {a.VenueOrderId}",
        SubmitReply.Rejected r => $"rejected {r.Code}",
        SubmitReply.Unknown u => $"unknown {u.Cause}",
        _ => throw new InvalidOperationException(),
    };

    internal static VenueAnswer Answer(int status, string body, TimeSpan? retryAfter = null) =>
        new((HttpStatusCode)status, TestData.Utf8(body), !body.StartsWith('<'), retryAfter);

    private static IEnumerable<(string Name, VenueAnswer Answer, JsonElement? Body)> Cases(string fixture)
    {
        foreach (var entry in TestData.FixtureJson(fixture).GetProperty("responses").EnumerateArray())
        {
            var text = entry.TryGetProperty("body_text", out var raw) ? raw.GetString()! : entry.GetProperty("body").GetRawText();
            yield return (entry.GetProperty("case").GetString()!, Answer(entry.GetProperty("http_status").GetInt32(), text),
                entry.TryGetProperty("body", out var body) ? body : null);
        }
    }
}
