using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Sandbox;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Testing;
using Xunit.Abstractions;

namespace Faro.Pipeline.Tests.Crash;

/// <summary>
/// Every named fault, at every leg of an order over three venues, with the process killed at every kind of step of a submit:
/// real processes on one log, against venues that outlive them. <c>FARO_CRASH_RUNS</c> says how many; each run is its number.
/// </summary>
[Trait(Kills.Category, Kills.Name)]
public sealed class CrashMatrixTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int DefaultRuns = 40;
    private static readonly string[] Venues = ["polymarket", "kalshi", "foresight"];
    private static readonly string[] Steps = ["append", "send", "answered", "any", "time"];
    private static readonly string?[] Faults = [null, .. FaultNames.All];
    private readonly SortedDictionary<string, int> _seen = new(StringComparer.Ordinal);
    private CrashWorld _world = null!;

    public async Task InitializeAsync() => _world = await CrashWorld.Start();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task No_order_is_sent_twice_none_is_lost_and_its_history_explains_it()
    {
        var runs = Kills.Or(DefaultRuns);
        var first = int.Parse(Environment.GetEnvironmentVariable("FARO_CRASH_FIRST") ?? "0", CultureInfo.InvariantCulture);
        output.WriteLine($"runs {first} … {first + runs - 1}");
        var trades = new List<Trade>();
        var node = _world.Node();
        for (var run = first; run < first + runs; run++)
        {
            var next = _world.Node();
            trades.Add(await Run(run, node, next));
            node = next;
        }

        var started = trades.Count;
        using var client = await node.Client(_world.Key);
        await Settle(client, trades);
        using var truth = new VenueTruth(_world.Sandbox.Addresses, _world.Customer);
        var received = _world.Sandbox.Submissions.All;
        foreach (var trade in trades) await Check(trade, client, truth, received);
        await NothingSecretIsKept(trades);
        await node.DisposeAsync();
        foreach (var (what, count) in _seen) output.WriteLine($"{count,5} {what}");
        Assert.Equal(started, trades.Count);
        if (runs < DefaultRuns) return;
        // The kills were where they were meant to be.
        Assert.All((string[])["before the intent", "intent, not sent", "sent, no outcome", "outcome known"], what => Assert.True(_seen.ContainsKey($"killed: {what}"), what));
    }

    /// <summary>One order: prepared, then submitted to a node that dies, and perhaps again to the next one.</summary>
    private async Task<Trade> Run(int run, NodeProcess node, NodeProcess next)
    {
        var random = new Random(run);
        var (fault, venue, step) = (Faults[run % Faults.Length], Venues[run % Venues.Length], Steps[run % Steps.Length]);
        using var client = await node.Client(_world.Key);
        var prepared = await Prepare(run, random, client);
        var legs = prepared.GetProperty("legs").EnumerateArray().Select(l => (Leg: l, Signed: _world.Customer.Sign(l))).ToList();
        var trade = new Trade(run, $"run {run} ({fault ?? "no fault"} at {venue}, killed by {step})", prepared, legs);

        if (fault is not null) PutUp(fault, venue, random);
        var wait = TimeSpan.Zero;
        if (step == "time") wait = TimeSpan.FromMilliseconds(random.Next(0, 250));
        else await node.Arm(step, step switch { "append" => random.Next(1, 7), "any" => random.Next(1, 60), _ => random.Next(1, 4) });
        var submitting = Submit(client, trade);
        await Task.WhenAny(submitting, step == "time" ? Task.Delay(wait) : Task.Delay(TimeSpan.FromSeconds(30)));
        await node.DisposeAsync();
        Count($"step: {step}, {(await submitting ? "killed after the answer" : "killed before the answer")}");

        using var survivor = await next.Client(_world.Key);
        await Classify(trade, survivor);
        var retry = random.Next(4);
        if (retry < 2) _world.Sandbox.Faults.Clear(); // else the customer tries again while the venue still misbehaves
        if (retry > 0) await Submit(survivor, trade);
        _world.Sandbox.Faults.Clear();
        return trade;
    }

    /// <summary>
    /// A plan with a leg at each venue. On a busy machine a venue may miss a deadline, and where an earlier run's order rests the
    /// fresh book may cross it: then another event is tried.
    /// </summary>
    private async Task<JsonElement> Prepare(int run, Random random, HttpClient client)
    {
        var body = new Dictionary<string, object>
        {
            ["outcome"] = random.Next(2) == 0 ? "YES" : "NO",
            ["side"] = "BUY",
            ["size_usd"] = 15,
            ["time_in_force"] = random.Next(2) == 0 ? "IOC" : "GTC",
            ["route_strategy"] = "equal_shares",
            ["wallet_address"] = _world.Customer.Wallet,
            ["dflow_account"] = _world.Customer.Account,
        };
        SandboxLevel[] bids = [new(0.48m, 1_000)], asks = [new(0.50m, 1_000)];
        var trading = _world.Sandbox.Trading;
        JsonElement prepared = default;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var market = _world.Events[(run + attempt) % _world.Events.Count];
            Assert.True(trading.SetBook("polymarket", market.Polymarket, bids, asks) && trading.SetBook("kalshi", market.Kalshi, bids, asks));
            body["event_id"] = market.Id;
            using var answer = await client.PostAsJsonAsync("/api/v1/orders/prepare", body);
            prepared = await answer.Content.ReadFromJsonAsync<JsonElement>();
            if (answer.IsSuccessStatusCode && prepared.GetProperty("legs").GetArrayLength() == Venues.Length) return prepared;
        }

        throw new InvalidOperationException($"run {run}: {(prepared.TryGetProperty("plan", out var plan) ? plan : prepared)}");
    }

    private void PutUp(string fault, string venue, Random random)
    {
        // The path of the venue's orders, so that the twin's other routes do not use the fault up.
        var path = FaultNames.Transport.Contains(fault) ? venue switch { "polymarket" => "/order", "foresight" => "/v1/orders", _ => "/" } : null;
        var added = _world.Sandbox.Faults.Add(new Fault { Venue = venue, Name = fault, Path = path, Count = random.Next(2) == 0 ? 1 : null, DelayMs = 900 });
        Assert.NotNull(added);
    }

    /// <summary>Submits all legs; whether an answer came. A node that dies meanwhile is what this is about.</summary>
    private static async Task<bool> Submit(HttpClient client, Trade trade)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/orders/submit", new { order_id = trade.Id, legs = trade.Legs.Select(l => l.Signed) });
            Assert.True(answer.IsSuccessStatusCode, $"{trade.Name}: {await answer.Content.ReadAsStringAsync()}");
            return true;
        }
        catch (HttpRequestException)
        {
            return false; // the connection broke with the process
        }
    }

    /// <summary>Counts how far each leg had come when the process died, by the log and by what reached its venue.</summary>
    private async Task Classify(Trade trade, HttpClient client)
    {
        var order = await client.GetFromJsonAsync<JsonElement>($"/api/v1/orders/{trade.Id}");
        var received = _world.Sandbox.Submissions.All;
        foreach (var (leg, signed) in trade.Legs)
        {
            var (status, arrived) = (Status(order, leg), received.Any(s => s.Body.Contains(TradeCustomer.Secret(signed), StringComparison.Ordinal)));
            Count("killed: " + (status, arrived) switch
            {
                ("prepared", _) => "before the intent",
                ("submitting", false) => "intent, not sent",
                ("submitting", true) => "sent, no outcome",
                _ => "outcome known",
            });
        }
    }

    /// <summary>Asks the venues with the customer's headers until no leg is in doubt; on Solana absence counts once the blockhash is dead.</summary>
    private async Task Settle(HttpClient client, List<Trade> trades)
    {
        _world.Sandbox.Faults.Clear();
        await Task.Delay(TimeSpan.FromSeconds(2.2)); // the grace of the last submission
        var open = trades.ToList();
        for (var round = 0; round < 60 && open.Count > 0; round++)
        {
            foreach (var trade in open)
            {
                using var answer = await client.PostAsJsonAsync($"/api/v1/orders/{trade.Id}/refresh", _world.Customer.RefreshBody(trade.Prepared));
                Assert.True(answer.IsSuccessStatusCode, $"{trade.Name}: {await answer.Content.ReadAsStringAsync()}");
            }

            var still = new List<Trade>();
            foreach (var trade in open)
            {
                var order = await client.GetFromJsonAsync<JsonElement>($"/api/v1/orders/{trade.Id}");
                if (trade.Legs.Any(l => Status(order, l.Leg) is "submitting" or "unknown" || (Status(order, l.Leg) == "accepted" && Text(l.Leg, "venue") == "kalshi")))
                    still.Add(trade);
            }

            open = still;
            if (round == 4) _world.Pass(TimeSpan.FromSeconds(100));
            await Task.Delay(500);
        }

        Assert.True(open.Count == 0, $"In doubt for ever: {string.Join(", ", open.Select(t => t.Name))}");
    }

    private async Task Check(Trade trade, HttpClient client, VenueTruth truth, IReadOnlyList<Submission> received)
    {
        var order = await client.GetFromJsonAsync<JsonElement>($"/api/v1/orders/{trade.Id}");
        var history = (await client.GetFromJsonAsync<JsonElement>($"/api/v1/orders/{trade.Id}/history")).GetProperty("history").EnumerateArray().ToList();
        foreach (var (leg, signed) in trade.Legs)
        {
            var name = $"{trade.Name}, {Text(leg, "venue")}";
            var facts = history.Where(e => e.GetProperty("data").TryGetProperty("leg_id", out var id) && id.GetString() == Text(leg, "id")).ToList();
            var told = $"{name}: {string.Join(" ", facts.Select(f => Text(f, "name")))}";
            var status = Status(order, leg);

            // Never twice: every arrival has an intent of its own before it, and only what was certainly refused for now is tried again.
            var arrivals = received.Where(s => s.Body.Contains(TradeCustomer.Secret(signed), StringComparison.Ordinal)).ToList();
            var intents = facts.Where(f => Text(f, "name") == "leg_submission_started").ToList();
            var refusedForNow = facts.Count(f => Text(f, "name") == "leg_rejected" && f.GetProperty("data").GetProperty("retryable").GetBoolean());
            Assert.True(arrivals.Count <= intents.Count, $"{told}: reached its venue {arrivals.Count} times");
            Assert.True(intents.Count <= 1 + refusedForNow, $"{told}: {intents.Count} intents");
            Assert.All(arrivals.Zip(intents), p => Assert.True(
                p.First.At >= p.Second.GetProperty("recorded_at").GetDateTimeOffset() - TimeSpan.FromMilliseconds(50), $"{told}: sent before the intent was recorded"));

            // None lost: the log and the venue agree on whether it is there, and on what was filled.
            // (a Polymarket order whose every fill failed on the chain is known there, and over with nothing).
            var (has, filled) = await truth.Of(leg, signed);
            var view = order.GetProperty("legs").EnumerateArray().Single(l => Text(l, "id") == Text(leg, "id"));
            var failed = status == "rejected" && Text(view.GetProperty("error"), "code") == "failed";
            Assert.True((has && !failed) == status is "accepted" or "partially_filled" or "filled" or "cancelled",
                $"{told}: is {status}, and the venue {(has ? "has" : "does not have")} it");
            if (failed) Assert.Equal(0, view.GetProperty("filled_shares").GetDecimal());
            else if (filled is { } shares) Assert.Equal(shares, view.GetProperty("filled_shares").GetDecimal());

            // Explained: nothing before the first intent, and the end is one that the facts tell.
            Assert.True(facts.Count == 0 == (status == "prepared"), told);
            if (facts.Count > 0) Assert.True(Text(facts[0], "name") == "leg_submission_started", told);
            Assert.Contains(status, (string[])["prepared", "rejected", "accepted", "partially_filled", "filled", "cancelled"]);
            if (status == "rejected") Assert.True(Text(facts[^1], "name") == "leg_rejected", told);
            else if (status != "prepared") Assert.True(facts.Count(f => Text(f, "name") == "leg_accepted") == 1, told);
            Count($"end: {Text(leg, "venue")} {status}");
        }
    }

    private async Task NothingSecretIsKept(List<Trade> trades)
    {
        var rows = await _world.Rows();
        var lines = string.Join('\n', _world.Lines);
        var secrets = _world.Secrets.Concat(trades.TakeLast(60).SelectMany(t => t.Legs).SelectMany(l => l.Signed.TryGetValue("l2_headers", out var l2)
            ? [TradeCustomer.Secret(l.Signed), ((Dictionary<string, string>)l2)["POLY_SIGNATURE"]]
            : (string[])[TradeCustomer.Secret(l.Signed)])).ToList();
        Assert.Contains(Text(trades[0].Legs[0].Leg, "id"), rows, StringComparison.Ordinal); // it looks in the right places
        Assert.Contains("faro.mt_events ", rows, StringComparison.Ordinal);
        Assert.Contains(rows.Split('\n'), r => r.StartsWith("faro_wolverine.wolverine_incoming_envelopes ", StringComparison.Ordinal)
            && r.Contains("LegId", StringComparison.OrdinalIgnoreCase)); // and can read a message's body
        Assert.NotEmpty(lines);
        Assert.All(secrets, s => Assert.False(rows.Contains(s, StringComparison.OrdinalIgnoreCase), $"on the log or in a view: {s}"));
        Assert.All(secrets, s => Assert.False(lines.Contains(s, StringComparison.OrdinalIgnoreCase), $"printed: {s}"));
    }

    private void Count(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    private static string Status(JsonElement order, JsonElement leg) =>
        Text(order.GetProperty("legs").EnumerateArray().Single(l => Text(l, "id") == Text(leg, "id")), "status");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private sealed record Trade(int Run, string Name, JsonElement Prepared, List<(JsonElement Leg, Dictionary<string, object> Signed)> Legs)
    {
        public string Id => Text(Prepared.GetProperty("order"), "id");
    }
}
