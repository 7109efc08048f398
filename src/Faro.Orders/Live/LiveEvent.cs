using Faro.Orders.Quotes;
using Faro.Venues;
using Faro.Venues.Live;

namespace Faro.Orders.Live;

/// <summary>
/// The live books of an event: its venues' updates become one sequence of messages, built once for all readers. The writer
/// never waits for a reader; a reader that is too far behind for the kept messages gets the current books.
/// </summary>
internal sealed class LiveEvent(VenueClients? clients, LiveBooks books, TimeProvider clock)
{
    /// <summary>The last messages, kept for readers that are a little behind.</summary>
    private const int Kept = 256;

    private readonly Lock _gate = new();
    private readonly LiveMessage[] _messages = new LiveMessage[Kept];
    private LiveReader[] _readers = []; // replaced, never modified: they are woken without the lock
    private List<MemberView> _members = [];
    private EventMembers? _event;
    private long _sequence;
    private long _began; // when the event had other markets: older messages cannot be read one by one

    /// <summary>The number of readers.</summary>
    public int Readers
    {
        get
        {
            lock (_gate) return _readers.Length;
        }
    }

    /// <summary>Follows these markets of the event instead of the earlier ones; null when the event no longer exists.</summary>
    public async Task Follow(EventMembers? now)
    {
        List<MemberView> before, after;
        LiveReader[] readers;
        lock (_gate)
        {
            if (_event is { } old && now is not null && Same(old, now)) return;
            before = _members;
            after = [.. (now?.Members ?? []).Select(m => new MemberView(this, m))];
            (_event, _members) = (now ?? _event, after);
            // Every reader restarts with the event's current markets.
            _began = ++_sequence;
            readers = _readers;
        }

        Wake(readers);

        // In this order, so that a market that stays is not let go.
        foreach (var view in after) view.Open(clients, books, clock);
        foreach (var view in before) await view.Close(clients, books);
    }

    /// <summary>Adds a reader.</summary>
    public void Add(LiveReader reader)
    {
        lock (_gate) _readers = [.. _readers, reader];
    }

    /// <summary>Removes a reader.</summary>
    public void Remove(LiveReader reader)
    {
        lock (_gate) _readers = [.. _readers.Where(r => r != reader)];
    }

    /// <summary>What a reader at this position (0: it is new) has not received yet.</summary>
    public long Take(long from, List<LiveMessage> into)
    {
        lock (_gate)
        {
            if (_event is null || from == _sequence) return from;
            if (from >= _began && _sequence - from <= Kept)
            {
                for (var i = from + 1; i <= _sequence; i++) into.Add(_messages[i % Kept]);
                return _sequence;
            }

            if (from >= _began) into.Add(new LiveMessage.Behind { EventId = _event.Id, Sequence = _sequence, Skipped = _sequence - from });
            else into.Add(Start());
            var merged = Merged();
            foreach (var view in _members)
                if (view.Now(merged) is { } now) into.Add(now);
            return _sequence;
        }
    }

    /// <summary>The age of its books.</summary>
    public void Ages(List<LiveAge> into)
    {
        Guid id;
        List<MemberView> members;
        lock (_gate)
        {
            if (_event is null) return;
            (id, members) = (_event.Id, _members);
        }

        // Not under the lock: a book notifies the event under its own.
        foreach (var view in members)
        {
            var seen = view.Seen();
            into.Add(new LiveAge(id, view.Market, seen?.ObservedAt, seen?.Origin ?? BookOrigin.Poll));
        }
    }

    private LiveMessage Start() => _members.Count == 0
        ? new LiveMessage.Gone { EventId = _event!.Id, Sequence = _sequence }
        : new LiveMessage.Members
        {
            EventId = _event!.Id,
            Sequence = _sequence,
            Labels = _event.Labels,
            Title = _event.Title,
            Markets = [.. _members.Select(m => m.Market)],
        };

    private static bool Same(EventMembers a, EventMembers b) =>
        a.Id == b.Id && a.Members.Select(m => (m.Ref, m.Inverted)).SequenceEqual(b.Members.Select(m => (m.Ref, m.Inverted)));

    // A venue sent something about a market of this event.
    private void Hear(MemberView view, BookNews news, BookOrigin origin)
    {
        LiveReader[] readers;
        lock (_gate)
        {
            if (!_members.Contains(view)) return; // it was released in the meantime
            _sequence++;
            var message = view.Take(news, origin, _event!.Id, _sequence, Merged);
            _messages[_sequence % Kept] = message;
            readers = _readers;
        }

        Wake(readers);
    }

    // Not under the lock: a woken reader takes it at once.
    private static void Wake(LiveReader[] readers)
    {
        foreach (var reader in readers) reader.Wake();
    }

    private MergedPrices Merged()
    {
        (Price, Venue)? bid = null, ask = null;
        foreach (var view in _members)
        {
            if (view.Book is not { } book) continue;
            if (book.BestBid is { } b && (bid is not { } best || b > best.Item1)) bid = (b, view.Market.Venue);
            if (book.BestAsk is { } a && (ask is not { } least || a < least.Item1)) ask = (a, view.Market.Venue);
        }

        return new MergedPrices(bid, ask);
    }

    /// <summary>One market's book in the event's own YES. Its fields are guarded by the event's lock.</summary>
    private sealed class MemberView(LiveEvent @event, EventMember member)
    {
        private LiveBook? _book;
        private LiveMessage.OfVenue? _last;
        private LiveMessage.OfVenue? _now; // what a new reader gets first; built when one comes, and kept until it or the best prices change

        public MarketRef Market => member.Ref;

        public BookSides? Book { get; private set; }

        // Not under the event's lock: the book reports at once what it knows.
        public void Open(VenueClients? clients, LiveBooks books, TimeProvider clock)
        {
            if (member.Inverted is null) Tell("polarity", "The market's polarity against the event is unknown.");
            else if (clients is null) Tell("no_sandbox", "This installation has no sandbox for test keys.");
            else if (clients.Trading(Market.Venue) is not { } venue) Tell("disabled", "This venue is switched off.");
            else if (!venue.HasBook(member.BookKey)) Tell("not_tradable", "The market has no order book.");
            else
            {
                _book = books.Take(clients, member);
                _book.Listen(Hear);
            }

            void Tell(string code, string reason) => Hear(new BookNews.Lost(code, reason, clock.GetUtcNow()), BookOrigin.Poll);
        }

        public async Task Close(VenueClients? clients, LiveBooks books)
        {
            if (_book is not { } book) return;
            book.Unlisten(Hear);
            await books.Release(clients!.Name, Market);
        }

        public (DateTimeOffset ObservedAt, BookOrigin Origin)? Seen() => _book?.Seen();

        /// <summary>The venue's current book, with the current best prices of all venues: another venue may have changed last.</summary>
        public LiveMessage.OfVenue? Now(MergedPrices merged)
        {
            if (_now is not null && _now.Merged == merged) return _now;
            return _now = _last switch
            {
                LiveMessage.Changed c => Whole(Book!, c.EventId, c.Sequence, merged, c.ObservedAt, c.ChangedAt, c.Origin),
                { } last when last.Merged != merged => last with { Merged = merged },
                _ => _last,
            };
        }

        public LiveMessage Take(BookNews news, BookOrigin origin, Guid id, long sequence, Func<MergedPrices> merged)
        {
            _now = null;
            return _last = news switch
            {
                BookNews.Whole w => Told(w, origin, id, sequence, merged),
                BookNews.Changed c => Told(c, origin, id, sequence, merged),
                BookNews.Lost l => Told(l, id, sequence, merged),
                _ => throw new ArgumentException($"{news.GetType().Name} is not an update of a book.", nameof(news)),
            };
        }

        private LiveMessage.Whole Told(BookNews.Whole news, BookOrigin origin, Guid id, long sequence, Func<MergedPrices> merged)
        {
            Book = member.Inverted == true ? news.Book.Mirror() : news.Book;
            return Whole(Book, id, sequence, merged(), news.ObservedAt, news.ChangedAt, origin);
        }

        private LiveMessage.Changed Told(BookNews.Changed news, BookOrigin origin, Guid id, long sequence, Func<MergedPrices> merged)
        {
            var changes = member.Inverted == true ? [.. news.Changes.Select(c => c.Mirror())] : news.Changes;
            Book = (Book ?? throw new InvalidOperationException("A book that is not known cannot change.")).With(changes);
            return new LiveMessage.Changed
            {
                EventId = id,
                Sequence = sequence,
                Market = Market,
                Changes = changes,
                Merged = merged(),
                ObservedAt = news.ObservedAt,
                ChangedAt = news.ChangedAt,
                Origin = origin,
                Bid = Book.BestBid,
                Ask = Book.BestAsk,
            };
        }

        private LiveMessage.Lost Told(BookNews.Lost news, Guid id, long sequence, Func<MergedPrices> merged)
        {
            Book = null;
            return new LiveMessage.Lost
            {
                EventId = id,
                Sequence = sequence,
                Market = Market,
                Code = news.Code,
                Reason = news.Reason,
                Merged = merged(),
                ObservedAt = news.ObservedAt,
            };
        }

        private LiveMessage.Whole Whole(
            BookSides book, Guid id, long sequence, MergedPrices merged, DateTimeOffset observedAt, DateTimeOffset? changedAt, BookOrigin origin) => new()
            {
                EventId = id,
                Sequence = sequence,
                Market = Market,
                Book = book,
                Merged = merged,
                ObservedAt = observedAt,
                ChangedAt = changedAt,
                Origin = origin,
                Bid = book.BestBid,
                Ask = book.BestAsk,
            };

        private void Hear(BookNews news, BookOrigin origin) => @event.Hear(this, news, origin);
    }
}
