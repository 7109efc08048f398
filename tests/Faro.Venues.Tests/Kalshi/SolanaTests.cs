using System.Text.Json;
using Faro.Venues.Kalshi;
using Faro.Venues.Kalshi.Solana;
using Faro.Venues.Tests.Polymarket;

namespace Faro.Venues.Tests.Kalshi;

public sealed class SolanaTests
{
    private const string Wallet = "72pb2qTe1GQXjk96ox6kAhffK6QQtSpQ899MrsWPTZJp";
    private const string YesMint = "BPPCppi8cpMRjKht87P97sBuGmMSUG2B2JAi42Vb66kt";

    [Theory]
    [InlineData("rpc-send-ok.json", "accepted oczXtD9qqhAJBz1m8YYs4MLMNgvArk8LdDCHLHtd9kcz31jGCS6JnBRgeus65iVXT1AchkLGNVb7K2uLezyBzCV", false)]
    [InlineData("rpc-send-bad-signature.json", "rejected invalid_signature", false)]
    [InlineData("rpc-send-invalid-params.json", "rejected malformed", false)]
    [InlineData("rpc-send-preflight-already-processed.json", "unknown already_processed", false)]
    [InlineData("rpc-send-preflight-blockhash.json", "rejected blockhash_not_found", true)]
    [InlineData("rpc-send-preflight-no-account.json", "rejected insufficient_funds", false)]
    [InlineData("rpc-send-preflight-slippage.json", "rejected slippage", false)]
    [InlineData("rpc-node-behind.json", "rejected node_behind", true)]
    public void Send_answers(string fixture, string expected, bool retryable)
    {
        var body = TestData.FixtureJson("kalshi/" + fixture).GetRawText();
        var reply = SolanaErrors.Send(PolymarketTradingTests.Answer(200, body));
        Assert.Equal(expected, PolymarketTradingTests.Describe(reply));
        Assert.Equal(retryable, reply is SubmitReply.Rejected { Retryable: true });
    }

    [Theory]
    [InlineData(429, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":429,\"message\":\"Too many requests\"},\"id\":1}", "rejected rate_limited")]
    [InlineData(429, "<html>", "rejected rate_limited")]
    [InlineData(403, "", "rejected blocked")]
    [InlineData(200, "{\"error\":{\"code\":-32005,\"message\":\"rate limit exceeded\"}}", "rejected rate_limited")]
    [InlineData(200, "{\"error\":{\"code\":-32603,\"message\":\"internal\"}}", "unknown rpc_error")]
    [InlineData(200, "{}", "unknown bad_answer")]
    [InlineData(502, "<html>", "unknown http_502")]
    public void Other_send_answers(int status, string body, string expected) =>
        Assert.Equal(expected, PolymarketTradingTests.Describe(SolanaErrors.Send(PolymarketTradingTests.Answer(status, body))));

    [Theory]
    [InlineData("null", null)]
    [InlineData("\"InsufficientFundsForFee\"", "insufficient_funds")]
    [InlineData("\"SomethingNew\"", "transaction_error")]
    [InlineData("{\"InsufficientFundsForRent\":{\"account_index\":3}}", "insufficient_funds")]
    [InlineData("{\"InstructionError\":[3,{\"Custom\":6024}]}", "insufficient_funds")]
    [InlineData("{\"InstructionError\":[3,{\"Custom\":17}]}", "market_closed")]
    [InlineData("{\"InstructionError\":[0,\"InvalidAccountData\"]}", "transaction_error")]
    [InlineData("7", "transaction_error")]
    public void Chain_errors(string err, string? expected)
    {
        using var document = JsonDocument.Parse(err);
        Assert.Equal(expected, SolanaParser.Error(document.RootElement)?.Code);
    }

    [Fact]
    public void Statuses()
    {
        var two = SolanaParser.Statuses(Result("rpc-statuses.json"), 2)!;
        Assert.Equal(new SolanaStatus(461402120, SolanaConfirmation.Confirmed, null), two[0]);
        Assert.Null(two[1]);
        Assert.Equal("slippage", SolanaParser.Statuses(Result("rpc-statuses-failed.json"), 1)![0]!.Error!.Code);
        Assert.Equal(SolanaConfirmation.Finalized, SolanaParser.Statuses(Result("rpc-statuses-finalized.json"), 1)![0]!.Confirmation);
        Assert.Null(SolanaParser.Statuses(Result("rpc-statuses-unknown.json"), 1)![0]);
        Assert.Null(SolanaParser.Statuses(Result("rpc-statuses.json"), 3)); // answers must match questions
    }

    [Fact]
    public void A_transaction_tells_the_fill_by_balances()
    {
        var transaction = SolanaParser.Transaction(Result("rpc-get-transaction.json"))!;
        Assert.Null(transaction.Error);
        Assert.Equal(39_000_000, transaction.Change(Wallet, YesMint));
        Assert.Equal(-25_000_000, transaction.Change(Wallet, KalshiMints.Usdc));
        Assert.Equal(0, transaction.Change(Wallet, KalshiMints.Cash));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795183500), transaction.BlockTime);
        Assert.True(transaction.TransactionBase64.Length > 100);
    }

    [Fact]
    public void Holdings_are_summed_by_mint()
    {
        var holdings = new Dictionary<string, SolanaHolding>();
        Assert.True(SolanaParser.AddHoldings(Result("rpc-token-accounts-token2022.json"), Wallet, holdings));
        Assert.Equal(new SolanaHolding(YesMint, 40_500_000, 6, 2), holdings[YesMint]);
        Assert.Equal(40.5m, holdings[YesMint].Units);
        Assert.True(SolanaParser.AddHoldings(Result("rpc-token-accounts-usdc.json"), Wallet, holdings));
        Assert.Equal(1842.36m, holdings[KalshiMints.Usdc].Units);
        Assert.False(SolanaParser.AddHoldings(Result("rpc-token-accounts-usdc.json"), YesMint, [])); // somebody else's accounts
    }

    [Theory]
    [InlineData(Wallet, true)]
    [InlineData("11111111111111111111111111111111", true)]
    [InlineData("1111111111111111111111111111111", false)]
    [InlineData("111111111111111111111111111111111", false)]
    [InlineData("0OIl11111111111111111111111111111111", false)]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", false)]
    [InlineData("", false)]
    [InlineData("é2pb2qTe1GQXjk96ox6kAhffK6QQtSpQ899MrsWPTZJp", false)]
    public void Addresses(string text, bool valid) => Assert.Equal(valid, KalshiMints.IsAddress(text));

    private static JsonElement Result(string fixture) => TestData.FixtureJson("kalshi/" + fixture).GetProperty("result");
}
