using System.Diagnostics;
using System.Text.Json;
using Faro.Testing;

namespace Faro.Bench;

/// <summary>
/// Faro's own time in prepare and submit: a call's time at the client, less every moment in which some venue was at work on
/// it. The ceiling is the least that a durable answer takes here: a call to the API that reads nothing, and bare commits.
/// </summary>
internal static class TradeOrders
{
    /// <summary><c>--orders N</c>: orders in a run (40). <c>--venues _three|_polymarket|…</c>: only that line.</summary>
    public static async Task Run(BenchContext context, TradeHouse house)
    {
        var count = int.Parse(context.Option("--orders") ?? "40", System.Globalization.CultureInfo.InvariantCulture);
        var customer = await TradeCustomer.Create("bench customer", house.Sandbox.Addresses.Clob, house.Sandbox.Addresses.Foresight, house.Sandbox.Addresses.Admin);
        var three = house.Events.Where(e => e.Venues.Length == 3).Select(e => e.Id).ToList();
        string[] all = ["polymarket", "kalshi", "foresight"];
        var only = context.Option("--venues");
        foreach (var (name, venues, split) in new[]
        {
            ("", all, false), ("_three", all, true), ("_polymarket", ["polymarket"], false), ("_kalshi", ["kalshi"], false), ("_foresight", ["foresight"], false),
        })
        {
            if (only is not null && name != only)
                continue;
            await Orders(house, customer, three, venues, 12, split); // compiles the path
            List<double> prepare = [], submit = [], prepare99 = [], submit99 = [], legs = [], bareOne = [], bareTwo = [];
            for (var run = 0; run < 3; run++)
            {
                bareOne.Add(await Bare(house, 1, count));
                bareTwo.Add(await Bare(house, 2 * venues.Length, count));
                var (prepared, submitted, made) = await Orders(house, customer, three, venues, count, split);
                prepare.Add(At(prepared, 0.5));
                prepare99.Add(At(prepared, 0.95));
                submit.Add(At(submitted, 0.5));
                submit99.Add(At(submitted, 0.95));
                legs.Add(made);
            }

            var what = $"{BenchContext.Median(legs):0.0} legs an order ({string.Join(", ", venues)}), one caller, over sockets, {count} orders a run; "
                + $"client, API, Postgres and venues on {Environment.ProcessorCount} cores";
            context.Print($"trade.prepare{name}_ms", prepare, "ms", bareOne, "value <= 10", $"Faro's own p50 without the venues' time, p95 {BenchContext.Median(prepare99)}; {what}; ceiling: a call that reads nothing and one commit");
            context.Print($"trade.submit{name}_ms", submit, "ms", bareTwo, "value <= 10", $"Faro's own p50 without the venues' time, p95 {BenchContext.Median(submit99)}; {what}; ceiling: a call that reads nothing and two commits a leg");
        }
    }

    private static async Task<(List<double> Prepare, List<double> Submit, double Legs)> Orders(
        TradeHouse house, TradeCustomer customer, List<string> events, string[] venues, int count, bool split)
    {
        List<double> prepare = [], submit = [];
        var legs = 0;
        for (var i = 0; i < count; i++)
        {
            var id = events[i % events.Count];
            var body = new Dictionary<string, object>
            {
                ["event_id"] = id,
                ["outcome"] = i / events.Count % 2 == 0 ? "YES" : "NO",
                ["side"] = "BUY",
                ["size_usd"] = Size(venues.Length),
                ["time_in_force"] = "IOC",
                ["route_strategy"] = "split",
                ["wallet_address"] = customer.Wallet,
                ["dflow_account"] = customer.Account,
                ["venues"] = venues,
            };
            var (prepared, took) = await Own(house, "/api/v1/orders/prepare", body);
            // So large that no two books have it: what is measured is the order that has a leg at each venue.
            for (var larger = 2; split && larger <= 1_024 && prepared.GetProperty("legs").GetArrayLength() < venues.Length; larger *= 2)
            {
                body["size_usd"] = larger * Size(venues.Length);
                (prepared, took) = await Own(house, "/api/v1/orders/prepare", body);
            }

            if (split && prepared.GetProperty("legs").GetArrayLength() < venues.Length)
                continue; // earlier orders have emptied a book

            prepare.Add(took);
            legs += prepared.GetProperty("legs").GetArrayLength();
            foreach (var leg in prepared.GetProperty("legs").EnumerateArray().Where(l => l.GetProperty("venue").GetString() == "foresight"))
                await house.Sandbox.Trading.FundForesight(customer.Wallet, leg.GetProperty("venue_market_id").GetString()!.Split(':')[0], "collateral", 100_000);
            var (answer, sent) = await Own(house, "/api/v1/orders/submit", Signed(customer, prepared));
            if (answer.GetProperty("legs").EnumerateArray().Any(l => l.GetProperty("status").GetString() is not ("filled" or "accepted" or "partially_filled")))
                throw new InvalidOperationException("A leg was not taken: " + answer);
            submit.Add(sent);
        }

        prepare.Sort();
        submit.Sort();
        return prepare.Count > 0 ? (prepare, submit, (double)legs / prepare.Count) : throw new InvalidOperationException("No order was split over all venues.");
    }

    private static int Size(int venues) => 5 * venues;

    private static object Signed(TradeCustomer customer, JsonElement prepared) => new
    {
        order_id = prepared.GetProperty("order").GetProperty("id").GetString(),
        legs = prepared.GetProperty("legs").EnumerateArray().Select(customer.Sign).ToList(),
    };

    private static async Task<double> Bare(TradeHouse house, int commits, int count)
    {
        var all = new List<double>(count);
        for (var i = 0; i < count; i++) all.Add(1_000 * await BenchContext.Seconds(() => house.Bare(commits)));
        all.Sort();
        return At(all, 0.5);
    }

    /// <summary>The answer, and the milliseconds in which no venue was at work.</summary>
    private static async Task<(JsonElement Answer, double Milliseconds)> Own(TradeHouse house, string path, object body)
    {
        house.Fronts.Calls.Clear();
        var start = Stopwatch.GetTimestamp();
        var answer = await house.Post(path, body);
        var end = Stopwatch.GetTimestamp();
        var (venues, until) = (0L, start);
        foreach (var call in house.Fronts.Calls.OrderBy(c => c.Came))
        {
            var from = Math.Max(call.Came, until);
            var to = Math.Min(call.Ready, end);
            if (to <= from) continue;
            venues += to - from;
            until = to;
        }

        return (answer, Stopwatch.GetElapsedTime(0, end - start - venues).TotalMilliseconds);
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
