using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faro.Http.Tests.Orders;

/// <summary>What an order must be made of can change between two syncs: prepare asks Polymarket's order book server, not the catalog.</summary>
[Collection(TradingGroup.Name)]
public sealed class TermsTests(TradingApi api)
{
    private const string Exchange = "0xE111180000d2663C0091e4f400237545B87B996B";
    private const string NegRiskExchange = "0xe2222d279d744050d28e00520010520000310F59";

    [Fact]
    public async Task A_finer_tick_since_the_sync_is_used_and_the_venue_takes_the_order()
    {
        var (id, market) = await Market(5);
        await With(market, new JsonObject { ["orderPriceMinTickSize"] = 0.001 }, async () =>
        {
            var prepared = await api.Prepare(id, "YES", "BUY", 8, "GTC", 0.0215m);
            Assert.Equal(0.021m, Limit(prepared));
            await Accepted(prepared);
        });
    }

    [Fact]
    public async Task A_coarser_tick_since_the_last_prepare_is_used_though_the_terms_were_kept()
    {
        var (id, market) = await Market(6);
        await With(market, new JsonObject { ["orderPriceMinTickSize"] = 0.001 }, async () =>
            Assert.Equal(0.025m, Limit(await api.Prepare(id, "YES", "BUY", 8, "GTC", 0.025m))));

        // The catalog's own tick again, a moment later: what was kept for a minute is wrong now, and the book tells.
        var prepared = await api.Prepare(id, "YES", "BUY", 8, "GTC", 0.025m);
        Assert.Equal(0.02m, Limit(prepared));
        await Accepted(prepared);
    }

    [Fact]
    public async Task The_exchange_contract_is_the_one_of_now()
    {
        var (id, market) = await Market(7);
        var before = await api.Prepare(id, "YES", "BUY", 8, "GTC", 0.02m);
        var (was, now, flag) = Contract(before) == Exchange ? (Exchange, NegRiskExchange, true) : (NegRiskExchange, Exchange, false);
        Assert.Equal(was, Contract(before));
        await With(market, new JsonObject { ["negRisk"] = flag }, async () =>
        {
            // Signed for the old contract it is refused, and the refusal makes the next prepare ask anew.
            var refused = await api.Submit(before);
            Assert.Equal("rejected", refused.GetProperty("legs")[0].GetProperty("status").GetString());
            var prepared = await api.Prepare(id, "YES", "BUY", 8, "GTC", 0.02m);
            Assert.Equal(now, Contract(prepared));
            await Accepted(prepared);
        });
        await Refused(id); // brings the kept terms back to what the catalog says
    }

    [Fact]
    public async Task Minimum_and_fee_are_those_of_now()
    {
        var (id, market) = await Market(8);
        await With(market, new JsonObject { ["orderMinSize"] = 500, ["feesEnabled"] = true, ["feeSchedule"] = new JsonObject { ["rate"] = 0.07, ["exponent"] = 1, ["takerOnly"] = true } }, async () =>
        {
            using var small = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(id, 8, "GTC", 0.02m));
            await small.Refused(400, "bad_request");
            var taking = await api.Prepare(id, "YES", "BUY", 50);
            var leg = taking.GetProperty("plan").GetProperty("legs")[0];
            var (price, shares) = (leg.GetProperty("expected_price").GetDecimal(), leg.GetProperty("shares").GetDecimal());
            Assert.InRange(leg.GetProperty("fee_usd").GetDecimal(), 0.98m * shares * 0.07m * price * (1 - price), 1.02m * shares * 0.07m * price * (1 - price));
        });
    }

    [Fact]
    public async Task A_market_that_has_stopped_taking_orders_is_left_out_and_said_so()
    {
        var (id, market) = await Market(9);
        await With(market, new JsonObject { ["acceptingOrders"] = false }, async () =>
        {
            using var response = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(id, 8, "GTC", 0.02m));
            var refused = await response.Refused(400, "bad_request");
            Assert.Contains("The venue is not accepting orders now.", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        });
    }

    private static decimal Limit(JsonElement prepared) => prepared.GetProperty("plan").GetProperty("legs")[0].GetProperty("limit_price").GetDecimal();

    private static string? Contract(JsonElement prepared) =>
        prepared.GetProperty("legs")[0].GetProperty("unsigned_payload").GetProperty("domain").GetProperty("verifyingContract").GetString();

    private Dictionary<string, object> Body(string id, decimal size, string time, decimal max) => new()
    {
        ["event_id"] = id,
        ["outcome"] = "YES",
        ["side"] = "BUY",
        ["size_usd"] = size,
        ["time_in_force"] = time,
        ["max_price"] = max,
        ["wallet_address"] = api.Wallet,
    };

    private async Task Accepted(JsonElement prepared)
    {
        var answer = await api.Submit(prepared);
        Assert.True(answer.GetProperty("legs")[0].GetProperty("ok").GetBoolean(), answer.ToString());
    }

    private async Task Refused(string id)
    {
        Assert.NotNull(api.Sandbox.Faults.Add(new Faro.Sandbox.Faults.Fault { Venue = "polymarket", Name = "soft_reject", Count = 1 }));
        await api.Submit(await api.Prepare(id, "YES", "BUY", 8, "GTC", 0.02m));
        api.Sandbox.Faults.Clear();
    }

    private async Task<(string Id, string Market)> Market(int skip)
    {
        var id = await api.Event("polymarket", skip);
        var detail = await (await api.Client.GetAsync(new Uri($"/api/v1/events/{id}", UriKind.Relative))).Json();
        return (id, detail.GetProperty("event").GetProperty("markets").EnumerateArray()
            .Single(m => m.GetProperty("venue").GetString() == "polymarket").GetProperty("venue_market_id").GetString()!);
    }

    /// <summary>The venue's market with other members for as long as the action takes; no sync sees them.</summary>
    private async Task With(string market, JsonObject members, Func<Task> action)
    {
        Assert.True(api.Sandbox.Catalog.SetMembers("polymarket", market, members));
        try
        {
            await action();
        }
        finally
        {
            api.Sandbox.Catalog.Reset();
        }
    }
}
