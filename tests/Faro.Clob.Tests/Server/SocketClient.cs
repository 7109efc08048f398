using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Faro.Clob.Tests.Server;

/// <summary>A WebSocket client that follows section 13.5.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    public SortedDictionary<string, string> Bids { get; } = [];

    public SortedDictionary<string, string> Asks { get; } = [];

    public long Sequence { get; private set; } = -1;

    public int Gaps { get; private set; }

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<SocketClient> Connect(ClobServer server, string? token = null)
    {
        SocketClient client = new();
        UriBuilder uri = new(server.Base) { Scheme = "ws", Path = "/v1/ws", Query = token is null ? "" : $"token={token}" };
        await client._socket.ConnectAsync(uri.Uri, CancellationToken.None);
        return client;
    }

    public Task Send(object message) => SendText(JsonSerializer.Serialize(message));

    public async Task SendText(string text) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next message, or null when the server has closed the socket.</summary>
    public async Task<JsonElement?> Next()
    {
        using CancellationTokenSource patience = new(Patience);
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement.Clone();
        }
    }

    /// <summary>Reads on until a message of this type comes; books are followed meanwhile.</summary>
    public async Task<JsonElement> Until(string type)
    {
        while (await Next() is { } message)
        {
            Follow(message);
            if (message.GetProperty("type").GetString() == type) return message;
        }

        throw new InvalidOperationException($"closed before {type}");
    }

    public void Follow(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "book_snapshot":
                Bids.Clear();
                Asks.Clear();
                foreach (JsonElement level in message.GetProperty("bids").EnumerateArray())
                    Bids[level.GetProperty("price").GetString()!] = level.GetProperty("remainingSize").GetString()!;
                foreach (JsonElement level in message.GetProperty("asks").EnumerateArray())
                    Asks[level.GetProperty("price").GetString()!] = level.GetProperty("remainingSize").GetString()!;
                Sequence = message.GetProperty("seq").GetInt64();
                break;
            case "book_delta_batch":
                long seq = message.GetProperty("seq").GetInt64();
                if (seq <= Sequence) return;
                if (seq != Sequence + 1)
                {
                    Gaps++;
                    return;
                }

                Sequence = seq;
                foreach (JsonElement delta in message.GetProperty("deltas").EnumerateArray())
                {
                    SortedDictionary<string, string> side = delta.GetProperty("side").GetString() == "BUY" ? Bids : Asks;
                    string size = delta.GetProperty("size").GetString()!;
                    if (size == "0") side.Remove(delta.GetProperty("price").GetString()!);
                    else side[delta.GetProperty("price").GetString()!] = size;
                }

                break;
        }
    }

    public string Picture() =>
        string.Join(' ', Bids.Reverse().Select(l => $"{l.Key}x{l.Value}")) + " | " + string.Join(' ', Asks.Select(l => $"{l.Key}x{l.Value}"));

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2));
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                _socket.Abort(); // it had gone already
            }
        }

        _socket.Dispose();
    }
}
