using Faro.Orders.Quotes;
using Faro.Venues;
using Faro.Venues.Live;

namespace Faro.Orders.Live;

/// <summary>
/// An event's books as they go on: what its venues tell becomes one row of messages, made once however many read them. Whoever makes
/// one waits for no reader; a reader who is too far behind for the last messages gets the books as they are.
/// </summary>
internal sealed class LiveEvent(VenueClients? clients, LiveBooks books, TimeProvider clock)
{
    /// <summary>The last messages that are kept for readers who are a little behind.</summary>
    private const int Kept = 256;

    private readonly Lock _gate = new();
    private readonly LiveMessage[] _messages = new LiveMessage[Kept];
    private LiveReader[] _readers = []; // replaced, never changed: whoever wakes them holds no lock meanwhile
    private List<MemberView> _members = [];
    private EventMembers? _event;
    private long _sequence;
    private long _began; // when the event had other markets: what is older cannot be read one by one

    /// <summary>How many read it.</summary>
    public int Readers
    {
        get
        {
            lock (_gate) return _readers.Length;
        }
    }

    /// <summary>Follows the event's markets instead of those that were followed before; null when there is no such event any more.</summary>
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
            // Whoever reads begins again with what the event is now.
            _began = ++_sequence;
            readers = _readers;
        }

        Wake(readers);

        // In this order, so that a market that stays is not let go.
        foreach (var view in after) view.Open(clients, books, clock);
        foreach (var view in before) await view.Close(clients, books);
    }

    /// <summary>Reads it from now on.</summary>
    public void Add(LiveReader reader)
    {
        lock (_gate) _readers = [.. _readers, reader];
    }

    /// <summary>Reads it no more.</summary>
    public void Remove(LiveReader reader)
    {
        lock (_gate) _readers = [.. _readers.Where(r => r != reader)];
    }

    /// <summary>What a reader who has come so far (0: it is new) has not been told.</summary>
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

    /// <summary>How old its books are.</summary>
    public void Ages(List<LiveAge> into)
    {
        Guid id;
        List<MemberView> members;
        lock (_gate)
        {
            if (_event is null) return;
            (id, members) = (_event.Id, _members);
        }

        // Not under the lock: a book tells the event under its own.
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

    // A venue told something of a market of this event.
    private void Hear(MemberView view, BookNews news, BookOrigin origin)
    {
        LiveReader[] readers;
        lock (_gate)
        {
            if (!_members.Contains(view)) return; // it was let go in the meantime
            _sequence++;
            var message = view.Take(news, origin, _event!.Id, _sequence, Merged);
            _messages[_sequence % Kept] = message;
            readers = _readers;
        }

        Wake(readers);
    }

    // Readers ask for what is new at once, and would wait for the lock.
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

    /// <summary>One market's book in the event's own YES. Its fields are the event's to guard.</summary>
    private sealed class MemberView(LiveEvent @event, EventMember member)
    {
        private LiveBook? _book;
        private LiveMessage.OfVenue? _last;
        private LiveMessage.OfVenue? _now; // what a new reader is told; made when one comes, and kept until it or the best prices change

        public MarketRef Market => member.Ref;

        public BookSides? Book { get; private set; }

        // Not under the event's lock: the book tells at once what it knows.
        public void Open(VenueClients? clients, LiveBooks books, TimeProvider clock)
        {
            if (member.Inverted is null) Tell("polarity", "The market's polarity against the event is unknown.");
            else if (clients is null) Tell("no_sandbox", "There is no sandbox here for test keys.");
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

        /// <summary>The venue as it is now, with the best prices of all venues as they are now: another venue may have spoken last.</summary>
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
                _ => throw new ArgumentException($"{news.GetType().Name} is no news of a book.", nameof(news)),
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
