using System.Threading.Channels;

namespace Faro.Http.Feed;

/// <summary>A reader of the feed on this node: what waits for it, up to a bound.</summary>
internal sealed class FeedReader(FeedFilter filter, long start, int waiting)
{
    private readonly Channel<FeedEntry> _entries = Channel.CreateBounded<FeedEntry>(new BoundedChannelOptions(waiting) { SingleReader = true, SingleWriter = true });
    private long _position = start;

    public FeedFilter Filter => filter;

    /// <summary>Where the hub was when the reader came: what lies before is read from the log.</summary>
    public long Start { get; } = start;

    /// <summary>What waits; completed when the reader was too slow.</summary>
    public ChannelReader<FeedEntry> Entries => _entries.Reader;

    /// <summary>Everything up to here has been put among what waits.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Puts entries there, and waits for nobody.</summary>
    /// <returns>False when the reader is too slow: it gets what waits, and then has to come again.</returns>
    public bool Offer(IReadOnlyList<FeedEntry> entries, long position)
    {
        foreach (var entry in entries)
        {
            if (filter.Lets(entry) && !_entries.Writer.TryWrite(entry))
            {
                _entries.Writer.TryComplete();
                return false;
            }
        }

        Volatile.Write(ref _position, position);
        return true;
    }
}
