using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Kalshi.Solana;
using Faro.Signing;
using Faro.Testing;

namespace Faro.Sandbox.Tests;

public sealed class KalshiTradingTests : IAsyncLifetime
{
    private const string Ticker = "KXFEDDECISION-26DEC-H0";
    private readonly TestEd25519Signer _user = TestEd25519Signer.Named("carol");
    private SandboxHost _host = null!;
    private string _yes = "";
    private string _no = "";

    private HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public async Task InitializeAsync()
    {
        _host = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 });
        var market = await Twins.Read(Http, _host.Addresses.DFlow, $"/api/v1/market/{Ticker}");
        var account = market.GetProperty("accounts").GetProperty(KalshiShape.Usdc);
        (_yes, _no) = (account.GetProperty("yesMint").GetString()!, account.GetProperty("noMint").GetString()!);
        Assert.True(_host.Trading.SetBook("kalshi", Ticker, [new(0.60m, 1_000)], [new(0.62m, 1_000), new(0.64m, 10_000)]));
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_swap_is_quoted_built_signed_sent_and_shows_on_the_chain()
    {
        var quote = await Quote(KalshiShape.Usdc, _yes, 100_000_000);
        var shares = long.Parse(quote.GetProperty("outAmount").GetString()!, CultureInfo.InvariantCulture);
        Assert.InRange(shares, 156_000_000, 157_000_000); // 100 dollars at 0.62 and a fee of 0.0189
        var (transaction, lastValid) = await Swap(quote);
        var id = await SendSigned(transaction);
        Assert.Equal(id, await SendSigned(transaction)); // the same bytes are the same transaction
        Assert.True((await Rpc("getBlockHeight")).GetInt64() <= lastValid);
        var status = (await Eventually.Get(() => Rpc("getSignatureStatuses", (object)new[] { id, "1111" }),
            s => s.GetProperty("value")[0] is { ValueKind: JsonValueKind.Object } first && first.GetProperty("confirmationStatus").GetString() == "confirmed")).GetProperty("value");
        Assert.Equal("confirmed", status[0].GetProperty("confirmationStatus").GetString());
        Assert.Equal(JsonValueKind.Null, status[0].GetProperty("err").ValueKind);
        Assert.Equal(JsonValueKind.Null, status[1].ValueKind);

        var landed = await Rpc("getTransaction", id, new { encoding = "base64", commitment = "confirmed", maxSupportedTransactionVersion = 1 });
        var meta = landed.GetProperty("meta");
        Assert.Equal(shares, Amount(meta, "postTokenBalances", _yes) - Amount(meta, "preTokenBalances", _yes));
        Assert.Equal(-100_000_000, Amount(meta, "postTokenBalances", KalshiShape.Usdc) - Amount(meta, "preTokenBalances", KalshiShape.Usdc));

        var held = (await Rpc("getTokenAccountsByOwner", _user.Address, new { programId = Programs.Token2022Text }, new { encoding = "jsonParsed" })).GetProperty("value");
        var info = Assert.Single(held.EnumerateArray()).GetProperty("account").GetProperty("data").GetProperty("parsed").GetProperty("info");
        Assert.Equal((_yes, shares.ToString()), (info.GetProperty("mint").GetString(), info.GetProperty("tokenAmount").GetProperty("amount").GetString()));
        using var filtered = await Http.PostAsJsonAsync(new Uri(_host.Addresses.DFlow, "/api/v1/filter_outcome_mints"), new { addresses = new[] { _yes, KalshiShape.Usdc } });
        Assert.Equal([_yes], JsonDocument.Parse(await filtered.Content.ReadAsStringAsync()).RootElement.GetProperty("outcomeMints").EnumerateArray().Select(m => m.GetString()));

        var back = await Quote(_yes, KalshiShape.Usdc, shares);
        await SendSigned((await Swap(back)).Transaction);
        await Eventually.Get(() => Rpc("getTokenAccountsByOwner", _user.Address, new { mint = _yes }, new { encoding = "jsonParsed" }),
            h => h.GetProperty("value").GetArrayLength() == 0);
    }

    [Fact]
    public async Task The_transaction_is_a_v0_message_of_the_user_alone_with_his_token_accounts()
    {
        var (transaction, _) = await Swap(await Quote(KalshiShape.Usdc, _no, 10_000_000));
        Assert.True(transaction.Length <= 1232);
        Assert.Equal(1, transaction[0]);
        Assert.All(transaction[1..65], b => Assert.Equal(0, b));
        Assert.Equal(0x80, transaction[65]);
        var read = SignedTransaction.Read(transaction)!;
        Assert.Equal(_user.PublicKey, read.Signers[0]);
        Assert.False(read.Verifies());
        // The associated account that the official library derives for a well-known pair.
        var known = ProgramAddress.TokenAccount(Programs.Address("72pb2qTe1GQXjk96ox6kAhffK6QQtSpQ899MrsWPTZJp"), Programs.Token, Programs.Address(KalshiShape.Usdc));
        Assert.Equal("4mtwHJFrQwr37V5FkPB1ftuafwwPWCNevt9QUt3Zj457", Base58.Encode(known));
        Assert.True(ProgramAddress.IsOnCurve(_user.PublicKey));
    }

    [Fact]
    public async Task What_cannot_be_swapped_is_refused_with_its_code()
    {
        Assert.Equal("TOKEN_NOT_TRADABLE", await Refused(KalshiShape.Usdc, TestEd25519Signer.Named("nobody").Address, 1_000_000));
        Assert.Equal("NO_ROUTES_FOUND", await Refused(KalshiShape.Usdc, KalshiShape.Usdc, 1));
        Assert.Equal("ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT", await Refused(KalshiShape.Usdc, _yes, 900_000_000_000));
        Assert.NotNull(_host.Faults.Add(new Fault { Venue = "kalshi", Name = "no_route", Count = 1 }));
        Assert.Equal("NO_ROUTES_FOUND", await Refused(KalshiShape.Usdc, _yes, 1_000_000));
        Assert.True(_host.Catalog.Close("kalshi", Ticker));
        Assert.Equal("TOKEN_NOT_TRADABLE", await Refused(KalshiShape.Usdc, _yes, 1_000_000));
    }

    [Fact]
    public async Task The_node_refuses_bad_signatures_strange_messages_moved_prices_and_empty_pockets()
    {
        var (transaction, _) = await Swap(await Quote(KalshiShape.Usdc, _yes, 50_000_000));
        Assert.Equal(-32003, (await SendRaw(transaction)).GetProperty("code").GetInt32());
        var signed = Signed(transaction);
        signed[70] ^= 1;
        Assert.Equal(-32003, (await SendRaw(signed)).GetProperty("code").GetInt32());
        Assert.Equal(-32602, (await SendRaw([1, 2, 3])).GetProperty("code").GetInt32());

        Assert.True(_host.Trading.SetBook("kalshi", Ticker, [new(0.60m, 1_000)], [new(0.70m, 1_000)]));
        var moved = await SendRaw(Signed(transaction));
        Assert.Equal(-32002, moved.GetProperty("code").GetInt32());
        Assert.Equal("""{"InstructionError":[3,{"Custom":6001}]}""", moved.GetProperty("data").GetProperty("err").GetRawText());
        Assert.Equal(10_000_000_000, await Usdc());

        Assert.True(_host.Trading.Fund("kalshi", _user.Address, KalshiShape.Usdc, 1));
        var quote = await Quote(KalshiShape.Usdc, _yes, 50_000_000);
        using var answer = await Http.PostAsJsonAsync(new Uri(_host.Addresses.Jupiter, "/swap/v1/swap"), new { quoteResponse = quote, userPublicKey = _user.Address });
        var swap = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("TRANSACTION_ERROR", swap.GetProperty("simulationError").GetProperty("errorCode").GetString());
        var poor = await SendRaw(Signed(Convert.FromBase64String(swap.GetProperty("swapTransaction").GetString()!)));
        Assert.Equal("""{"InstructionError":[3,{"Custom":6024}]}""", poor.GetProperty("data").GetProperty("err").GetRawText());
    }

    [Fact]
    public async Task Faults_by_name_show_on_the_chain()
    {
        void Once(string name) => Assert.NotNull(_host.Faults.Add(new Fault { Venue = "kalshi", Name = name, Count = 1, DelayMs = 100 }));
        Once("blockhash_expired");
        var (expired, lastValid) = await Swap(await Quote(KalshiShape.Usdc, _yes, 10_000_000));
        Assert.Equal("BlockhashNotFound", (await SendRaw(Signed(expired))).GetProperty("data").GetProperty("err").GetString());
        Assert.True((await Rpc("getBlockHeight")).GetInt64() > lastValid);

        Once("accept_then_timeout");
        var (silent, _) = await Swap(await Quote(KalshiShape.Usdc, _yes, 10_000_000));
        await Assert.ThrowsAsync<HttpRequestException>(() => SendRaw(Signed(silent)));
        var id = Base58.Encode(Signed(silent).AsSpan(1, 64));
        Assert.NotEqual(JsonValueKind.Null, (await Rpc("getSignatureStatuses", (object)new[] { id })).GetProperty("value")[0].ValueKind);

        Once("reverted_fill");
        var before = await Usdc();
        var reverted = await SendSigned((await Swap(await Quote(KalshiShape.Usdc, _yes, 10_000_000))).Transaction);
        var status = (await Rpc("getSignatureStatuses", (object)new[] { reverted })).GetProperty("value")[0];
        Assert.Equal("""{"InstructionError":[3,{"Custom":6001}]}""", status.GetProperty("err").GetRawText());
        Assert.Equal(before, await Usdc());

        Once("partial_fill");
        await SendSigned((await Swap(await Quote(KalshiShape.Usdc, _yes, 10_000_000))).Transaction);
        Assert.Equal(before - 5_000_000, await Usdc());
    }

    [Fact]
    public async Task A_dflow_order_opens_then_closes_filled_or_refunded()
    {
        foreach (var refunded in (bool[])[false, true])
        {
            if (refunded)
                Assert.NotNull(_host.Faults.Add(new Fault { Venue = "kalshi", Name = "reverted_fill", Count = 1 }));
            var before = await Usdc();
            var order = await Twins.Read(Http, _host.Addresses.DFlow, $"/order?inputMint={KalshiShape.Usdc}&outputMint={_yes}&amount=20000000&userPublicKey={_user.Address}&predictionMarketSlippageBps=200");
            Assert.Equal("async", order.GetProperty("executionMode").GetString());
            var id = await SendSigned(Convert.FromBase64String(order.GetProperty("transaction").GetString()!));
            Assert.Equal("open", (await Twins.Read(Http, _host.Addresses.DFlow, $"/order-status?signature={id}")).GetProperty("status").GetString());
            Assert.Equal(before - 20_000_000, await Usdc());
            var closed = await Eventually.Get(() => Twins.Read(Http, _host.Addresses.DFlow, $"/order-status?signature={id}"), c => c.GetProperty("status").GetString() == "closed");
            Assert.Equal(refunded, closed.TryGetProperty("reverts", out _));
            Assert.Equal(!refunded, closed.TryGetProperty("fills", out _));
            Assert.Equal(refunded ? before : before - 20_000_000, await Usdc());
        }
    }

    private async Task<JsonElement> Quote(string input, string output, long amount) =>
        await Twins.Read(Http, _host.Addresses.Jupiter, $"/swap/v1/quote?inputMint={input}&outputMint={output}&amount={amount}&slippageBps=50");

    private async Task<string> Refused(string input, string output, long amount)
    {
        using var answer = await Http.GetAsync(new Uri(_host.Addresses.Jupiter, $"/v6/quote?inputMint={input}&outputMint={output}&amount={amount}"));
        Assert.Equal(400, (int)answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errorCode").GetString()!;
    }

    private async Task<(byte[] Transaction, long LastValid)> Swap(JsonElement quote)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(_host.Addresses.Jupiter, "/swap/v1/swap"), new { quoteResponse = quote, userPublicKey = _user.Address });
        var swap = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(JsonValueKind.Null, swap.GetProperty("simulationError").ValueKind);
        return (Convert.FromBase64String(swap.GetProperty("swapTransaction").GetString()!), swap.GetProperty("lastValidBlockHeight").GetInt64());
    }

    private byte[] Signed(byte[] transaction) => [1, .. _user.Sign(transaction.AsSpan(65)), .. transaction[65..]];

    private async Task<string> SendSigned(byte[] transaction) =>
        (await Rpc("sendTransaction", Convert.ToBase64String(Signed(transaction)), new { encoding = "base64" })).GetString()!;

    private async Task<JsonElement> SendRaw(byte[] transaction) =>
        (await Call("sendTransaction", Convert.ToBase64String(transaction), new { encoding = "base64" })).GetProperty("error");

    private async Task<JsonElement> Rpc(string method, params object[] parameters) => (await Call(method, parameters)).GetProperty("result");

    private async Task<JsonElement> Call(string method, params object[] parameters)
    {
        var body = JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        using var answer = await Http.PostAsync(_host.Addresses.SolanaRpc, new StringContent(body, Encoding.UTF8, "application/json"));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task<long> Usdc() => long.Parse((await Rpc("getTokenAccountsByOwner", _user.Address, new { mint = KalshiShape.Usdc }, new { encoding = "jsonParsed" }))
        .GetProperty("value")[0].GetProperty("account").GetProperty("data").GetProperty("parsed").GetProperty("info").GetProperty("tokenAmount").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);

    private static long Amount(JsonElement meta, string list, string mint) => meta.GetProperty(list).EnumerateArray()
        .Where(b => b.GetProperty("mint").GetString() == mint).Select(b => long.Parse(b.GetProperty("uiTokenAmount").GetProperty("amount").GetString()!)).FirstOrDefault();
}
