using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Polymarket;

/// <summary>Polymarket's market channel: whole books first, then their changes. Finds a token like the REST routes.</summary>
internal sealed class MarketChannel(FaultBoard faults, TimeProvider clock)
{
    private const int LargestMessage = 64 * 1024;
    private readonly FaultBoard _faults = faults;
    private readonly TimeProvider _clock = clock;
    private int _open;

    /// <summary>How many sockets are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Serves one socket until it ends.</summary>
    public async Task Serve(WebSocket socket, Func<string, ClobToken?> find, CancellationToken aborted)
    {
        Interlocked.Increment(ref _open);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var listener = new Listener(this);
        try
        {
            var sending = Send(socket, listener.Texts.Reader, ending.Token);
            await Receive(socket, listener, find, ending.Token);
            await ending.CancelAsync();
            await sending;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The client has disconnected, as it may at any time.
        }
        finally
        {
            listener.End();
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task Send(WebSocket socket, ChannelReader<string> texts, CancellationToken stop)
    {
        await foreach (var text in texts.ReadAllAsync(stop))
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, stop);
    }

    private static async Task Receive(WebSocket socket, Listener listener, Func<string, ClobToken?> find, CancellationToken stop)
    {
        var buffer = new byte[LargestMessage];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close || length == buffer.Length) return;
            if (!part.EndOfMessage) continue;
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            length = 0;
            if (text == "PING") listener.Texts.Writer.TryWrite("PONG");
            else if (!Take(text, listener, find)) return;
        }
    }

    // The first message names the channel, further ones an operation.
    private static bool Take(string text, Listener listener, Func<string, ClobToken?> find)
    {
        try
        {
            using var request = JsonDocument.Parse(text);
            var root = request.RootElement;
            var (first, operation) = (root.Text("type") == "market", root.Text("operation"));
            if (!first && operation is not ("subscribe" or "unsubscribe")) return false;
            foreach (var id in root.Strings("assets_ids"))
            {
                if (operation == "unsubscribe") listener.Unsubscribe(id);
                else if (find(id) is { } token) listener.Subscribe(token);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class Listener(MarketChannel channel)
    {
        private readonly Dictionary<string, (ClobToken Token, Action<Book, IReadOnlyList<LevelTotal>> Hear)> _tokens = new(StringComparer.Ordinal);
        private string? _held; // a message held back so that another overtakes it

        public Channel<string> Texts { get; } = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

        public void Subscribe(ClobToken token)
        {
            // Under the venue's lock: no change comes between the whole book and the next.
            lock (token.Shelf.Gate)
            {
                void Told(Book now, IReadOnlyList<LevelTotal> totals) => Hear(token, now, totals);
                Action<Book, IReadOnlyList<LevelTotal>> hear = Told;
                if (!_tokens.TryAdd(token.Id, (token, hear))) return;
                var book = token.Shelf.Watch(token.Row, hear);
                Texts.Writer.TryWrite($"[{token.BookText(token.Of(book), Now, "book")}]");
            }
        }

        public void Unsubscribe(string id)
        {
            if (_tokens.Remove(id, out var known)) known.Token.Shelf.Unwatch(known.Token.Row, known.Hear);
        }

        public void End()
        {
            foreach (var id in _tokens.Keys.ToList()) Unsubscribe(id);
            Texts.Writer.TryComplete();
        }

        private long Now => channel._clock.GetUtcNow().ToUnixTimeMilliseconds();

        private void Hear(ClobToken token, Book yes, IReadOnlyList<LevelTotal> totals)
        {
            var text = Change(token, token.Of(yes), totals);
            if (channel._faults.TryTake("polymarket", "ws_gap")) return;
            if (channel._faults.TryTake("polymarket", "ws_duplicate")) Texts.Writer.TryWrite(text);
            if (_held is null && channel._faults.TryTake("polymarket", "ws_reorder"))
            {
                _held = text;
                return;
            }

            Texts.Writer.TryWrite(text);
            if (_held is { } late) Texts.Writer.TryWrite(late);
            _held = null;
        }

        private string Change(ClobToken token, Book book, IReadOnlyList<LevelTotal> totals)
        {
            var at = Now;
            var hash = token.Hash(book, at);
            var (bid, ask) = (Best(book.Bids, "0"), Best(book.Asks, "1"));
            var rows = totals.Select(t =>
            {
                var (isBid, price) = token.Outcome == 0 ? (t.Bid, t.Price) : (!t.Bid, t.Price.Complement);
                return $"{{\"asset_id\":\"{token.Id}\",\"price\":\"{price}\",\"size\":\"{t.Size}\",\"side\":\"{(isBid ? "BUY" : "SELL")}\","
                    + $"\"hash\":\"{hash}\",\"best_bid\":\"{bid}\",\"best_ask\":\"{ask}\"}}";
            });
            return string.Create(CultureInfo.InvariantCulture,
                $"{{\"event_type\":\"price_change\",\"market\":\"{token.Condition}\",\"timestamp\":\"{at}\",\"price_changes\":[{string.Join(',', rows)}]}}");
        }

        private static string Best(IReadOnlyList<Level> side, string none) => side.Count > 0 ? side[0].Price.ToString() : none;
    }
}
