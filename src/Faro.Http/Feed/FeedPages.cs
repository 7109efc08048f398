using System.Collections.Concurrent;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Past;
using Faro.Matching.Matches;
using Faro.Orders;
using JasperFx.Events;
using Marten;
using Marten.Events;

namespace Faro.Http.Feed;

/// <summary>Reads the feed's facts from the log, in its order.</summary>
public sealed class FeedPages(EventLog log)
{
    /// <summary>The kinds of facts that the feed carries.</summary>
    public const string Market = "market", Match = "match", Order = "order";

    private const string OrderStreams = "order/";
    private const int MostOrders = 100_000;
    private static readonly Dictionary<string, Type[]> Types = new(StringComparer.Ordinal)
    {
        [Market] = Under(typeof(MarketEvent)),
        [Match] = Under(typeof(MatchEvent)),
        [Order] = Under(typeof(OrderEvent)),
    };

    private static readonly Type[] All = [.. Types.Values.SelectMany(t => t)];
    private readonly ConcurrentDictionary<string, OrderedBy> _orders = new(StringComparer.Ordinal);

    /// <summary>The next facts after a place, up to another.</summary>
    /// <param name="after">The place.</param>
    /// <param name="upTo">The last place to look at; settled.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="filter">What may be left out unread.</param>
    /// <param name="cancel">Stops it.</param>
    internal async Task<IReadOnlyList<FeedEntry>> Read(long after, long upTo, int limit, FeedFilter? filter, CancellationToken cancel)
    {
        await using var session = log.Store.QuerySession();
        var types = filter?.Kinds is { } kinds ? [.. kinds.Where(Types.ContainsKey).SelectMany(k => Types[k])] : All;
        if (types.Length == 0)
            return [];
        var events = session.Events.QueryAllRawEvents().Where(e => e.Sequence > after && e.Sequence <= upTo && e.EventTypesAre(types));
        if (filter?.Streams is { } streams)
        {
            var ids = streams.ToArray();
            events = filter.Events is null
                ? events.Where(e => e.StreamKey!.IsOneOf(ids))
                : events.Where(e => e.StreamKey!.IsOneOf(ids) || e.StreamKey!.StartsWith(OrderStreams));
        }

        return await Entries(await events.OrderBy(e => e.Sequence).Take(limit).ToListAsync(cancel), cancel);
    }

    /// <summary>Facts as entries of the feed; all of them must be of its kinds.</summary>
    internal async Task<IReadOnlyList<FeedEntry>> Entries(IReadOnlyList<IEvent> facts, CancellationToken cancel)
    {
        var entries = new List<FeedEntry>(facts.Count);
        foreach (var fact in facts)
            entries.Add(await Entry(fact, cancel));
        return entries;
    }

    /// <summary>The fact at a place; null if the feed has none there.</summary>
    internal async Task<FeedEntry?> At(long place, CancellationToken cancel) => await Read(place - 1, place, 1, null, cancel) is [var entry] ? entry : null;

    /// <summary>The classes of the facts of every kind.</summary>
    internal static IReadOnlyList<Type> Classes => All;

    /// <summary>A fact's kind; null when it is not in the feed.</summary>
    internal static string? KindOf(IEvent fact) => fact.Data switch { MarketEvent => Market, MatchEvent => Match, OrderEvent => Order, _ => null };

    /// <summary>Whether a reader may see a fact: markets and matches are public to all keys, an order belongs to its owner, everything else to the operator.</summary>
    internal async Task<bool> MaySee(FeedOwner reader, IEvent fact, CancellationToken cancel) =>
        fact.Data is MarketEvent or MatchEvent || (fact.Data is OrderEvent && (await OrderOf(fact, cancel)).Owner == reader);

    private async Task<FeedEntry> Entry(IEvent fact, CancellationToken cancel)
    {
        var kind = KindOf(fact) ?? throw new ArgumentException($"{fact.EventTypeName} is no fact of the feed.", nameof(fact));
        OrderedBy? order = fact.Data is OrderEvent ? await OrderOf(fact, cancel) : null;
        var json = JsonRows.Object(512, to =>
        {
            to.WriteString("kind", kind);
            HistoryPage.WriteMembers(to, fact);
        });
        return new FeedEntry(fact.Sequence, kind, fact.Stream, fact.EventTypeName, order?.Owner, json.ToArray(), order?.Event);
    }

    /// <summary>The order's owner and event: the first fact of its stream has them, and no later one changes them.</summary>
    private async Task<OrderedBy> OrderOf(IEvent fact, CancellationToken cancel)
    {
        if (fact.Data is OrderPrepared prepared)
            return Remember(fact.Stream, prepared);
        if (_orders.TryGetValue(fact.Stream, out var known))
            return known;
        return await log.ReadStream(fact.Stream, new ReadUpTo(Version: 1), cancel) is [var first]
            ? Remember(fact.Stream, (OrderPrepared)first.Data)
            : throw new InvalidDataException($"{fact.Stream} has no first fact.");
    }

    private OrderedBy Remember(string stream, OrderPrepared prepared)
    {
        if (_orders.Count >= MostOrders)
            _orders.Clear(); // they are found again
        return _orders[stream] = new OrderedBy(FeedOwner.Of(prepared), prepared.Terms.EventId);
    }

    private static Type[] Under(Type kind) => [.. kind.Assembly.GetTypes().Where(t => kind.IsAssignableFrom(t) && t.IsDefined(typeof(EventNameAttribute), false))];

    private readonly record struct OrderedBy(FeedOwner Owner, Guid Event);
}
