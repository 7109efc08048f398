using System.Collections.Concurrent;
using System.Text;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Kalshi.Solana;
using Faro.Venues.Kalshi.Swaps;
using Faro.Venues.Polymarket;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Venues.Tests.Http;

/// <summary>Submissions over real sockets: sent once, whatever happens, and every ending is a value.</summary>
public sealed class TradingClientTests
{
    private static readonly VenueOrderId Hash = VenueOrderId.OrderHash("0xcf571a860c34de8424467bb32e8f066ad94f2c769c9211d6d3587ed0932c61c7");
    private const string Wallet = "72pb2qTe1GQXjk96ox6kAhffK6QQtSpQ899MrsWPTZJp";
    private const string YesMint = "BPPCppi8cpMRjKht87P97sBuGmMSUG2B2JAi42Vb66kt";
    private static readonly VenueHttpOptions Quick = new()
    {
        QuoteTimeout = TimeSpan.FromSeconds(20),
        SubmitTimeout = TimeSpan.FromSeconds(20),
        RetryDelay = TimeSpan.FromMilliseconds(5),
    };

    private static readonly PolymarketHeaders L2 = new(
        "0x72eb2ba6b4d8b5a8a45a0e0b6a2fe7f1be1d9c3a", new Secret("marker-key"), new Secret("marker-phrase"), "1795211047", new Secret("marker-hmac"));

    private static readonly ForesightHeaders Fs = new(new Secret("marker-fs-key"), new Secret("marker-fs-secret"));

    [Fact]
    public async Task Polymarket_gets_the_signed_bytes_and_the_headers()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http,
            $"{{\"errorMsg\":\"\",\"orderID\":\"{Hash}\",\"takingAmount\":\"\",\"makingAmount\":\"\",\"status\":\"live\",\"success\":true}}"));
        using var client = Polymarket(venue.Url);
        const string body = "{\"deferExec\":false,  \"odd\":\"\\u00e9 spaces kept\"}";
        var accepted = Assert.IsType<SubmitReply.Accepted>(await client.Submit(Encoding.UTF8.GetBytes(body), L2, default));
        Assert.Equal((Hash, SubmitState.Resting), (accepted.VenueOrderId, accepted.State));
        Assert.Equal(body, Assert.Single(venue.Bodies));
        Assert.Equal("POST /order", Assert.Single(venue.Requests));
        Assert.Equal(("marker-key", "marker-phrase", "1795211047", "marker-hmac", L2.Address), (
            venue.LastHeaders["POLY_API_KEY"], venue.LastHeaders["POLY_PASSPHRASE"], venue.LastHeaders["POLY_TIMESTAMP"],
            venue.LastHeaders["POLY_SIGNATURE"], venue.LastHeaders["POLY_ADDRESS"]));
        Assert.Equal("application/json", venue.LastHeaders["Content-Type"]);
    }

    [Theory]
    [InlineData("timeout", "unknown timeout")]
    [InlineData("drop", "unknown unreachable")]
    [InlineData("cut", "unknown unreachable")]
    [InlineData("500", "unknown http_500")]
    [InlineData("html200", "unknown bad_answer")]
    [InlineData("425", "rejected engine_restarting")]
    [InlineData("429", "rejected rate_limited")]
    [InlineData("nobody", "rejected unreachable")]
    [InlineData("caller", "unknown cancelled")]
    public async Task A_submission_is_sent_once_and_every_ending_is_a_value(string trouble, string expected)
    {
        foreach (var target in new[] { "polymarket", "foresight", "solana" })
        {
            using var caller = new CancellationTokenSource();
            await using var venue = await FakeVenue.Start(async (http, _) =>
            {
                switch (trouble)
                {
                    case "timeout": await Task.Delay(5000, http.RequestAborted); break;
                    case "caller":
                        await caller.CancelAsync();
                        await Task.Delay(5000, http.RequestAborted);
                        break;
                    case "drop": http.Abort(); break;
                    case "cut":
                        http.Response.ContentLength = 100;
                        http.Response.ContentType = "application/json";
                        await http.Response.WriteAsync("{");
                        await http.Response.Body.FlushAsync();
                        http.Abort();
                        break;
                    case "html200": await FakeVenue.Html(http, 200); break;
                    default: await FakeVenue.Json(http, "{}", int.Parse(trouble)); break;
                }
            });
            var url = trouble == "nobody" ? FakeVenue.Nobody() : venue.Url;
            var options = trouble == "timeout" ? Quick with { SubmitTimeout = TimeSpan.FromMilliseconds(300) } : Quick;
            using var sets = new VenueClients(VenueSetName.Live, new VenueSetOptions
            {
                Polymarket = new() { ClobUrl = url },
                Foresight = new() { Url = url },
                Kalshi = new() { SolanaRpcUrl = url },
                Http = options,
            }, TimeProvider.System, NullLoggerFactory.Instance);
            var reply = target switch
            {
                "polymarket" => await sets.Client<PolymarketClient>()!.Submit("{}"u8.ToArray(), L2, caller.Token),
                "foresight" => await sets.Client<ForesightClient>()!.Submit("{}"u8.ToArray(), "leg-1", Fs, caller.Token),
                _ => await sets.Client<KalshiClient>()!.Solana.Send("AQ==", caller.Token),
            };
            var want = (trouble, target) switch
            {
                ("425", "foresight" or "solana") => "rejected http_425",
                _ => expected,
            };
            Assert.Equal((target, want), (target, Tests.Polymarket.PolymarketTradingTests.Describe(reply)));
            Assert.Equal(trouble == "nobody" ? 0 : 1, venue.Requests.Count);
        }
    }

    [Fact]
    public async Task Polymarket_cancel_order_and_fills()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, http.Request switch
        {
            { Method: "DELETE" } => $"{{\"canceled\":[\"{Hash}\"],\"not_canceled\":{{}}}}",
            { Path.Value: "/data/trades", Query: var q } when q["next_cursor"].Count == 0 =>
                $"{{\"next_cursor\":\"MTAw\",\"data\":[{{\"id\":\"t1\",\"taker_order_id\":\"{Hash}\",\"size\":\"4\",\"price\":\"0.5\",\"status\":\"CONFIRMED\"}}]}}",
            { Path.Value: "/data/trades" } =>
                $"{{\"next_cursor\":\"LTE=\",\"data\":[{{\"id\":\"t2\",\"taker_order_id\":\"{Hash}\",\"size\":\"6\",\"price\":\"0.5\",\"status\":\"MINED\"}}]}}",
            _ => $"{{\"id\":\"{Hash}\",\"status\":\"LIVE\",\"original_size\":\"10\",\"size_matched\":\"4\"}}",
        }));
        using var client = Polymarket(venue.Url);
        Assert.IsType<CancelReply.Cancelled>(await client.Cancel(Hash, L2, default));
        Assert.Equal($"{{\"orderID\":\"{Hash}\"}}", Assert.Single(venue.Bodies));
        Assert.Equal(4, (await client.GetOrder(Hash, 10, L2, default))!.FilledShares);
        Assert.Equal(["t1", "t2"], (await client.GetFills(Hash, "0xcae0", 10, L2, default)).Select(f => f.FillId));
        Assert.Equal(
            ["DELETE /order", $"GET /data/order/{Hash}", "GET /data/trades?market=0xcae0", "GET /data/trades?market=0xcae0&next_cursor=MTAw"],
            venue.Requests);
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetOrder(VenueOrderId.OrderHash("0x12/../.."), 10, L2, default));
    }

    [Theory]
    [InlineData("{\"error\":\"order not found\"}", 404)]
    [InlineData("null", 200)]
    public async Task An_order_the_venue_does_not_know_is_null(string body, int status)
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, body, status));
        using var client = Polymarket(venue.Url);
        Assert.Null(await client.GetOrder(Hash, 10, L2, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Polymarket_positions_of_either_generation(bool second)
    {
        await using var venue = await FakeVenue.Start((http, _) =>
        {
            var path = http.Request.Path.Value!;
            if (path.StartsWith("/v2/", StringComparison.Ordinal) && !second)
                return FakeVenue.Json(http, "{\"error\":\"not found\"}", 404);
            return FakeVenue.Json(http, path switch
            {
                "/v2/positions" => Fixture("polymarket/data-positions-v2.json"),
                "/v2/value" => "{\"data\":{\"proxy_wallet\":\"0x\",\"value\":95.75}}",
                "/positions" => Fixture("polymarket/data-positions-v1.json"),
                _ => "[{\"user\":\"0x\",\"value\":118.60875}]",
            });
        });
        using var client = new PolymarketClient(new PolymarketOptions { DataUrl = venue.Url }, Quick, TimeProvider.System, NullLogger.Instance);
        const string wallet = "0xA78e0cdcdf1c072a8fcf35b38082a96ccc3888aa";
        Assert.Equal(120, (await client.GetPositions(wallet, default))[0].Shares);
        Assert.Equal(second ? 95.75m : 118.60875m, await client.GetPositionsValue(wallet, default));
        if (!second)
            Assert.Contains("GET /positions?user=0xa78e0cdcdf1c072a8fcf35b38082a96ccc3888aa&limit=500&sizeThreshold=0&offset=0", venue.Requests);
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetPositions("me", default));
    }

    [Fact]
    public async Task Foresight_submit_cancel_and_reads()
    {
        await using var venue = await FakeVenue.Start((http, _) => FakeVenue.Json(http, http.Request switch
        {
            { Method: "POST", Path.Value: "/v1/orders" } => $"{{\"results\":[{{\"order_hash\":\"{Hash}\",\"status\":\"OPEN\",\"fills\":[]}}]}}",
            { Method: "POST" } => $"{{\"cancelled_count\":1,\"order_hashes\":[\"{Hash}\"]}}",
            { Path.Value: "/v1/fills", Query: var q } when q["cursor"].Count == 0 =>
                $"{{\"data\":[{{\"fill_id\":\"f1\",\"order_hash\":\"{Hash}\",\"size\":\"1\",\"token_price\":\"0.5\",\"status\":\"SETTLED\"}}],\"next_cursor\":\"c\"}}",
            { Path.Value: "/v1/fills" or "/v1/positions" } => "{\"data\":[],\"next_cursor\":null}",
            { Path.Value: "/v1/balances" } => "{\"data\":[]}",
            _ => $"{{\"order_hash\":\"{Hash}\",\"size\":\"10\",\"remaining_size\":\"9\",\"status\":\"PARTIALLY_FILLED\"}}",
        }));
        using var client = new ForesightClient(new ForesightOptions { Url = venue.Url }, Quick, TimeProvider.System, NullLogger.Instance);
        Assert.IsType<SubmitReply.Accepted>(await client.Submit("{\"orders\":[{}]}"u8.ToArray(), "leg-1", Fs, default));
        Assert.Equal(("marker-fs-key", "marker-fs-secret", "leg-1"),
            (venue.LastHeaders["fs-api-key"], venue.LastHeaders["fs-api-secret"], venue.LastHeaders["fs-idempotency-key"]));
        Assert.IsType<CancelReply.Cancelled>(await client.Cancel(Hash, Fs, default));
        Assert.Equal(["{\"orders\":[{}]}", $"{{\"order_hashes\":[\"{Hash}\"]}}"], venue.Bodies);
        Assert.Equal(1, (await client.GetOrder(Hash, Fs, default))!.FilledShares);
        Assert.Equal("f1", Assert.Single(await client.GetFills(Hash, Fs, default)).FillId);
        Assert.Empty(await client.GetPositions(Fs, default));
        Assert.Empty((await client.GetBalances(Fs, default))!);
        Assert.Contains($"GET /v1/fills?order_hash={Hash}&limit=100&cursor=c", venue.Requests);
    }

    [Fact]
    public async Task Kalshi_positions_are_what_was_expected()
    {
        await using var chain = await FakeVenue.Start(async (http, n) =>
        {
            await Task.CompletedTask;
            await FakeVenue.Json(http, n == 1
                ? Fixture("kalshi/rpc-token-accounts-token2022.json")
                : n == 2 ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"context\":{\"slot\":1},\"value\":[]}}" : Fixture("kalshi/rpc-token-accounts-usdc.json"));
        });
        await using var dflow = await FakeVenue.Start((http, _) => FakeVenue.Json(http,
            TestData.FixtureJson(http.Request.Path.Value!.EndsWith("batch", StringComparison.Ordinal)
                ? "kalshi/dflow-markets-batch.json" : "kalshi/dflow-filter-outcome-mints.json").GetProperty("response").GetRawText()));
        using var client = new KalshiClient(
            new KalshiOptions { DFlowUrl = dflow.Url, SolanaRpcUrl = chain.Url }, Quick, TimeProvider.System, NullLogger.Instance);
        var positions = await client.GetPositions(Wallet, default);
        var expected = TestData.FixtureJson("kalshi/expected.json").GetProperty("positions");
        var rows = expected.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(rows.Count, positions.Count);
        foreach (var row in rows)
        {
            var position = Assert.Single(positions, p => p.TokenId == row.GetProperty("mint").GetString());
            Assert.Equal(row.GetProperty("market").GetString(), position.Market!.Value.MarketId);
            Assert.Equal(row.GetProperty("outcome").GetString(), position.Outcome.ToString()!.ToUpperInvariant());
            Assert.Equal(row.GetProperty("settlement_mint").GetString(), position.SettlementMint);
            Assert.Equal(decimal.Parse(row.GetProperty("size").GetString()!, System.Globalization.CultureInfo.InvariantCulture), position.Shares);
            Assert.Equal(row.TryGetProperty("redeemable", out var redeemable) && redeemable.GetBoolean(), position.Redeemable);
        }
        Assert.Equal(1842.36m, await client.GetUsdc(Wallet, default));
        Assert.Contains("\"programId\":\"TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb\"", chain.Bodies.ElementAt(0), StringComparison.Ordinal);
        Assert.Contains("\"programId\":\"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA\"", chain.Bodies.ElementAt(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Solana_reads()
    {
        var answers = new ConcurrentQueue<string>(
        [
            Fixture("kalshi/rpc-statuses.json"), Fixture("kalshi/rpc-get-transaction.json"), Fixture("kalshi/rpc-get-transaction-unknown.json"),
            TestData.FixtureJson("kalshi/rpc-block-height.json").GetProperty("after_expiry").GetRawText(),
            TestData.FixtureJson("kalshi/rpc-blockhash-valid.json").GetProperty("expired").GetRawText(),
            Fixture("kalshi/rpc-latest-blockhash.json"), Fixture("kalshi/rpc-simulate-failed.json"), Fixture("kalshi/rpc-simulate-ok.json"),
        ]);
        await using var chain = await FakeVenue.Start((http, _) => FakeVenue.Json(http, answers.TryDequeue(out var next) ? next : "{}"));
        using var rpc = new SolanaRpc(chain.Url, 100, Quick, TimeProvider.System, NullLogger.Instance);
        var statuses = await rpc.GetStatuses(["a", "b"], searchHistory: true, default);
        Assert.Equal((SolanaConfirmation.Confirmed, null), (statuses[0]!.Confirmation, statuses[1]));
        Assert.Equal(39_000_000, (await rpc.GetTransaction("a", default))!.Change(Wallet, YesMint));
        Assert.Null(await rpc.GetTransaction("b", default));
        Assert.Equal(439188155ul, await rpc.GetBlockHeight(default));
        Assert.False(await rpc.IsBlockhashValid("HL5YYRn2J6Q3X5fLs4XGnLsr2EK6jDFe5Eea4LuVrgpk", default));
        Assert.Equal(new SolanaBlockhash("HL5YYRn2J6Q3X5fLs4XGnLsr2EK6jDFe5Eea4LuVrgpk", 439188154), await rpc.GetLatestBlockhash(default));
        Assert.Equal("insufficient_funds", (await rpc.Simulate("AQ==", default)).Error!.Code);
        Assert.Null((await rpc.Simulate("AQ==", default)).Error);
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getSignatureStatuses\",\"params\":[[\"a\",\"b\"],{\"searchTransactionHistory\":true}]}",
            chain.Bodies.First());
        Assert.Contains("\"maxSupportedTransactionVersion\":1", chain.Bodies.ElementAt(1), StringComparison.Ordinal);
        await Assert.ThrowsAsync<VenueException>(() => rpc.GetBlockHeight(default));
    }

    [Fact]
    public async Task Solana_sends_base64_with_preflight_at_confirmed()
    {
        await using var chain = await FakeVenue.Start((http, _) => FakeVenue.Json(http, Fixture("kalshi/rpc-send-ok.json")));
        using var rpc = new SolanaRpc(chain.Url, 100, Quick, TimeProvider.System, NullLogger.Instance);
        Assert.IsType<SubmitReply.Accepted>(await rpc.Send("AQID", default));
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sendTransaction\",\"params\":[\"AQID\",{\"encoding\":\"base64\",\"skipPreflight\":false,\"preflightCommitment\":\"confirmed\",\"maxRetries\":3}]}",
            Assert.Single(chain.Bodies));
    }

    [Fact]
    public async Task Jupiter_quotes_and_builds()
    {
        await using var jupiter = await FakeVenue.Start((http, _) => FakeVenue.Json(http,
            Fixture(http.Request.Method == "GET" ? "kalshi/jupiter-quote-buy.json" : "kalshi/jupiter-swap.json")));
        var swaps = Kalshi(jupiter.Url, out var client);
        using (client)
        {
            var quote = Assert.IsType<SwapReply<SwapQuote>.Found>(
                await swaps.Quote(new SwapRequest(KalshiMints.Usdc, YesMint, 25_000_000, 50), default)).Value;
            var built = Assert.IsType<SwapReply<SwapTransaction>.Found>(await swaps.Build(quote, Wallet, default)).Value;
            Assert.Equal(439188154ul, built.LastValidBlockHeight);
            Assert.Equal(
                [$"GET /swap/v1/quote?inputMint={KalshiMints.Usdc}&outputMint={YesMint}&amount=25000000&slippageBps=50", "POST /swap/v1/swap"],
                jupiter.Requests);
            Assert.Contains(Fixture("kalshi/jupiter-quote-buy.json").Trim(), Assert.Single(jupiter.Bodies), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("jupiter-error-no-route.json", "no_route")]
    [InlineData("jupiter-error-no-routes-found.json", "no_route")]
    [InlineData("jupiter-error-token-not-tradable.json", "no_route")]
    public async Task Jupiter_without_a_route_is_a_value(string fixture, string code)
    {
        var answer = TestData.FixtureJson("kalshi/" + fixture);
        await using var jupiter = await FakeVenue.Start((http, _) =>
            FakeVenue.Json(http, answer.GetProperty("body").GetRawText(), answer.GetProperty("http_status").GetInt32()));
        var swaps = Kalshi(jupiter.Url, out var client);
        using (client)
            Assert.Equal(code, Assert.IsType<SwapReply<SwapQuote>.Refused>(
                await swaps.Quote(new SwapRequest(KalshiMints.Usdc, YesMint, 25_000_000, 50), default)).Code);
    }

    [Fact]
    public async Task DFlow_builds_only_what_was_promised()
    {
        await using var dflow = await FakeVenue.Start((http, _) => http.Request.Path == "/order-status"
            ? FakeVenue.Json(http, "{\"code\":\"not_found\",\"msg\":\"Order not found\"}", 404)
            : FakeVenue.Json(http, Fixture("kalshi/dflow-order.json")));
        using var client = new KalshiClient(
            new KalshiOptions { DFlowTradeUrl = dflow.Url, SwapSource = KalshiSwapSource.DFlow, DFlowApiKey = new Secret("k"), JupiterRequestsPerSecond = 100 },
            Quick, TimeProvider.System, NullLogger.Instance);
        Assert.Equal("dflow", client.Swaps.Name);
        var quote = Assert.IsType<SwapReply<SwapQuote>.Found>(
            await client.Swaps.Quote(new SwapRequest(KalshiMints.Usdc, YesMint, 25_000_000, 50), default)).Value;
        Assert.True(quote.IsAsync);
        Assert.IsType<SwapReply<SwapTransaction>.Found>(await client.Swaps.Build(quote, Wallet, default));
        Assert.Equal("slippage", Assert.IsType<SwapReply<SwapTransaction>.Refused>(
            await client.Swaps.Build(quote with { WorstOutAmount = quote.WorstOutAmount + 1 }, Wallet, default)).Code);
        Assert.Contains($"&userPublicKey={Wallet}", dflow.Requests.Last(), StringComparison.Ordinal);
        Assert.Equal("k", dflow.LastHeaders["x-api-key"]);
        Assert.Null(await client.DFlowSwaps.GetOrder("sig", 1, default));
    }

    [Fact]
    public async Task No_secret_in_logs_or_exceptions()
    {
        var log = new Listening();
        await using var venue = await FakeVenue.Start((http, n) => n % 2 == 0 ? FakeVenue.Html(http, 403) : FakeVenue.Json(http, "{}", 500));
        using var sets = new VenueClients(VenueSetName.Live, new VenueSetOptions
        {
            Polymarket = new() { ClobUrl = venue.Url },
            Foresight = new() { Url = venue.Url },
            Kalshi = new() { DFlowUrl = venue.Url, KalshiUrl = venue.Url, JupiterUrl = venue.Url, JupiterApiKey = new Secret("marker-jupiter"), DFlowApiKey = new Secret("marker-dflow"), SolanaRpcUrl = venue.Url },
            Http = Quick,
        }, TimeProvider.System, log);
        var seen = new StringBuilder();
        for (var i = 0; i < 4; i++)
        {
            seen.Append(await sets.Client<PolymarketClient>()!.Submit("{\"s\":\"marker-body\"}"u8.ToArray(), L2, default));
            seen.Append(await sets.Client<PolymarketClient>()!.Cancel(Hash, L2, default));
            seen.Append(await sets.Client<ForesightClient>()!.Submit("{\"s\":\"marker-body\"}"u8.ToArray(), "leg", Fs, default));
            seen.Append(await sets.Client<KalshiClient>()!.Solana.Send("bWFya2Vy", default));
            seen.Append(await Record.ExceptionAsync(() => sets.Client<PolymarketClient>()!.GetOrder(Hash, 1, L2, default)));
            seen.Append(await Record.ExceptionAsync(() => sets.Client<ForesightClient>()!.GetPositions(Fs, default)));
            seen.Append(await Record.ExceptionAsync(() => sets.Client<KalshiClient>()!.Swaps.Quote(new SwapRequest("a", "b", 1, 1), default)));
            seen.Append(await Record.ExceptionAsync(() => sets.Client<KalshiClient>()!.GetBook(new BookKey(new MarketRef(Venue.Kalshi, "K")), default)));
        }
        seen.Append(L2).Append(Fs);
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain("marker", seen + string.Join('\n', log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("bWFya2Vy", seen + string.Join('\n', log.Lines), StringComparison.Ordinal);
    }

    private static string Fixture(string path) => Encoding.UTF8.GetString(TestData.Fixture(path));

    private static PolymarketClient Polymarket(Uri url) =>
        new(new PolymarketOptions { ClobUrl = url }, Quick, TimeProvider.System, NullLogger.Instance);

    private static ISwapBuilder Kalshi(Uri url, out KalshiClient client)
    {
        client = new KalshiClient(
            new KalshiOptions { JupiterUrl = new Uri(url, "swap/v1"), JupiterRequestsPerSecond = 100 }, Quick, TimeProvider.System, NullLogger.Instance);
        return client.Swaps;
    }

    private sealed class Listening : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
