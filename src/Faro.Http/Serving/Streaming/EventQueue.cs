using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Faro.Http.Serving.Streaming;

/// <summary>What waits for one reader of a stream, up to a bound. Whoever puts something there waits for nobody.</summary>
/// <typeparam name="T">What is read.</typeparam>
/// <param name="most">How much may wait.</param>
internal sealed class EventQueue<T>(int most)
{
    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(most) { SingleReader = true });

    /// <summary>Whether the reader was too slow: it gets what is queued and a notice, and has to reconnect.</summary>
    public bool TooSlow { get; private set; }

    /// <summary>Whether nothing waits and nothing will come.</summary>
    public bool IsOver => _waiting.Reader.Completion.IsCompleted;

    /// <summary>Puts one there; false when the queue is closed or full, which closes it.</summary>
    public bool Offer(T item)
    {
        if (_waiting.Writer.TryWrite(item))
            return true;
        TooSlow = !_waiting.Reader.Completion.IsCompleted;
        _waiting.Writer.TryComplete();
        return false;
    }

    /// <summary>Nothing more will come.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>Takes the next one.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item) => _waiting.Reader.TryRead(out item);

    /// <summary>Waits until something has come, the queue is over, or the time is.</summary>
    public async Task Arrival(TimeSpan within, CancellationToken cancel)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(within);
        try
        {
            await _waiting.Reader.WaitToReadAsync(time.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing came: time for a heartbeat, perhaps.
        }
    }
}
