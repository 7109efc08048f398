using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>Quotes and books of an event, read from the venues at the moment of the call.</summary>
public sealed class QuoteService(EventReader events, BookReader books, VenueSets sets, TimeProvider clock)
{
    private static readonly Exclusion NoSandbox = new("no_sandbox", "This installation has no sandbox for test keys.");
    private static readonly Exclusion UnknownPolarity = new("polarity", "The market's polarity against the event is unknown.");

    /// <summary>The best prices of every venue; a venue that fails is an entry with an error.</summary>
    public async Task<OrderResult<EventQuotes>> Quotes(Guid eventId, bool test, CancellationToken cancel)
    {
        if (await events.Find(eventId, cancel) is not { } found) return OrderRefusal.NoEvent;
        var clients = Clients(test);
        var readings = await Read(clients, found.Members, cancel);
        return new EventQuotes(found.Id, found.Labels, [.. readings.Select(r => Quote(r, clients))]);
    }

    /// <summary>The whole book of one venue, or of all venues together.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="venue">The venue; null for all together.</param>
    /// <param name="outcome">The event's outcome.</param>
    /// <param name="test">Whether the key trades at the sandbox.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<OrderResult<EventBook>> Orderbook(Guid eventId, Venue? venue, Outcome outcome, bool test, CancellationToken cancel)
    {
        if (await events.Find(eventId, cancel) is not { } found) return OrderRefusal.NoEvent;
        var wanted = venue is null ? found.Members : [.. found.Members.Where(m => m.Ref.Venue == venue)];
        if (wanted.Count == 0) return new OrderRefusal.NotFound($"The event has no market at {venue?.Name() ?? "all"}.");
        var readings = await Read(Clients(test), wanted, cancel);
        if (venue is { } one && readings[0].Error is { } failed) return new OrderRefusal.VenueFailed(one, failed.Code, failed.Reason);

        var (bids, asks) = (new List<EventLevel>(), new List<EventLevel>());
        foreach (var reading in readings)
        {
            if (reading is not { Book: { } book, Member: { Inverted: { } inverted, Ref.Venue: var at } }) continue;
            var view = book.View(outcome, inverted);
            bids.AddRange(view.Bids.Select(l => new EventLevel(l.Price, l.Shares, at)));
            asks.AddRange(view.Asks.Select(l => new EventLevel(l.Price, l.Shares, at)));
        }

        return new EventBook
        {
            Venue = venue,
            Outcome = outcome,
            Label = outcome == Outcome.Yes ? found.Labels.Yes : found.Labels.No,
            Bids = [.. bids.OrderByDescending(l => l.Price)],
            Asks = [.. asks.OrderBy(l => l.Price)],
            Venues = [.. readings.Select(Seen)],
        };
    }

    /// <summary>The latest public trades of the event's markets, at the venues whose trades are read, the newest first, in the event's own YES and NO.</summary>
    public async Task<OrderResult<EventTrades>> Trades(Guid eventId, int limit, bool test, CancellationToken cancel)
    {
        if (await events.Find(eventId, cancel) is not { } found) return OrderRefusal.NoEvent;
        var all = new List<EventTrade>();
        foreach (var member in found.Members)
        {
            if (member.Inverted is not { } inverted || Clients(test)?.Trading(member.Ref.Venue) is not { } venue) continue;
            try
            {
                all.AddRange((await venue.GetTrades(member.Ref, limit, cancel) ?? []).Select(t => EventTrade.Of(t, member.Ref.Venue, inverted)));
            }
            catch (VenueException e)
            {
                return new OrderRefusal.VenueFailed(member.Ref.Venue, e.Code, e.Message);
            }
        }

        return new EventTrades(found.Id, [.. all.OrderByDescending(t => t.At).Take(limit)]);
    }

    internal VenueClients? Clients(bool test) => test ? sets.Sandbox : sets.Live;

    private async Task<IReadOnlyList<BookReading>> Read(VenueClients? clients, IReadOnlyList<EventMember> members, CancellationToken cancel) =>
        clients is null ? [.. members.Select(m => new BookReading(m, null, NoSandbox))] : await books.ReadAll(clients, members, cancel);

    private VenueQuote Quote(BookReading reading, VenueClients? clients)
    {
        var seen = Seen(reading);
        if (reading.Book is not { } book) return seen;
        if (reading.Member.Inverted is not { } inverted) return seen with { Error = UnknownPolarity };
        var (yes, no) = (book.View(Outcome.Yes, inverted), book.View(Outcome.No, inverted));
        decimal? fee = clients?.Trading(reading.Member.Ref.Venue)?.Fee(reading.Member.View.Trading) is { } model
            && (yes.BestAsk ?? yes.BestBid) is { IsZero: false } price
                ? model.PerShare(price).ExactBasisPointsOf(price)
                : null;
        return seen with { Best = new BestPrices(yes.BestBid, yes.BestAsk, no.BestBid, no.BestAsk, fee) };
    }

    private VenueQuote Seen(BookReading reading) => new(
        reading.Member.Ref,
        reading.Book is { } book
            ? new BookAge(book.ObservedAt, Math.Max(0, (long)(clock.GetUtcNow() - book.ObservedAt).TotalMilliseconds))
            : null,
        reading.Error);
}
