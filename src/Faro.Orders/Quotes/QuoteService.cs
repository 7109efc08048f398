using System.Text.Json.Nodes;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>Quotes and books of an event, read from the venues at the moment of the call.</summary>
public sealed class QuoteService(EventReader events, BookReader books, VenueSets sets, TimeProvider clock)
{
    /// <summary>The best prices of every venue; a venue that fails is an entry with an error.</summary>
    public async Task<JsonObject?> Quotes(Guid eventId, bool test, CancellationToken cancel)
    {
        if (await events.Find(eventId, cancel) is not { } found) return null;
        var clients = Clients(test);
        var readings = clients is null ? Absent(found) : await books.ReadAll(clients, found.Members, cancel);
        return new JsonObject
        {
            ["unified_event_id"] = found.Id.ToString(),
            ["quotes"] = new JsonArray([.. readings.Select(r => (JsonNode)Quote(r, clients))]),
        };
    }

    /// <summary>The whole book of one venue, or of all venues together with each level naming its venue.</summary>
    public async Task<OrderAnswer<JsonObject>> Orderbook(Guid eventId, string venue, Outcome outcome, bool test, CancellationToken cancel)
    {
        if (await events.Find(eventId, cancel) is not { } found) return new OrderRefusal(404, "not_found", "No such event.");
        var wanted = venue == "all" ? found.Members : [.. found.Members.Where(m => m.Ref.Venue.Name() == venue)];
        if (wanted.Count == 0) return new OrderRefusal(404, "not_found", $"The event has no market at {venue}.");
        var readings = Clients(test) is { } clients ? await books.ReadAll(clients, wanted, cancel) : Absent(found with { Members = wanted });
        if (venue != "all" && readings[0] is { Book: null } failed)
        {
            return new OrderRefusal(502, "upstream", failed.ErrorMessage!) { Venue = venue, VenueCode = failed.ErrorCode };
        }

        var bids = new List<(Price Price, JsonObject Level)>();
        var asks = new List<(Price Price, JsonObject Level)>();
        foreach (var reading in readings)
        {
            if (reading is not { Book: { } book, Member.Inverted: { } inverted }) continue;
            var view = book.View(outcome, inverted);
            bids.AddRange(view.Bids.Select(l => (l.Price, Level(l, venue == "all" ? reading.Member : null))));
            asks.AddRange(view.Asks.Select(l => (l.Price, Level(l, venue == "all" ? reading.Member : null))));
        }

        var answer = new JsonObject
        {
            ["venue"] = venue,
            ["outcome"] = outcome.Word(),
            ["book"] = new JsonObject
            {
                ["bids"] = new JsonArray([.. bids.OrderByDescending(l => l.Price).Select(l => (JsonNode)l.Level)]),
                ["asks"] = new JsonArray([.. asks.OrderBy(l => l.Price).Select(l => (JsonNode)l.Level)]),
            },
        };
        if (venue == "all")
        {
            answer["venues"] = new JsonArray([.. readings.Select(r => (JsonNode)Seen(r))]);
        }
        else
        {
            answer["observed_at"] = Time(readings[0].Book!.ObservedAt);
            answer["age_ms"] = Age(readings[0].Book!);
        }

        return answer;
    }

    internal VenueClients? Clients(bool test) => test ? sets.Sandbox : sets.Live;

    private static IReadOnlyList<BookReading> Absent(EventMembers found) =>
        [.. found.Members.Select(m => new BookReading(m, null, "no_sandbox", "There is no sandbox here for test keys."))];

    private JsonObject Quote(BookReading reading, VenueClients? clients)
    {
        var entry = Seen(reading);
        if (reading is not { Book: { } book, Member.Inverted: { } inverted })
        {
            if (reading.Book is not null) entry["error"] = "The market's polarity against the event is unknown.";
            return entry;
        }

        entry["yes"] = Best(book.View(Outcome.Yes, inverted));
        entry["no"] = Best(book.View(Outcome.No, inverted));
        var price = book.View(Outcome.Yes, inverted).BestAsk ?? book.View(Outcome.Yes, inverted).BestBid;
        entry["fee_bps"] = clients?.Trading(reading.Member.Ref.Venue)?.Fee(reading.Member.View.Trading) is { } fee && price is { IsZero: false } p
            ? fee.PerShare(p).ExactBasisPointsOf(p)
            : null;
        return entry;
    }

    private JsonObject Seen(BookReading reading)
    {
        var entry = new JsonObject { ["venue"] = reading.Member.Ref.Venue.Name(), ["venue_market_id"] = reading.Member.Ref.MarketId };
        if (reading.Book is { } book)
        {
            entry["observed_at"] = Time(book.ObservedAt);
            entry["age_ms"] = Age(book);
        }
        else
        {
            entry["error"] = reading.ErrorMessage;
            entry["error_code"] = reading.ErrorCode;
        }

        return entry;
    }

    private static JsonObject Best(Book view) => new() { ["bid"] = view.BestBid?.Dollars, ["ask"] = view.BestAsk?.Dollars };

    private static JsonObject Level(BookLevel level, EventMember? member)
    {
        var entry = new JsonObject { ["price"] = level.Price.Dollars, ["size"] = level.Shares.Count };
        if (member is not null) entry["venue"] = member.Ref.Venue.Name();
        return entry;
    }

    private long Age(Book book) => Math.Max(0, (long)(clock.GetUtcNow() - book.ObservedAt).TotalMilliseconds);

    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
