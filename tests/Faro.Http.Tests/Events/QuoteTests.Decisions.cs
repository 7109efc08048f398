using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Faro.Http.Tests.Events;

/// <content>What decisions about pairs, and recorded divergences, mean for quotes and plans.</content>
public sealed partial class QuoteTests
{
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
}
