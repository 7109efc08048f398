using Faro.Http.Serving.Streaming;

namespace Faro.Http.Feed;

/// <summary>A reader of the feed on this node.</summary>
/// <param name="filter">What it gets.</param>
/// <param name="start">Where the hub was when it came: everything before is read from the log.</param>
/// <param name="waiting">How many entries may be queued for it.</param>
/// <param name="allowed">Whether it still may read.</param>
internal sealed class FeedReader(FeedFilter filter, long start, int waiting, Func<bool> allowed)
{
    private long _position = start;

    public FeedFilter Filter => filter;

    /// <summary>Where the hub was when the reader came.</summary>
    public long Start { get; } = start;

    /// <summary>What waits for it.</summary>
    public EventQueue<FeedEntry> Queue { get; } = new(waiting);

    /// <summary>Everything up to here has been put into the queue.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Whether it still may read.</summary>
    public bool Allowed() => allowed();

    /// <summary>Adds entries to the queue; false when the reader is too slow.</summary>
    public bool Offer(IReadOnlyList<FeedEntry> entries, long position)
    {
        foreach (var entry in entries)
        {
            if (filter.Lets(entry) && !Queue.Offer(entry))
                return false;
        }

        Volatile.Write(ref _position, position);
        return true;
    }
}
