using Faro.Orders.Quotes;
using Faro.Venues;
using Faro.Venues.Live;

namespace Faro.Orders.Live;

/// <summary>How a book was received.</summary>
public enum BookOrigin
{
    /// <summary>The venue sent it by itself.</summary>
    Socket,

    /// <summary>It is polled.</summary>
    Poll,
}

/// <summary>
/// One market's live book, for all listeners: followed over the venue's socket, and polled if the
/// venue has none or while it does not deliver the book.
/// </summary>
internal sealed class LiveBook : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Action<BookNews, BookOrigin>> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly VenueClients _clients;
    private readonly EventMember _member;
    private readonly BookReader _reader;
    private readonly Func<TimeSpan> _interval;
    private readonly OrdersOptions _options;
    private readonly TimeProvider _clock;
    private readonly Task _running;
    private BookNews? _last;
    private BookOrigin _origin;
    private bool _told; // the socket delivers the book: nothing has to be polled

    public LiveBook(VenueClients clients, EventMember member, BookReader reader, Func<TimeSpan> interval, OrdersOptions options, TimeProvider clock)
    {
        (_clients, _member, _reader, _interval, _options, _clock) = (clients, member, reader, interval, options, clock);
        _running = Task.Run(Run);
    }

    /// <summary>Whether the venue's socket delivers the book now.</summary>
    public bool IsTold => Volatile.Read(ref _told);

    /// <summary>Adds a listener: it gets the known state at once, and then every change, in order. It must not block.</summary>
    public void Listen(Action<BookNews, BookOrigin> hear)
    {
        lock (_gate)
        {
            _listeners.Add(hear);
            if (Known() is { } known) hear(known, _origin);
        }
    }

    /// <summary>Removes a listener.</summary>
    public void Unlisten(Action<BookNews, BookOrigin> hear)
    {
        lock (_gate) _listeners.Remove(hear);
    }

    /// <summary>When the current book was seen; null without one.</summary>
    public (DateTimeOffset ObservedAt, BookOrigin Origin)? Seen()
    {
        lock (_gate) return _last is BookNews.Whole or BookNews.Changed ? (_last.ObservedAt, _origin) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _listeners.Clear();
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        using var followed = _clients.Trading(_member.Ref.Venue)?.Feed?.Follow(_member.BookKey, Hear);
        // A socket gets a moment to deliver the book before it is polled.
        if (followed is not null) await Pause(_options.LiveSocketPatience);
        while (!_stop.IsCancellationRequested)
        {
            var pause = _interval();
            if (!IsTold && await Poll() is { } longer && longer > pause) pause = longer;
            await Pause(pause);
        }
    }

    private async Task Pause(TimeSpan pause) =>
        await Task.Delay(pause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Returns the pause that the venue asks for; null for the usual pause.
    private async Task<TimeSpan?> Poll()
    {
        BookReading reading;
        try
        {
            reading = await _reader.Read(_clients, _member, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }

        lock (_gate)
        {
            if (_told) return null; // the socket was quicker, and what was read may be older
            if (reading.Book is { IsCrossed: false } book) TakeRead(book);
            else Tell(Lost(reading), BookOrigin.Poll);
        }

        return reading.Error is null ? null : _options.LivePollPauseAfterFailure;
    }

    private void TakeRead(Book book)
    {
        var now = BookSides.Of(book);
        var before = Held();
        if (before is null)
        {
            Tell(new BookNews.Whole(now, book.ChangedAt, book.ObservedAt), BookOrigin.Poll);
            return;
        }

        var changes = now.Since(before);
        if (changes.Count > 0) Tell(new BookNews.Changed(now, changes, book.ChangedAt, book.ObservedAt), BookOrigin.Poll);
        else _last = new BookNews.Whole(now, book.ChangedAt, book.ObservedAt); // seen again, unchanged
    }

    private BookNews.Lost Lost(BookReading reading) => reading.Error is { } error
        ? new BookNews.Lost(error.Code, error.Reason, _clock.GetUtcNow())
        : new BookNews.Lost("stale_book", "The venue's book is crossed: torn or stale.", _clock.GetUtcNow());

    // What the venue's socket delivers.
    private void Hear(BookNews news)
    {
        lock (_gate)
        {
            // A socket that delivers nothing does not invalidate a book that is polled.
            if (news is BookNews.Lost && !_told) return;
            Volatile.Write(ref _told, news is not BookNews.Lost);
            Tell(news, BookOrigin.Socket);
        }
    }

    private void Tell(BookNews news, BookOrigin origin)
    {
        // The same failure again is not reported.
        if (news is BookNews.Lost { Code: var code } && _last is BookNews.Lost { Code: var before } && code == before) return;
        (_last, _origin) = (news, origin);
        foreach (var hear in _listeners) hear(news, origin);
    }

    private BookSides? Held() => _last switch { BookNews.Whole w => w.Book, BookNews.Changed c => c.Book, _ => null };

    // A later listener gets the whole book, however it was built.
    private BookNews? Known() => _last is BookNews.Changed c ? new BookNews.Whole(c.Book, c.ChangedAt, c.ObservedAt) : _last;
}
