using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Faro.Orders.Quotes;
using Faro.Sandbox.Faults;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Events;

/// <summary>Quotes over real sockets: what a burst costs the venues, what a slow or failing venue does to the others, and outcomes turned round.</summary>
[Collection(Orders.TradingGroup.Name)] // not beside tests that measure time
public sealed class QuoteTests(QuotesApi api) : IClassFixture<QuotesApi>
{
    private static readonly string[] Three = ["polymarket", "kalshi", "foresight"];

    [Fact]
    public async Task A_burst_for_one_event_makes_one_call_to_each_venue()
    {
        const int burst = 40;
        var id = api.Event(0, Three);
        var reader = api.Quoting.Services.GetRequiredService<BookReader>();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Three.ToDictionary(v => v, v => api.Fronts.Came.GetValueOrDefault(v));
        api.Fronts.Hold = (_, _) => go.Task;
        try
        {
            var calls = Enumerable.Range(0, burst).Select(_ => api.Get($"{id}/quotes")).ToList();
            for (var i = 0; i < 100 && reader.Waiting < burst * Three.Length; i++) await Task.Delay(10);
            Assert.Equal(burst * Three.Length, reader.Waiting);
            go.SetResult();
            var answers = await Task.WhenAll(calls);
            Assert.All(answers, a => Assert.All(a.GetProperty("quotes").EnumerateArray(), q => Assert.True(q.TryGetProperty("yes", out _), q.ToString())));
            Assert.Single(answers.Select(Prices).Distinct());
        }
        finally
        {
            go.TrySetResult();
            api.Fronts.Hold = null;
        }

        Assert.All(Three, v => Assert.Equal(before[v] + 1, api.Fronts.Came[v]));

        // The next call is a new one: nothing is kept.
        await api.Get($"{id}/quotes");
        Assert.All(Three, v => Assert.Equal(before[v] + 2, api.Fronts.Came[v]));
    }

    [Theory]
    [InlineData("polymarket")]
    [InlineData("kalshi")]
    [InlineData("foresight")]
    public async Task A_venue_beyond_the_deadline_is_an_error_entry_and_the_others_answer(string slow)
    {
        var id = api.Event(1, Three);
        using var over = new CancellationTokenSource();
        api.Fronts.Hold = (front, _) => front == slow ? Task.Delay(TimeSpan.FromSeconds(20), over.Token).ContinueWith(_ => { }, TaskScheduler.Default) : Task.CompletedTask;
        try
        {
            var start = Stopwatch.GetTimestamp();
            var quotes = (await api.Get($"{id}/quotes")).GetProperty("quotes").EnumerateArray().ToList();
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 1.4, 4);
            Assert.Equal(Three, quotes.Select(q => q.GetProperty("venue").GetString()));
            foreach (var quote in quotes)
            {
                var late = quote.GetProperty("venue").GetString() == slow;
                Assert.Equal(late, quote.TryGetProperty("error", out var error));
                Assert.Equal(!late, quote.TryGetProperty("yes", out _));
                if (!late) continue;
                Assert.Equal("The venue did not answer in time.", error.GetString());
                Assert.Equal("timeout", quote.GetProperty("error_code").GetString());
                Assert.False(string.IsNullOrEmpty(quote.GetProperty("venue_market_id").GetString()));
            }
        }
        finally
        {
            api.Fronts.Hold = null;
            await over.CancelAsync();
        }
    }

    [Fact]
    public async Task A_failing_venue_is_an_error_entry_and_prepare_says_why_it_is_left_out()
    {
        var id = api.Event(2, Three);
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "kalshi", Name = "html_error" }));
        try
        {
            var quotes = (await api.Get($"{id}/quotes")).GetProperty("quotes").EnumerateArray().ToList();
            Assert.Equal([false, true, false], quotes.Select(q => q.TryGetProperty("error", out _)));
            Assert.Equal("blocked", quotes[1].GetProperty("error_code").GetString());

            using var refused = await api.Client.GetAsync(new Uri($"/api/v1/events/{id}/orderbook?venue=kalshi", UriKind.Relative));
            Assert.Equal("kalshi", (await refused.Refused(502, "upstream")).GetProperty("venue").GetString());

            var prepared = await Prepare(id, "YES", 30, null);
            var skipped = Assert.Single(prepared.GetProperty("plan").GetProperty("decision").GetProperty("skipped").EnumerateArray());
            Assert.Equal("kalshi blocked", $"{skipped.GetProperty("venue")} {skipped.GetProperty("code")}");
        }
        finally
        {
            api.Sandbox.Faults.Clear();
        }
    }

    [Fact]
    public async Task Observed_at_is_the_moment_of_the_venues_answer()
    {
        var id = api.Event(3, Three);
        var before = DateTimeOffset.UtcNow;
        var quotes = (await api.Get($"{id}/quotes")).GetProperty("quotes").EnumerateArray().ToList();
        var after = DateTimeOffset.UtcNow;
        foreach (var quote in quotes)
        {
            Assert.InRange(quote.GetProperty("observed_at").GetDateTimeOffset(), before.AddMilliseconds(-1), after);
            Assert.InRange(quote.GetProperty("age_ms").GetInt64(), 0, (long)(after - before).TotalMilliseconds + 1);
        }
    }

    /// <summary>An operator says that the second market asks the opposite: its prices are told in the event's YES, and its orders name the other token.</summary>
    [Fact]
    public async Task Outcomes_of_an_inverted_market_are_turned_round_in_quotes_books_and_orders()
    {
        var id = api.Event(0, "polymarket", "foresight");
        var before = (await api.Get(id)).GetProperty("event");
        using (var admin = api.Quoting.Admin())
        {
            var pair = before.GetProperty("matches")[0].GetProperty("id").GetString();
            using var done = await admin.PostAsJsonAsync($"/api/v1/admin/matches/{pair}/override", new { same = true, polarity = "inverted", reason = "a test of turned outcomes" });
            Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync());
        }

        var members = (await api.Get(id)).GetProperty("event").GetProperty("markets").EnumerateArray().ToList();
        Assert.Equal(["direct", "inverted"], members.Select(m => m.GetProperty("polarity").GetString()));
        var quotes = (await api.Get($"{id}/quotes")).GetProperty("quotes").EnumerateArray().ToDictionary(q => q.GetProperty("venue").GetString()!);
        foreach (var (member, inverted) in members.Zip([false, true]))
        {
            var (venue, market) = (member.GetProperty("venue").GetString()!, member.GetProperty("venue_market_id").GetString()!);
            var (bid, ask, tokens) = await AtTheVenue(venue, market);
            var (yes, no) = inverted ? ((1 - ask, 1 - bid), (bid, ask)) : ((bid, ask), (1 - ask, 1 - bid));
            Assert.Equal(yes, Best(quotes[venue].GetProperty("yes")));
            Assert.Equal(no, Best(quotes[venue].GetProperty("no")));
            foreach (var (outcome, best) in new[] { ("YES", yes), ("NO", no) })
            {
                var book = (await api.Get($"{id}/orderbook?venue={venue}&outcome={outcome}")).GetProperty("book");
                Assert.Equal(best, (book.GetProperty("bids")[0].GetProperty("price").GetDecimal(), book.GetProperty("asks")[0].GetProperty("price").GetDecimal()));
                var leg = (await Prepare(id, outcome, 20, [venue])).GetProperty("legs")[0];
                Assert.Equal(
                    tokens[(outcome == "YES") != inverted ? 0 : 1], leg.GetProperty("unsigned_payload").GetProperty("message").GetProperty("tokenId").GetString());
            }
        }
    }

    /// <summary>A node matches with a model that does not answer, for as long as it is let; meanwhile an operator parts a pair at another.</summary>
    [Fact]
    public async Task An_unlink_during_a_matching_run_has_taken_event_quotes_and_plans_apart_when_it_answers()
    {
        var id = api.Event(0, "polymarket", "kalshi");
        var before = (await api.Get(id)).GetProperty("event");
        var pair = before.GetProperty("matches")[0].GetProperty("id").GetString();
        Assert.Equal(2, (await api.Get($"{id}/quotes")).GetProperty("quotes").GetArrayLength());

        using var model = new TcpListener(IPAddress.Loopback, 0);
        model.Start();
        var matching = api.Beside(new()
        {
            ["Faro:Judge:BaseUrl"] = $"http://{model.LocalEndpoint}/v1",
            ["Faro:Judge:Model"] = "silent",
            ["Faro:Judge:MaxAttempts"] = "1",
            ["Faro:Judge:RunDeadline"] = "00:01:00",
        });
        using var cron = matching.Client(ApiHost.CronSecret);
        var run = cron.PostAsync(new Uri("/api/v1/cron/match-markets", UriKind.Relative), null);
        using var held = await model.AcceptSocketAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token); // the run waits for its judge
        using var admin = api.Quoting.Admin();
        using (var refused = await admin.DeleteAsync(new Uri($"/api/v1/admin/matches/{pair}/override", UriKind.Relative)))
            await refused.Refused(404, "not_found");
        using (var done = await admin.PostAsJsonAsync($"/api/v1/admin/matches/{pair}/override", new { same = false, reason = "they settle by another source" }))
            Assert.Equal("refused", (await done.Json()).GetProperty("state").GetString());

        Assert.False(run.IsCompleted);
        await Apart();
        held.Close();
        model.Stop(); // every further call is refused, and the run ends on the rules alone
        var ended = await (await run).Json();
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        await Apart();

        using (var withdrawn = await admin.DeleteAsync(new Uri($"/api/v1/admin/matches/{pair}/override?reason=it+was+the+same", UriKind.Relative)))
            Assert.Equal("linked", (await withdrawn.Json()).GetProperty("state").GetString());
        Assert.Equal(2, (await api.Get($"{id}/quotes")).GetProperty("quotes").GetArrayLength());

        async Task Apart()
        {
            var markets = before.GetProperty("markets").EnumerateArray().Select(m => m.GetProperty("venue_market_id").GetString()).ToList();
            var tradable = id;
            foreach (var own in before.GetProperty("aliases").EnumerateArray().Select(a => a.GetString()!).Prepend(id))
            {
                var alone = (await api.Get(own)).GetProperty("event");
                Assert.Equal(own, alone.GetProperty("id").GetString());
                Assert.Equal(JsonValueKind.Null, alone.GetProperty("match").ValueKind);
                var market = Assert.Single(alone.GetProperty("markets").EnumerateArray()).GetProperty("venue_market_id").GetString();
                Assert.True(markets.Remove(market));
                if (alone.GetProperty("primary_venue").GetString() == "polymarket")
                    tradable = own; // there is no swap here for Kalshi's, whichever was listed first
                Assert.Equal(market, Assert.Single((await api.Get($"{own}/quotes")).GetProperty("quotes").EnumerateArray()).GetProperty("venue_market_id").GetString());
            }

            using var planned = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(tradable, "YES", 20, null, null));
            const string venue = "polymarket";
            var json = await planned.Json();
            Assert.True(planned.IsSuccessStatusCode, json.ToString());
            Assert.All(json.GetProperty("legs").EnumerateArray(), l => Assert.Equal(venue, l.GetProperty("venue").GetString()));
            Assert.DoesNotContain(
                json.GetProperty("plan").GetProperty("decision").GetProperty("books").EnumerateArray(), b => b.GetProperty("venue").GetString() != venue);
        }
    }

    [Fact]
    public async Task A_pair_that_a_hard_fact_refutes_is_joined_only_with_confirm()
    {
        var refuted = (await (await api.Client.GetAsync(new Uri("/api/v1/matches?state=refused&limit=200", UriKind.Relative))).Json())
            .GetProperty("matches").EnumerateArray().First(m => m.GetProperty("vetoes").GetArrayLength() > 0);
        var route = $"/api/v1/admin/matches/{refuted.GetProperty("id").GetString()}/override";
        using var admin = api.Quoting.Admin();
        using var unconfirmed = await admin.PostAsJsonAsync(route, new { same = true, reason = "I know better" });
        var refusal = await unconfirmed.Refused(409, "conflict");
        Assert.Contains(refuted.GetProperty("vetoes")[0].GetProperty("code").GetString()!, refusal.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(refusal.GetProperty("issues").GetProperty("fieldErrors").TryGetProperty("confirm", out _));

        using var done = await admin.PostAsJsonAsync(route, new { same = true, reason = "I know better", confirm = true });
        var joined = await done.Json();
        Assert.True(done.IsSuccessStatusCode, joined.ToString());
        Assert.True(joined.GetProperty("same").GetBoolean());
        if (joined.GetProperty("event_id").GetString() is { } id)
        {
            var risks = (await api.Get(id)).GetProperty("event").GetProperty("divergence_risks").EnumerateArray().Select(r => r.GetProperty("code").GetString());
            Assert.Contains(refuted.GetProperty("vetoes")[0].GetProperty("code").GetString(), risks);
        }

        using var withdrawn = await admin.DeleteAsync(new Uri(route, UriKind.Relative));
        Assert.Equal("refused", (await withdrawn.Json()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Only_markets_whose_own_pair_diverges_are_left_out()
    {
        var seen = 0;
        foreach (var venues in new[] { Three, ["polymarket", "kalshi"], ["polymarket", "foresight"], ["kalshi", "foresight"] })
        {
            foreach (var one in api.Matched.Where(e => e.GetProperty("venues").EnumerateArray().Select(v => v.GetString()!).SequenceEqual(venues)))
            {
                var id = one.GetProperty("id").GetString()!;
                var detail = (await api.Get(id)).GetProperty("event");
                if (detail.GetProperty("divergence_risks").GetArrayLength() == 0) continue;
                using var response = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(id, "YES", 30, null, []));
                var json = await response.Json();
                var first = detail.GetProperty("markets")[0].GetProperty("venue").GetString();
                if (!response.IsSuccessStatusCode) continue; // a market of the event may be closed, which says nothing here
                var left = json.GetProperty("plan").GetProperty("decision").GetProperty("skipped").EnumerateArray()
                    .Where(s => s.GetProperty("code").GetString() == "divergence").ToList();
                Assert.NotEmpty(left);
                Assert.DoesNotContain(left, s => s.GetProperty("venue").GetString() == first);
                var codes = detail.GetProperty("divergence_risks").EnumerateArray().Select(r => r.GetProperty("code").GetString()!).ToHashSet();
                Assert.All(left, s => Assert.Contains(codes, c => s.GetProperty("reason").GetString()!.Contains(c, StringComparison.Ordinal)));

                using var accepting = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(id, "YES", 30, null, [.. codes]));
                var all = await accepting.Json();
                Assert.DoesNotContain(
                    all.GetProperty("plan").GetProperty("decision").GetProperty("skipped").EnumerateArray(), s => s.GetProperty("code").GetString() == "divergence");
                if (++seen == 4) return;
            }
        }

        Assert.True(seen > 0, "No event of the built-in catalog has a recorded divergence.");
    }

    private static string Prices(JsonElement answer) => string.Join('|', answer.GetProperty("quotes").EnumerateArray()
        .Select(q => $"{q.GetProperty("venue")} {q.GetProperty("yes")} {q.GetProperty("no")} {q.GetProperty("observed_at")}"));

    private static (decimal Bid, decimal Ask) Best(JsonElement side) => (side.GetProperty("bid").GetDecimal(), side.GetProperty("ask").GetDecimal());

    /// <summary>The best prices of the market's own first outcome and its two tokens, asked of the venue itself.</summary>
    private async Task<(decimal Bid, decimal Ask, string[] Tokens)> AtTheVenue(string venue, string market)
    {
        using var http = new HttpClient();
        string[] tokens;
        JsonElement book;
        if (venue == "polymarket")
        {
            var terms = await http.GetFromJsonAsync<JsonElement>(new Uri(api.Sandbox.Addresses.Clob, $"/clob-markets/{market}"));
            tokens = [.. terms.GetProperty("t").EnumerateArray().Select(t => t.GetProperty("t").GetString()!)];
            book = await http.GetFromJsonAsync<JsonElement>(new Uri(api.Sandbox.Addresses.Clob, $"/book?token_id={tokens[0]}"));
        }
        else
        {
            var path = $"/v1/markets/{market.Split(':')[0]}";
            var listed = await http.GetFromJsonAsync<JsonElement>(new Uri(api.Sandbox.Addresses.Foresight, $"{path}/tokens?chain_id=31337"));
            tokens = [.. listed.GetProperty("tokens").EnumerateArray().OrderByDescending(t => t.GetProperty("outcome").GetInt32()).Select(t => t.GetProperty("token_id").GetString()!)];
            book = await http.GetFromJsonAsync<JsonElement>(new Uri(api.Sandbox.Addresses.Foresight, $"{path}/book?chain_id=31337"));
        }

        IEnumerable<decimal> Levels(string side) => book.GetProperty(side).EnumerateArray()
            .Select(l => decimal.Parse(l.GetProperty("price").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        return (Levels("bids").Max(), Levels("asks").Min(), tokens);
    }

    private async Task<JsonElement> Prepare(string id, string outcome, decimal size, string[]? venues)
    {
        using var response = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(id, outcome, size, venues, null));
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    private static Dictionary<string, object> Body(string id, string outcome, decimal size, string[]? venues, string[]? accept)
    {
        var body = new Dictionary<string, object>
        {
            ["event_id"] = id,
            ["outcome"] = outcome,
            ["side"] = "BUY",
            ["size_usd"] = size,
            ["time_in_force"] = "IOC",
            ["wallet_address"] = TestSigner.Named("quotes").Address.ToString(),
            ["dflow_account"] = TestEd25519Signer.Named("quotes").Address,
        };
        if (venues is not null) body["venues"] = venues;
        if (accept is not null) body["accept_divergence"] = accept;
        return body;
    }
}
