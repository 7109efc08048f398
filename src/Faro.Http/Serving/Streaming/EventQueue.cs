using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Faro.Http.Serving.Streaming;

/// <summary>The bounded queue of one reader of a stream. The writer never waits.</summary>
/// <typeparam name="T">The type of the entries.</typeparam>
/// <param name="most">How much may wait.</param>
internal sealed class EventQueue<T>(int most)
{
    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(most) { SingleReader = true });

    /// <summary>Whether the reader was too slow: it gets what is queued and a notice, and has to reconnect.</summary>
    public bool TooSlow { get; private set; }

    /// <summary>Whether it is empty and complete.</summary>
    public bool IsOver => _waiting.Reader.Completion.IsCompleted;

    /// <summary>Adds one; false when the queue is closed or full, which closes it.</summary>
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

    /// <summary>Waits until there is an entry, the queue is complete, or the time is up.</summary>
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
            // Nothing came: perhaps time for a heartbeat.
        }
    }
}
