using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Faults;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Faro.Http.Tests.Orders;

/// <summary>Ten listeners, two databases and workers that poll: not beside tests that measure time or look for a free port.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TradingGroup : ICollectionFixture<TradingApi>
{
    public const string Name = "trading";
}

/// <summary>Whole trades through the API at the venue twins, over real sockets and a real log.</summary>
[Collection(TradingGroup.Name)]
public sealed class TradeTests(TradingApi api)
{
    [Theory]
    [InlineData("polymarket", "YES")]
    [InlineData("polymarket", "NO")]
    [InlineData("kalshi", "YES")]
    [InlineData("kalshi", "NO")]
    [InlineData("foresight", "YES")]
    [InlineData("foresight", "NO")]
    public async Task Buys_and_sells_again(string venue, string outcome)
    {
        var id = await api.Event(venue);
        await Fund(venue, id);
        var bought = await api.Prepare(id, outcome, "BUY", 20);
        var answer = await api.Submit(bought);
        Assert.True(answer.GetProperty("legs")[0].GetProperty("ok").GetBoolean(), answer.ToString());
        var order = await api.Until(bought, "filled");
        Assert.True(order.GetProperty("legs")[0].GetProperty("filled_shares").GetDecimal() > 0, order.ToString());
        Assert.InRange(order.GetProperty("order").GetProperty("filled_usd").GetDecimal(), 15, 22);

        var sold = await api.Prepare(id, outcome, "SELL", 8);
        Assert.DoesNotContain(sold.GetProperty("plan").GetProperty("warnings").EnumerateArray(), w => w.GetProperty("code").GetString()!.StartsWith("position", StringComparison.Ordinal) || w.GetProperty("code").GetString() == "no_position");
        answer = await api.Submit(sold);
        Assert.True(answer.GetProperty("legs")[0].GetProperty("ok").GetBoolean(), answer.ToString());
        await api.Until(sold, "filled");

        var receipt = await api.Order(bought, "/receipt");
        Assert.True(receipt.GetProperty("equal").GetBoolean(), receipt.ToString());
        var history = await api.Order(bought, "/history");
        Assert.Equal(
            ["order_prepared", "leg_submission_started", "leg_accepted"],
            history.GetProperty("history").EnumerateArray().Take(3).Select(e => e.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_test_key_is_told_where_its_venues_are_and_a_live_key_is_not()
    {
        var told = await (await api.Client.GetAsync(new Uri("/api/v1/sandbox", UriKind.Relative))).Json();
        var (venues, twins) = (told.GetProperty("venues"), api.Sandbox.Addresses);
        Assert.Equal(twins.Clob.ToString(), venues.GetProperty("polymarket").GetProperty("clob_url").GetString());
        Assert.Equal(137, venues.GetProperty("polymarket").GetProperty("chain_id").GetInt32());
        Assert.Equal(twins.SolanaRpc.ToString(), venues.GetProperty("kalshi").GetProperty("solana_rpc_url").GetString());
        Assert.Equal(twins.Foresight.ToString(), venues.GetProperty("foresight").GetProperty("url").GetString());
        Assert.Equal(31337, venues.GetProperty("foresight").GetProperty("chain_id").GetInt32());
        Assert.Equal(twins.Admin.ToString(), told.GetProperty("controls_url").GetString());
        using var live = await api.LiveClient.GetAsync(new Uri("/api/v1/sandbox", UriKind.Relative));
        await live.Refused(404, "not_found");
    }

    [Fact]
    public async Task Client_ref_gives_the_same_answer_byte_for_byte_and_conflicts_on_another_body()
    {
        var id = await api.Event("polymarket");
        var body = Body(id, 10, "ref-1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
            await (await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", body)).Content.ReadAsStringAsync()));
        Assert.Single(answers.Distinct());
        using var other = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(id, 11, "ref-1"));
        await other.Refused(409, "conflict");
    }

    [Fact]
    public async Task The_answer_stands_beside_the_fact_and_is_found_in_facts_of_earlier_versions()
    {
        var body = Body(await api.Event("polymarket"), 10, "ref-2");
        async Task<string> Prepare() => await (await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", body)).Content.ReadAsStringAsync();
        var answer = await Prepare();
        var stream = $"order/{JsonSerializer.Deserialize<JsonElement>(answer).GetProperty("order").GetProperty("id").GetString()}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer)));
        const string Kept = "select (data ->> 'answerSha256') || ',' || (data ? 'answer') from faro.mt_events where stream_id = $1";
        Assert.Equal($"{hash},false", await Run(Kept));

        // As an earlier version kept it.
        await Run("update faro.mt_events set data = data - 'answerSha256' || jsonb_build_object('answer', (select data ->> 'text' from faro.mt_doc_storedanswer where id = $1)) where stream_id = $1");
        await Run("delete from faro.mt_doc_storedanswer where id = $1");
        Assert.Equal(answer, await Prepare());

        async Task<object?> Run(string sql)
        {
            await using var command = api.Trading.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
            command.Parameters.Add(new() { Value = stream });
            return await command.ExecuteScalarAsync();
        }
    }

    [Fact]
    public async Task A_resting_order_is_cancelled_and_another_key_sees_none_of_it()
    {
        var id = await api.Event("polymarket", 1);
        var prepared = await api.Prepare(id, "YES", "BUY", 10, "GTC", 0.02m);
        var submitted = await api.Submit(prepared);
        Assert.Equal("submitted", submitted.GetProperty("status").GetString());
        var orderId = prepared.GetProperty("order").GetProperty("id").GetString();
        using (var foreign = await api.OtherClient.GetAsync(new Uri($"/api/v1/orders/{orderId}", UriKind.Relative)))
            await foreign.Refused(404, "not_found");
        var leg = prepared.GetProperty("legs")[0];
        var cancel = leg.GetProperty("cancel");
        using var response = await api.Client.PostAsJsonAsync($"/api/v1/orders/{orderId}/cancel", new
        {
            l2_headers_by_leg = new Dictionary<string, object>
            {
                [leg.GetProperty("id").GetString()!] = api.L2("DELETE", "/order", cancel.GetProperty("body").GetString()),
            },
        });
        var json = await response.Json();
        Assert.Equal("cancelled", json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("accept_then_timeout", "unknown")]
    [InlineData("restart_425", "rejected")]
    [InlineData("soft_reject", "rejected")]
    [InlineData("post_only", "rejected")]
    public async Task A_fault_is_told_as_what_it_is_and_never_sends_twice(string fault, string status)
    {
        var id = await api.Event("polymarket", 2);
        var prepared = await api.Prepare(id, "YES", "BUY", 6, "GTC", 0.02m);
        var signed = api.Sign(prepared.GetProperty("legs")[0]);
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = fault, Count = 1, DelayMs = 50 }));
        var answer = await api.Submit(prepared, signed);
        Assert.Equal(status, answer.GetProperty("legs")[0].GetProperty("status").GetString());
        api.Sandbox.Faults.Clear();

        if (status == "unknown")
        {
            // Again and again: nothing is sent, what is known is answered.
            var again = await api.Submit(prepared, signed);
            Assert.Equal("unknown", again.GetProperty("legs")[0].GetProperty("status").GetString());
            Assert.Equal("submitted", again.GetProperty("status").GetString());

            // Only the venue's evidence ends it.
            var leg = prepared.GetProperty("legs")[0];
            var (legId, venueId) = (leg.GetProperty("id").GetString()!, leg.GetProperty("expected_venue_order_id").GetString());
            using var response = await api.Client.PostAsJsonAsync($"/api/v1/orders/{prepared.GetProperty("order").GetProperty("id").GetString()}/refresh", new
            {
                l2_headers_by_leg = new Dictionary<string, object> { [legId] = api.L2("GET", $"/data/order/{venueId}", null) },
            });
            var json = await response.Json();
            Assert.Equal("accepted", json.GetProperty("legs")[0].GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task Kalshi_loses_an_answer_and_the_chain_ends_the_doubt()
    {
        var id = await api.Event("kalshi", 1);
        await Fund("kalshi", id);
        var prepared = await api.Prepare(id, "YES", "BUY", 15);
        api.Sandbox.Faults.Add(new Fault { Venue = "kalshi", Name = "accept_then_timeout", Count = 1, DelayMs = 50 });
        var answer = await api.Submit(prepared);
        api.Sandbox.Faults.Clear();
        Assert.Contains(answer.GetProperty("legs")[0].GetProperty("status").GetString(), (string[])["unknown", "accepted", "filled"]);
        await api.Until(prepared, "filled");
    }

    [Fact]
    public async Task A_swap_that_the_customer_sent_is_recorded_and_followed_but_not_sent()
    {
        var id = await api.Event("kalshi", 2);
        var prepared = await api.Prepare(id, "YES", "BUY", 15);
        var signed = api.Sign(prepared.GetProperty("legs")[0]);
        var signature = await api.SendToNode((string)signed["signed_tx_b64"]);
        signed.Remove("signed_tx_b64");
        signed["rpc_signature"] = signature;
        var leg = (await api.Submit(prepared, signed)).GetProperty("legs")[0];
        Assert.True(leg.GetProperty("ok").GetBoolean(), leg.ToString());
        Assert.Equal(JsonValueKind.Null, leg.GetProperty("error").ValueKind);
        Assert.Equal(signature, leg.GetProperty("venue_order_id").GetString());
        var order = await api.Until(prepared, "filled");
        Assert.True(order.GetProperty("order").GetProperty("filled_shares").GetDecimal() > 0, order.ToString());
    }

    [Fact]
    public async Task A_leg_that_fails_its_checks_is_not_sent_and_names_the_field()
    {
        var id = await api.Event("polymarket", 3);
        var prepared = await api.Prepare(id, "YES", "BUY", 6, "GTC", 0.02m);
        var signed = api.Sign(prepared.GetProperty("legs")[0]);
        signed["signature"] = "0x" + new string('1', 130);
        var answer = await api.Submit(prepared, signed);
        var leg = answer.GetProperty("legs")[0];
        Assert.False(leg.GetProperty("ok").GetBoolean());
        Assert.StartsWith("signature:", leg.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("prepared", (await api.Order(prepared)).GetProperty("order").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Nothing_secret_is_kept_or_logged()
    {
        var id = await api.Event("polymarket", 4);
        var prepared = await api.Prepare(id, "YES", "BUY", 6, "GTC", 0.02m);
        var signed = api.Sign(prepared.GetProperty("legs")[0]);
        await api.Submit(prepared, signed);
        var headers = (Dictionary<string, string>)signed["l2_headers"];
        string[] secrets = [(string)signed["signature"], headers["POLY_SIGNATURE"], headers["POLY_PASSPHRASE"], headers["POLY_API_KEY"], api.L2Secret, api.ForesightKey.Secret];
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(api.Trading.Log.Lines, l => l.Contains(secret, StringComparison.OrdinalIgnoreCase));
            var kept = await api.Stored(secret);
            Assert.True(kept == 0, $"{kept} rows hold a secret");
        }
    }

    [Fact]
    public async Task Books_lists_and_portfolio_answer()
    {
        var id = await api.Event("foresight");
        foreach (var venue in new[] { "foresight", "all" })
        {
            var book = await (await api.Client.GetAsync(new Uri($"/api/v1/events/{id}/orderbook?venue={venue}&outcome=NO", UriKind.Relative))).Json();
            Assert.True(book.GetProperty("book").GetProperty("asks").GetArrayLength() > 0, book.ToString());
        }

        foreach (var path in new[] { $"/api/v1/positions?wallet={api.Wallet}&dflow_account={api.Account}", $"/api/v1/balances?wallet={api.Wallet}&dflow_account={api.Account}", "/api/v1/orders?limit=5" })
        {
            using var response = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    private async Task Fund(string venue, string eventId)
    {
        if (venue == "foresight") await api.FundForesight(eventId); // the others give every wallet play money
    }

    private Dictionary<string, object> Body(string id, decimal size, string reference) => new()
    {
        ["event_id"] = id,
        ["outcome"] = "YES",
        ["side"] = "BUY",
        ["size_usd"] = size,
        ["wallet_address"] = api.Wallet,
        ["time_in_force"] = "IOC",
        ["client_ref"] = reference,
    };
}
