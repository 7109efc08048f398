using System.Threading.Channels;
using Faro.Clob.Http;
using Faro.Clob.Journal;
using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Sockets;

/// <summary>
/// The subscriptions. The writer adds publications to a queue and continues; one pump passes them to the connections'
/// own queues, so neither the writer nor another socket ever waits for a slow one.
/// </summary>
internal sealed class SocketHub(Lazy<VenueWriter> writer, TimeProvider clock, Faults faults, SocketTokens tokens) : BackgroundService, IPublisher
{
    private readonly Channel<Publication?> _queue = Channel.CreateUnbounded<Publication?>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly HashSet<SocketConnection> _connections = [];
    private readonly Dictionary<(MarketRecord, string), HashSet<SocketConnection>> _byMarket = [];
    private readonly Dictionary<EthAddress, HashSet<SocketConnection>> _byWallet = [];

    public VenueViews Views => writer.Value.Views;

    public void Publish(IReadOnlyList<Publication> publications)
    {
        foreach (Publication publication in publications) _queue.Writer.TryWrite(publication);
    }

    /// <summary>The venue restarted from the journal: what was queued may never have been committed.</summary>
    public void Reset() => _queue.Writer.TryWrite(null);

    public int ConnectionsFrom(string address)
    {
        lock (_gate) return _connections.Count(c => c.Address == address);
    }

    public void Add(SocketConnection connection)
    {
        lock (_gate) _connections.Add(connection);
    }

    public void Remove(SocketConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
            foreach ((string channel, MarketRecord? market) in connection.Subscriptions.ToList()) Unsubscribe(connection, channel, market);
        }
    }

    /// <summary>A key was revoked or changed: its tokens and sockets end.</summary>
    public void Withdraw(string keyId)
    {
        tokens.Withdraw(keyId);
        lock (_gate)
        {
            foreach (SocketConnection connection in _connections)
                if (connection.Caller?.KeyId == keyId) connection.Close(4401, "credentials withdrawn");
        }
    }

    /// <summary>Joins a channel and queues its acknowledgement and, for books and tickers, the current state. Joining again resyncs.</summary>
    public void Subscribe(SocketConnection connection, string channel, MarketRecord? market)
    {
        lock (_gate)
        {
            connection.Subscriptions.Add((channel, market));
            Set(connection, channel, market).Add(connection);
            Send(connection, SocketMessages.Ack("subscribed", channel, market), OutKind.Keep, market);
            if (channel == "book") SendSnapshot(connection, market!);
            if (channel == "ticker")
            {
                byte[] ticker;
                lock (Views.Gate) ticker = SocketMessages.Ticker(market!, market!.Ticker(), Now());
                Send(connection, ticker, OutKind.Ticker, market);
            }
        }
    }

    public void Unsubscribe(SocketConnection connection, string channel, MarketRecord? market)
    {
        lock (_gate)
        {
            connection.Subscriptions.Remove((channel, market));
            if (channel == "user")
            {
                if (connection.Caller is { } caller && _byWallet.TryGetValue(caller.Wallet, out HashSet<SocketConnection>? wallet) && wallet.Remove(connection)
                    && wallet.Count == 0)
                {
                    _byWallet.Remove(caller.Wallet);
                }
            }
            else if (_byMarket.TryGetValue((market!, channel), out HashSet<SocketConnection>? listeners) && listeners.Remove(connection) && listeners.Count == 0)
            {
                _byMarket.Remove((market!, channel));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Publication? publication in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            lock (_gate)
            {
                if (publication is null) CloseAll();
                else Dispatch(publication);
            }
        }
    }

    private void Dispatch(Publication publication)
    {
        switch (publication)
        {
            case Publication.Batch batch when Listeners(batch.Market, "book") is { } sockets:
                if (faults.Take("ws_gap", out _)) return;
                byte[] bytes = SocketMessages.Batch(batch);
                bool twice = faults.Take("ws_duplicate", out _);
                foreach (SocketConnection socket in sockets)
                {
                    if (batch.Sequence <= socket.BookSequence(batch.Market)) continue; // its snapshot already includes it
                    Send(socket, bytes, OutKind.Book, batch.Market);
                    if (twice) Send(socket, bytes, OutKind.Book, batch.Market);
                }

                break;
            case Publication.Trade trade when Listeners(trade.Made.Market, "trades") is { } sockets:
                SendAll(sockets, SocketMessages.Trade(trade.Made), OutKind.Keep, null);
                break;
            case Publication.Ticker ticker when Listeners(ticker.Market, "ticker") is { } sockets:
                SendAll(sockets, SocketMessages.Ticker(ticker.Market, ticker.Values, ticker.AtMs), OutKind.Ticker, ticker.Market);
                break;
            case Publication.UserOrder u when Owners(u.Wallet) is { } sockets: SendAll(sockets, SocketMessages.UserOrder(u), OutKind.Keep, null); break;
            case Publication.UserFill u when Owners(u.Wallet) is { } sockets: SendAll(sockets, SocketMessages.UserFill(u), OutKind.Keep, null); break;
            case Publication.UserSettlement u when Owners(u.Wallet) is { } sockets: SendAll(sockets, SocketMessages.UserSettlement(u), OutKind.Keep, null); break;
        }
    }

    private SocketConnection[]? Listeners(MarketRecord market, string channel) =>
        _byMarket.TryGetValue((market, channel), out HashSet<SocketConnection>? sockets) ? [.. sockets] : null;

    private SocketConnection[]? Owners(EthAddress wallet) =>
        _byWallet.TryGetValue(wallet, out HashSet<SocketConnection>? sockets) ? [.. sockets] : null;

    private void SendAll(SocketConnection[] sockets, byte[] bytes, OutKind kind, MarketRecord? market)
    {
        foreach (SocketConnection socket in sockets) Send(socket, bytes, kind, market);
    }

    private void Send(SocketConnection socket, byte[] bytes, OutKind kind, MarketRecord? market)
    {
        List<MarketRecord> stale = [];
        bool fits = socket.Outbox.TryAdd(bytes, kind, market, stale);
        foreach (MarketRecord book in stale) fits &= SendSnapshot(socket, book);
        if (!fits) socket.Close(4429, "too slow");
    }

    private bool SendSnapshot(SocketConnection socket, MarketRecord market)
    {
        byte[] bytes;
        ulong sequence;
        lock (Views.Gate)
        {
            bytes = SocketMessages.Snapshot(market, Now());
            sequence = market.Sequence;
        }

        socket.HasBook(market, sequence);
        return socket.Outbox.TryAdd(bytes, OutKind.Book, market, []);
    }

    private HashSet<SocketConnection> Set(SocketConnection connection, string channel, MarketRecord? market)
    {
        HashSet<SocketConnection>? set;
        if (channel == "user")
        {
            if (!_byWallet.TryGetValue(connection.Caller!.Wallet, out set)) _byWallet.Add(connection.Caller.Wallet, set = []);
        }
        else if (!_byMarket.TryGetValue((market!, channel), out set))
        {
            _byMarket.Add((market!, channel), set = []);
        }

        return set;
    }

    private void CloseAll()
    {
        foreach (SocketConnection connection in _connections) connection.Close(1001, "the venue is restarting");
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
