using System.Collections.Immutable;

namespace Faro.Venues.Live;

/// <summary>
/// Both sides of a book at one moment, best first. Immutable: a change returns a new one, so a holder may read it
/// while the book goes on.
/// </summary>
public sealed class BookSides
{
    private static readonly Comparer<Price> HighestFirst = Comparer<Price>.Create((a, b) => b.CompareTo(a));

    private BookSides(ImmutableSortedDictionary<Price, Shares> bids, ImmutableSortedDictionary<Price, Shares> asks) => (Bids, Asks) = (bids, asks);

    /// <summary>Nobody buys or sells.</summary>
    public static BookSides Empty { get; } =
        new(ImmutableSortedDictionary.Create<Price, Shares>(HighestFirst), ImmutableSortedDictionary<Price, Shares>.Empty);

    /// <summary>Who buys, the highest price first.</summary>
    public ImmutableSortedDictionary<Price, Shares> Bids { get; }

    /// <summary>Who sells, the lowest price first.</summary>
    public ImmutableSortedDictionary<Price, Shares> Asks { get; }

    /// <summary>The highest bid; null when nobody buys.</summary>
    public Price? BestBid => First(Bids);

    /// <summary>The lowest ask; null when nobody sells.</summary>
    public Price? BestAsk => First(Asks);

    /// <summary>Whether the best bid is at or above the best ask: an inconsistent book.</summary>
    public bool IsCrossed => BestBid is { } bid && BestAsk is { } ask && bid >= ask;

    /// <summary>The sides of a book that was read.</summary>
    public static BookSides Of(Book book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return new(Side(Empty.Bids, book.Bids), Side(Empty.Asks, book.Asks));
    }

    /// <summary>The book after changes, one after the other.</summary>
    public BookSides With(IReadOnlyList<LevelChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var (bids, asks) = (Bids, Asks);
        foreach (var change in changes)
        {
            var side = change.IsBid ? bids : asks;
            side = change.Shares > Shares.None ? side.SetItem(change.Price, change.Shares) : side.Remove(change.Price);
            if (change.IsBid) bids = side;
            else asks = side;
        }

        return new(bids, asks);
    }

    /// <summary>The book as seen from the other outcome: a bid for one at p is an offer of the other at 1 − p.</summary>
    public BookSides Mirror() => new(
        Empty.Bids.AddRange(Asks.Select(l => KeyValuePair.Create(l.Key.Complement, l.Value))),
        Empty.Asks.AddRange(Bids.Select(l => KeyValuePair.Create(l.Key.Complement, l.Value))));

    /// <summary>What makes this book of an older one.</summary>
    public IReadOnlyList<LevelChange> Since(BookSides older)
    {
        ArgumentNullException.ThrowIfNull(older);
        var changes = new List<LevelChange>();
        Differences(older.Bids, Bids, isBid: true, changes);
        Differences(older.Asks, Asks, isBid: false, changes);
        return changes;
    }

    /// <summary>Whether both books are equal at every price.</summary>
    public bool IsSame(BookSides other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Bids.SequenceEqual(other.Bids) && Asks.SequenceEqual(other.Asks);
    }

    private static void Differences(
        ImmutableSortedDictionary<Price, Shares> older, ImmutableSortedDictionary<Price, Shares> newer, bool isBid, List<LevelChange> changes)
    {
        if (ReferenceEquals(older, newer)) return;
        foreach (var (price, _) in older)
            if (!newer.ContainsKey(price)) changes.Add(new LevelChange(isBid, price, Shares.None));
        foreach (var (price, shares) in newer)
            if (!older.TryGetValue(price, out var before) || before != shares) changes.Add(new LevelChange(isBid, price, shares));
    }

    private static ImmutableSortedDictionary<Price, Shares> Side(ImmutableSortedDictionary<Price, Shares> empty, IReadOnlyList<BookLevel> levels) =>
        empty.AddRange(levels.Select(l => KeyValuePair.Create(l.Price, l.Shares)));

    private static Price? First(ImmutableSortedDictionary<Price, Shares> side)
    {
        foreach (var (price, _) in side) return price;
        return null;
    }
}
