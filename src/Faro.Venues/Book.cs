namespace Faro.Venues;

/// <summary>Resting interest at one price.</summary>
/// <param name="Price">The price of one share.</param>
/// <param name="Shares">How many shares; more than none.</param>
public readonly record struct BookLevel(Price Price, Shares Shares);

/// <summary>
/// A market's order book in prices of its first outcome (YES): bids best (highest) first, asks best (lowest) first, each
/// price once, nothing at 0 or 1. Other views are derived only here.
/// </summary>
public sealed class Book
{
    private Book(MarketRef market, BookLevel[] bids, BookLevel[] asks, DateTimeOffset observedAt)
    {
        Market = market;
        Bids = bids;
        Asks = asks;
        ObservedAt = observedAt;
    }

    /// <summary>The market.</summary>
    public MarketRef Market { get; }

    /// <summary>Who buys, best first.</summary>
    public IReadOnlyList<BookLevel> Bids { get; }

    /// <summary>Who sells, best first.</summary>
    public IReadOnlyList<BookLevel> Asks { get; }

    /// <summary>When the venue answered with this book.</summary>
    public DateTimeOffset ObservedAt { get; }

    /// <summary>When the book last changed, according to the venue; null when not reported. A quiet book is old and still valid.</summary>
    public DateTimeOffset? ChangedAt { get; private init; }

    /// <summary>The price step that the venue returns with the book; null when it does not.</summary>
    public Price? Tick { get; private init; }

    /// <summary>The minimum order that the venue returns with the book; null when it does not.</summary>
    public Shares? MinimumShares { get; private init; }

    /// <summary>The highest bid; null when nobody buys.</summary>
    public Price? BestBid => Bids.Count > 0 ? Bids[0].Price : null;

    /// <summary>The lowest ask; null when nobody sells.</summary>
    public Price? BestAsk => Asks.Count > 0 ? Asks[0].Price : null;

    /// <summary>Whether the best bid is at or above the best ask: an inconsistent or stale book that must not be traded on.</summary>
    public bool IsCrossed => BestBid is { } bid && BestAsk is { } ask && bid >= ask;

    /// <summary>
    /// The dollars that rest on it, at any distance from its best prices: each bid at its price, each ask at the other outcome's price
    /// (which is what its owner committed). Null when nothing rests, or on overflow.
    /// </summary>
    public Money? Depth => Bids.Count + Asks.Count == 0
        ? null
        : Money.TryFloor(Bids.Sum(l => l.Price.Dollars * l.Shares.Count) + Asks.Sum(l => l.Price.Complement.Dollars * l.Shares.Count));

    /// <summary>
    /// Makes a book from levels in any order: sorts them, joins equal prices and drops what no book has (prices at or beyond
    /// 0 and 1, sizes not above zero).
    /// </summary>
    public static Book Create(
        MarketRef market, IEnumerable<BookLevel> bids, IEnumerable<BookLevel> asks, DateTimeOffset observedAt,
        DateTimeOffset? changedAt = null, Price? tick = null, Shares? minimumShares = null) =>
        new(market, Side(bids, descending: true), Side(asks, descending: false), observedAt)
        {
            ChangedAt = changedAt,
            Tick = tick,
            MinimumShares = minimumShares,
        };

    /// <summary>The book as seen from the other outcome: a bid for one at p is an offer of the other at 1 − p.</summary>
    public Book Mirror() => new(Market, MirrorSide(Asks), MirrorSide(Bids), ObservedAt)
    {
        ChangedAt = ChangedAt,
        Tick = Tick,
        MinimumShares = MinimumShares,
    };

    /// <summary>
    /// The book of one outcome of an event. If this market asks the opposite of the event's question
    /// (<paramref name="inverted"/>), the event's YES is this market's NO.
    /// </summary>
    public Book View(Outcome outcome, bool inverted = false) => outcome == Outcome.No ^ inverted ? Mirror() : this;

    private static BookLevel[] Side(IEnumerable<BookLevel> levels, bool descending)
    {
        var side = new List<BookLevel>();
        foreach (var level in levels)
            if (level.Price.TenThousandths is > 0 and < Price.One && level.Shares > Shares.None)
                side.Add(level);
        side.Sort((a, b) => descending ? b.Price.CompareTo(a.Price) : a.Price.CompareTo(b.Price));
        var count = 0;
        for (var i = 0; i < side.Count; i++)
        {
            var level = side[i];
            if (count > 0 && side[count - 1].Price == level.Price)
                side[count - 1] = level with { Shares = side[count - 1].Shares.AddSaturating(level.Shares) };
            else
                side[count++] = level;
        }
        side.RemoveRange(count, side.Count - count);
        return [.. side];
    }

    private static BookLevel[] MirrorSide(IReadOnlyList<BookLevel> levels)
    {
        // The order is kept: the lowest ask of one outcome is the highest bid of the other.
        var side = new BookLevel[levels.Count];
        for (var i = 0; i < side.Length; i++)
            side[i] = levels[i] with { Price = levels[i].Price.Complement };
        return side;
    }
}
