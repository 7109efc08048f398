using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Trading;

/// <summary>The books of one venue. A market's book is generated from its record until somebody trades there, or until a
/// live book is set; then it is stored. When live venues are mirrored, nothing is generated.</summary>
internal sealed class BookShelf(CutKind idKind, bool sketches)
{
    private readonly Dictionary<string, TwinBook> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Book> _put = new(StringComparer.Ordinal);
    private readonly BookWatch _watch = new();

    /// <summary>The venue's lock: hold it to change a book, a balance or an order.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The current YES book as on the wire; empty when the market is not open.</summary>
    public Book Read(MarketRow row)
    {
        if (!row.Record.Facts.Tradable)
            return Book.Empty;
        lock (Gate)
            return _open.TryGetValue(Key(row), out var book) ? book.Levels() : Sketch(row);
    }

    /// <summary>The book to trade on; the caller holds <see cref="Gate"/>.</summary>
    public TwinBook Open(MarketRow row)
    {
        var key = Key(row);
        if (!_open.TryGetValue(key, out var book))
            _open[key] = book = TwinBook.From(Sketch(row));
        return book;
    }

    /// <summary>Sets a book, for example the live venue's; resting orders of wallets stay in it.</summary>
    public void Put(MarketRow row, Book levels, IEnumerable<RestingOrder> own)
    {
        lock (Gate)
        {
            var book = TwinBook.From(levels);
            foreach (var order in own)
                book.Rest(order);
            _open[Key(row)] = book;
            _put[Key(row)] = book.Levels();
            Changed(row);
        }
    }

    /// <summary>How many watchers the books have.</summary>
    public int Watchers
    {
        get
        {
            lock (Gate)
                return _watch.Count;
        }
    }

    /// <summary>Watches a book: returns the book now, and reports every later change, under <see cref="Gate"/>.</summary>
    public Book Watch(MarketRow row, Action<Book, IReadOnlyList<LevelTotal>> hear)
    {
        lock (Gate)
        {
            var now = Read(row);
            _watch.Add(Key(row), row, now, hear);
            return now;
        }
    }

    /// <summary>Watches no more.</summary>
    public void Unwatch(MarketRow row, Action<Book, IReadOnlyList<LevelTotal>> hear)
    {
        lock (Gate)
            _watch.Remove(Key(row), hear);
    }

    /// <summary>The book was traded on: its watchers get what changed. The caller holds <see cref="Gate"/>.</summary>
    public void Changed(MarketRow row) => _watch.Tell(Key(row), () => Read(row));

    /// <summary>Whether a book was set for the market.</summary>
    public bool HasPut(MarketRow row)
    {
        lock (Gate)
            return _put.ContainsKey(Key(row));
    }

    /// <summary>Whether the book that was put there is unchanged: nobody has traded or left an order in it.</summary>
    public bool IsAsPut(MarketRow row)
    {
        lock (Gate)
            return _put.TryGetValue(Key(row), out var put) && _open.TryGetValue(Key(row), out var book)
                && book.Levels() is var now && now.Bids.SequenceEqual(put.Bids) && now.Asks.SequenceEqual(put.Asks);
    }

    /// <summary>Back to the sketches.</summary>
    public void Reset()
    {
        lock (Gate)
        {
            _open.Clear();
            _put.Clear();
            foreach (var (key, row) in _watch.Books)
                _watch.Tell(key, () => Read(row));
        }
    }

    private Book Sketch(MarketRow row) => sketches ? BookSketch.Of(row.Record.Facts, row.Variant) : Book.Empty;

    private string Key(MarketRow row) => Variants.Apply(row.Record.Facts.Id, idKind, row.Variant);
}
