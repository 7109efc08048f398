using System.Net.Http.Json;
using System.Text.Json;
using Faro.Http.Tests.OpenApi;

namespace Faro.Http.Tests.Orders;

/// <summary>What the trade routes answer is what the OpenAPI document says, member by member.</summary>
[Collection(TradingGroup.Name)]
public sealed class DocumentedAnswerTests(TradingApi api)
{
    [Fact]
    public void A_member_that_is_not_documented_is_found()
    {
        Assert.Equal([], Documented.Faults("LegError", Json("""{"code":"a","message":"b"}""")));
        Assert.Equal(["LegError: message is missing", "LegError: more is not documented"], Documented.Faults("LegError", Json("""{"code":"a","more":1}""")).Order());
        Assert.Equal(["LegError.code: integer instead of string"], Documented.Faults("LegError", Json("""{"code":1,"message":"b"}""")));
    }

    [Fact]
    public async Task A_trade_over_three_venues_answers_as_documented()
    {
        var id = await api.MatchedEvent(3);
        await As("Quotes", Get($"/api/v1/events/{id}/quotes"));
        var prepared = await api.Prepare(id, "YES", "BUY", 50, everyVenue: true);
        Holds("PreparedOrder", prepared);
        Assert.True(prepared.GetProperty("legs").GetArrayLength() > 1, prepared.ToString());
        Holds("SubmittedOrder", await api.Submit(prepared));
        Holds("OrderDetail", await api.Until(prepared, "filled"));
        Holds("OrderHistory", await api.Order(prepared, "/history"));
        await As("OrderList", Get("/api/v1/orders?limit=3"));
        foreach (var (status, among) in new[] { ("filled", true), ("rejected", false) })
        {
            using var page = await api.Client.GetAsync(new Uri($"/api/v1/orders?status={status}&limit=200", UriKind.Relative));
            var orders = (await page.Json()).GetProperty("orders").EnumerateArray().ToList();
            Assert.All(orders, o => Assert.Equal(status, o.GetProperty("status").GetString()));
            Assert.Equal(among, orders.Exists(o => o.GetProperty("id").GetString() == prepared.GetProperty("order").GetProperty("id").GetString()));
        }

        var portfolio = $"wallet={api.Wallet}&dflow_account={api.Account}";
        await As("Positions", Get("/api/v1/positions?" + portfolio));
        await As("Balances", Get("/api/v1/balances?" + portfolio));
        await As("Positions", Get("/api/v1/positions?" + portfolio, foresight: true));
        await As("Balances", Get("/api/v1/balances?" + portfolio, foresight: true));
        await As("Sandbox", Get("/api/v1/sandbox"));
    }

    [Fact]
    public async Task Refused_resting_and_cancelled_legs_answer_as_documented()
    {
        var prepared = await api.Prepare(await api.Event("polymarket", 5), "YES", "BUY", 6, "GTC", 0.02m);
        Holds("PreparedOrder", prepared);
        var leg = prepared.GetProperty("legs")[0];
        var signed = api.Sign(leg);
        Holds("SubmittedOrder", await api.Submit(prepared, new Dictionary<string, object>(signed) { ["signature"] = "0x" + new string('1', 130) }));
        Holds("SubmittedOrder", await api.Submit(prepared, signed));
        using var response = await api.Client.PostAsJsonAsync($"/api/v1/orders/{prepared.GetProperty("order").GetProperty("id").GetString()}/cancel", new
        {
            l2_headers_by_leg = new Dictionary<string, object>
            {
                [leg.GetProperty("id").GetString()!] = api.Customer.L2("DELETE", "/order", leg.GetProperty("cancel").GetProperty("body").GetString()),
            },
        });
        Holds("CancelledOrder", await response.Json());
        Holds("OrderDetail", await api.Until(prepared, "cancelled"));
    }

    private static void Holds(string schema, JsonElement answer)
    {
        var faults = Documented.Faults(schema, answer);
        Assert.True(faults.Count == 0, string.Join('\n', faults.Append(answer.ToString())));
    }

    private static async Task As(string schema, Task<JsonElement> answer) => Holds(schema, await answer);

    private async Task<JsonElement> Get(string path, bool foresight = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in foresight ? api.Customer.FsHeaders() : [])
            request.Headers.Add(name, value);
        using var answer = await api.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
        return await answer.Json();
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
