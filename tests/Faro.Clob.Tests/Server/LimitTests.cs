using System.Net;
using System.Text.Json;

namespace Faro.Clob.Tests.Server;

public sealed class LimitTests : IAsyncLifetime
{
    private readonly ClobServer _server = new() { RateLimits = true };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Placing_is_limited_and_cancelling_has_its_own_budget()
    {
        TestMarket market = await _server.ListMarket();
        Trader ann = await _server.NewTrader("hasty", market);
        int limited = 0;
        for (int i = 0; i < 150; i++)
        {
            (HttpStatusCode status, JsonElement body) = await ann.Send(HttpMethod.Post, "/v1/orders", """{"orders":[]}""");
            if (status != HttpStatusCode.TooManyRequests) continue;
            limited++;
            Assert.Equal("RATE_LIMITED", body.GetProperty("code").GetString());
        }

        Assert.InRange(limited, 1, 90);
        Assert.Equal(HttpStatusCode.OK, (await ann.Send(HttpMethod.Post, "/v1/orders/cancel", new { })).Status);
        using HttpResponseMessage answer = await Exhaust(ann);
        Assert.True(answer.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_wallet_has_at_most_five_hundred_open_orders_in_a_market()
    {
        TestMarket market = await _server.ListMarket();
        Trader ann = await _server.NewTrader("many", market, "100000");
        int open = 0;
        string last = "";
        for (int i = 0; i < 34; i++)
        {
            foreach (string result in await ann.Place([.. Enumerable.Range(0, 15).Select(n => ann.Order(market, "BUY", 1, "0.10", "1"))]))
            {
                if (result.StartsWith("0x", StringComparison.Ordinal)) open++;
                else last = result;
            }
        }

        Assert.Equal((500, "RATE_LIMITED"), (open, last));
    }

    [Fact]
    public async Task Faults_do_what_they_are_called()
    {
        TestMarket market = await _server.ListMarket();
        Trader ann = await _server.NewTrader("faulty", market);
        await _server.Sandbox("faults", new { name = "unavailable" });
        (HttpStatusCode status, JsonElement body) = await ann.Send(HttpMethod.Post, "/v1/orders", new { orders = new[] { ann.Order(market, "BUY", 1, "0.40", "1") } });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SERVICE_DEGRADED"), (status, body.GetProperty("code").GetString()));
        await _server.Sandbox("faults", new { name = "drop_after_commit" });
        await Assert.ThrowsAsync<HttpRequestException>(() => ann.Send(HttpMethod.Post, "/v1/orders", new { orders = new[] { ann.Order(market, "BUY", 1, "0.41", "1") } }));
        JsonElement order = (await ann.Get("/v1/orders")).GetProperty("data")[0];
        Assert.Equal("0.41", order.GetProperty("price").GetString()); // it was taken all the same
        (status, _) = await ann.Send(HttpMethod.Post, $"/v1/orders/{order.GetProperty("order_hash").GetString()}/cancel-onchain");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, (await ann.Get("/v1/orders")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_market_closes_at_its_end_date()
    {
        JsonElement time = await _server.Get("/v1/time");
        TestMarket market = await _server.ListMarket(new { end_date = DateTimeOffset.FromUnixTimeMilliseconds(time.GetProperty("unix_ms").GetInt64() + 3_600_000).ToString("O") });
        Trader ann = await _server.NewTrader("late", market);
        string hash = (await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1")))[0];
        await _server.Sandbox("clock/advance", new { seconds = 3_601 });
        Assert.Equal("CANCELLED/MARKET_CLOSED 0 of 1", await ann.StatusOf(hash));
        Assert.Equal("MARKET_NOT_ACTIVE", Assert.Single(await ann.Place(ann.Order(market, "BUY", 1, "0.40", "1"))));
    }

    [Fact]
    public async Task Secrets_are_in_no_table_and_no_answer()
    {
        TestMarket market = await _server.ListMarket();
        Trader ann = await _server.NewTrader("secretive", market);
        JsonElement key = (await ann.Send(HttpMethod.Post, "/v1/auth/api-keys", new { permissions = new[] { "read", "trade" } })).Body;
        string secret = key.GetProperty("secret").GetString()!;
        await using Npgsql.NpgsqlCommand find = _server.Database.CreateCommand("select count(*) from clob.journal where position($1 in payload) > 0");
        find.Parameters.AddWithValue(System.Text.Encoding.UTF8.GetBytes(secret));
        Assert.Equal(0L, await find.ExecuteScalarAsync());
        find.Parameters[0].Value = System.Text.Encoding.UTF8.GetBytes(key.GetProperty("key_id").GetString()!);
        Assert.Equal(1L, await find.ExecuteScalarAsync()); // the search itself works
        Assert.DoesNotContain(secret, (await ann.Get("/v1/auth/api-keys")).GetRawText(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> Exhaust(Trader ann)
    {
        while (true)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/orders") { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new("Bearer", _server.Token(ann.Wallet));
            HttpResponseMessage answer = await _server.Http.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) return answer;
            answer.Dispose();
        }
    }
}
