using Faro.Venues.Live;

namespace Faro.Venues.Foresight;

/// <summary>What Foresight's socket says of a book.</summary>
internal abstract record ForesightMessage : FeedMessage
{
    /// <summary>The whole book as of a batch.</summary>
    public sealed record Snapshot(BookSides Book, ulong Sequence, DateTimeOffset? At) : ForesightMessage;

    /// <summary>New totals that belong together. Numbers grow by one.</summary>
    public sealed record Batch(IReadOnlyList<LevelChange> Changes, ulong Sequence, DateTimeOffset? At) : ForesightMessage;
}

/// <summary>Follows a Foresight book by its numbers: each batch is the next one, or the book is asked for again.</summary>
internal sealed record ForesightFold : BookFold
{
    /// <summary>The number of the last batch that is in the book, or was when it was last known.</summary>
    public ulong Sequence { get; init; }

    public override bool NoticesEveryGap => true;

    public override FoldStep Step(FeedMessage message) => message switch
    {
        // Numbers never go back: an older picture than the one that was known came late.
        ForesightMessage.Snapshot s when s.Sequence < Sequence => Nothing(),
        ForesightMessage.Snapshot { Book.IsCrossed: true } => Gap("The snapshot is crossed."),
        ForesightMessage.Snapshot s => new(this with { Book = s.Book, Sequence = s.Sequence }, new FoldResult.Whole(s.Book, s.At)),
        ForesightMessage.Batch b when Book is null || b.Sequence <= Sequence => Nothing(),
        ForesightMessage.Batch b when b.Sequence != Sequence + 1 => Gap($"Batch {b.Sequence} came after {Sequence}."),
        ForesightMessage.Batch b => Book.With(b.Changes) is { IsCrossed: false } after
            ? new(this with { Book = after, Sequence = b.Sequence }, new FoldResult.Changed(after, b.Changes, b.At))
            : Gap($"The book is crossed after batch {b.Sequence}."),
        FeedMessage.Refused r => new(this with { Book = null }, new FoldResult.Refused(r.Code, r.Reason)),
        FeedMessage.Unreadable => Gap("A message about the book could not be read."),
        _ => Nothing(),
    };

    public override BookFold Anew() => new ForesightFold();
}
