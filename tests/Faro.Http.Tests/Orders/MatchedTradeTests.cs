using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Faults;

namespace Faro.Http.Tests.Orders;

/// <summary>One order over several venues: an event matched over all three, a plan that splits, a leg at each, each with a fate of its own.</summary>
[Collection(TradingGroup.Name)]
public sealed class MatchedTradeTests(TradingApi api)
{
    private static readonly string[] Everywhere = ["foresight", "kalshi", "polymarket"];

    [Theory]
    [InlineData("YES")]
    [InlineData("NO")]
    public async Task An_order_over_every_venue_fills_at_three_venues_and_is_sold_again(string outcome)
    {
        var id = await api.MatchedEvent();
        var prepared = await api.Prepare(id, outcome, "BUY", 60, everyVenue: true);
        Assert.Equal(Everywhere, Venues(prepared));
        var planned = prepared.GetProperty("plan").GetProperty("legs").EnumerateArray().Select(l => l.GetProperty("shares").GetDecimal()).ToList();
        Assert.InRange(planned.Max() / planned.Min(), 1m, 1.05m); // equal shares, but for fees and rounding

        var answer = await api.Submit(prepared);
        Assert.All(answer.GetProperty("legs").EnumerateArray(), l => Assert.True(l.GetProperty("ok").GetBoolean(), answer.ToString()));
        var order = await api.Until(prepared, "filled");
        Assert.InRange(order.GetProperty("order").GetProperty("filled_usd").GetDecimal(), 45, 63);
        Assert.All(order.GetProperty("legs").EnumerateArray(), l => Assert.Equal("filled", Text(l, "status")));
        Assert.InRange(
            order.GetProperty("order").GetProperty("filled_shares").GetDecimal(), planned.Sum() * 0.95m, planned.Sum() * 1.05m);

        // Every leg has its own thread through the history, begun before its venue was called.
        var history = (await api.Order(prepared, "/history")).GetProperty("history").EnumerateArray().ToList();
        Assert.Equal("order_prepared", Text(history[0], "name"));
        foreach (var leg in prepared.GetProperty("legs").EnumerateArray())
        {
            var own = history.Skip(1).Where(e => Text(e.GetProperty("data"), "leg_id") == Text(leg, "id")).Select(e => Text(e, "name")).ToList();
            Assert.Equal(["leg_submission_started", "leg_accepted"], own.Take(2));
            Assert.Contains("leg_filled", own);
        }

        Assert.True((await api.Order(prepared, "/receipt")).GetProperty("equal").GetBoolean());
        await Places(prepared, history.Max(e => e.GetProperty("sequence").GetInt64()));
        await ListedAsItWas(prepared, [.. history.Select(e => e.GetProperty("sequence").GetInt64())]);

        var sold = await api.Prepare(id, outcome, "SELL", 24, everyVenue: true);
        Assert.Equal(Everywhere, Venues(sold));
        answer = await api.Submit(sold);
        Assert.All(answer.GetProperty("legs").EnumerateArray(), l => Assert.True(l.GetProperty("ok").GetBoolean(), answer.ToString()));
        await api.Until(sold, "filled");
    }

    /// <summary>After each of its facts the list of that time has the order as it then was, under its status of then; before the first one it has none.</summary>
    private async Task ListedAsItWas(JsonElement prepared, long[] sequences)
    {
        var id = prepared.GetProperty("order").GetProperty("id").GetString();
        Assert.Null(await Listed($"as_of={sequences[0] - 1}"));
        var states = new HashSet<string?>();
        foreach (var at in sequences)
        {
            var then = (await (await api.Client.GetAsync(new Uri($"/api/v1/orders/{id}?as_of={at}", UriKind.Relative))).Json()).GetProperty("order");
            Assert.Equal(then.ToString(), (await Listed($"as_of={at}"))?.ToString());
            var status = Text(then, "status");
            Assert.NotNull(await Listed($"as_of={at}&status={status}"));
            Assert.Null(await Listed($"as_of={at}&status={(status == "filled" ? "submitted" : "filled")}"));
            states.Add(status);
        }

        Assert.True(states.Count > 1, "The order was always the same: the test proved little.");

        async Task<JsonElement?> Listed(string query)
        {
            using var response = await api.Client.GetAsync(new Uri($"/api/v1/orders?{query}&limit=200", UriKind.Relative));
            return (await response.Json()).GetProperty("orders").EnumerateArray().Where(o => Text(o, "id") == id).Select(o => (JsonElement?)o).SingleOrDefault();
        }
    }

    /// <summary>Whatever is read from the log says how far it had come: past the order's own facts, and to a place that can be asked for again.</summary>
    private async Task Places(JsonElement prepared, long last)
    {
        var order = $"/api/v1/orders/{prepared.GetProperty("order").GetProperty("id").GetString()}";
        var pair = (await (await api.Client.GetAsync(new Uri("/api/v1/matches?limit=1", UriKind.Relative))).Json()).GetProperty("matches")[0].GetProperty("id").GetString();
        foreach (var path in new[]
        {
            order, $"{order}/history", $"{order}/receipt", "/api/v1/orders", "/api/v1/matches?limit=1", $"/api/v1/matches/{pair}", $"/api/v1/matches/{pair}/texts", $"/api/v1/matches/{pair}/history",
        })
        {
            using var response = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
            var place = long.Parse(response.Header("X-Log-Sequence"), CultureInfo.InvariantCulture);
            Assert.True(place >= (path.StartsWith(order, StringComparison.Ordinal) ? last : 1), $"{path}: {place}");
        }

        using var now = await api.Client.GetAsync(new Uri(order, UriKind.Relative));
        using var then = await api.Client.GetAsync(new Uri($"{order}?as_of={now.Header("X-Log-Sequence")}", UriKind.Relative));
        Assert.Equal((await now.Json()).GetProperty("order").GetProperty("version").GetInt64(), (await then.Json()).GetProperty("order").GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Legs_may_be_submitted_one_by_one_and_again()
    {
        var prepared = await api.Prepare(await api.MatchedEvent(1), "YES", "BUY", 60, everyVenue: true);
        var legs = prepared.GetProperty("legs").EnumerateArray().Select(api.Sign).ToList();
        Assert.Equal(3, legs.Count);
        var first = await api.Submit(prepared, legs[0]);
        Assert.Equal("partial", Text(first, "status"));
        await api.Submit(prepared, legs[0], legs[1]);
        await api.Submit(prepared, [.. legs]);
        await api.Until(prepared, "filled");
        var history = (await api.Order(prepared, "/history")).GetProperty("history").EnumerateArray();
        Assert.Equal(3, history.Count(e => Text(e, "name") == "leg_submission_started"));
    }

    [Theory]
    [InlineData("polymarket")]
    [InlineData("kalshi")]
    [InlineData("foresight")]
    public async Task One_venue_refuses_and_the_others_fill(string venue)
    {
        var prepared = await api.Prepare(await api.MatchedEvent(2), "YES", "BUY", 60, everyVenue: true);
        var fault = venue == "kalshi" ? "reverted_fill" : "soft_reject";
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = venue, Name = fault, Count = 1 }));
        try
        {
            await api.Submit(prepared);
            var order = await Until(prepared, o => o.GetProperty("legs").EnumerateArray().All(l => Text(l, "status") is "filled" or "rejected"));
            Assert.All(order.GetProperty("legs").EnumerateArray(), l => Assert.Equal(Text(l, "venue") == venue ? "rejected" : "filled", Text(l, "status")));
            Assert.Equal("partial", Text(order.GetProperty("order"), "status"));
        }
        finally
        {
            api.Sandbox.Faults.Clear();
        }
    }

    [Fact]
    public async Task Each_leg_is_cancelled_by_its_own_venue_or_says_why_not()
    {
        // Polymarket fills half and rests; Foresight and Kalshi fill.
        var prepared = await api.Prepare(await api.MatchedEvent(3), "YES", "BUY", 60, "GTC", everyVenue: true);
        Assert.Equal(Everywhere, Venues(prepared));
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = "partial_fill", Count = 1 }));
        await api.Submit(prepared);
        api.Sandbox.Faults.Clear();
        await Until(prepared, o => Leg(o, "kalshi", "filled") && Leg(o, "foresight", "filled") && Leg(o, "polymarket", "partially_filled"));

        // Without headers the resting leg says what is missing; nothing is recorded.
        var bare = await api.Post(prepared, "/cancel", new { });
        Assert.Equal("headers_missing", Code(bare, "polymarket"));

        var cancelled = await api.Cancel(prepared);
        Assert.True(LegOf(cancelled, "polymarket").GetProperty("ok").GetBoolean(), cancelled.ToString());
        Assert.Equal("cancelled", Text(LegOf(cancelled, "polymarket"), "status"));
        Assert.Equal("not_cancellable", Code(cancelled, "kalshi"));
        Assert.Contains("opposite trade", LegOf(cancelled, "kalshi").GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("not_cancellable", Code(cancelled, "foresight"));
        var order = await api.Order(prepared);
        Assert.Equal("partial", Text(order.GetProperty("order"), "status"));
        Assert.Equal(JsonValueKind.Null, LegOf(order, "polymarket").GetProperty("filled_shares").ValueKind); // more may have been filled before the cancel

        // What was filled before stays, and becomes final.
        await api.Refresh(prepared);
        order = await api.Order(prepared);
        Assert.True(LegOf(order, "polymarket").GetProperty("filled_shares").GetDecimal() > 0, order.ToString());
        Assert.Equal("cancelled", Text(LegOf(await api.Order(prepared), "polymarket"), "status"));
        var history = (await api.Order(prepared, "/history")).GetProperty("history").EnumerateArray().ToList();
        Assert.Single(history, e => Text(e, "name") == "cancel_requested");
        Assert.Single(history, e => Text(e, "name") == "leg_cancelled");
    }

    [Fact]
    public async Task A_leg_in_doubt_leaves_the_others_alone_and_ends_by_the_venues_word()
    {
        var prepared = await api.Prepare(await api.MatchedEvent(4), "NO", "BUY", 60, everyVenue: true);
        foreach (var venue in Everywhere)
            Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = venue, Name = "accept_then_timeout", Count = 1, DelayMs = 50 }));
        var legs = prepared.GetProperty("legs").EnumerateArray().Select(api.Sign).ToArray();
        var answer = await api.Submit(prepared, legs);
        api.Sandbox.Faults.Clear();
        Assert.Equal("submitted", Text(answer, "status"));
        Assert.Equal("unknown", Text(LegOf(answer, "polymarket"), "status"));
        await api.Submit(prepared, legs);
        await api.Refresh(prepared);
        await api.Until(prepared, "filled");
        var history = (await api.Order(prepared, "/history")).GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(3, history.Count(e => Text(e, "name") == "leg_submission_started"));
        Assert.Equal(3, history.Count(e => Text(e, "name") == "leg_left_in_doubt"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_match_that_the_chain_takes_back_is_no_fill(bool answerLost)
    {
        var prepared = await api.Prepare(await api.MatchedEvent(6), "YES", "BUY", 60, everyVenue: true);
        Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = "reverted_fill", Count = 1 }));
        if (answerLost) Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = "accept_then_timeout", Count = 1, DelayMs = 50 }));
        var submitted = await api.Submit(prepared);
        api.Sandbox.Faults.Clear();
        Assert.Equal(answerLost ? "unknown" : "filled", Text(LegOf(submitted, "polymarket"), "status"));
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // the twin's chain needs that long to fail
        await api.Refresh(prepared);
        var order = await Until(prepared, o => Leg(o, "kalshi", "filled") && Leg(o, "foresight", "filled"));
        Assert.Equal("rejected", Text(LegOf(order, "polymarket"), "status"));
        Assert.Equal("failed", Code(order, "polymarket"));
        Assert.Equal(0, LegOf(order, "polymarket").GetProperty("filled_shares").GetDecimal());
        Assert.Equal("partial", Text(order.GetProperty("order"), "status"));
        var history = (await api.Order(prepared, "/history")).GetProperty("history").EnumerateArray().Select(e => Text(e, "name")).ToList();
        Assert.Equal(!answerLost, history.Contains("leg_reversed"));
    }

    private async Task<JsonElement> Until(JsonElement prepared, Func<JsonElement, bool> reached)
    {
        JsonElement order = default;
        for (var i = 0; i < 100; i++)
        {
            order = await api.Order(prepared);
            if (reached(order)) return order;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"Never reached: {order}");
    }

    private static IEnumerable<string> Venues(JsonElement prepared) => prepared.GetProperty("legs").EnumerateArray().Select(l => Text(l, "venue")).Order(StringComparer.Ordinal);

    private static JsonElement LegOf(JsonElement answer, string venue) => answer.GetProperty("legs").EnumerateArray().Single(l => Text(l, "venue") == venue);

    private static bool Leg(JsonElement order, string venue, string status) => Text(LegOf(order, venue), "status") == status;

    private static string? Code(JsonElement answer, string venue) =>
        LegOf(answer, venue).GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? Text(error, "code") : null;

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
