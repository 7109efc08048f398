using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Faro.Sandbox;

namespace Faro.Bench;

/// <summary>
/// <c>quotes.stream</c>: from a change at the venue's twin, over its WebSocket, through the followed book, to readers of
/// <c>/events/{id}/stream</c> on loopback. For each change the time until each reader has it; the middle and the 99th percentile over all.
/// <c>quotes.stream.cpu</c> is the processor time of a thousand messages, readers included, beside that of a loop that sends the same bytes
/// to as many sockets: it holds on a busy machine too.
/// </summary>
internal static class QuotesBench
{
    public static async Task Run(BenchContext context)
    {
        var changes = int.Parse(context.Option("--changes") ?? "200", CultureInfo.InvariantCulture);
        await using var house = await TradeHouse.Start();
        var (id, market) = await PolymarketEvent(house);
        foreach (var readers in new[] { 1, 100, 1_000 })
        {
            var request = $"GET /api/v1/events/{id}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: {house.Client.DefaultRequestHeaders.Authorization}\r\n\r\n";
            var address = new IPEndPoint(IPAddress.Loopback, house.Client.BaseAddress!.Port);
            var (served, cpu) = await Measure(address, request, readers, changes, i => Change(house, market, i));
            var upstreams = house.Sandbox.MarketSubscriptions;
            var note = $"{readers} readers, {upstreams} upstream, {changes} changes, venue to reader on loopback, readers in the same process";
            context.Print(new BenchLine("quotes.stream.p50", (decimal)served[served.Count / 2], "ms", null, null, "<= 10", changes, note));
            context.Print(new BenchLine("quotes.stream.p99", (decimal)served[served.Count * 99 / 100], "ms", null, null, null, changes, note));

            await using var bare = new BareSender();
            var (plain, floor) = await Measure(bare.Address, "GET", readers, changes, _ => bare.Send());
            context.Print("quotes.stream.cpu", [cpu], "ms/1000", [floor], note: $"{readers} readers; beside it a loop that sends the same bytes, whose p50 is {plain[plain.Count / 2]:0.00} ms");
        }
    }

    private static async Task<(List<double> Times, double Cpu)> Measure(IPEndPoint address, string request, int readers, int changes, Action<int> change)
    {
        await using var open = await QuoteReaders.Open(address, Encoding.ASCII.GetBytes(request), readers);
        for (var i = 0; i < 20; i++) await open.Time(() => change(i)); // warm
        var times = new List<double>();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < changes; i++) times.AddRange(await open.Time(() => change(1_000 + i)));
        process.Refresh();
        var spent = (process.TotalProcessorTime - before).TotalMilliseconds;
        times.Sort();
        return (times, spent * 1_000 / ((double)changes * readers));
    }

    // One new total, never the same.
    private static void Change(TradeHouse house, string market, int i)
    {
        if (!house.Sandbox.Trading.SetBook("polymarket", market, [new SandboxLevel(0.40m, 100 + (i / 100m))], [new SandboxLevel(0.60m, 50)]))
            throw new InvalidOperationException("The book was not taken.");
    }

    private static async Task<(string Id, string Market)> PolymarketEvent(TradeHouse house)
    {
        var id = house.Events.First(e => e.Venues.Contains("polymarket")).Id;
        var detail = await house.Client.GetFromJsonAsync<JsonElement>($"/api/v1/events/{id}");
        return (id, detail.GetProperty("event").GetProperty("markets").EnumerateArray()
            .First(m => m.GetProperty("venue").GetString() == "polymarket").GetProperty("venue_market_id").GetString()!);
    }
}
