using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders.Live;

/// <summary>
/// The followed books: one per market for all listeners, from the first listener to the last.
/// </summary>
internal sealed class LiveBooks(BookReader reader, OrdersOptions options, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(VenueSetName Set, MarketRef Market), Shared> _books = [];

    /// <summary>The number of followed books.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _books.Count;
        }
    }

    /// <summary>The market's book; the caller must return it.</summary>
    public LiveBook Take(VenueClients clients, EventMember member)
    {
        lock (_gate)
        {
            var key = (clients.Name, member.Ref);
            if (!_books.TryGetValue(key, out var shared))
                _books[key] = shared = new Shared(new LiveBook(clients, member, reader, () => Interval(clients, member.Ref.Venue), options, clock));
            shared.Listeners++;
            return shared.Book;
        }
    }

    /// <summary>Returns a book; the last return ends it.</summary>
    public async Task Release(VenueSetName set, MarketRef market)
    {
        LiveBook? last = null;
        lock (_gate)
        {
            if (_books.TryGetValue((set, market), out var shared) && --shared.Listeners == 0)
            {
                _books.Remove((set, market));
                last = shared.Book;
            }
        }

        if (last is not null) await last.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Shared[] books;
        lock (_gate)
        {
            books = [.. _books.Values];
            _books.Clear();
        }

        foreach (var shared in books) await shared.Book.DisposeAsync();
    }

    // Polling books uses at most half of the venue's request budget: the rest is for trading.
    private TimeSpan Interval(VenueClients clients, Venue venue)
    {
        int polled;
        lock (_gate) polled = _books.Count(b => b.Key.Set == clients.Name && b.Key.Market.Venue == venue && !b.Value.Book.IsTold);
        var least = TimeSpan.FromSeconds(polled / (clients.Trading(venue)?.ReadsPerSecond / 2 ?? 1));
        return least > options.LivePollInterval ? least : options.LivePollInterval;
    }

    private sealed class Shared(LiveBook book)
    {
        public LiveBook Book => book;

        public int Listeners { get; set; }
    }
}
