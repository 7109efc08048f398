using System.Net;
using System.Text.Json;
using Faro.Sandbox.Faults;
using Faro.Testing;

namespace Faro.Sandbox.Tests;

public sealed class PolymarketTradingTests : IAsyncLifetime
{
    private const string Id = "700001"; // the first built-in market: No change after the December meeting, tick 0.01, neg-risk
    private SandboxHost _host = null!;
    private ClobTrader _alice = null!;
    private string _yes = "";
    private string _no = "";

    private HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public async Task InitializeAsync()
    {
        _host = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 });
        var market = await Twins.Read(Http, _host.Addresses.Gamma, $"/markets/{Id}");
        var tokens = JsonSerializer.Deserialize<string[]>(market.GetProperty("clobTokenIds").GetString()!)!;
        (_yes, _no) = (tokens[0], tokens[1]);
        Assert.True(market.GetProperty("negRisk").GetBoolean());
        Assert.True(_host.Trading.SetBook("polymarket", Id, [new(0.60m, 100), new(0.59m, 500)], [new(0.62m, 100), new(0.63m, 500)]));
        _alice = new ClobTrader(Http, _host.Addresses.Clob, "alice");
        Assert.Equal(HttpStatusCode.OK, await _alice.CreateKey());
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_key_is_created_once_and_derived_ever_after()
    {
        var key = _alice.ApiKey;
        Assert.Equal(HttpStatusCode.BadRequest, await _alice.CreateKey());
        Assert.Equal(HttpStatusCode.OK, await _alice.CreateKey("GET", "/auth/derive-api-key"));
        Assert.Equal(key, _alice.ApiKey);
        var (status, body) = await _alice.Send("GET", "/data/orders", secret: Convert.ToBase64String(new byte[32]));
        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized/Invalid api key"), (status, body.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_crossing_buy_walks_the_book_pays_the_resting_prices_and_the_fee()
    {
        var placed = await _alice.Accepted(_alice.Order(_yes, buy: true, 0.63m, 150, negRisk: true));
        Assert.Equal("matched", placed.GetProperty("status").GetString());
        Assert.Equal("150", placed.GetProperty("takingAmount").GetString());
        Assert.Equal("93.5", placed.GetProperty("makingAmount").GetString()); // 100 at 0.62 and 50 at 0.63
        Assert.Equal(2, placed.GetProperty("tradeIDs").GetArrayLength());
        Assert.Equal(150, await _alice.Balance(_yes));
        var fee = 100 * 0.05m * 0.62m * 0.38m + 50 * 0.05m * 0.63m * 0.37m;
        Assert.InRange(await _alice.Balance(), 10_000 - 93.5m - fee, 10_000 - 93.5m - fee + 0.0001m);

        var book = await Twins.Read(Http, _host.Addresses.Clob, $"/book?token_id={_yes}");
        var best = book.GetProperty("asks").EnumerateArray().Last();
        Assert.Equal(("0.63", "450"), (best.GetProperty("price").GetString(), best.GetProperty("size").GetString()));

        var (_, order) = await _alice.Send("GET", $"/data/order/{_alice.LastId}");
        Assert.Equal(("MATCHED", "150", "150"), (order.GetProperty("status").GetString(), order.GetProperty("original_size").GetString(), order.GetProperty("size_matched").GetString()));
        var (_, trades) = await Eventually.Get(() => _alice.Send("GET", "/data/trades"),
            t => t.Body.GetProperty("data").EnumerateArray().All(one => one.GetProperty("status").GetString() == "CONFIRMED"));
        Assert.Equal(2, trades.GetProperty("count").GetInt32());
        Assert.All(trades.GetProperty("data").EnumerateArray(), t => Assert.Equal("CONFIRMED", t.GetProperty("status").GetString()));
        Assert.Equal(_alice.LastId, trades.GetProperty("data")[0].GetProperty("taker_order_id").GetString());

        var positions = await Twins.Read(Http, _host.Addresses.Data, $"/v2/positions?user={_alice.Wallet}");
        var row = Assert.Single(positions.GetProperty("data").EnumerateArray());
        Assert.Equal((150m, _yes, _no), (row.GetProperty("current_size").GetDecimal(), row.GetProperty("token_id").GetString(), row.GetProperty("opposite_token_id").GetString()));
        var old = await Twins.Read(Http, _host.Addresses.Data, $"/positions?user={_alice.Wallet}&sizeThreshold=0");
        Assert.Equal("Yes", old[0].GetProperty("outcome").GetString());
        var value = await Twins.Read(Http, _host.Addresses.Data, $"/v2/value?user={_alice.Wallet}");
        Assert.InRange(value.GetProperty("data").GetProperty("value").GetDecimal(), 80, 100);
    }

    [Fact]
    public async Task A_resting_order_ties_up_its_money_fills_in_parts_and_is_cancelled()
    {
        var placed = await _alice.Accepted(_alice.Order(_yes, buy: true, 0.55m, 100, negRisk: true));
        Assert.Equal("live", placed.GetProperty("status").GetString());
        var id = _alice.LastId;
        Assert.True(_host.Trading.FillResting(id, 40));
        var (_, order) = await _alice.Send("GET", $"/data/order/{id}");
        Assert.Equal(("LIVE", "40"), (order.GetProperty("status").GetString(), order.GetProperty("size_matched").GetString()));
        Assert.Equal(10_000 - 22m, await _alice.Balance());
        Assert.Equal("not enough balance / allowance", await _alice.Refused(_alice.Order(_yes, buy: true, 0.50m, 19_900, negRisk: true)));

        var (_, cancelled) = await _alice.Send("DELETE", "/order", JsonSerializer.Serialize(new { orderID = id }));
        Assert.Equal(id, cancelled.GetProperty("canceled")[0].GetString());
        var (_, again) = await _alice.Send("DELETE", "/order", JsonSerializer.Serialize(new { orderID = id }));
        Assert.Equal("order not found or already canceled", again.GetProperty("not_canceled").GetProperty(id).GetString());
        await _alice.Accepted(_alice.Order(_yes, buy: true, 0.50m, 19_900, negRisk: true));
        var (_, all) = await _alice.Send("DELETE", "/cancel-all");
        Assert.Equal(1, all.GetProperty("canceled").GetArrayLength());
        var (_, left) = await _alice.Send("GET", "/data/orders");
        Assert.Equal(0, left.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Two_customers_meet_a_buyer_of_no_takes_the_bid_of_yes()
    {
        var bob = new ClobTrader(Http, _host.Addresses.Clob, "bob");
        await bob.CreateKey();
        await _alice.Accepted(_alice.Order(_yes, buy: true, 0.61m, 50, negRisk: true));
        var alices = _alice.LastId;
        var met = await bob.Accepted(bob.Order(_no, buy: true, 0.39m, 50, negRisk: true));
        Assert.Equal(("matched", "19.5", "50"), (met.GetProperty("status").GetString(), met.GetProperty("makingAmount").GetString(), met.GetProperty("takingAmount").GetString()));
        Assert.Equal(50, await bob.Balance(_no));
        Assert.Equal(50, await _alice.Balance(_yes));
        Assert.Equal(10_000 - 30.5m, await _alice.Balance());
        var (_, trades) = await _alice.Send("GET", "/data/trades");
        Assert.Equal("MAKER", trades.GetProperty("data")[0].GetProperty("trader_side").GetString());
        Assert.Equal(alices, trades.GetProperty("data")[0].GetProperty("maker_orders")[0].GetProperty("order_id").GetString());
        var (status, _) = await bob.Send("GET", $"/data/order/{alices}");
        Assert.Equal(HttpStatusCode.NotFound, status);

        // And back: bob sells his NO to the house, which shows as an ask of YES taken from below.
        var sold = await bob.Accepted(bob.Order(_no, buy: false, 0.38m, 50, negRisk: true));
        Assert.Equal("matched", sold.GetProperty("status").GetString());
        Assert.Equal("19", sold.GetProperty("takingAmount").GetString());
        Assert.Equal(0, await bob.Balance(_no));
    }

    [Fact]
    public async Task Market_orders_spend_dollars_fill_or_die()
    {
        var placed = await _alice.Accepted(_alice.Order(_yes, buy: true, 0, 0, "FAK", negRisk: true, amounts: (100_000_000, 158_730_100)));
        Assert.Equal("matched", placed.GetProperty("status").GetString()); // up to 0.63: 100 at 0.62, the rest of the money at 0.63
        Assert.InRange(decimal.Parse(placed.GetProperty("makingAmount").GetString()!), 99.99m, 100m);
        Assert.InRange(decimal.Parse(placed.GetProperty("takingAmount").GetString()!), 160.3m, 160.4m);
        Assert.Equal("no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
            await _alice.Refused(_alice.Order(_yes, buy: true, 0, 0, "FAK", negRisk: true, amounts: (10_000_000, 20_000_000))));
        Assert.Equal("order couldn't be fully filled. FOK orders are fully filled or killed.",
            await _alice.Refused(_alice.Order(_yes, buy: true, 0, 0, "FOK", negRisk: true, amounts: (5_000_000_000, 7_936_507_900))));
        Assert.StartsWith("invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals",
            await _alice.Refused(_alice.Order(_yes, buy: true, 0, 0, "FAK", negRisk: true, amounts: (10_000_001, 16_000_000))), StringComparison.Ordinal);
        var sold = await _alice.Accepted(_alice.Order(_yes, buy: false, 0, 0, "FOK", negRisk: true, amounts: (50_000_000, 30_000_000)));
        Assert.Equal("30", sold.GetProperty("takingAmount").GetString());
    }

    [Fact]
    public async Task Each_rule_refuses_in_the_venues_words()
    {
        var first = _alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true);
        await _alice.Accepted(first);
        Assert.Equal($"order {_alice.LastId} is invalid. Duplicated.", await _alice.Refused(first));
        Assert.Contains("breaks minimum tick size rule: 0.01", await _alice.Refused(_alice.Order(_yes, buy: true, 0.305m, 10, negRisk: true)), StringComparison.Ordinal);
        Assert.Contains("Size (4) lower than the minimum: 5", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 4, negRisk: true)), StringComparison.Ordinal);
        Assert.Equal("not enough balance / allowance", await _alice.Refused(_alice.Order(_yes, buy: false, 0.70m, 10, negRisk: true)));
        Assert.Equal("the order owner has to be the owner of the API KEY", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true, owner: Guid.NewGuid().ToString())));
        Assert.Equal("invalid signature", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, negRisk: false)));
        Assert.Equal("order_version_mismatch", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, version: "3")));
        Assert.Equal("invalid signature", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true, change: o => o["makerAmount"] = "2000000")));
        Assert.Equal("Invalid order payload", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true, change: o => o["salt"] = "12")));
        Assert.Equal("Invalid order payload", await _alice.Refused("{}"));
        Assert.Equal("invalid expiration", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, "GTD", negRisk: true, expiration: DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 30)));
        Assert.Equal("invalid post-only order: order crosses book", await _alice.Refused(_alice.Order(_yes, buy: true, 0.63m, 10, negRisk: true, postOnly: true)));
        Assert.Equal("market not found", await _alice.Refused(_alice.Order("12345", buy: true, 0.30m, 10), HttpStatusCode.NotFound));
        await _alice.Accepted(_alice.Order(_yes, buy: true, 0.29m, 10, "GTD", negRisk: true, expiration: DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 300));
        var (_, batch) = await _alice.Send("POST", "/orders", $"[{_alice.Order(_yes, buy: true, 0.28m, 10, negRisk: true)},{_alice.Order(_yes, buy: true, 0.305m, 10, negRisk: true)}]");
        Assert.Equal("live", batch[0].GetProperty("status").GetString());
        Assert.Contains("tick size", batch[1].GetProperty("errorMsg").GetString(), StringComparison.Ordinal);
        _host.Catalog.Close("polymarket", Id);
        Assert.Equal("the market is not yet ready to process new orders", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 11, negRisk: true)));
        var (_, left) = await _alice.Send("GET", "/data/orders");
        Assert.Equal(0, left.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Faults_by_name_show_at_the_order()
    {
        void Once(string name) => Assert.NotNull(_host.Faults.Add(new Fault { Venue = "polymarket", Name = name, Count = 1, DelayMs = 100 }));
        Once("restart_425");
        Assert.Equal("Too Early", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true), (HttpStatusCode)425));
        Once("post_only");
        Assert.StartsWith("post-only mode", await _alice.Refused(_alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true), HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Once("soft_reject");
        var (status, soft) = await _alice.Send("POST", "/order", _alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true));
        Assert.Equal((HttpStatusCode.OK, true, ""), (status, soft.GetProperty("success").GetBoolean(), soft.GetProperty("orderID").GetString()));
        Assert.NotEmpty(soft.GetProperty("errorMsg").GetString()!);

        Once("accept_then_timeout");
        var order = _alice.Order(_yes, buy: true, 0.30m, 10, negRisk: true);
        var id = _alice.LastId;
        await Assert.ThrowsAsync<HttpRequestException>(() => _alice.Send("POST", "/order", order));
        var (_, found) = await _alice.Send("GET", $"/data/order/{id}");
        Assert.Equal("LIVE", found.GetProperty("status").GetString());

        Once("partial_fill");
        var part = await _alice.Accepted(_alice.Order(_yes, buy: true, 0.62m, 100, negRisk: true));
        Assert.Equal("50", part.GetProperty("takingAmount").GetString());
        Once("reverted_fill");
        var before = await _alice.Balance();
        await _alice.Accepted(_alice.Order(_yes, buy: true, 0.63m, 10, "FOK", negRisk: true, amounts: (6_300_000, 10_000_000)));
        await Eventually.Get(() => _alice.Send("GET", "/data/trades"), t => t.Body.GetProperty("data")[0].GetProperty("status").GetString() == "FAILED");
        Assert.Equal(before, await _alice.Balance());
        Assert.Empty(_host.Faults.List());
    }
}
