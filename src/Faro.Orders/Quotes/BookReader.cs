using System.Collections.Concurrent;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>A book, or why there is none.</summary>
/// <param name="Member">The market.</param>
/// <param name="Book">The book; null when it could not be read.</param>
/// <param name="Error">Why there is none; null with a book.</param>
public sealed record BookReading(EventMember Member, Book? Book, Exclusion? Error);

/// <summary>
/// Reads books of several venues at once, each within the deadline. Callers that want a book that is being read already wait
/// for that answer, so a burst for one event makes one call upstream.
/// </summary>
public sealed class BookReader(OrdersOptions options)
{
    private readonly ConcurrentDictionary<(VenueSetName Set, MarketRef Market), Lazy<Task<Book>>> _flying = new();

    /// <summary>How many calls went upstream.</summary>
    public long UpstreamCalls => Interlocked.Read(ref _calls);

    /// <summary>How many callers wait for a book now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    private long _calls;
    private int _waiting;

    /// <summary>The books of all markets, in their order.</summary>
    public async Task<IReadOnlyList<BookReading>> ReadAll(VenueClients clients, IReadOnlyList<EventMember> members, CancellationToken cancel) =>
        await Task.WhenAll(members.Select(m => Read(clients, m, cancel)));

    /// <summary>One market's book.</summary>
    public async Task<BookReading> Read(VenueClients clients, EventMember member, CancellationToken cancel)
    {
        if (clients.Trading(member.Ref.Venue) is not { } source)
            return new BookReading(member, null, new("disabled", "This venue is switched off."));
        if (!source.HasBook(member.BookKey))
            return new BookReading(member, null, new("not_tradable", "The market has no order book."));
        Interlocked.Increment(ref _waiting);
        try
        {
            return new BookReading(member, await Shared(clients.Name, source, member.BookKey).WaitAsync(options.QuoteDeadline, cancel), null);
        }
        catch (TimeoutException)
        {
            return new BookReading(member, null, new("timeout", "The venue did not answer in time.") { Unreachable = true });
        }
        catch (VenueException e)
        {
            return new BookReading(member, null, Exclusion.Of(e));
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // The flight belongs to nobody: one caller's going away must not take the answer from the others.
    private Task<Book> Shared(VenueSetName set, IBookSource source, BookKey key)
    {
        var flight = _flying.GetOrAdd((set, key.Market), k => new Lazy<Task<Book>>(() => Fly(k, source, key)));
        return flight.Value;
    }

    private async Task<Book> Fly((VenueSetName, MarketRef) name, IBookSource source, BookKey key)
    {
        Interlocked.Increment(ref _calls);
        try
        {
            return await source.GetBook(key, CancellationToken.None);
        }
        finally
        {
            _flying.TryRemove(name, out _);
        }
    }
}
