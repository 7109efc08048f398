namespace Faro.Http.Limits;

/// <summary>The state of a budget after a call.</summary>
/// <param name="Allowed">Whether the call is within it.</param>
/// <param name="Limit">Calls in 60 seconds.</param>
/// <param name="Remaining">Calls left now.</param>
/// <param name="ResetSeconds">Whole seconds until the oldest counted call leaves the window, so that one more is allowed.</param>
internal readonly record struct Budget(bool Allowed, int Limit, int Remaining, int ResetSeconds);

/// <summary>
/// The calls of the last 60 seconds, exactly: a ring of their times. Refused calls do not count, so a client that waits for
/// as long as Retry-After says is let in. The ring grows with use up to the limit (8 bytes a call) and is never copied after.
/// </summary>
internal sealed class RollingWindow(int limit, TimeProvider clock)
{
    private readonly long _length = 60 * clock.TimestampFrequency;
    private readonly Lock _gate = new();
    private long[] _ring = new long[Math.Min(limit, 8)];
    private int _first;
    private int _count;

    /// <summary>Whether the next call would be refused; does not count it.</summary>
    public bool IsSpent
    {
        get
        {
            lock (_gate)
            {
                Drop(clock.GetTimestamp());
                return _count >= limit;
            }
        }
    }

    /// <summary>Counts a call if the budget allows it.</summary>
    public Budget Take()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            Drop(now);
            var allowed = _count < limit;
            if (allowed)
                Push(now);
            var left = _length - (now - _ring[_first]);
            var seconds = (int)((left + clock.TimestampFrequency - 1) / clock.TimestampFrequency);
            return new Budget(allowed, limit, limit - _count, seconds);
        }
    }

    /// <summary>Whether it has no call of the last 60 seconds.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                var last = _first + _count - 1;
                return _count == 0 || clock.GetTimestamp() - _ring[last % _ring.Length] >= _length;
            }
        }
    }

    /// <summary>Forgets the calls that have left the window.</summary>
    private void Drop(long now)
    {
        while (_count > 0 && now - _ring[_first] >= _length)
        {
            _first = _first + 1 == _ring.Length ? 0 : _first + 1;
            _count--;
        }
    }

    private void Push(long now)
    {
        if (_count == _ring.Length)
        {
            var larger = new long[(int)Math.Min((long)_ring.Length * 2, limit)];
            _ring.AsSpan(_first).CopyTo(larger);
            _ring.AsSpan(0, _first).CopyTo(larger.AsSpan(_ring.Length - _first));
            (_ring, _first) = (larger, 0);
        }

        var at = _first + _count;
        _ring[at >= _ring.Length ? at - _ring.Length : at] = now;
        _count++;
    }
}
