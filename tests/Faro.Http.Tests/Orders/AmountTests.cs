using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Http.Orders;
using Faro.Orders;
using Faro.Sandbox.Faults;
using Faro.Testing;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Orders;

/// <summary>Orders say what happened: amounts decide, dollars are signed as they were asked for, and a venue that is away is nobody else's fault.</summary>
[Collection(TradingGroup.Name)]
public sealed class AmountTests(TradingApi api)
{
    [Fact]
    public async Task An_immediate_order_that_is_filled_in_part_is_partially_filled_and_over()
    {
        var id = await api.Event("polymarket", 10);
        var prepared = await api.Prepare(id, "YES", "BUY", 20);
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = "partial_fill", Count = 1 }));
        var leg = (await api.Submit(prepared)).GetProperty("legs")[0];
        api.Sandbox.Faults.Clear();
        Assert.Equal("partially_filled", leg.GetProperty("status").GetString());
        var order = await api.Order(prepared);
        var now = order.GetProperty("legs")[0];
        Assert.Equal(("partial", "partially_filled", true, false), (
            order.GetProperty("order").GetProperty("status").GetString(), now.GetProperty("status").GetString(), now.GetProperty("over").GetBoolean(),
            now.GetProperty("cancellable").GetBoolean()));
        Assert.InRange(now.GetProperty("filled_shares").GetDecimal(), 0.01m, now.GetProperty("shares").GetDecimal() * 0.6m);

        // The venue calls it MATCHED all the same.
        var refreshed = await api.Refresh(prepared);
        Assert.Equal(("partially_filled", now.GetProperty("filled_shares").GetDecimal()), (
            refreshed.GetProperty("legs")[0].GetProperty("status").GetString(), refreshed.GetProperty("legs")[0].GetProperty("filled_shares").GetDecimal()));
    }

    [Theory] // a public report: a part is taken, the rest cancelled, and the caller who reads "0 filled" buys that part again
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_order_tells_the_venues_amount_or_that_it_is_not_known(bool withOrderHeaders)
    {
        var id = await api.Event("polymarket", 11);
        var detail = await (await api.Client.GetAsync(new Uri($"/api/v1/events/{id}", UriKind.Relative))).Json();
        var market = detail.GetProperty("event").GetProperty("markets")[0].GetProperty("venue_market_id").GetString()!;
        Assert.True(api.Sandbox.Trading.SetBook("polymarket", market, [new(0.35m, 1_000)], [new(0.37m, 1_000)]));
        var prepared = await api.Prepare(id, "YES", "BUY", 20, "GTC", 0.36m);
        Assert.Equal(55.55m, prepared.GetProperty("plan").GetProperty("legs")[0].GetProperty("shares").GetDecimal());
        await api.Submit(prepared);
        var leg = prepared.GetProperty("legs")[0];
        var (legId, venueId) = (leg.GetProperty("id").GetString()!, leg.GetProperty("expected_venue_order_id").GetString()!);
        Assert.True(api.Sandbox.Trading.FillResting(venueId, 7.796875m)); // somebody takes a part; nobody tells Faro
        var body = api.Customer.CancelBody(prepared);
        if (withOrderHeaders)
            body["l2_order_headers_by_leg"] = new Dictionary<string, object> { [legId] = api.L2("GET", $"/data/order/{venueId}", null) };
        var cancelled = (await api.Post(prepared, "/cancel", body)).GetProperty("legs")[0];
        Assert.Equal("cancelled", cancelled.GetProperty("status").GetString());
        if (!withOrderHeaders)
        {
            Assert.Equal(JsonValueKind.Null, cancelled.GetProperty("filled_shares").ValueKind);
            var unknown = await api.Order(prepared);
            Assert.Equal(JsonValueKind.Null, unknown.GetProperty("order").GetProperty("filled_shares").ValueKind);
            Assert.Equal(JsonValueKind.Null, unknown.GetProperty("order").GetProperty("filled_usd").ValueKind);
            cancelled = (await api.Refresh(prepared)).GetProperty("legs")[0];
        }

        Assert.Equal(("cancelled", 7.796875m), (cancelled.GetProperty("status").GetString(), cancelled.GetProperty("filled_shares").GetDecimal()));
        var order = (await api.Order(prepared)).GetProperty("order");
        Assert.Equal(("cancelled", 7.796875m, 2.806875m), (
            order.GetProperty("status").GetString(), order.GetProperty("filled_shares").GetDecimal(), order.GetProperty("filled_usd").GetDecimal()));
    }

    [Theory] // how long after the submit the cancel comes, in milliseconds
    [InlineData("polymarket", 0)]
    [InlineData("polymarket", 3)]
    [InlineData("polymarket", 12)]
    [InlineData("foresight", 0)]
    [InlineData("foresight", 6)]
    public async Task A_cancel_that_overlaps_its_submit_is_decided_on_what_the_submit_left(string venue, int delay)
    {
        var id = await api.Event(venue, venue == "polymarket" ? 13 : 0);
        if (venue == "foresight") await api.FundForesight(id);
        for (var round = 0; round < 5; round++)
        {
            var prepared = await api.Prepare(id, "YES", "BUY", 20, "GTC", 0.02m);
            if (venue == "polymarket" && round % 2 == 0)
                Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = venue, Name = "slow", Count = 1, DelayMs = 60 }));
            var submitting = api.Submit(prepared);
            await Task.Delay(delay);
            var cancelled = (await api.Cancel(prepared)).GetProperty("legs")[0];
            await submitting;
            api.Sandbox.Faults.Clear();
            var (status, error) = (cancelled.GetProperty("status").GetString(), cancelled.GetProperty("error"));
            var code = error.ValueKind == JsonValueKind.Null ? null : error.GetProperty("code").GetString();
            Assert.True(code is "not_cancellable" or "unknown" || (code is null && status == "cancelled"), cancelled.ToString());

            // What was asked for on the log was sent and answered.
            var leg = (await api.Order(prepared)).GetProperty("legs")[0];
            Assert.False(leg.GetProperty("cancel_pending").GetBoolean(), leg.ToString());
            Assert.Equal(status == "cancelled", leg.GetProperty("status").GetString() == "cancelled");
        }
    }

    [Fact] // a public report: 2.03 became 2.02, and a dollar was refused
    public async Task The_dollars_of_a_market_order_are_signed_and_the_plan_says_the_shares_that_are()
    {
        var file = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(RepositoryRoot.File("tests", "Faro.Http.Tests", "Orders", "fok-dollars.json")));
        var id = await api.Event("polymarket", 12);
        var book = await (await api.Client.GetAsync(new Uri($"/api/v1/events/{id}/orderbook?venue=polymarket&outcome=YES", UriKind.Relative))).Json();
        var ask = book.GetProperty("book").GetProperty("asks")[0].GetProperty("price").GetDecimal();
        foreach (var one in file.GetProperty("cases").EnumerateArray())
        {
            var dollars = one.GetProperty("size_usd").GetDecimal();
            var prepared = await api.Prepare(id, "YES", "BUY", dollars, "FOK", ask);
            var message = prepared.GetProperty("legs")[0].GetProperty("unsigned_payload").GetProperty("message");
            var (maker, taker) = (Millionths(message, "makerAmount"), Millionths(message, "takerAmount"));
            Assert.Equal(decimal.Parse(one.GetProperty("expected_maker_usd").GetString()!, CultureInfo.InvariantCulture), maker);
            Assert.Equal(decimal.Floor(dollars / ask * 10_000) / 10_000, taker);
            var planned = prepared.GetProperty("plan").GetProperty("legs")[0];
            Assert.Equal((maker, taker), (planned.GetProperty("size_usd").GetDecimal(), planned.GetProperty("shares").GetDecimal()));
            Assert.Equal(dollars, prepared.GetProperty("order").GetProperty("size_usd").GetDecimal());
            var answer = await api.Submit(prepared);
            Assert.Equal("filled", answer.GetProperty("legs")[0].GetProperty("status").GetString());
        }
    }

    [Theory]
    [InlineData("polymarket", "down")]
    [InlineData("polymarket", "http_503")]
    [InlineData("kalshi", "down")]
    [InlineData("foresight", "broken_json")]
    public async Task A_venue_that_cannot_be_reached_is_502_and_named(string venue, string fault)
    {
        var id = await api.Event(venue);
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = venue, Name = fault }));
        try
        {
            using var response = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(id, "IOC"));
            var refused = await response.Refused(502, "upstream");
            Assert.Equal((venue, true), (refused.GetProperty("venue").GetString(), refused.GetProperty("retryable").GetBoolean()));
            Assert.True(refused.GetProperty("venue_code").GetString()!.Length > 0, refused.ToString());
        }
        finally
        {
            api.Sandbox.Faults.Clear();
        }
    }

    [Theory] // what the caller asks wrongly, and the field that it is told of
    [InlineData("venues", "kalshi", "venues")]
    [InlineData("size_usd", 0.5, "size_usd")]
    [InlineData("dflow_account", null, "dflow_account")]
    public async Task A_fault_of_the_callers_is_400_and_names_the_field(string field, object? value, string at)
    {
        var body = Body(await api.Event(at == "dflow_account" ? "kalshi" : "polymarket"), "IOC");
        body.Remove(field);
        if (value is not null) body[field] = field == "venues" ? new[] { value } : value;
        using var response = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", body);
        var refused = await response.Refused(400, "bad_request");
        Assert.True(refused.GetProperty("issues").GetProperty("fieldErrors").TryGetProperty(at, out _), refused.ToString());
    }

    [Fact]
    public async Task An_order_reads_the_same_from_prepare_and_from_get_and_shows_that_it_expired()
    {
        var prepared = await api.Prepare(await api.Event("polymarket"), "YES", "BUY", 10.123456789m, "IOC", 0.9990m);
        var read = await api.Order(prepared);
        foreach (var field in new[] { "size_usd", "max_price", "time_in_force", "route_strategy", "expires_at" })
            Assert.Equal(prepared.GetProperty("order").GetProperty(field).GetRawText(), read.GetProperty("order").GetProperty(field).GetRawText());
        Assert.False(read.GetProperty("order").GetProperty("expired").GetBoolean());

        await using var session = api.Trading.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var order = (await session.LoadAsync<OrderView>(OrderView.StreamOf(read.GetProperty("order").GetProperty("id").GetGuid())))!;
        var later = OrderJson.Whole(order, order.ExpiresAt);
        Assert.True(later["order"]!["expired"]!.GetValue<bool>());
        Assert.True(later["legs"]![0]!["expired"]!.GetValue<bool>());
        Assert.False(OrderJson.Order(order, order.ExpiresAt.AddMilliseconds(-1))["expired"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("idem-1", null, 200)]
    [InlineData("idem-1", "idem-1", 200)]
    [InlineData("idem-1", "idem-2", 400)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", null, 400)]
    public async Task An_idempotency_key_is_a_client_ref(string key, string? reference, int status)
    {
        var body = Body(await api.Event("polymarket"), "IOC");
        if (reference is not null) body["client_ref"] = reference;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/orders/prepare", UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await api.Client.SendAsync(request);
        if (status == 400)
            await response.Refused(400, "bad_request");
        else
            Assert.Equal(key, (await response.Json()).GetProperty("order").GetProperty("client_ref").GetString());
    }

    [Fact]
    public async Task Orders_references_and_history_belong_to_the_account_and_outlive_its_keys()
    {
        var (first, id) = await api.Trading.IssueKey(new { label = "a", scopes = new[] { "trade" }, test = true, account = "fund-7", rate_limit_per_min = 1_000 });
        using var client = api.Trading.Client(first);
        var body = Body(await api.Event("polymarket"), "IOC");
        body["client_ref"] = "one";
        var prepared = await (await client.PostAsJsonAsync("/api/v1/orders/prepare", body)).Content.ReadAsStringAsync();
        var order = JsonSerializer.Deserialize<JsonElement>(prepared).GetProperty("order").GetProperty("id").GetString();
        using var admin = api.Trading.Admin();
        var rotated = await (await admin.PostAsJsonAsync(new Uri($"/api/v1/admin/keys/{id}/rotate", UriKind.Relative), new { overlap_s = 0 })).Json();
        using (var ended = await client.GetAsync(new Uri($"/api/v1/orders/{order}", UriKind.Relative)))
            await ended.Refused(401, "unauthorized");

        using var next = api.Trading.Client(rotated.GetProperty("key").GetString());
        Assert.Equal(prepared, await (await next.PostAsJsonAsync("/api/v1/orders/prepare", body)).Content.ReadAsStringAsync());
        Assert.Equal([order], (await (await next.GetAsync(new Uri("/api/v1/orders", UriKind.Relative))).Json()).GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("id").GetString()));
        var fact = (await (await next.GetAsync(new Uri($"/api/v1/orders/{order}/history", UriKind.Relative))).Json()).GetProperty("history")[0];
        Assert.Equal(("order_prepared", $"key/{id}"), (fact.GetProperty("name").GetString(), fact.GetProperty("by").GetString()));
        var terms = fact.GetProperty("data").GetProperty("terms");
        Assert.Equal((20m, "YES", "BUY", "IOC"), (terms.GetProperty("size_usd").GetDecimal(), terms.GetProperty("outcome").GetString(), terms.GetProperty("side").GetString(), terms.GetProperty("time").GetString()));

        // Another account, and the same account's live keys, see none of it.
        using (var foreign = await api.OtherClient.GetAsync(new Uri($"/api/v1/orders/{order}", UriKind.Relative)))
            await foreign.Refused(404, "not_found");
        using var live = api.Trading.Client((await api.Trading.IssueKey(new { label = "l", scopes = new[] { "trade" }, account = "fund-7" })).Key);
        using (var otherMode = await live.GetAsync(new Uri($"/api/v1/orders/{order}", UriKind.Relative)))
            await otherMode.Refused(404, "not_found");
        Assert.Equal(0, (await (await live.GetAsync(new Uri("/api/v1/orders", UriKind.Relative))).Json()).GetProperty("orders").GetArrayLength());
    }

    [Theory]
    [InlineData("split")]
    [InlineData("equal_shares")]
    public async Task A_plan_that_costs_more_than_an_alternative_says_so(string strategy)
    {
        var body = Body(await api.MatchedEvent(), "IOC");
        (body["size_usd"], body["route_strategy"], body["dflow_account"]) = (60, strategy, api.Account);
        using var response = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", body);
        var prepared = await response.Json();
        Assert.True(response.IsSuccessStatusCode, prepared.ToString());
        var plan = prepared.GetProperty("plan");
        var worse = plan.GetProperty("decision").GetProperty("improvement_usd") is { ValueKind: JsonValueKind.Number } saved && saved.GetDecimal() < 0;
        Assert.Equal(worse, plan.GetProperty("warnings").EnumerateArray().Any(w =>
            w.GetProperty("code").GetString() == "costs_more" && w.GetProperty("message").GetString()!.Contains("alone", StringComparison.Ordinal)));
        Assert.False(worse && strategy == "split", plan.ToString());
        Assert.Equal(strategy, prepared.GetProperty("order").GetProperty("route_strategy").GetString());
    }

    private static decimal Millionths(JsonElement message, string name) =>
        decimal.Parse(message.GetProperty(name).ToString(), CultureInfo.InvariantCulture) / 1_000_000m;

    private Dictionary<string, object> Body(string id, string time) => new()
    {
        ["event_id"] = id,
        ["outcome"] = "YES",
        ["side"] = "BUY",
        ["size_usd"] = 20,
        ["time_in_force"] = time,
        ["wallet_address"] = api.Wallet,
        ["dflow_account"] = api.Account,
    };
}
