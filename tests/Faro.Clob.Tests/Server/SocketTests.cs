using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Faro.Clob.Sockets;

namespace Faro.Clob.Tests.Server;

public sealed class SocketTests(ClobServer server) : IClassFixture<ClobServer>
{
    [Fact]
    public async Task A_book_followed_by_deltas_is_the_book()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("ws-ann", market, "1000", "1000", "1000");
        Trader bob = await server.NewTrader("ws-bob", market, "1000", "1000", "1000");
        await using SocketClient socket = await SocketClient.Connect(server);
        await socket.Send(new { type = "subscribe", channel = "book", condition_id = market.ConditionId, chain_id = market.ChainId });
        JsonElement ack = (await socket.Next())!.Value;
        Assert.Equal(("subscribed", "book", market.ConditionId, market.ChainId), (ack.GetProperty("type").GetString(), ack.GetProperty("channel").GetString(),
            ack.GetProperty("condition_id").GetString(), ack.GetProperty("chain_id").GetInt64()));
        Assert.Equal("book_snapshot", (await socket.Until("book_snapshot")).GetProperty("type").GetString());
        Assert.Equal(0, socket.Sequence);
        Random random = new(3);
        for (int i = 0; i < 60; i++)
        {
            Trader who = i % 2 == 0 ? ann : bob;
            await who.Place(who.Order(market, random.Next(2) == 0 ? "BUY" : "SELL", random.Next(2), $"0.{random.Next(45, 55)}", $"{random.Next(1, 6)}"));
            if (i % 10 == 9) await who.Send(HttpMethod.Post, "/v1/orders/cancel", new { side = "BUY" });
        }

        JsonElement book = await server.Get($"{market.Path}/book?{market.Query}");
        while (socket.Sequence < book.GetProperty("seq").GetInt64()) await socket.Until("book_delta_batch");
        string Rest(string side) => string.Join(' ', book.GetProperty(side).EnumerateArray()
            .Select(l => $"{l.GetProperty("price").GetString()}x{l.GetProperty("remainingSize").GetString()}"));
        Assert.Equal($"{Rest("bids")} | {Rest("asks")}", socket.Picture());
        Assert.Equal(0, socket.Gaps);

        // The sequence survives a restart, and a new snapshot continues it.
        await server.Restart();
        await using SocketClient again = await SocketClient.Connect(server);
        await again.Send(new { type = "subscribe", channel = "book", condition_id = market.ConditionId, chain_id = market.ChainId });
        await again.Until("book_snapshot");
        Assert.Equal((socket.Sequence, socket.Picture()), (again.Sequence, again.Picture()));
    }

    [Fact]
    public async Task Text_that_is_no_Unicode_is_answered_with_an_error_and_the_connection_stays()
    {
        TestMarket market = await server.ListMarket();
        await using SocketClient socket = await SocketClient.Connect(server);
        foreach (string text in new[] { """{"type":"\ud800"}""", """{"type":"subscribe","channel":"\udc00"}""", """{"type":"subscribe","channel":"book","condition_id":"\ud83d","chain_id":1}""", """{"\ud800":1,"type":"ping"}""" })
        {
            await socket.SendText(text);
            Assert.Equal("error", (await socket.Next())!.Value.GetProperty("type").GetString());
        }

        await socket.Send(new { type = "subscribe", channel = "book", condition_id = market.ConditionId, chain_id = market.ChainId });
        await socket.Until("book_snapshot");
    }

    [Fact]
    public async Task User_events_tell_the_whole_story_in_order()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("user-ann", market, yes: "100");
        Trader bob = await server.NewTrader("user-bob", market);
        string token = (await ann.Send(HttpMethod.Post, "/v1/auth/ws-token")).Body.GetProperty("token").GetString()!;
        await using SocketClient socket = await SocketClient.Connect(server, token);
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.Connect(server, token)); // one use
        await socket.Send(new { type = "subscribe", channel = "user" });
        await socket.Until("subscribed");
        string hash = (await ann.Place(ann.Order(market, "SELL", 1, "0.40", "30")))[0];
        await bob.Place(bob.Order(market, "BUY", 1, "0.45", "10"));
        await ann.Send(HttpMethod.Post, "/v1/orders/cancel", new { order_hashes = new[] { hash } });
        List<string> story = [];
        long last = 0;
        while (story.Count < 4)
        {
            JsonElement e = (await socket.Next())!.Value;
            long seq = e.GetProperty("user_seq").GetInt64();
            Assert.True(last == 0 || seq == last + 1);
            last = seq;
            Assert.Equal(hash, e.GetProperty("order_hash").GetString());
            story.Add(e.GetProperty("type").GetString()! + " " + e.GetProperty("status").GetString()
                + (e.TryGetProperty("remaining_size", out JsonElement rest) ? " " + rest.GetString() : ""));
        }

        Assert.Equal(["order_open OPEN 30", "fill MATCHED", "order_partially_filled PARTIALLY_FILLED 20", "order_cancelled CANCELLED 0"], story);
    }

    [Fact]
    public async Task Trades_and_tickers_are_told()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("tick-ann", market, yes: "100");
        Trader bob = await server.NewTrader("tick-bob", market);
        await using SocketClient socket = await SocketClient.Connect(server);
        await socket.Send(new { type = "subscribe", channel = "trades", condition_id = market.ConditionId, chain_id = market.ChainId });
        await socket.Send(new { type = "subscribe", channel = "ticker", condition_id = market.ConditionId, chain_id = market.ChainId });
        Assert.Equal(JsonValueKind.Null, (await socket.Until("ticker")).GetProperty("best_bid").ValueKind);
        await ann.Place(ann.Order(market, "SELL", 1, "0.40", "30"));
        Assert.Equal("0.40", (await socket.Until("ticker")).GetProperty("best_ask").GetString());
        await bob.Place(bob.Order(market, "BUY", 1, "0.45", "10"));
        JsonElement trade = await socket.Until("trade");
        Assert.Equal(("0.40", "10", "BUY"), (trade.GetProperty("price").GetString(), trade.GetProperty("size").GetString(), trade.GetProperty("side").GetString()));
        Assert.Equal("0.40", (await socket.Until("ticker")).GetProperty("last_price").GetString());
    }

    [Fact]
    public async Task Mistakes_are_answered_and_ten_in_a_row_end_it()
    {
        TestMarket market = await server.ListMarket();
        await using SocketClient socket = await SocketClient.Connect(server);
        async Task<string> Ask(string text)
        {
            await socket.SendText(text);
            JsonElement answer = (await socket.Next())!.Value;
            return answer.TryGetProperty("code", out JsonElement code) ? code.GetString()! : answer.TryGetProperty("message", out JsonElement m)
                ? m.GetString()! : answer.GetProperty("type").GetString()!;
        }

        string where = $"\"condition_id\":\"{market.ConditionId}\"";
        Assert.Equal("pong", await Ask("""{"type":"ping"}"""));
        Assert.Equal("Invalid JSON", await Ask("{"));
        Assert.Equal("INVALID_MESSAGE", await Ask("""{"type":"shout"}"""));
        Assert.Equal("INVALID_MESSAGE", await Ask("""{"type":"subscribe","channel":"book"}"""));
        Assert.Equal("UNKNOWN_CHANNEL", await Ask("""{"type":"subscribe","channel":"gossip"}"""));
        Assert.Equal("AUTH_REQUIRED", await Ask("""{"type":"subscribe","channel":"user"}"""));
        Assert.Equal("NOT_FOUND", await Ask($$"""{"type":"subscribe","channel":"book",{{where}},"chain_id":56}"""));
        Assert.Equal("unsubscribed", await Ask($$"""{"type":"unsubscribe","channel":"book",{{where}},"chain_id":{{market.ChainId}}}"""));
        for (int i = 0; i < 10; i++) await socket.SendText("[");
        while (await socket.Next() is not null) { }
        Assert.Equal(4400, (int)socket.CloseStatus!.Value);
    }

    [Fact]
    public async Task Silence_and_long_messages_close_with_their_codes()
    {
        ClobServer impatient = new() { SocketIdle = TimeSpan.FromSeconds(1) };
        await impatient.InitializeAsync();
        await using (SocketClient silent = await SocketClient.Connect(impatient))
        {
            Assert.Null(await silent.Next());
            Assert.Equal(4408, (int)silent.CloseStatus!.Value);
        }

        await impatient.DisposeAsync();
        await using SocketClient loud = await SocketClient.Connect(server);
        await loud.SendText(new string('x', 20_000));
        Assert.Null(await loud.Next());
        Assert.Equal(1009, (int)loud.CloseStatus!.Value);
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.Connect(server, "no-such-token"));
    }

    [Fact]
    public async Task A_revoked_key_loses_its_sockets()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("revoked", market);
        JsonElement key = (await ann.Send(HttpMethod.Post, "/v1/auth/api-keys")).Body;
        Trader bot = new(server, ann.Signer) { KeyId = key.GetProperty("key_id").GetString(), Secret = key.GetProperty("secret").GetString() };
        string used = (await bot.Send(HttpMethod.Post, "/v1/auth/ws-token")).Body.GetProperty("token").GetString()!;
        string unused = (await bot.Send(HttpMethod.Post, "/v1/auth/ws-token")).Body.GetProperty("token").GetString()!;
        await using SocketClient socket = await SocketClient.Connect(server, used);
        Assert.Equal(HttpStatusCode.OK, (await ann.Send(HttpMethod.Delete, $"/v1/auth/api-keys/{bot.KeyId}")).Status);
        Assert.Null(await socket.Next());
        Assert.Equal(4401, (int)socket.CloseStatus!.Value);
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.Connect(server, unused));
    }

    [Fact]
    public async Task A_reader_that_never_reads_slows_nobody()
    {
        TestMarket market = await server.ListMarket();
        Trader ann = await server.NewTrader("flood", market, "1000000");
        using TcpClient stuck = new();
        stuck.ReceiveBufferSize = 1024;
        await stuck.ConnectAsync(server.Base.Host, server.Base.Port);
        NetworkStream stream = stuck.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/ws HTTP/1.1\r\nHost: {server.Base.Authority}\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        byte[] head = new byte[256];
        Assert.True(await stream.ReadAsync(head) > 0);
        byte[] text = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
            new { type = "subscribe", channel = "book", condition_id = market.ConditionId, chain_id = market.ChainId }));
        byte[] frame = [0x81, (byte)(0x80 | 126), (byte)(text.Length >> 8), (byte)text.Length, 0, 0, 0, 0, .. text];
        await stream.WriteAsync(frame); // subscribes, and never reads again

        await using SocketClient quick = await SocketClient.Connect(server);
        await quick.Send(new { type = "subscribe", channel = "book", condition_id = market.ConditionId, chain_id = market.ChainId });
        await quick.Until("book_snapshot");
        for (int i = 0; i < 40; i++)
            await ann.Place([.. Enumerable.Range(0, 15).Select(n => ann.Order(market, "BUY", 1, $"0.{10 + ((i * 15 + n) % 80)}", "1"))]);
        long seq = (await server.Get($"{market.Path}/book?{market.Query}")).GetProperty("seq").GetInt64();
        while (quick.Sequence < seq) await quick.Until("book_delta_batch");
        Assert.Equal(0, quick.Gaps);
    }

    [Fact]
    public async Task An_overfull_queue_sheds_books_and_tickers_but_never_events()
    {
        Faro.Clob.Venue.MarketRecord market = Records.Market();
        Outbox outbox = new(maxMessages: 10);
        List<Faro.Clob.Venue.MarketRecord> stale = [];
        byte[] Message(string text) => Encoding.UTF8.GetBytes(text);
        Assert.True(outbox.TryAdd(Message("fill"), OutKind.Keep, null, stale));
        for (int i = 0; i < 9; i++) Assert.True(outbox.TryAdd(Message($"t{i}"), i % 2 == 0 ? OutKind.Ticker : OutKind.Book, market, stale));
        Assert.Empty(stale);
        Assert.True(outbox.TryAdd(Message("one too many"), OutKind.Book, market, stale));
        Assert.Equal([market], stale);
        Assert.Equal("fill", Encoding.UTF8.GetString(await outbox.Take(default)));
        Assert.Equal("t8", Encoding.UTF8.GetString(await outbox.Take(default)));
        Assert.Equal(0, outbox.Count);
        for (int i = 0; i < 10; i++) Assert.True(outbox.TryAdd(Message("fill"), OutKind.Keep, null, []));
        Assert.False(outbox.TryAdd(Message("fill"), OutKind.Keep, null, []));
    }
}
