using System.Net;
using System.Text.Json;

namespace Faro.Clob.Tests.Server;

public sealed class RestTests(ClobServer server) : IClassFixture<ClobServer>
{
    [Fact]
    public async Task Orders_are_answered_open_and_trade_behind_the_answer()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("first-seller", market, collateral: "10", yes: "100");
        Trader bob = await server.NewTrader("first-buyer", market, collateral: "100");
        string sell = (await ann.Place(ann.Order(market, "SELL", 1, "0.40", "30")))[0];
        (HttpStatusCode status, JsonElement answer) = await bob.Send(HttpMethod.Post, "/v1/orders",
            new { orders = new[] { bob.Order(market, "BUY", 1, "0.50", "10"), bob.Order(market, "BUY", 0, "0.70", "5") } });
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement first = answer.GetProperty("results")[0];
        Assert.Equal(("OPEN", "10", "10", 0), (first.GetProperty("status").GetString(), first.GetProperty("size").GetString(),
            first.GetProperty("remaining_size").GetString(), first.GetProperty("fills").GetArrayLength()));
        Assert.Equal("FILLED 10 of 10", await bob.StatusOf(first.GetProperty("order_hash").GetString()!));
        Assert.Equal("PARTIALLY_FILLED 10 of 30", await ann.StatusOf(sell));

        JsonElement book = await server.Get($"{market.Path}/book?{market.Query}");
        Assert.Equal("""[{"price":"0.40","remainingSize":"20"},{"price":"0.70","remainingSize":"5"}]""", book.GetProperty("asks").GetRawText());
        Assert.Equal(0, book.GetProperty("bids").GetArrayLength());
        JsonElement ticker = await server.Get($"{market.Path}/ticker?{market.Query}");
        Assert.Equal((null, "0.40", "0.40", null, "0.40", "0.60"), (ticker.GetProperty("best_bid").GetString(), ticker.GetProperty("best_ask").GetString(),
            ticker.GetProperty("last_price").GetString(), ticker.GetProperty("spread").GetString(), ticker.GetProperty("display_price_yes").GetString(),
            ticker.GetProperty("display_price_no").GetString()));
        JsonElement fill = (await bob.Get("/v1/fills")).GetProperty("data")[0];
        Assert.Equal(("TAKER", "0.40", "4000000000000000000", "SETTLED", "COMPLEMENTARY"), (fill.GetProperty("role").GetString(),
            fill.GetProperty("price").GetString(), fill.GetProperty("collateral_amount").GetString(), fill.GetProperty("status").GetString(),
            fill.GetProperty("match_type").GetString()));
        Assert.Equal(("14", "90", "0"), await ann.Holdings(market));
        Assert.Equal(("96", "10", "0"), await bob.Holdings(market));
        JsonElement trade = (await server.Get($"{market.Path}/trades?{market.Query}")).GetProperty("data")[0];
        Assert.Equal(("0.40", "10", "BUY", 1), (trade.GetProperty("price").GetString(), trade.GetProperty("size").GetString(),
            trade.GetProperty("side").GetString(), trade.GetProperty("outcome").GetInt32()));
        Assert.Equal("0.60", (await server.Get($"{market.Path}/price?{market.Query}&outcome=0&side=SELL")).GetProperty("price").GetString());
        Assert.Null((await server.Get($"{market.Path}/price?{market.Query}&outcome=0&side=BUY")).GetProperty("price").GetString());
    }

    [Fact]
    public async Task Refusals_are_inline_and_in_the_pages_order()
    {
        TestMarket market = await server.ListMarket(new { fee_rate_bps = 100 });
        Trader ann = await server.NewTrader("refused", market, collateral: "50");
        Trader bob = new(server, Faro.Testing.TestSigner.Named("bob"));
        string[] codes = await ann.Place(
            ann.Order(market, "BUY", 1, "0.55", "100"),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["price"] = "0.555"),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["price"] = "1.5"),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["size"] = "0.5"),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["maker_amount"] = "1"),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["fee_rate_bps"] = 0),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["nonce"] = "1"),
            ann.Order(market, "BUY", 1, "0.55", "10", "MARKET", "GTC"),
            ann.Order(market, "BUY", 1, "0.55", "10", "GTD"),
            ann.Order(market, "BUY", 1, "0.55", "10", expiration: 5),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["salt"] = "99999999"),
            ann.Order(market, "BUY", 1, "0.55", "10", change: o => o["chain_id"] = 56),
            bob.Order(market, "BUY", 1, "0.55", "10"));
        Assert.Equal(
            (string[])["INSUFFICIENT_BALANCE", "PRICE_NOT_ON_TICK", "PRICE_OUT_OF_RANGE", "SIZE_TOO_SMALL", "DRIFTED_AMOUNTS", "INVALID_FEE_RATE", "INVALID_NONCE",
                "INVALID_ORDER_FLAGS", "INVALID_EXPIRATION", "ORDER_EXPIRED", "INVALID_SIGNATURE", "NOT_FOUND", "WALLET_MISMATCH"], codes);
        Dictionary<string, object?> good = ann.Order(market, "BUY", 1, "0.55", "10");
        Assert.Equal(66, (await ann.Place(good))[0].Length);
        Assert.Equal("DUPLICATE_ORDER", Assert.Single(await ann.Place(good)));
    }

    [Fact]
    public async Task Text_that_is_no_Unicode_is_refused_in_every_field_of_an_order()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("surrogates", market, collateral: "50");
        Dictionary<string, object?> good = ann.Order(market, "BUY", 1, "0.55", "10");
        string json = System.Text.Json.JsonSerializer.Serialize(new { orders = new[] { good } });
        string[] broken = ["\"\\ud800\"", "\"a\\udc00b\"", "\"\u00ff\"", "\"\u00ed\u00a0\u0080\""]; // the last two as single bytes: no UTF-8
        int tried = 0;
        foreach ((string name, object? value) in good.Where(f => f.Value is string))
        {
            string field = $"\"{name}\":\"{value}\"";
            Assert.Contains(field, json, StringComparison.Ordinal);
            foreach (string text in broken)
            {
                foreach (string wrong in new[] { json.Replace(field, $"\"{name}\":{text}", StringComparison.Ordinal), json.Replace(field, $"{text}:1,{field}", StringComparison.Ordinal) })
                {
                    (HttpStatusCode status, JsonElement answer) = await ann.Send(HttpMethod.Post, "/v1/orders", System.Text.Encoding.Latin1.GetBytes(wrong));
                    Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (status, answer.GetProperty("code").GetString()));
                    tried++;
                }
            }
        }

        Assert.True(tried >= 13 * 8, $"only {tried}");
        foreach (string body in new[] { """{"order_hashes":["\ud800"]}""", """{"\ud800":1}""", """{"condition_id":"\ud800","chain_id":1}""" })
            Assert.Equal(HttpStatusCode.BadRequest, (await ann.Send(HttpMethod.Post, "/v1/orders/cancel", System.Text.Encoding.Latin1.GetBytes(body))).Status);
    }

    [Theory]
    [InlineData("""{"orders":[]}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"orders":[1]}""", 400, "INVALID_REQUEST")]
    [InlineData("""[]""", 400, "INVALID_REQUEST")]
    [InlineData("""{"orders":""", 400, "INVALID_REQUEST")]
    [InlineData("""{"orders":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}""", 422, "BATCH_SIZE_EXCEEDED")]
    public async Task A_malformed_request_is_refused_as_a_whole(string body, int status, string code)
    {
        Trader ann = new(server, Faro.Testing.TestSigner.Named("ann"));
        (HttpStatusCode got, JsonElement envelope) = await ann.Send(HttpMethod.Post, "/v1/orders", body);
        Assert.Equal((status, code, status), ((int)got, envelope.GetProperty("code").GetString(), envelope.GetProperty("status_code").GetInt32()));
        Assert.Equal(("/v1/orders", "unknown"), (envelope.GetProperty("path").GetString(), envelope.GetProperty("correlation_id").GetString()));
    }

    [Theory]
    [InlineData("""{"order_hashes":[]}""")]
    [InlineData("""{"order_hashes":null}""")]
    [InlineData("""{"order_hashes":["0x12"]}""")]
    [InlineData("""{"order_hash":["0x12"]}""")]
    [InlineData("""{"sides":"BUY"}""")]
    [InlineData("""{"side":"buy"}""")]
    [InlineData("""{"side":null}""")]
    [InlineData("""{"outcome":"1"}""")]
    [InlineData("""{"outcome":2}""")]
    [InlineData("""{"chain_id":31337}""")]
    [InlineData("""{"order_hashes":["0x0000000000000000000000000000000000000000000000000000000000000001"],"side":"BUY"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_malformed_cancel_never_cancels_anything(string body)
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("careful", market);
        string hash = (await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1")))[0];
        (HttpStatusCode status, JsonElement envelope) = await ann.Send(HttpMethod.Post, "/v1/orders/cancel", body);
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (status, envelope.GetProperty("code").GetString()));
        Assert.Equal("OPEN 0 of 1", await ann.StatusOf(hash));
    }

    [Fact]
    public async Task The_three_cancel_modes()
    {
        TestMarket market = await server.ListMarket();
        TestMarket other = await server.ListMarket();
        Trader ann = await server.NewTrader("canceller", market);
        string[] a = await ann.Place(
            ann.Order(market, "BUY", 1, "0.40", "1"), ann.Order(market, "BUY", 0, "0.60", "1"), ann.Order(market, "BUY", 1, "0.41", "1"),
            ann.Order(other, "BUY", 1, "0.40", "1"), ann.Order(other, "BUY", 1, "0.39", "1"));
        async Task<string[]> Cancel(object? body)
        {
            (HttpStatusCode status, JsonElement answer) = await ann.Send(HttpMethod.Post, "/v1/orders/cancel", body);
            Assert.Equal(HttpStatusCode.OK, status);
            string[] hashes = [.. answer.GetProperty("order_hashes").EnumerateArray().Select(h => h.GetString()!)];
            Assert.Equal(hashes.Length, answer.GetProperty("cancelled_count").GetInt32());
            return hashes;
        }

        string unknown = "0x" + new string('1', 64);
        string[][] cancelled =
        [
            await Cancel(new { order_hashes = new[] { unknown, a[0], a[0] } }),
            await Cancel(new { condition_id = market.ConditionId, chain_id = market.ChainId, outcome = 0 }),
            await Cancel(new { condition_id = other.ConditionId, chain_id = other.ChainId, side = "BUY" }),
            await Cancel(null),
            await Cancel(new { }),
        ];
        Assert.Equal([[a[0]], [a[1]], [a[3], a[4]], [a[2]], []], cancelled);
        Assert.Equal("CANCELLED/USER 0 of 1", await ann.StatusOf(a[4]));
        (HttpStatusCode status, JsonElement envelope) = await ann.Send(
            HttpMethod.Post, "/v1/orders/cancel", new { order_hashes = Enumerable.Repeat(unknown, 101) });
        Assert.Equal((422, "BATCH_SIZE_EXCEEDED"), ((int)status, envelope.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_idempotency_key_replays_its_answer_and_refuses_another_body()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("repeater", market);
        var body = new { orders = new[] { ann.Order(market, "BUY", 1, "0.40", "1"), ann.Order(market, "BUY", 1, "0.40", "5000") } };
        string json = JsonSerializer.Serialize(body);
        (HttpStatusCode, JsonElement)[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ann.Send(HttpMethod.Post, "/v1/orders", json, "key one")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Item1));
        Assert.Single(answers.Select(a => a.Item2.GetProperty("results").GetRawText()).Distinct());
        Assert.Equal(3, answers.Count(a => a.Item2.TryGetProperty("_idempotent_replayed", out JsonElement replayed) && replayed.GetBoolean()));
        await server.Restart();
        (HttpStatusCode status, JsonElement again) = await ann.Send(HttpMethod.Post, "/v1/orders", json, "key one");
        Assert.Equal((HttpStatusCode.OK, answers[0].Item2.GetProperty("results").GetRawText()), (status, again.GetProperty("results").GetRawText()));
        (status, JsonElement conflict) = await ann.Send(HttpMethod.Post, "/v1/orders", json + " ", "key one");
        Assert.Equal((HttpStatusCode.Conflict, "IDEMPOTENCY_CONFLICT"), (status, conflict.GetProperty("code").GetString()));
        Assert.Equal(1, (await ann.Get("/v1/orders")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Keys_live_and_die()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("keyholder", market);
        (HttpStatusCode status, JsonElement key) = await ann.Send(HttpMethod.Post, "/v1/auth/api-keys", new { permissions = new[] { "trade" } });
        Assert.Equal(HttpStatusCode.Created, status);
        Trader bot = new(server, ann.Signer) { KeyId = key.GetProperty("key_id").GetString(), Secret = key.GetProperty("secret").GetString() };
        string hash = (await bot.Place(bot.Order(market, "BUY", 1, "0.40", "1")))[0];
        async Task<string> CodeOf(Trader trader, HttpMethod method, string path)
        {
            (HttpStatusCode s, JsonElement body) = await trader.Send(method, path, anonymous: true);
            return $"{(int)s} {(body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out JsonElement code) ? code.GetString() : "")}".Trim();
        }

        Assert.Equal("403 FORBIDDEN", await CodeOf(bot, HttpMethod.Get, $"/v1/orders/{hash}"));
        Assert.Equal("403 FORBIDDEN", await CodeOf(bot, HttpMethod.Get, "/v1/auth/api-keys"));
        Assert.Equal("401 AUTH_INVALID", await CodeOf(new Trader(server, ann.Signer) { KeyId = bot.KeyId, Secret = "wrong" }, HttpMethod.Get, "/v1/orders"));
        Assert.Equal("401 AUTH_INVALID", await CodeOf(new Trader(server, ann.Signer) { KeyId = "fs_key_none", Secret = bot.Secret }, HttpMethod.Get, "/v1/orders"));
        Assert.Equal("401 AUTH_MISSING", await CodeOf(new Trader(server, ann.Signer), HttpMethod.Get, "/v1/orders"));
        (_, JsonElement fresh) = await ann.Send(HttpMethod.Post, $"/v1/auth/api-keys/{bot.KeyId}/regenerate");
        Assert.Equal("401 AUTH_INVALID", await CodeOf(bot, HttpMethod.Post, "/v1/orders/cancel"));
        bot.Secret = fresh.GetProperty("secret").GetString();
        Assert.Equal("200", await CodeOf(bot, HttpMethod.Post, "/v1/orders/cancel"));
        await server.Restart();
        Assert.Equal("200", await CodeOf(bot, HttpMethod.Post, "/v1/orders/cancel"));
        (status, JsonElement revoked) = await ann.Send(HttpMethod.Delete, $"/v1/auth/api-keys/{bot.KeyId}");
        Assert.Equal((HttpStatusCode.OK, bot.KeyId), (status, revoked.GetProperty("key_id").GetString()));
        Assert.Equal("401 AUTH_REVOKED", await CodeOf(bot, HttpMethod.Post, "/v1/orders/cancel"));
        Assert.Equal(revoked.GetRawText(), (await ann.Send(HttpMethod.Delete, $"/v1/auth/api-keys/{bot.KeyId}")).Body.GetRawText());
        Assert.Equal("404 NOT_FOUND", await CodeOf(new Trader(server, ann.Signer), HttpMethod.Get, "/v1/nothing"));
        Trader bob = new(server, Faro.Testing.TestSigner.Named("bob"));
        Assert.Equal((HttpStatusCode)404, (await bob.Send(HttpMethod.Delete, $"/v1/auth/api-keys/{bot.KeyId}")).Status);
        string listed = (await ann.Get("/v1/auth/api-keys")).GetRawText();
        Assert.DoesNotContain("fs_secret_", listed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/markets?limit=0", 400)]
    [InlineData("/v1/markets?status=NOPE", 400)]
    [InlineData("/v1/markets?chainid=56", 400)]
    [InlineData("/v1/markets?cursor=%21%21", 400)]
    [InlineData("/v1/markets/0x12/book?chain_id=31337", 404)]
    [InlineData("/v1/nothing", 404)]
    [InlineData("/v1/orders/cancel", 405)]
    public async Task Bad_questions_get_the_envelope(string path, int status)
    {
        if (path == "/v1/orders/cancel")
        {
            using HttpResponseMessage put = await server.Http.PutAsync(new Uri(path, UriKind.Relative), null);
            Assert.Equal(405, (int)put.StatusCode);
            Assert.Contains("METHOD_NOT_ALLOWED", await put.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            return;
        }

        JsonElement envelope = await server.Get(path, (HttpStatusCode)status);
        Assert.Equal(status, envelope.GetProperty("status_code").GetInt32());
    }

    [Fact]
    public async Task Markets_close_resolve_and_pay()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("winner", market, collateral: "6");
        Trader bob = await server.NewTrader("loser", market, collateral: "5");
        await ann.Place(ann.Order(market, "BUY", 1, "0.60", "10"));
        string[] bobs = await bob.Place(bob.Order(market, "BUY", 0, "0.60", "10"), bob.Order(market, "BUY", 0, "0.90", "10"));
        await server.Sandbox($"markets/{market.ConditionId}/status?{market.Query}", new { status = "PAUSED" });
        Assert.Equal("MARKET_NOT_ACTIVE", Assert.Single(await ann.Place(ann.Order(market, "SELL", 1, "0.60", "10"))));
        await server.Sandbox($"markets/{market.ConditionId}/resolve?{market.Query}", new { payout_yes = 100 });
        Assert.Equal("CANCELLED/MARKET_CLOSED 0 of 10", await bob.StatusOf(bobs[1]));
        JsonElement paid = await server.Sandbox("redeem", new { wallet = ann.Address, condition_id = market.ConditionId, chain_id = market.ChainId });
        Assert.Equal("10", paid.GetProperty("paid").GetString());
        Assert.Equal(("10", "0", "0"), await ann.Holdings(market));
        JsonElement shown = await server.Get($"{market.Path}?{market.Query}");
        Assert.Equal(("RESOLVED", 100), (shown.GetProperty("status").GetString(), shown.GetProperty("payout_yes").GetInt32()));
        Assert.Contains("\"wrong\":[]", await server.Audit(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delayed_settlement_fails_and_settles_as_the_page_says()
    {
        TestMarket market = await server.ListMarket(new { auto_settle = false });
        Trader ann = await server.NewTrader("slow-ann", market, yes: "100");
        Trader bob = await server.NewTrader("slow-bob", market, collateral: "100");
        string sell = (await ann.Place(ann.Order(market, "SELL", 1, "0.40", "10")))[0];
        string buy = (await bob.Place(bob.Order(market, "BUY", 1, "0.40", "10")))[0];
        Assert.Equal("MATCHED 10 of 10", await bob.StatusOf(buy));
        string trade = (await bob.Get("/v1/fills")).GetProperty("data")[0].GetProperty("trade_id").GetString()!;
        await server.Sandbox($"trades/{trade}/fail", new { blame = "taker" });
        Assert.Equal("MATCH_FAILED/SETTLEMENT_FAILED 0 of 10", await bob.StatusOf(buy));
        Assert.Equal("OPEN 0 of 10", await ann.StatusOf(sell));
        string again = (await bob.Place(bob.Order(market, "BUY", 1, "0.40", "10")))[0];
        string second = (await bob.Get("/v1/fills")).GetProperty("data")[0].GetProperty("trade_id").GetString()!;
        await server.Sandbox($"trades/{second}/settle", new { tx_hash = "0xabc" });
        Assert.Equal("FILLED 10 of 10", await bob.StatusOf(again));
        Assert.Equal("NOT_PENDING", (await server.Sandbox($"trades/{second}/settle", new { }, HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
        Assert.Equal(("96", "10", "0"), await bob.Holdings(market));
    }

    [Fact]
    public async Task Time_expires_orders_and_raising_the_nonce_ends_them()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("timely", market);
        JsonElement time = await server.Get("/v1/time");
        long now = time.GetProperty("unix_ms").GetInt64() / 1000;
        string[] a = await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1", "GTD", expiration: now + 600), ann.Order(market, "BUY", 1, "0.40", "1"));
        await server.Sandbox("clock/advance", new { seconds = 601 });
        Assert.Equal("EXPIRED/EXPIRED 0 of 1", await ann.StatusOf(a[0]));
        await server.Sandbox("nonces/raise", new { wallet = ann.Address, nonce = "3" });
        Assert.Equal("CANCELLED/NONCE_RAISED 0 of 1", await ann.StatusOf(a[1]));
        Assert.Equal("INVALID_NONCE", Assert.Single(await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1"))));
        ann.Nonce = "3";
        Assert.Equal(66, (await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1")))[0].Length);
    }

    [Fact]
    public async Task A_restart_changes_nothing_that_can_be_seen()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("keeper", market, collateral: "100", yes: "100", no: "100");
        Trader bob = await server.NewTrader("taker", market, collateral: "100", yes: "100", no: "100");
        Random random = new(5);
        for (int i = 0; i < 40; i++)
        {
            Trader who = random.Next(2) == 0 ? ann : bob;
            await who.Place(who.Order(market, random.Next(2) == 0 ? "BUY" : "SELL", random.Next(2), $"0.{random.Next(45, 55)}", $"{random.Next(1, 5)}"));
        }

        async Task<string> Picture()
        {
            string[] parts =
            [
                (await server.Get($"{market.Path}/book?{market.Query}")).GetRawText(), (await server.Get($"{market.Path}/trades?{market.Query}")).GetRawText(),
                (await ann.Get("/v1/orders?status=all&limit=100")).GetRawText(), (await bob.Get("/v1/orders?status=all&limit=100")).GetRawText(),
                (await ann.Get("/v1/fills?limit=100")).GetRawText(), (await ann.Get("/v1/positions")).GetRawText(), (await bob.Get("/v1/balances")).GetRawText(),
            ];
            return string.Join('\n', parts);
        }

        string before = await Picture();
        await server.Restart();
        Assert.Equal(before, await Picture());
        Assert.Contains("\"wrong\":[]", await server.Audit(), StringComparison.Ordinal);
    }
}
