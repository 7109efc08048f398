using System.Text;
using System.Text.Json;
using Faro.Venues.Kalshi;
using Faro.Venues.Kalshi.Swaps;

namespace Faro.Venues.Tests.Kalshi;

public sealed class SwapTests
{
    private const string YesMint = "BPPCppi8cpMRjKht87P97sBuGmMSUG2B2JAi42Vb66kt";
    private static readonly SwapRequest Buy = new(KalshiMints.Usdc, YesMint, 25_000_000, 50);

    [Fact]
    public void Quotes()
    {
        var buy = SwapParser.Quote(TestData.Fixture("kalshi/jupiter-quote-buy.json"), Buy)!;
        Assert.Equal((39_000_000ul, 38_805_000ul, false), (buy.OutAmount, buy.WorstOutAmount, buy.IsAsync));
        Assert.Equal(["DFlow"], buy.Route);
        var sell = SwapParser.Quote(TestData.Fixture("kalshi/jupiter-quote-sell.json"), new SwapRequest(YesMint, KalshiMints.Usdc, 39_000_000, 50))!;
        Assert.Equal(24_180_000ul, sell.OutAmount);
        Assert.True(SwapParser.Quote(TestData.Fixture("kalshi/dflow-order.json"), Buy)!.IsAsync);
        // A quote for other tokens, or that spends more than asked, answers nothing.
        Assert.Null(SwapParser.Quote(TestData.Fixture("kalshi/jupiter-quote-sell.json"), Buy));
        Assert.Null(SwapParser.Quote(TestData.Fixture("kalshi/jupiter-quote-buy.json"), Buy with { Amount = 24_999_999 }));
    }

    [Fact]
    public void The_quote_goes_back_byte_for_byte()
    {
        var raw = TestData.Utf8("{\"inputMint\":\"x\",  \"unknown\" : [1e3, \"\\u00e9\"],\"outAmount\":\"1\"}");
        var body = JupiterSwaps.Body(raw, "72pb2qTe1GQXjk96ox6kAhffK6QQtSpQ899MrsWPTZJp");
        Assert.Contains(Encoding.UTF8.GetString(raw), Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        using var mine = JsonDocument.Parse(JupiterSwaps.Body(TestData.Fixture("kalshi/jupiter-quote-buy.json"), "72pb2qTe1GQXjk96ox6kAhffK6QQtSpQ899MrsWPTZJp"));
        Assert.True(JsonElement.DeepEquals(TestData.FixtureJson("kalshi/jupiter-swap-request.json"), mine.RootElement));
    }

    [Fact]
    public void Transactions()
    {
        var quote = SwapParser.Quote(TestData.Fixture("kalshi/jupiter-quote-buy.json"), Buy)!;
        var built = SwapParser.Transaction(TestData.Fixture("kalshi/jupiter-swap.json"), "swapTransaction", quote)!;
        var expected = TestData.FixtureJson("kalshi/expected.json").GetProperty("trade");
        Assert.Equal(expected.GetProperty("unsigned_transaction_base64").GetString(), built.TransactionBase64);
        Assert.Equal(expected.GetProperty("last_valid_block_height").GetUInt64(), built.LastValidBlockHeight);
        Assert.NotNull(SwapParser.Transaction(TestData.Fixture("kalshi/dflow-order.json"), "transaction", quote));
        Assert.NotNull(SwapParser.Transaction(TestData.Fixture("kalshi/jupiter-order-v2.json"), "transaction", quote)); // height as text
        Assert.Null(SwapParser.Transaction(TestData.Utf8("{\"transaction\":\"\",\"lastValidBlockHeight\":1}"), "transaction", quote));
        Assert.Null(SwapParser.Transaction(TestData.Utf8("{\"transaction\":\"?!\",\"lastValidBlockHeight\":1}"), "transaction", quote));
    }

    [Theory]
    [InlineData("{\"error\":\"Could not find any route\",\"errorCode\":\"COULD_NOT_FIND_ANY_ROUTE\"}", "no_route")]
    [InlineData("{\"error\":\"No routes found\",\"errorCode\":\"NO_ROUTES_FOUND\"}", "no_route")]
    [InlineData("{\"error\":\"The token X is not tradable\"}", "no_route")]
    [InlineData("{\"code\":\"route_not_found\",\"msg\":\"no\"}", "no_route")]
    [InlineData("{\"code\":\"unverified_wallet_not_allowed\",\"msg\":\"no\"}", "unverified_wallet")]
    [InlineData("{\"code\":\"price_impact_too_high\",\"msg\":\"no\"}", "too_large")]
    [InlineData("{\"swapTransaction\":\"AQ==\",\"simulationError\":{\"errorCode\":\"TRANSACTION_ERROR\",\"error\":\"Error processing Instruction 3: custom program error: 0x1\"}}", "insufficient_funds")]
    [InlineData("{\"simulationError\":{\"error\":\"custom program error: 0x1771\"}}", "slippage")]
    [InlineData("{\"simulationError\":null,\"swapTransaction\":\"AQ==\"}", null)]
    public void Refusals(string body, string? code) => Assert.Equal(code, SwapParser.Refusal(TestData.Utf8(body))?.Code);

    [Fact]
    public void DFlow_orders()
    {
        var cases = TestData.FixtureJson("kalshi/dflow-order-status.json");
        var open = DFlowSwaps.ParseOrder(TestData.Utf8(cases.GetProperty("open").GetRawText()))!;
        var closed = DFlowSwaps.ParseOrder(TestData.Utf8(cases.GetProperty("closed").GetRawText()))!;
        var refunded = DFlowSwaps.ParseOrder(TestData.Utf8(cases.GetProperty("closed_reverted").GetRawText()))!;
        Assert.Equal((DFlowOrderState.Open, 0ul), (open.State, open.OutAmount));
        Assert.Equal((DFlowOrderState.Closed, 39_000_000ul, 1, 0), (closed.State, closed.OutAmount, closed.FillSignatures.Count, closed.RevertSignatures.Count));
        Assert.Equal((DFlowOrderState.Closed, 0ul, 0, 1), (refunded.State, refunded.OutAmount, refunded.FillSignatures.Count, refunded.RevertSignatures.Count));
        Assert.Null(DFlowSwaps.ParseOrder(TestData.Utf8("{\"status\":\"dreaming\"}")));
    }
}
