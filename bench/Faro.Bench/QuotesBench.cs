using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Faro.Sandbox;

namespace Faro.Bench;

/// <summary>
/// <c>quotes.stream</c>: from a change at the venue's twin, over its WebSocket, through the followed book, to readers of
/// <c>/events/{id}/stream</c> on loopback. For each change the time until each reader has it; the middle and the 99th percentile over all.
/// </summary>
internal static class QuotesBench
{
    private static readonly byte[] Mark = "event: change"u8.ToArray();

    public static async Task Run(BenchContext context)
    {
        var changes = int.Parse(context.Option("--changes") ?? "200", CultureInfo.InvariantCulture);
        await using var house = await TradeHouse.Start();
        var (id, market) = await PolymarketEvent(house);
        foreach (var readers in new[] { 1, 100, 1_000 })
        {
            await using var open = await Readers.Open(house, id, readers);
            var upstreams = house.Sandbox.MarketSubscriptions;
            for (var i = 0; i < 20; i++) await open.Time(() => Change(house, market, i)); // warm
            var times = new List<double>();
            for (var i = 0; i < changes; i++) times.AddRange(await open.Time(() => Change(house, market, 1_000 + i)));
            times.Sort();
            var note = $"{readers} readers, {upstreams} upstream, {changes} changes, venue to reader on loopback, readers in the same process";
            context.Print(new BenchLine("quotes.stream.p50", (decimal)times[times.Count / 2], "ms", null, null, "<= 10", changes, note));
            context.Print(new BenchLine("quotes.stream.p99", (decimal)times[times.Count * 99 / 100], "ms", null, null, null, changes, note));
        }
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

    private sealed class Readers : IAsyncDisposable
    {
        private readonly List<TcpClient> _clients = [];
        private readonly List<Task> _reading = [];
        private long[] _arrived = [];
        private int _left;
        private TaskCompletionSource _all = new();

        public static async Task<Readers> Open(TradeHouse house, string id, int count)
        {
            var readers = new Readers { _arrived = new long[count] };
            var request = Encoding.ASCII.GetBytes(
                $"GET /api/v1/events/{id}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: {house.Client.DefaultRequestHeaders.Authorization}\r\n\r\n");
            for (var i = 0; i < count; i++)
            {
                var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(house.Client.BaseAddress!.Host, house.Client.BaseAddress.Port);
                await client.GetStream().WriteAsync(request);
                readers._clients.Add(client);
                var (number, begun) = (i, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                readers._reading.Add(Task.Run(() => readers.Read(client, number, begun)));
                await begun.Task.WaitAsync(TimeSpan.FromSeconds(10));
            }

            await Task.Delay(TimeSpan.FromSeconds(2)); // until each has every venue's whole book
            return readers;
        }

        /// <summary>Makes a change and waits until every reader has it; how long each waited, in milliseconds.</summary>
        public async Task<double[]> Time(Action change)
        {
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _left, _arrived.Length);
            var started = Stopwatch.GetTimestamp();
            change();
            await _all.Task.WaitAsync(TimeSpan.FromSeconds(10));
            return [.. _arrived.Select(a => Stopwatch.GetElapsedTime(started, a).TotalMilliseconds)];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in _clients) client.Dispose();
            await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A message is far smaller than the buffer, and the next one is not sent before this one is read.
        private async Task Read(TcpClient client, int number, TaskCompletionSource begun)
        {
            var (stream, buffer) = (client.GetStream(), new byte[16 * 1024]);
            while (await stream.ReadAsync(buffer) is > 0 and var length)
            {
                begun.TrySetResult();
                if (buffer.AsSpan(0, length).IndexOf(Mark) < 0) continue;
                _arrived[number] = Stopwatch.GetTimestamp();
                if (Interlocked.Decrement(ref _left) == 0) _all.TrySetResult();
            }
        }
    }
}
