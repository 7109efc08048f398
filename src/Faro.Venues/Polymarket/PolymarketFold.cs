using Faro.Venues.Live;

namespace Faro.Venues.Polymarket;

/// <summary>A message of Polymarket's market channel about a token's book.</summary>
internal abstract record PolymarketMessage : FeedMessage
{
    /// <summary>The whole book.</summary>
    public sealed record Whole(BookSides Book, long Milliseconds, PolymarketPrint Print, string? Hash) : PolymarketMessage;

    /// <summary>New totals that belong together, with what the venue reports about the book after them.</summary>
    public sealed record Change(IReadOnlyList<LevelChange> Changes, long Milliseconds, string? Hash) : PolymarketMessage
    {
        /// <summary>The best bid after it; null when not reported.</summary>
        public Price? BestBid { get; init; }

        /// <summary>The best ask after it; null when not reported.</summary>
        public Price? BestAsk { get; init; }
    }

    /// <summary>The price of the last trade, which is part of the hash.</summary>
    public sealed record LastTrade(string Price) : PolymarketMessage;

    /// <summary>The price step, likewise.</summary>
    public sealed record TickSize(string Tick) : PolymarketMessage;
}

/// <summary>
/// Follows a Polymarket book. Its messages have no sequence numbers, but a hash of the book: if the hash is understood (it has
/// matched), every message must lead to its hash. If not, the best prices in messages must match ours, and the book is
/// asked for again now and then.
/// </summary>
internal sealed record PolymarketFold : BookFold
{
    /// <summary>How often the hash may fail to match after a whole book whose own hash did, before it counts as another kind of hash.</summary>
    private const int Doubts = 3;

    /// <summary>What the hash covers besides the levels.</summary>
    public PolymarketPrint Print { get; init; } = PolymarketPrint.None;

    /// <summary>The venue's time of the newest message in the book.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Whether that was a whole book.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Whether the hash of a change has matched.</summary>
    public bool IsProven { get; init; }

    /// <summary>Whether the hash of the last whole book matched.</summary>
    public bool IsPrinted { get; init; }

    /// <summary>How often a change should have matched and did not, while none ever has.</summary>
    public int Doubted { get; init; }

    public override bool NoticesEveryGap => IsProven;

    public override FoldStep Step(FeedMessage message) => message switch
    {
        PolymarketMessage.Whole w when w.Milliseconds < Milliseconds => Nothing(), // an older book than the known one arrived late
        PolymarketMessage.Whole { Book.IsCrossed: true } => Gap("The book is crossed."),
        PolymarketMessage.Whole w => new(
            this with { Book = w.Book, Milliseconds = w.Milliseconds, IsFresh = true, Print = w.Print, IsPrinted = w.Print.Matches(w.Book, w.Milliseconds, w.Hash) },
            new FoldResult.Whole(w.Book, At(w.Milliseconds))),
        PolymarketMessage.LastTrade t => new(this with { Print = Print with { LastTrade = t.Price } }, null),
        PolymarketMessage.TickSize t => new(this with { Print = Print with { Tick = t.Tick } }, null),
        PolymarketMessage.Change c => Change(c),
        FeedMessage.Refused r => new(this with { Book = null }, new FoldResult.Refused(r.Code, r.Reason)),
        FeedMessage.Unreadable => Gap("A message about the book could not be read."),
        _ => Nothing(),
    };

    public override BookFold Anew() => new PolymarketFold { Doubted = Doubted };

    private FoldStep Change(PolymarketMessage.Change change)
    {
        if (Book is null) return Nothing();
        if (change.Milliseconds < Milliseconds)
            // A whole book includes everything older; and if hashes are checked, disorder was noticed before.
            return IsFresh || IsProven ? Nothing() : Gap("A change came after a newer one.");
        var after = Book.With(change.Changes);
        if (after.IsCrossed) return Gap("The book is crossed after a change.");
        if (Print.Matches(after, change.Milliseconds, change.Hash))
            return Changed(after, change, this with { IsProven = true, Doubted = 0 });
        if (IsProven) return Gap("The book does not match the venue's hash.");
        if (IsPrinted && change.Hash is not null && Doubted < Doubts)
            return new(this with { Book = null, Doubted = Doubted + 1 }, new FoldResult.Gap("The hash of the first change does not match the book."));
        if ((change.BestBid is { } bid && bid != after.BestBid) || (change.BestAsk is { } ask && ask != after.BestAsk))
            return Gap("The best prices differ from those that the venue reports.");
        return Changed(after, change, this);
    }

    private static FoldStep Changed(BookSides after, PolymarketMessage.Change change, PolymarketFold fold) => new(
        fold with { Book = after, Milliseconds = change.Milliseconds, IsFresh = false },
        new FoldResult.Changed(after, change.Changes, At(change.Milliseconds)));

    private static DateTimeOffset? At(long milliseconds) => milliseconds > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
