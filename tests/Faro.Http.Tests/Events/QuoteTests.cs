using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Orders.Quotes;
using Faro.Sandbox.Faults;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Events;

/// <summary>Quotes over real sockets: what a burst costs the venues, what a slow or failing venue does to the others, and outcomes turned round.</summary>
[Collection(Orders.TradingGroup.Name)] // not beside tests that measure time
public sealed partial class QuoteTests(QuotesApi api) : IClassFixture<QuotesApi>
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
            var skipped = prepared.GetProperty("plan").GetProperty("decision").GetProperty("skipped").EnumerateArray().Select(s => $"{s.GetProperty("venue")} {s.GetProperty("code")}");
            Assert.Equal("kalshi blocked", Assert.Single(skipped, s => s.StartsWith("kalshi", StringComparison.Ordinal)));
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
