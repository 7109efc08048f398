namespace Faro.Venues.Live;

/// <summary>A book that is followed over a socket: what is known of it, and when it was last requested.</summary>
internal sealed class FollowedBook(string name, BookFold fold, Action<BookNews> hear)
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private BookFold _fold = fold;
    private DateTimeOffset _askedAt;
    private TimeSpan _patience = FirstPatience;
    private bool _refused;
    private bool _over;

    public string Name => name;

    /// <summary>The whole book was requested from the venue.</summary>
    public void Asked(DateTimeOffset now)
    {
        lock (_gate) _askedAt = now;
    }

    /// <summary>Nobody listens any more.</summary>
    public void End()
    {
        lock (_gate) _over = true;
    }

    /// <summary>The connection is gone, and with it the messages it would have delivered.</summary>
    public void Lose(string code, string reason, DateTimeOffset now)
    {
        lock (_gate)
        {
            _fold = _fold.Anew();
            _refused = false;
            Tell(new BookNews.Lost(code, reason, now));
        }
    }

    /// <summary>Applies a message. Returns why the book must be requested again; null if it need not be.</summary>
    public string? Take(FeedMessage message, DateTimeOffset now)
    {
        lock (_gate)
        {
            var wasKnown = _fold.Book is not null;
            (_fold, var result) = _fold.Step(message);
            switch (result)
            {
                case FoldResult.Whole whole:
                    _refused = false;
                    if (now - _askedAt > LongestPatience) _patience = FirstPatience;
                    Tell(new BookNews.Whole(whole.Book, whole.At, now));
                    return null;
                case FoldResult.Changed changed:
                    Tell(new BookNews.Changed(changed.Book, changed.Changes, changed.At, now));
                    return null;
                case FoldResult.Refused refused:
                    _refused = true;
                    Tell(new BookNews.Lost("refused", $"The venue does not stream this book ({refused.Code}).", now));
                    return null;
                case FoldResult.Gap gap:
                    if (wasKnown) Tell(new BookNews.Lost("gap", gap.Reason, now));
                    return gap.Reason;
                default:
                    return null;
            }
        }
    }

    /// <summary>
    /// Whether to request the book now: it is unknown and has not arrived for a (growing) while, or what is known may have
    /// missed a change without notice.
    /// </summary>
    public bool IsDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_fold.Book is not null) return !_fold.NoticesEveryGap && now - _askedAt >= Unnoticed;
            if (now - _askedAt < (_refused ? LongestPatience : _patience)) return false;
            _patience = TimeSpan.FromTicks(Math.Min(_patience.Ticks * 2, LongestPatience.Ticks));
            if (!_refused) Tell(new BookNews.Lost("no_snapshot", "The venue has not sent the book yet.", now));
            return true;
        }
    }

    // Under the lock, so that no listener is called after the end.
    private void Tell(BookNews news)
    {
        if (!_over) hear(news);
    }
}
