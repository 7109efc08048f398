using Faro.Clob.Venue;

namespace Faro.Clob.Sockets;

/// <summary>What may be done with a queued message when its reader is too slow.</summary>
internal enum OutKind
{
    /// <summary>Answers, trades and user events: none may be lost, so the socket is closed instead.</summary>
    Keep,

    /// <summary>Book batches: a fresh snapshot replaces them.</summary>
    Book,

    /// <summary>Tickers: only the newest counts.</summary>
    Ticker,
}

/// <summary>
/// One connection's queue to its client: at most 1,000 messages or 1 MiB (13.6). Adding never waits. When it is exceeded, book
/// batches are replaced by a snapshot and old tickers dropped; when that is not enough, the socket is closed with that reason.
/// </summary>
internal sealed class Outbox(int maxMessages = 1_000, int maxBytes = 1 << 20)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _arrived;
    private LinkedList<Message> _queue = new();
    private int _bytes;

    /// <summary>Messages that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _queue.Count;
        }
    }

    /// <summary>Queues a message. Books that must be sent again are added to <paramref name="stale"/>. False: close the socket.</summary>
    public bool TryAdd(byte[] bytes, OutKind kind, MarketRecord? market, List<MarketRecord> stale)
    {
        lock (_gate)
        {
            _queue.AddLast(new Message(bytes, kind, market));
            _bytes += bytes.Length;
            _arrived?.TrySetResult();
            _arrived = null;
            if (_queue.Count <= maxMessages && _bytes <= maxBytes) return true;
            Shed(stale);
            return _queue.Count <= maxMessages && _bytes <= maxBytes;
        }
    }

    /// <summary>The next message, once there is one.</summary>
    public async Task<byte[]> Take(CancellationToken cancel)
    {
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                if (_queue.First is { } first)
                {
                    _queue.RemoveFirst();
                    _bytes -= first.Value.Bytes.Length;
                    return first.Value.Bytes;
                }

                arrived = (_arrived ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await arrived.WaitAsync(cancel);
        }
    }

    private void Shed(List<MarketRecord> stale)
    {
        LinkedList<Message> kept = new();
        HashSet<MarketRecord> told = [];
        _bytes = 0;
        for (LinkedListNode<Message>? node = _queue.Last; node is not null; node = node.Previous)
        {
            Message message = node.Value;
            if (message.Kind == OutKind.Book)
            {
                if (!stale.Contains(message.Market!)) stale.Add(message.Market!);
                continue;
            }

            if (message.Kind == OutKind.Ticker && !told.Add(message.Market!)) continue;
            kept.AddFirst(message);
            _bytes += message.Bytes.Length;
        }

        _queue = kept;
    }

    private sealed record Message(byte[] Bytes, OutKind Kind, MarketRecord? Market);
}
