using Faro.Venues.Foresight;
using Faro.Venues.Tests.Polymarket;

namespace Faro.Venues.Tests.Foresight;

public sealed class ForesightTradingTests
{
    private const string Hash = "0xcf571a860c34de8424467bb32e8f066ad94f2c769c9211d6d3587ed0932c61c7";

    [Theory]
    [InlineData(200, "{\"results\":[{\"order_hash\":\"0xAB\",\"status\":\"OPEN\",\"fills\":[]}]}", "accepted 0xab")]
    [InlineData(201, "{\"results\":[{\"order_hash\":\"0xab\"}],\"_idempotent_replayed\":true}", "accepted 0xab")]
    [InlineData(200, "{\"results\":[{\"error\":{\"code\":\"WALLET_MISMATCH\",\"message\":\"no\"}}]}", "rejected wallet_mismatch")]
    [InlineData(200, "{\"results\":[{\"error\":{\"code\":\"CODE_OF_TOMORROW\",\"message\":\"no\"}}]}", "rejected code_of_tomorrow")]
    [InlineData(200, "{\"results\":[{\"error\":{\"code\":\"DUPLICATE_ORDER\",\"message\":\"have it\"}}]}", "unknown duplicate")]
    [InlineData(200, "{\"results\":[]}", "unknown bad_answer")]
    [InlineData(200, "{\"results\":[{\"order_hash\":\"0xab\"},{\"order_hash\":\"0xac\"}]}", "unknown bad_answer")]
    [InlineData(200, "nothing", "unknown bad_answer")]
    [InlineData(400, "{\"code\":\"INVALID_REQUEST\",\"message\":\"price\"}", "rejected invalid_request")]
    [InlineData(401, "{\"code\":\"AUTH_INVALID\",\"message\":\"\"}", "rejected auth_invalid")]
    [InlineData(403, "<html>", "rejected blocked")]
    [InlineData(409, "{\"code\":\"IDEMPOTENCY_CONFLICT\",\"message\":\"\"}", "unknown conflict")]
    [InlineData(422, "{\"code\":\"MARKET_NOT_ACTIVE\",\"message\":\"\"}", "rejected market_not_active")]
    [InlineData(429, "{\"code\":\"RATE_LIMITED\",\"message\":\"\"}", "rejected rate_limited")]
    [InlineData(500, "{\"code\":\"INTERNAL_ERROR\",\"message\":\"\"}", "unknown http_500")]
    [InlineData(503, "{\"code\":\"SERVICE_DEGRADED\",\"message\":\"\"}", "unknown http_503")]
    public void Submit_answers(int status, string body, string expected) =>
        Assert.Equal(expected, PolymarketTradingTests.Describe(ForesightErrors.Submit(PolymarketTradingTests.Answer(status, body))));

    [Fact]
    public void Cancel_answers()
    {
        Assert.IsType<CancelReply.Cancelled>(Cancel(200, $"{{\"cancelled_count\":1,\"order_hashes\":[\"{Hash}\"]}}"));
        Assert.Equal("not_cancellable", Assert.IsType<CancelReply.Refused>(Cancel(200, "{\"cancelled_count\":0,\"order_hashes\":[]}")).Code);
        Assert.Equal("auth_revoked", Assert.IsType<CancelReply.Refused>(Cancel(401, "{\"code\":\"AUTH_REVOKED\"}")).Code);
        Assert.IsType<CancelReply.Unknown>(Cancel(503, "{}"));
        Assert.IsType<CancelReply.Unknown>(Cancel(200, "{}"));

        static CancelReply Cancel(int status, string body) => ForesightErrors.Cancel(PolymarketTradingTests.Answer(status, body), Hash);
    }

    [Theory]
    [InlineData("OPEN", "100", VenueOrderState.Open, 0)]
    [InlineData("OPEN", "40", VenueOrderState.PartiallyFilled, 60)]
    [InlineData("PARTIALLY_FILLED", "99.5", VenueOrderState.PartiallyFilled, 0.5)]
    [InlineData("MATCHED", "0", VenueOrderState.Matched, 100)]
    [InlineData("FILLED", "0", VenueOrderState.Filled, 100)]
    [InlineData("CANCELLED", "70", VenueOrderState.Cancelled, 30)]
    [InlineData("EXPIRED", "100", VenueOrderState.Expired, 0)]
    [InlineData("MATCH_FAILED", "100", VenueOrderState.Failed, 0)]
    [InlineData("LIMBO", "100", null, 0)]
    [InlineData("OPEN", "101", null, 0)]
    public void Order_states(string status, string remaining, VenueOrderState? expected, double filled)
    {
        var order = ForesightOrderParser.Order(TestData.Utf8(
            $"{{\"order_hash\":\"{Hash}\",\"size\":\"100\",\"remaining_size\":\"{remaining}\",\"status\":\"{status}\"}}"));
        Assert.Equal(expected, order?.State);
        Assert.Equal((decimal)filled, order?.FilledShares ?? 0);
    }

    [Fact]
    public void Fills_are_told_in_the_callers_token()
    {
        var page = ForesightOrderParser.Fills(TestData.Utf8($$"""
            {"data":[
             {"fill_id":"f1","order_hash":"{{Hash}}","outcome":0,"price":"0.55","token_price":"0.45","size":"10","role":"TAKER","status":"MATCHED","created_at":"2026-11-21T10:00:00.000Z"},
             {"fill_id":"f2","order_hash":"{{Hash}}","outcome":0,"price":"0.60","size":"2.5","role":"MAKER","status":"SETTLED","tx_hash":"0x9"}],
             "next_cursor":"n","has_more":true}
            """), Hash)!;
        Assert.Equal("n", page.Next);
        Assert.Equal([("f1", 0.45m, 10m, FillState.Matched, true), ("f2", 0.40m, 2.5m, FillState.Settled, false)],
            page.Items.Select(f => (f.FillId, f.TokenPrice, f.Shares, f.State, f.IsTaker!.Value)));
        Assert.Null(ForesightOrderParser.Fills(TestData.Utf8($"{{\"data\":[{{\"fill_id\":\"f\",\"order_hash\":\"{Hash}\",\"status\":\"DREAMED\"}}]}}"), Hash));
        // Another order's fill is not ours to judge.
        Assert.Empty(ForesightOrderParser.Fills(TestData.Utf8("{\"data\":[{\"fill_id\":\"f\",\"order_hash\":\"0xother\",\"status\":\"DREAMED\"},{\"order_hash\":\"\\ud800\"},7]}"), Hash)!.Items);
    }

    [Fact]
    public void Positions_and_balances()
    {
        var position = Assert.Single(ForesightOrderParser.Positions(TestData.Utf8(
            $"{{\"data\":[{{\"condition_id\":\"{Hash}\",\"chain_id\":56,\"outcome\":0,\"token_id\":\"5\",\"size\":\"12.5\",\"avg_price\":\"0.40\",\"redeemable\":false}}],\"next_cursor\":null}}"))!.Items);
        Assert.Equal(($"{Hash}:56", Outcome.No, 12.5m, 0.40m), (position.Market!.Value.MarketId, position.Outcome!.Value, position.Shares, position.AveragePrice!.Value));
        var balance = Assert.Single(ForesightOrderParser.Balances(TestData.Utf8(
            "{\"data\":[{\"chain_id\":56,\"collateral_token\":\"0x55\",\"decimals\":18,\"total\":\"1234567890123456789012\",\"available\":\"1000000000000000000\",\"reserved\":\"0\"}]}"))!.Items);
        Assert.Equal((1234.567890123456m, 1m), (balance.Total, balance.Available));
    }
}
