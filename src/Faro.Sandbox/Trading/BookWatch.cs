using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Trading;

/// <summary>The new total at one price of a YES book; zero: the level is gone.</summary>
internal readonly record struct LevelTotal(bool Bid, Price Price, Units Size);

/// <summary>A watcher of a venue's books. Its methods are called under the venue's lock, so it gets every change in order.</summary>
internal sealed class BookWatch
{
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);

    /// <summary>The number of watchers over all books.</summary>
    public int Count => _watched.Values.Sum(w => w.Hear.Count);

    /// <summary>The books that are watched.</summary>
    public IReadOnlyList<(string Key, MarketRow Row)> Books => [.. _watched.Select(w => (w.Key, w.Value.Row))];

    /// <summary>Hears of a book's changes from now on.</summary>
    public void Add(string key, MarketRow row, Book now, Action<Book, IReadOnlyList<LevelTotal>> hear)
    {
        if (!_watched.TryGetValue(key, out var watched)) _watched[key] = watched = new Watched(row) { Last = now };
        watched.Hear.Add(hear);
    }

    /// <summary>Hears no more.</summary>
    public void Remove(string key, Action<Book, IReadOnlyList<LevelTotal>> hear)
    {
        if (_watched.TryGetValue(key, out var watched) && watched.Hear.Remove(hear) && watched.Hear.Count == 0) _watched.Remove(key);
    }

    /// <summary>The book may have changed: notifies its watchers of the changes.</summary>
    public void Tell(string key, Func<Book> read)
    {
        if (!_watched.TryGetValue(key, out var watched)) return;
        var now = read();
        var totals = new List<LevelTotal>();
        Differences(watched.Last.Bids, now.Bids, bid: true, totals);
        Differences(watched.Last.Asks, now.Asks, bid: false, totals);
        watched.Last = now;
        if (totals.Count == 0) return;
        foreach (var hear in watched.Hear) hear(now, totals);
    }

    private static void Differences(IReadOnlyList<Level> before, IReadOnlyList<Level> now, bool bid, List<LevelTotal> totals)
    {
        var old = before.ToDictionary(l => l.Price, l => l.Size);
        foreach (var level in now)
        {
            if (!old.Remove(level.Price, out var size) || size != level.Size) totals.Add(new LevelTotal(bid, level.Price, level.Size));
        }

        totals.AddRange(old.Keys.Select(price => new LevelTotal(bid, price, Units.Zero)));
    }

    private sealed class Watched(MarketRow row)
    {
        public MarketRow Row => row;

        public required Book Last { get; set; }

        public List<Action<Book, IReadOnlyList<LevelTotal>>> Hear { get; } = [];
    }
}
