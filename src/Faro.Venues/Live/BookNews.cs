namespace Faro.Venues.Live;

/// <summary>What a listener of a followed book receives, in prices of the market's first outcome (YES).</summary>
/// <param name="ObservedAt">When the venue's message arrived.</param>
public abstract record BookNews(DateTimeOffset ObservedAt)
{
    /// <summary>The whole book: the first message, and the first after a <see cref="Lost"/>.</summary>
    /// <param name="Book">The book.</param>
    /// <param name="ChangedAt">When it last changed, according to the venue; null when not reported.</param>
    /// <param name="ObservedAt">When the venue's message arrived.</param>
    public sealed record Whole(BookSides Book, DateTimeOffset? ChangedAt, DateTimeOffset ObservedAt) : BookNews(ObservedAt);

    /// <summary>The book changed.</summary>
    /// <param name="Book">The book after it.</param>
    /// <param name="Changes">The new totals.</param>
    /// <param name="ChangedAt">When it changed, according to the venue; null when not reported.</param>
    /// <param name="ObservedAt">When the venue's message arrived.</param>
    public sealed record Changed(BookSides Book, IReadOnlyList<LevelChange> Changes, DateTimeOffset? ChangedAt, DateTimeOffset ObservedAt) : BookNews(ObservedAt);

    /// <summary>The known book is no longer certain, until the next <see cref="Whole"/>.</summary>
    /// <param name="Code">A stable reason: <c>gap</c>, <c>disconnected</c>, <c>refused</c>, <c>no_snapshot</c>.</param>
    /// <param name="Reason">A sentence for people.</param>
    /// <param name="ObservedAt">When that was seen.</param>
    public sealed record Lost(string Code, string Reason, DateTimeOffset ObservedAt) : BookNews(ObservedAt);
}

/// <summary>A venue's books as it publishes them over its WebSocket.</summary>
public interface IBookFeed
{
    /// <summary>How many books are followed now.</summary>
    int Following { get; }

    /// <summary>How many sockets are open or being opened.</summary>
    int Sockets { get; }

    /// <summary>
    /// Follows a book until the answer is disposed of. The listener is called for one message after the other, and must not block. Null
    /// when the venue has no such book, or too many are already followed.
    /// </summary>
    IDisposable? Follow(BookKey key, Action<BookNews> hear);
}
