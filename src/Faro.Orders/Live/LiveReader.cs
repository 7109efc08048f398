using System.Threading.Channels;

namespace Faro.Orders.Live;

/// <summary>
/// One reader of live quotes, of one event or several. It pulls what is new when it is ready; nobody waits for it.
/// </summary>
public sealed class LiveReader : IAsyncDisposable
{
    // At most one mark: something is new, however much.
    private readonly Channel<bool> _new = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly List<(LiveEvent Event, long From)> _events = [];
    private readonly Func<ValueTask> _end;

    internal LiveReader(IEnumerable<LiveEvent> events, Func<ValueTask> end)
    {
        _end = end;
        foreach (var one in events)
        {
            _events.Add((one, 0));
            one.Add(this);
        }

        Wake();
    }

    /// <summary>What is new since the last call: at first each event, its markets and their books.</summary>
    public IReadOnlyList<LiveMessage> Take()
    {
        _new.Reader.TryRead(out _);
        var messages = new List<LiveMessage>();
        for (var i = 0; i < _events.Count; i++)
            _events[i] = (_events[i].Event, _events[i].Event.Take(_events[i].From, messages));
        return messages;
    }

    /// <summary>The current age of the books.</summary>
    public IReadOnlyList<LiveAge> Ages()
    {
        var ages = new List<LiveAge>();
        foreach (var (one, _) in _events) one.Ages(ages);
        return ages;
    }

    /// <summary>Waits until something is new; false on timeout.</summary>
    public async Task<bool> Wait(TimeSpan within, CancellationToken cancel)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(within);
        try
        {
            return await _new.Reader.WaitToReadAsync(time.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (one, _) in _events) one.Remove(this);
        await _end();
    }

    internal void Wake() => _new.Writer.TryWrite(true);
}
