using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Faro.Sandbox;
using Faro.Sandbox.Faults;
using Xunit.Abstractions;

namespace Faro.Http.Tests.Live;

/// <summary>Live quotes over real sockets: from the venues' twins to readers of the API.</summary>
public sealed class StreamTests(StreamApi api, ITestOutputHelper output) : IClassFixture<StreamApi>
{
    [Fact]
    public async Task A_reader_gets_each_venues_book_then_its_changes_and_the_best_of_all()
    {
        await using var reader = await Open(api.EventId);

        await reader.Until((_, _) => reader.Books.Count == 3);

        Assert.Equal((1, 1), (reader.Names["begun"], reader.Names["event"]));
        foreach (var venue in api.Markets.Keys) await AssertSame(reader, api.EventId, venue);
        var quotes = (await (await api.Client.GetAsync(new Uri($"/api/v1/events/{api.EventId}/quotes", UriKind.Relative))).Json()).GetProperty("quotes").EnumerateArray().ToList();
        var (yes, no) = (reader.Last.GetProperty("merged").GetProperty("yes"), reader.Last.GetProperty("merged").GetProperty("no"));
        Assert.Equal(quotes.Max(q => StreamClient.Decimal(q.GetProperty("yes"), "bid")), StreamClient.Decimal(yes, "bid"));
        Assert.Equal(quotes.Min(q => StreamClient.Decimal(q.GetProperty("yes"), "ask")), StreamClient.Decimal(yes, "ask"));
        Assert.Equal(quotes.Min(q => StreamClient.Decimal(q.GetProperty("no"), "ask")), StreamClient.Decimal(no, "ask"));

        // A trade at every venue: the sockets tell it, and the poll finds it.
        var prepared = await api.Prepare(api.EventId, "YES", "BUY", 30, everyVenue: true);
        await api.Submit(prepared);
        var changed = new Dictionary<string, string>();
        await reader.Until((name, data) =>
        {
            if (name == "change") changed[data.GetProperty("venue").GetString()!] = data.GetProperty("source").GetString()!;
            return changed.Count == 3;
        });
        Assert.Equal(("socket", "socket", "poll"), (changed["polymarket"], changed["foresight"], changed["kalshi"]));
        foreach (var venue in api.Markets.Keys) await AssertSame(reader, api.EventId, venue);

        // Who comes later is told the best of all as it is now, whichever venue spoke last.
        await using var later = await Open(api.EventId);
        var told = await later.Until((_, _) => later.Books.Count == 3);
        Assert.Equal(reader.Last.GetProperty("merged").GetRawText(), told.GetProperty("merged").GetRawText());
    }

    [Fact]
    public async Task Ten_thousand_changes_with_messages_lost_repeated_and_out_of_order_leave_the_venues_own_book()
    {
        var id = await api.PolymarketEvent(1);
        var market = (await api.MarketsOf(id))["polymarket"].Id;
        await using var reader = await Open(id);
        await reader.Until((_, _) => reader.Books.Count == 1);
        foreach (var fault in new[] { "ws_gap", "ws_duplicate", "ws_reorder" })
            Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = fault, Count = 1 }));

        var random = new Random(11);
        var (bids, asks) = (new SortedDictionary<int, long>(), new SortedDictionary<int, long>());
        var reading = Task.Run(() => reader.Until((name, data) => name == "change" && data.GetProperty("bids").EnumerateArray().Any(l => l.GetProperty("price").GetDecimal() == 0.01m && l.GetProperty("size").GetDecimal() == 777m)));
        for (var i = 0; i < 10_000; i++)
        {
            var bid = random.Next(2) == 0;
            var side = bid ? bids : asks;
            var price = 100 * (bid ? random.Next(2, 50) : random.Next(50, 99));
            if (random.Next(3) == 0) side.Remove(price);
            else side[price] = random.Next(1, 1_000_000);
            if (random.Next(50) == 0)
                api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = new[] { "ws_gap", "ws_duplicate", "ws_reorder" }[random.Next(3)], Count = 1 });
            api.SetBook(market, Levels(bids, true), Levels(asks, false));
            if (i % 25 == 0) await Task.Delay(1);
        }

        api.Sandbox.Faults.Clear();
        // What was lost last shows in the next change; this one is waited for, sent until it arrives.
        for (var size = 1L; !reading.IsCompleted; size++)
        {
            bids[200] = size; // shows a loss
            api.SetBook(market, Levels(bids, true), Levels(asks, false));
            await Task.Delay(100);
            bids[100] = bids.GetValueOrDefault(100) == 77_700 ? 1 : 77_700;
            api.SetBook(market, Levels(bids, true), Levels(asks, false));
            await Task.Delay(100);
            Assert.True(size < 50, "The stream is silent.");
        }

        await reading;
        var settled = Stopwatch.StartNew();
        while (!await IsSame(reader, id) && settled.Elapsed < TimeSpan.FromSeconds(5)) await reader.Next();
        await AssertSame(reader, id, "polymarket");
        output.WriteLine(string.Join(", ", reader.Names.Select(n => $"{n.Value} {n.Key}")));
        Assert.True(reader.Names["lost"] > 20 && reader.Names["book"] > 20 && reader.Names["change"] > 1_000, "Too little was lost, or told.");
    }

    [Fact]
    public async Task A_thousand_readers_of_one_event_cost_one_upstream_a_book()
    {
        var id = await api.PolymarketEvent(2);
        var market = (await api.MarketsOf(id))["polymarket"].Id;
        var before = api.Sandbox.MarketSubscriptions;
        var watch = Stopwatch.StartNew();
        var readers = new List<StreamClient>();
        foreach (var some in Enumerable.Range(0, 1_000).Chunk(50))
            readers.AddRange(await Task.WhenAll(some.Select(_ => Open(id))));
        await Task.WhenAll(readers.Select(r => r.Until((_, _) => r.Books.Count == 1)));
        output.WriteLine($"1,000 readers have the book after {watch.ElapsedMilliseconds} ms");

        Assert.Equal(1, api.Sandbox.MarketSubscriptions - before);
        Assert.Equal(1, api.Sandbox.MarketSockets);
        watch.Restart();
        api.SetBook(market, [new SandboxLevel(0.33m, 123)], [new SandboxLevel(0.66m, 456)]);
        await Task.WhenAll(readers.Select(r => r.Until((name, data) => name == "change" && StreamClient.Decimal(data.GetProperty("yes"), "bid") is 0.33m or 0.34m)));
        output.WriteLine($"and a change after {watch.ElapsedMilliseconds} ms");
        Assert.All(readers, r => Assert.Equal(readers[0].Books["polymarket"].Bids, r.Books["polymarket"].Bids));
        foreach (var reader in readers) await reader.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_who_does_not_read_holds_nobody_up_is_told_and_gets_the_book_as_it_is()
    {
        var id = await api.PolymarketEvent(3);
        var market = (await api.MarketsOf(id))["polymarket"].Id;
        using var slow = new TcpClient { ReceiveBufferSize = 4_096 };
        await slow.ConnectAsync(api.Address.Host, api.Address.Port);
        var wire = slow.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"GET /api/v1/events/{id}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.Key}\r\n\r\n"));
        await using var quick = await Open(id);
        await quick.Until((_, _) => quick.Books.Count == 1);

        // Every level changes each time, so that what is unread soon fills whatever lies between.
        for (var i = 1; i <= 2_500; i++)
        {
            api.SetBook(market, [.. Enumerable.Range(1, 49).Select(p => new SandboxLevel((50 - p) / 100m, (1_000 + i) / 100m))], [.. Enumerable.Range(51, 48).Select(p => new SandboxLevel(p / 100m, (1_000 + i) / 100m))]);
            if (i % 10 == 0) await quick.Until((_, data) => quick.Books["polymarket"].Bids.Values.First() >= (1_000 + i - 200) / 100m);
        }

        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!Ends(text)) text.Append(Encoding.UTF8.GetString(buffer, 0, await wire.ReadAsync(buffer, patience.Token)));
        var behind = text.ToString().IndexOf("event: behind", StringComparison.Ordinal);
        Assert.True(behind > 0, "The slow reader was never told.");
        Assert.Contains("\"skipped\":", text.ToString()[behind..], StringComparison.Ordinal);
        Assert.Contains("event: book", text.ToString()[behind..], StringComparison.Ordinal);

        static bool Ends(StringBuilder text) => text.Length > 4_000 && text.ToString(text.Length - 4_000, 4_000).Contains("35}", StringComparison.Ordinal)
            && text.ToString(Math.Max(0, text.Length - 20_000), Math.Min(20_000, text.Length)).Contains("\"size\":35}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_venues_socket_is_away_the_book_is_read_and_the_socket_takes_over_when_it_is_back()
    {
        var id = await api.PolymarketEvent(4);
        var market = (await api.MarketsOf(id))["polymarket"].Id;
        for (var i = 0; api.Sandbox.MarketSockets > 0 && i < 100; i++) await Task.Delay(50); // what other tests left lingers a moment
        Assert.Equal(0, api.Sandbox.MarketSockets);
        var fault = api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = "http_503", Path = "/ws/market" });
        await using var reader = await Open(id);
        await reader.Until((name, data) => name == "book" && data.GetProperty("source").GetString() == "poll");
        api.SetBook(market, [new SandboxLevel(0.22m, 5)], [new SandboxLevel(0.77m, 5)]);
        await reader.Until((name, data) => name == "change" && data.GetProperty("source").GetString() == "poll");
        await AssertSame(reader, id, "polymarket");

        api.Sandbox.Faults.Clear(fault!.Id);
        await reader.Until((name, data) => name == "book" && data.GetProperty("source").GetString() == "socket");
        await AssertSame(reader, id, "polymarket");
    }

    [Fact]
    public async Task Several_events_come_in_one_stream_and_what_is_no_event_is_refused()
    {
        var other = await api.PolymarketEvent(5);
        await using var reader = await StreamClient.Open(api.Address, $"/api/v1/stream?events={api.EventId},{other}", api.Key);
        var events = new HashSet<string>();
        await reader.Until((name, data) => name == "book" && events.Add(data.GetProperty("event_id").GetString()!) && events.Count == 2);
        Assert.Equal(new HashSet<string> { api.EventId, other }, events);

        foreach (var (path, status, code) in new[]
        {
            ($"/api/v1/events/{Guid.NewGuid()}/stream", 404, "not_found"),
            ($"/api/v1/stream?events={api.EventId},{Guid.NewGuid()}", 404, "not_found"),
            ($"/api/v1/stream?events={api.EventId},{api.EventId}", 400, "bad_request"),
            ($"/api/v1/stream?events={string.Join(',', Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()))},x", 400, "bad_request"),
            ("/api/v1/stream", 400, "bad_request"),
        })
        {
            using var response = await StreamClient.Send(api.Address, path, api.Key);
            await response.Refused(status, code);
        }

        using var stranger = await StreamClient.Send(api.Address, $"/api/v1/events/{other}/stream", null);
        await stranger.Refused(401, "unauthorized");
    }

    [Fact]
    public async Task A_stream_ends_with_its_key_and_a_key_has_so_many_and_no_more()
    {
        var (key, keyId) = await api.Trading.IssueKey(new { label = "short", scopes = new[] { "read" }, test = true, rate_limit_per_min = 2_000 });
        await using var reader = await StreamClient.Open(api.Address, $"/api/v1/events/{api.EventId}/stream", key);
        await reader.Until((name, _) => name == "book");
        using var admin = api.Trading.Admin();
        using var revoked = await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{keyId}", UriKind.Relative));
        Assert.True(revoked.IsSuccessStatusCode);
        var watch = Stopwatch.StartNew();
        while (await reader.Next() is not null)
        {
            // What was under way still comes.
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{watch.Elapsed} after the key was revoked");
    }

    private Task<StreamClient> Open(string id) => StreamClient.Open(api.Address, $"/api/v1/events/{id}/stream", api.Key);

    private async Task AssertSame(StreamClient reader, string id, string venue)
    {
        var book = await api.Orderbook(id, venue);
        Assert.Equal(Levels(book.GetProperty("bids")), reader.Books[venue].Bids.Select(l => (l.Key, l.Value)));
        Assert.Equal(Levels(book.GetProperty("asks")), reader.Books[venue].Asks.Select(l => (l.Key, l.Value)));
    }

    private async Task<bool> IsSame(StreamClient reader, string id)
    {
        var book = await api.Orderbook(id, "polymarket");
        return reader.Books.TryGetValue("polymarket", out var own)
            && Levels(book.GetProperty("bids")).SequenceEqual(own.Bids.Select(l => (l.Key, l.Value))) && Levels(book.GetProperty("asks")).SequenceEqual(own.Asks.Select(l => (l.Key, l.Value)));
    }

    private static IEnumerable<(decimal, decimal)> Levels(JsonElement side) =>
        side.EnumerateArray().Select(l => (l.GetProperty("price").GetDecimal(), l.GetProperty("size").GetDecimal()));

    private static SandboxLevel[] Levels(SortedDictionary<int, long> side, bool bids) =>
        [.. (bids ? side.Reverse() : side).Select(l => new SandboxLevel(l.Key / 10_000m, l.Value / 100m))];
}
