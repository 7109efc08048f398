namespace Faro.Log;

/// <summary>
/// Events that this process itself has just committed in bulk, kept until its own shards have taken them in, so that they
/// need not be fetched and read again from the database. Only ever a shortcut, and an exact one: sequence numbers are given
/// out once, so when every number of a range is here, the range is complete, whoever else writes. Where one is missing, or
/// there was no room, a shard reads the log itself. Only events that read as they were written come here.
/// </summary>
internal sealed class RecentEvents
{
    private const int Room = 8_000;
    private const int WorthIt = 64;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Recorded> _events = [];
    private readonly Queue<long> _kept = new();
    private readonly Dictionary<string, long> _followers = new(StringComparer.Ordinal);

    /// <summary>Whether anyone in this process follows the log, so that an appender may as well keep what it writes.</summary>
    public bool IsFollowed
    {
        get
        {
            lock (_lock)
                return _followers.Count > 0;
        }
    }

    /// <summary>Takes in what was committed, as far as there is room: what comes next is worth more than what comes later.</summary>
    public void Committed(List<Recorded> events)
    {
        lock (_lock)
        {
            if (_followers.Count == 0 || _events.Count + events.Count > Room)
                return;
            foreach (var e in events)
            {
                _events[e.Sequence] = e;
                _kept.Enqueue(e.Sequence);
            }
        }
    }

    /// <summary>A shard of this process has read the log up to a place; the first time, it begins to follow.</summary>
    public void HasRead(string shard, long position)
    {
        lock (_lock)
        {
            _followers[shard] = position;
            Forget();
        }
    }

    /// <summary>A shard of this process follows no longer.</summary>
    public void Leave(string shard)
    {
        lock (_lock)
        {
            _followers.Remove(shard);
            Forget();
        }
    }

    /// <summary>
    /// The events of the given names after a place, without a gap; null when too few are here to be worth a page.
    /// </summary>
    /// <param name="after">The place.</param>
    /// <param name="upTo">The last number to look at: everything up to here has been decided.</param>
    /// <param name="limit">How many events at most.</param>
    /// <param name="names">The names.</param>
    public (List<Recorded> Events, long Ceiling)? After(long after, long upTo, int limit, IReadOnlySet<string> names)
    {
        lock (_lock)
        {
            var ceiling = after;
            List<Recorded> page = [];
            while (ceiling < upTo && page.Count < limit && _events.TryGetValue(ceiling + 1, out var e))
            {
                ceiling++;
                if (names.Contains(e.Name))
                    page.Add(e);
            }

            return ceiling > after && (ceiling == upTo || page.Count == limit || ceiling - after >= WorthIt) ? (page, ceiling) : null;
        }
    }

    /// <summary>Drops what every follower has read, in the order of its coming: what two batches interleaved may stay a little longer.</summary>
    private void Forget()
    {
        if (_followers.Count == 0)
        {
            _events.Clear();
            _kept.Clear();
            return;
        }

        var read = _followers.Values.Min();
        while (_kept.TryPeek(out var number) && number <= read)
            _events.Remove(_kept.Dequeue());
    }
}
