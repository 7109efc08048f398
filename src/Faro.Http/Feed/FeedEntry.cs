using Faro.Http.Events;
using Faro.Orders;

namespace Faro.Http.Feed;

/// <summary>The owner of an order's facts: each key of the account and mode sees them.</summary>
/// <param name="Account">The account.</param>
/// <param name="Test">Whether its keys trade at the sandbox.</param>
internal readonly record struct FeedOwner(string Account, bool Test)
{
    public static FeedOwner Of(OrderOwner owner) => new(owner.Account, owner.Test);

    public static FeedOwner Of(OrderPrepared prepared) => new(prepared.Account ?? OrderOwner.AccountOf(prepared.KeyId), prepared.Test);
}

/// <summary>A fact as the feed carries it.</summary>
/// <param name="Sequence">Its place in the log, which is the event's id.</param>
/// <param name="Kind"><c>market</c>, <c>match</c> or <c>order</c>.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Who may see it; null: everybody.</param>
/// <param name="Json">The data of the event.</param>
/// <param name="Event">The unified event that an order is about; null for other kinds.</param>
internal sealed record FeedEntry(long Sequence, string Kind, string Stream, string Name, FeedOwner? Owner, byte[] Json, Guid? Event = null);

/// <summary>What a reader may see, and its filter.</summary>
/// <param name="Reader">Who reads.</param>
/// <param name="Kinds">Only these kinds; null: all.</param>
/// <param name="Streams">Only these streams; null: all.</param>
/// <param name="Events">In addition to those streams, the orders about these events: they are not known before they are prepared.</param>
internal sealed record FeedFilter(FeedOwner Reader, IReadOnlyList<string>? Kinds = null, IReadOnlySet<string>? Streams = null, IReadOnlySet<Guid>? Events = null)
{
    /// <summary>Selects facts of an order, an event, or either of them.</summary>
    /// <param name="reader">Who reads.</param>
    /// <param name="kinds">Only these kinds; null: all.</param>
    /// <param name="order">The order; null: none is named.</param>
    /// <param name="eventJson">The event's answer; null: none is named.</param>
    public static FeedFilter About(FeedOwner reader, IReadOnlyList<string>? kinds, Guid? order, byte[]? eventJson)
    {
        if (order is null && eventJson is null)
            return new FeedFilter(reader, kinds);
        var streams = new HashSet<string>(eventJson is null ? [] : EventStreams.Of(eventJson), StringComparer.Ordinal);
        if (order is { } id)
            streams.Add(OrderView.StreamOf(id));
        return new FeedFilter(reader, kinds, streams, eventJson is null ? null : EventStreams.IdsOf(eventJson));
    }

    /// <summary>Whether the reader gets the entry.</summary>
    public bool Lets(FeedEntry entry) =>
        (entry.Owner is null || entry.Owner == Reader) && (Kinds?.Contains(entry.Kind, StringComparer.Ordinal) ?? true) && (Streams is null || Streams.Contains(entry.Stream) || (entry.Event is { } about && Events?.Contains(about) == true));
}
