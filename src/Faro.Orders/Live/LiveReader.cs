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
    private readonly List<LiveMessage> _taken = [];
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

    /// <summary>What is new since the last call, valid until the next call: at first each event, its markets and their books.</summary>
    public IReadOnlyList<LiveMessage> Take()
    {
        _new.Reader.TryRead(out _);
        var messages = _taken;
        messages.Clear();
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

    /// <summary>Waits until something is new or it is woken.</summary>
    public ValueTask<bool> Wait() => _new.Reader.WaitToReadAsync();

    /// <summary>Ends its waiting, even if nothing is new.</summary>
    public void Wake() => _new.Writer.TryWrite(true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (one, _) in _events) one.Remove(this);
        await _end();
    }
}
