namespace Faro.Venues.Live;

/// <summary>A message of a venue's socket about one book, in our words. Each venue has its own.</summary>
internal abstract record FeedMessage
{
    /// <summary>The venue refuses to send this book.</summary>
    public sealed record Refused(string Code, string Reason) : FeedMessage;

    /// <summary>A message about the book that cannot be read: the book may have changed.</summary>
    public sealed record Unreadable : FeedMessage;
}

/// <summary>
/// A book as far as it is known from a venue's messages. Pure: a message and the previous state give the next state. A fold never guesses: what
/// does not follow from the known state makes the book unknown, and a whole one is requested.
/// </summary>
internal abstract record BookFold
{
    /// <summary>The book; null while it is not known.</summary>
    public BookSides? Book { get; init; }

    /// <summary>Whether a lost message would certainly be noticed. If not, the book is requested again from time to time.</summary>
    public abstract bool NoticesEveryGap { get; }

    /// <summary>What is known after a message.</summary>
    public abstract FoldStep Step(FeedMessage message);

    /// <summary>The same with an unknown book: the connection is a new one.</summary>
    public abstract BookFold Anew();

    protected FoldStep Gap(string reason) => new(this with { Book = null }, new FoldResult.Gap(reason));

    protected FoldStep Nothing() => new(this, null);
}

/// <summary>What a message led to.</summary>
/// <param name="After">What is known now.</param>
/// <param name="Result">What to report to the listener; null for nothing.</param>
internal readonly record struct FoldStep(BookFold After, FoldResult? Result);

/// <summary>What a message led to, for the listener.</summary>
internal abstract record FoldResult
{
    /// <summary>The book is known as a whole.</summary>
    public sealed record Whole(BookSides Book, DateTimeOffset? At) : FoldResult;

    /// <summary>The book changed.</summary>
    public sealed record Changed(BookSides Book, IReadOnlyList<LevelChange> Changes, DateTimeOffset? At) : FoldResult;

    /// <summary>Messages were lost or out of order: the book must be requested again.</summary>
    public sealed record Gap(string Reason) : FoldResult;

    /// <summary>The venue refuses the book.</summary>
    public sealed record Refused(string Code, string Reason) : FoldResult;
}

/// <summary>A venue's socket protocol: what to send, and what its frames mean. Pure.</summary>
internal interface IBookProtocol
{
    /// <summary>How many books one socket follows at most.</summary>
    int BooksPerSocket { get; }

    /// <summary>The most messages sent per second.</summary>
    double MessagesPerSecond { get; }

    /// <summary>How often the socket is pinged.</summary>
    TimeSpan PingEvery { get; }

    /// <summary>The question.</summary>
    byte[] Ping { get; }

    /// <summary>The name of a book in the venue's messages; null when there is none to follow.</summary>
    string? Name(BookKey key);

    /// <summary>Nothing is known of the book yet.</summary>
    BookFold Unknown(BookKey key);

    /// <summary>The message that subscribes to the book, with a whole one first.</summary>
    byte[] Subscribe(string name, bool isFirst);

    /// <summary>What makes it stop.</summary>
    byte[] Unsubscribe(string name);

    /// <summary>What a frame says about which books; null when it cannot be read.</summary>
    IReadOnlyList<(string Name, FeedMessage Message)>? Read(ReadOnlyMemory<byte> frame);
}
