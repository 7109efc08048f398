using System.Net.WebSockets;
using System.Text.Json;
using Faro.Clob.Http;
using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Sockets;

/// <summary>One client: reads its requests, sends its queue, and ends for exactly one reason.</summary>
internal sealed class SocketConnection(
    WebSocket socket, SocketHub hub, Caller? caller, string address, ClobOptions options, RateLimiter limiter, TimeProvider clock, string id)
    : IDisposable
{
    private const int LargestMessage = 16 * 1024;
    private const int MaxSubscriptions = 300;
    private const int MaxInvalidInRow = 10;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<MarketRecord, ulong> _books = [];
    private int _closeCode;
    private string _closeReason = "";
    private int _invalid;
    private int _overRate;

    public Caller? Caller => caller;

    public string Address => address;

    public Outbox Outbox { get; } = new();

    /// <summary>Guarded by the hub.</summary>
    public HashSet<(string Channel, MarketRecord? Market)> Subscriptions { get; } = [];

    /// <summary>Sequence number of the last snapshot sent: it includes older batches. Guarded by the hub.</summary>
    public ulong BookSequence(MarketRecord market) => _books.GetValueOrDefault(market);

    public void HasBook(MarketRecord market, ulong sequence) => _books[market] = sequence;

    /// <summary>Closes the connection; the first reason given is used. Never waits.</summary>
    public void Close(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref _closeCode, code, 0) != 0) return;
        _closeReason = reason;
        _ending.CancelAfter(0);
    }

    public async Task Run(CancellationToken aborted)
    {
        // A cancelled read or write aborts a WebSocket, and then no close code can be sent: so neither is ever cancelled.
        // To end, the sender stops and sends a close frame, and the reader waits briefly for the client's close frame.
        using CancellationTokenRegistration gone = aborted.Register(socket.Abort);
        await using ITimer idle = clock.CreateTimer(_ => Close(4408, "idle"), null, options.SocketIdle, Timeout.InfiniteTimeSpan);
        hub.Add(this);
        try
        {
            Task sending = Send();
            Task receiving = Receive(idle);
            await Task.WhenAny(sending, receiving, Ended());
            Task both = Task.WhenAll(sending, receiving);
            if (await Task.WhenAny(both, Task.Delay(CloseTimeout, clock, CancellationToken.None)) != both) socket.Abort();
            await both;
        }
        finally
        {
            hub.Remove(this);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();

    private async Task Ended()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = _ending.Token.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    private async Task Send()
    {
        try
        {
            while (!_ending.IsCancellationRequested)
                await socket.SendAsync(await Outbox.Take(_ending.Token), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Nothing more is sent but the close frame.
        }
        catch (Exception e) when (IsGone(e))
        {
            Close(1000, "");
        }

        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)_closeCode, _closeReason, CancellationToken.None);
        }
        catch (Exception e) when (IsGone(e))
        {
            socket.Abort(); // even the close frame cannot be sent
        }
    }

    private async Task Receive(ITimer idle)
    {
        byte[] buffer = new byte[LargestMessage];
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length)
                    {
                        Close(1009, "message over 16 KiB");
                        length = 0; // what still arrives is discarded until the client has received the close frame
                    }

                    part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage && part.MessageType != WebSocketMessageType.Close);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    Close(1000, "");
                    return;
                }

                idle.Change(options.SocketIdle, Timeout.InfiniteTimeSpan);
                if (Volatile.Read(ref _closeCode) == 0) Handle(buffer.AsMemory(0, length), part.MessageType);
            }
        }
        catch (Exception e) when (IsGone(e))
        {
            Close(1000, "");
        }
    }

    private static bool IsGone(Exception e) =>
        e is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException or InvalidOperationException;

    private void Handle(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        if (!limiter.TryTake(Budget.SocketMessages, id, out _))
        {
            Reply(SocketMessages.Error("RATE_LIMITED", "Too many messages.", null, null, null));
            if (++_overRate >= 50) Close(4429, "over the rate");
            return;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(type == WebSocketMessageType.Text ? message : default, new JsonDocumentOptions { MaxDepth = 8 });
            if (!JsonUnicode.IsText(message.Span)) NotJson();
            else if (Execute(json.RootElement)) _invalid = 0;
            else Invalid();
        }
        catch (JsonException)
        {
            NotJson();
        }
    }

    private void NotJson()
    {
        Reply(SocketMessages.InvalidJson);
        Invalid();
    }

    private void Invalid()
    {
        if (++_invalid >= MaxInvalidInRow) Close(4400, "invalid messages");
    }

    /// <summary>Executes one request. False when it was malformed; its error has then been queued.</summary>
    private bool Execute(JsonElement request)
    {
        string? type = Text(request, "type");
        if (type == "ping")
        {
            Reply(SocketMessages.Pong);
            return true;
        }

        string? channel = Text(request, "channel");
        string? condition = Text(request, "condition_id");
        long? chain = request.ValueKind == JsonValueKind.Object && request.TryGetProperty("chain_id", out JsonElement c)
            && c.ValueKind == JsonValueKind.Number && c.TryGetInt64(out long number) ? number : null;
        bool Refuse(string code, string text, bool malformed)
        {
            Reply(SocketMessages.Error(code, text, channel, condition, chain));
            return !malformed;
        }

        if (type is not ("subscribe" or "unsubscribe")) return Refuse("INVALID_MESSAGE", "type must be subscribe, unsubscribe or ping", true);
        if (channel is null) return Refuse("INVALID_MESSAGE", "channel is missing", true);
        MarketRecord? market = null;
        if (channel is "book" or "ticker" or "trades")
        {
            if (condition is null || chain is null) return Refuse("INVALID_MESSAGE", "condition_id and chain_id are needed", true);
            if (!Hash256.TryParse(condition, out Hash256 hash) || hub.Views.Market(hash, chain.Value) is not { } found)
                return Refuse("NOT_FOUND", "There is no such market on this chain.", false);
            if (!found.Terms.IsClob) return Refuse("MARKET_NOT_CLOB", "The market trades on the AMM.", false);
            market = found;
        }
        else if (channel != "user")
        {
            return Refuse("UNKNOWN_CHANNEL", "channel must be book, ticker, trades or user", false);
        }
        else if (caller is null)
        {
            return Refuse("AUTH_REQUIRED", "Connect with a token to receive user events.", false);
        }

        if (type == "unsubscribe")
        {
            hub.Unsubscribe(this, channel, market);
            Reply(SocketMessages.Ack("unsubscribed", channel, market));
            return true;
        }

        if (Subscriptions.Count >= MaxSubscriptions && !Subscriptions.Contains((channel, market)))
            return Refuse("TOO_MANY_SUBSCRIPTIONS", $"At most {MaxSubscriptions} on one connection.", false);
        hub.Subscribe(this, channel, market);
        return true;
    }

    private void Reply(byte[] message)
    {
        if (!Outbox.TryAdd(message, OutKind.Keep, null, [])) Close(4429, "too slow");
    }

    private static string? Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
